"""The round page: who is to be called and why, taken by one, ended by one key, undone in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings as DjangoSettings
from time_machine import travel

from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.domain.refusal import Lang
from demur.domain.regret import By, No, They
from demur.post_settings import MailServer
from demur.records.attempts import Attempt
from demur.records.round_terms import Shift, terms
from demur.records.rounds import Round, State, Turn
from demur.records.users import Role
from tests.shop import NOW, open_shop
from tests.web.doors import NOWHERE, signed_in, somebody
from tests.web.rounds import a_client, a_round, called, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> Iterator[None]:
    open_shop()
    with travel(NOW, tick=False):
        yield


@pytest.fixture(name="kata")
def _kata() -> Client:
    return signed_in(somebody(Role.SELLER, "Kata"))


@pytest.fixture(name="anna")
def _anna() -> Client:
    return signed_in(somebody(Role.HEAD, "Anna"))


@pytest.fixture(name="turns")
def _turns() -> list[Turn]:
    return a_round(NOW)


def test_it_shows_the_day_and_a_row_a_client_and_no_number(kata: Client, turns: list[Turn]) -> None:
    page = text(kata.get("/round"))
    for told in ("2 h 05", "40 min kept", "of 412 silent clients", "212", "162"):
        assert told in page
    assert "Duna Nyomda Zrt." in page
    assert "1 call, 12 days" in page
    assert 'aria-label="22 to 46 %, most likely 34 %"' in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "answers mornings" in page
    assert "€" in page
    assert "tel:" not in page
    assert "1110001" not in page.replace(" ", "")


def test_a_client_of_another_zone_is_shown_by_both_clocks(kata: Client, turns: list[Turn]) -> None:
    page = text(kata.get("/round"))
    assert ">10:10</time>" in page
    assert "there 15:10" in page
    assert "there 10:00" not in page


def test_whoever_takes_the_next_has_the_number_and_nobody_else_has_the_client(
    kata: Client, turns: list[Turn]
) -> None:
    page = text(kata.post("/round/take"))
    assert 'href="tel:+36301110001"' in page
    assert "How did it end?" in page
    assert "M-400" in page
    bea = signed_in(somebody(Role.SELLER, "Bea"))
    theirs = text(bea.get("/round"))
    assert "in Kata's hands" in theirs
    assert "tel:" not in theirs
    refused = bea.post("/round/take", {"ref": str(turns[0].ref)})
    assert refused.status_code == 409
    assert "Kata has taken this client" in text(refused)


def test_looking_at_the_page_again_shows_who_is_in_hand_and_no_number(
    kata: Client, turns: list[Turn]
) -> None:
    kata.post("/round/take")
    page = text(kata.get("/round"))
    assert "The number again" in page
    assert "tel:" not in page
    assert 'href="tel:+36301110001"' in text(kata.post(f"/round/{turns[0].ref}/dial"))


def test_an_outcome_is_recorded_told_and_taken_back(kata: Client, turns: list[Turn]) -> None:
    kata.post("/round/take")
    address = f"/round/{turns[0].ref}"
    page = text(kata.post(f"{address}/end", {"ended": "missed", "day": ""}, follow=True))
    assert "Takács Éva</strong>: missed · " in page
    assert "Take it back" in page
    assert Turn.objects.get(pk=turns[0].pk).state == State.DONE
    back = text(kata.post(f"{address}/undo", follow=True))
    assert "The number again" in back
    turn = Turn.objects.get(pk=turns[0].pk)
    assert (turn.state, turn.attempt) == (State.TAKEN, None)
    assert Attempt.objects.filter(withdrawn=True).count() == 1


def test_after_ten_minutes_nothing_is_taken_back_and_nothing_offers_to(
    kata: Client, turns: list[Turn]
) -> None:
    kata.post("/round/take")
    kata.post(f"/round/{turns[0].ref}/end", {"ended": "missed"})
    with travel(NOW + timedelta(minutes=11), tick=False):
        assert "Take it back" not in text(kata.get(f"/round?done={turns[0].ref}"))
        late = kata.post(f"/round/{turns[0].ref}/undo")
        assert late.status_code == 409
        assert "ten minutes have passed" in text(late)
    assert Turn.objects.get(pk=turns[0].pk).state == State.DONE


def test_a_no_leaves_them_in_peace_and_a_later_day_is_kept(kata: Client, turns: list[Turn]) -> None:
    kata.post("/round/take")
    said = kata.post(f"/round/{turns[0].ref}/end", {"ended": "no"}, follow=True)
    assert "left in peace" in text(said)
    kata.post("/round/take", {"ref": str(turns[2].ref)})
    day = (NOW + timedelta(days=30)).date()
    said = kata.post(f"/round/{turns[2].ref}/end", {"ended": "later", "day": f"{day}"}, follow=True)
    assert "we call again on 23 December 2026" in text(said)


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"ended": "later", "day": "2020-01-01"}, "must be to come"),
        ({"ended": "later", "day": "soon"}, "like 2026-12-01"),
        ({"ended": "nonsense"}, "is no way for a call to end here"),
        ({}, "is no way for a call to end here"),
    ],
)
def test_what_cannot_be_is_said_and_the_client_stays_in_hand(
    kata: Client, turns: list[Turn], told: dict[str, str], fault: str
) -> None:
    kata.post("/round/take")
    response = kata.post(f"/round/{turns[0].ref}/end", told)
    assert response.status_code == 400
    assert fault in text(response)
    assert "How did it end?" in text(response)
    assert Turn.objects.get(pk=turns[0].pk).state == State.TAKEN
    # htmx swaps in only what succeeded, so to it the same page is a success.
    swapped = kata.post(f"/round/{turns[0].ref}/end", told, headers={"HX-Request": "true"})
    assert (swapped.status_code, fault in text(swapped)) == (200, True)


def test_a_client_is_given_back_for_somebody_else(kata: Client, turns: list[Turn]) -> None:
    kata.post("/round/take")
    assert kata.post(f"/round/{turns[0].ref}/back").url == "/round"
    assert Turn.objects.get(pk=turns[0].pk).state == State.OPEN
    assert kata.post(f"/round/{turns[0].ref}/keep").status_code == 204


def test_a_client_who_said_no_meanwhile_is_neither_offered_nor_dialled(
    kata: Client, turns: list[Turn]
) -> None:
    eva = turns[0].contact
    assert eva
    link = make_link(eva, lang=Lang.HU, by="Anna", now=NOW).link
    decline(link, No(They.NEVER, By.TAP), NOW)
    page = text(kata.get("/round"))
    assert "at peace for good" in page
    assert f'value="{turns[0].ref}"' not in page
    assert "tel:+36301110001" not in text(kata.post("/round/take", {"ref": str(turns[0].ref)}))


def test_a_no_after_the_client_was_taken_holds_the_number_back(
    kata: Client, turns: list[Turn]
) -> None:
    kata.post("/round/take")
    eva = turns[0].contact
    assert eva
    decline(make_link(eva, lang=Lang.HU, by="Anna", now=NOW).link, No(They.NEVER, By.TAP), NOW)
    page = text(kata.post(f"/round/{turns[0].ref}/dial"))
    assert "tel:" not in page
    assert "at peace for good" in page


def test_turns_are_filtered_by_whose_and_by_key(kata: Client, turns: list[Turn]) -> None:
    assert "Иванов Сергей" in text(kata.get("/round"))
    assert "Иванов Сергей" not in text(kata.get("/round?whose=mine"))
    keys = text(kata.get("/round?key=1"))
    assert ("Takács Éva" in keys, "Claire" in keys) == (True, False)
    assert kata.post("/round/take?whose=mine").status_code == 200
    ended = kata.post(f"/round/{turns[0].ref}/end?whose=mine", {"ended": "missed"})
    assert ended.url == f"/round?done={turns[0].ref}&whose=mine"


def test_an_empty_day_says_why_and_what_to_do(kata: Client, anna: Client) -> None:
    assert "demur import calls FILE.csv" in text(kata.get("/round"))
    called(a_client("Takács Éva", "", "+36301110001", NOW), NOW, (3,))
    assert "The head of sales says who calls" in text(kata.get("/round"))
    assert "/round/terms" in text(anna.get("/round"))
    Shift.objects.create(seller="Kata", minutes=60)
    assert "not planned yet" in text(kata.get("/round"))
    assert "Plan today" in text(anna.get("/round"))
    with travel(NOW - timedelta(days=1), tick=False):
        assert "day of rest" in text(kata.get("/round"))
    Round.objects.create(day=NOW.date(), making_until=NOW + timedelta(minutes=1))
    assert "being planned" in text(kata.get("/round"))
    with travel(NOW + timedelta(minutes=2), tick=False):  # whoever made it was cut short
        assert "Plan today" in text(anna.get("/round"))


def test_a_round_with_nobody_in_it_says_why(kata: Client) -> None:
    made = Round.objects.create(day=NOW.date(), made_at=NOW, minutes=0)
    assert "Nobody has minutes for the round today" in text(kata.get("/round"))
    Shift.objects.create(seller="Kata", minutes=60)
    assert "hours for calls are over" in text(kata.get("/round"))
    Round.objects.filter(pk=made.pk).update(minutes=60)
    assert "Nobody is worth a call today" in text(kata.get("/round"))
    with travel(NOW - timedelta(days=1), tick=False):
        Round.objects.create(day=NOW.date() - timedelta(days=1), made_at=NOW, minutes=60)
        assert "day of rest" in text(kata.get("/round"))


def test_in_the_evening_whoever_takes_the_next_is_told_that_the_hours_are_over(
    turns: list[Turn],
) -> None:
    with travel(NOW.replace(hour=20), tick=False):
        told = text(signed_in(somebody(Role.SELLER, "Béla")).post("/round/take"))
    assert "Nobody can be called any more today: quiet hours until" in told
    assert "Well done" not in told


def test_the_head_of_sales_sets_shares_and_shifts(anna: Client) -> None:
    somebody(Role.SELLER, "Kata")
    assert "Kata" in text(anna.get("/round/terms"))
    anna.post("/round/terms", {"key_share": "40", "explore": "8"})
    assert (terms().key_share, terms().explore) == (0.4, 0.08)
    told = {"seller": "Kata", "days": ["1", "3"], "languages": ["hu", "ru"]}
    told |= {"starts": "08:30", "ends": "12:00", "minutes": "90"}
    assert anna.post("/round/terms", told).url == "/round/terms"
    shift = Shift.objects.get()
    assert (shift.days, shift.languages, shift.minutes) == ([1, 3], ["hu", "ru"], 90)
    assert f"{shift.starts:%H:%M}-{shift.ends:%H:%M}" == "08:30-12:00"


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"ends": "08:00"}, "has to end after it begins"),
        ({"starts": "nine"}, "each hour like 09:00"),
        ({"minutes": "-5"}, "a whole number from 0 to 1440"),
        ({"minutes": "9" * 40}, "a whole number"),
        ({"seller": "Nobody"}, ""),
    ],
)
def test_a_shift_that_cannot_be_is_said_and_not_kept(
    anna: Client, told: dict[str, str], fault: str
) -> None:
    somebody(Role.SELLER, "Kata")
    usual = {"seller": "Kata", "starts": "09:00", "ends": "17:00", "minutes": "60"}
    response = anna.post("/round/terms", usual | told)
    assert response.status_code == (400 if fault else 404)
    assert fault in text(response)
    assert not Shift.objects.exists()


def test_what_is_no_turn_of_ours_is_not_found_or_gone(kata: Client) -> None:
    assert kata.post("/round/take", {"ref": "nonsense"}).status_code == 404
    for deed in ("dial", "end", "link", "undo"):
        assert kata.post(f"/round/{NOWHERE}/{deed}", {"ended": "missed"}).status_code == 409


def test_a_page_of_sixty_clients_asks_as_much_as_one_of_four(
    kata: Client, django_assert_max_num_queries: object
) -> None:
    turns = a_round(NOW)
    for at in range(40):
        one = a_client(f"Client {at}", "", f"+363022200{at:02}", NOW)
        turns[0].pk, turns[0].ref, turns[0].contact = None, NOWHERE.__class__(int=at + 1), one
        turns[0].save(force_insert=True)
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        kata.get("/round")


def test_a_long_day_is_told_by_pages(kata: Client) -> None:
    turns = a_round(NOW)
    assert date(2026, 11, 23) == turns[0].round.day
    assert kata.get("/round?from=60").status_code == 200


def test_the_link_is_sent_instead_of_a_call_and_ends_the_turn(
    kata: Client, turns: list[Turn], settings: DjangoSettings
) -> None:
    refused = kata.post(f"/round/{turns[3].ref}/link")
    assert refused.status_code == 409
    assert "Nothing sends that here yet" in text(refused)
    settings.MAIL_SERVER = MailServer("127.0.0.1", 1, "none")
    page = text(kata.post(f"/round/{turns[3].ref}/link", follow=True))
    assert "Lantos Béla</strong>: link sent · the link is sent" in page
