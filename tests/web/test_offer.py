"""The page of the one better offer: it compares, it concedes, and it takes a word for an answer."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from demur.actions.better_offer import Terms, Written
from demur.domain.offers.weighing import Weights
from demur.domain.refusal import Lang, Money
from demur.records.better_offers import OfferAnswer
from demur.records.rivals import Compared
from tests.actions.better_offers import compared, comparison, refused, written
from tests.shop import NOW, open_shop
from tests.web.bad_strings import bad_strings
from tests.web.doors import everything

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
#: What a browser sends of itself.
PERSON = {"User-Agent": "Mozilla/5.0", "Accept-Language": "hu"}


@pytest.fixture(autouse=True)
def _now(shop: None) -> Any:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture(name="shop")
def _shop() -> None:
    open_shop()


def page(made: Written, query: str = "") -> HttpResponse:
    return Client().get(f"/offer/{made.token}{query}")


def text(response: HttpResponse) -> str:
    """What is read on the page, without its tags, each space a plain one."""
    bare = re.sub(
        r"<(title|head)>.*?</\1>|<[^>]*>", " ", response.content.decode(), flags=re.DOTALL
    )
    return " ".join(bare.replace("\N{NO-BREAK SPACE}", " ").split())


def heading(response: HttpResponse) -> str:
    found = re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.DOTALL)
    assert found
    return " ".join(found[1].replace("\N{NO-BREAK SPACE}", " ").split())


# ---- what it says


@pytest.mark.parametrize(
    ("told", "headline", "verdict"),
    [
        (
            {},
            "They are 20 % cheaper. On what you said matters, theirs gives 40 % less.",
            "With the price counted in, by your own weights, ours comes out ahead.",
        ),
        (
            {"ours": 80_000, "theirs": 100_000},
            "We are 20 % cheaper. On what you said matters, theirs gives 40 % less.",
            "Ours is the better buy for you",
        ),
        (
            {"days": (5, 3)},
            "They are 20 % cheaper. On what you said matters, ours gives 40 % less.",
            "Theirs is the better buy for you. We say so.",
        ),
        (
            {"ours": 80_000, "days": (3, 3)},
            "The price is the same. On what you said matters, the two come out equal.",
            "they are alike. Choose as you like.",
        ),
    ],
    ids=["mixed", "we win", "they win", "tie"],
)
def test_it_says_what_the_figures_come_to(told: Any, headline: str, verdict: str) -> None:
    terms = Terms(compared(comparison(**told)), weights=Weights(2, {"repair": 9}))
    response = page(written(terms=terms))
    assert response.status_code == 200
    assert heading(response) == headline
    assert verdict in text(response)


def test_every_figure_stands_with_its_source_and_its_day() -> None:
    told = text(page(written()))
    assert "Repair within 3 days 5 days" in told
    assert "data sheet, 1 October 2026" in told
    assert "Is the drum in the price?" in told
    assert "our one answer, in writing, to your no of 23 November 2026" in told


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        (Lang.HU, "Ők 20%-kal olcsóbbak. Abban, ami önnek fontos, az övék 40%-kal kevesebbet ad."),
        (
            Lang.RU,
            "У них на 20 % дешевле. По тому, что важно для вас, их вариант уступает на 40 %.",
        ),
        (Lang.EN, "They are 20 % cheaper. On what you said matters, theirs gives 40 % less."),
    ],
)
def test_it_speaks_the_clients_language_and_any_other_they_choose(lang: Lang, says: str) -> None:
    made = written(lang=lang)
    response = page(made)
    assert heading(response) == says
    assert response["Content-Language"] == lang
    assert heading(page(made, "?lang=en")).startswith("They are 20 %")


def test_who_never_said_what_matters_is_not_told_that_they_did() -> None:
    made = written(terms=Terms(compared()))
    assert heading(page(made)).endswith("With all of it weighed alike, theirs gives 40 % less.")
    assert "On what you said matters" in heading(page(made, "?price=5&m1=5"))


def test_moving_a_slider_changes_what_is_said() -> None:
    made = written()
    assert "ours comes out ahead" in text(page(made))
    assert "theirs comes out ahead. We say so." in text(page(made, "?price=10&m1=1"))
    assert "Only the price matters to you now." in heading(page(made, "?price=10&m1=0"))
    assert "Move a slider" in text(page(made, "?price=0&m1=0"))


@pytest.mark.parametrize("value", ["11", "-1", "x", "1.5", "９", "9" * 400])
def test_a_weight_that_no_slider_gives_is_told_at_its_place(value: str) -> None:
    response = page(written(), f"?m1={value}")
    assert response.status_code == 400
    assert "Please give a whole number from 0 to 10." in text(response)
    assert heading(response).startswith("They are 20 %")


def test_a_comparison_that_has_grown_old_is_shown_no_more() -> None:
    made = written()
    with time_machine.travel(NOW + timedelta(days=400)):
        response = page(made)
    assert heading(response) == "Thank you for telling us"
    assert "cheaper" not in text(response)
    assert "Your no stands, and nobody rings." in text(response)


def test_a_better_price_alone_is_offered_without_any_claim() -> None:
    until = LATER.date() + timedelta(days=7)
    made = written(terms=Terms(price=Money(79_000, "HUF"), until=until))
    response = page(made)
    assert heading(response) == "<bdi>Inkwell M-400 mono laser printer</bdi>: 79,000 HUF"
    assert "until 1 December 2026" in text(response)
    assert "cheaper" not in text(response)


def test_what_is_written_in_a_comparison_is_shown_as_text() -> None:
    row = compared()
    nasty = {"en": "<script>alert(1)</script>"}
    Compared.objects.create(
        **{
            field.attname: getattr(row, field.attname)
            for field in Compared._meta.fields
            if field.attname not in {"id", "questions", "matters"}
        },
        questions=[nasty],
        matters=[{"key": "repair", "name": nasty}],
    )
    newest = Compared.objects.latest("pk")
    response = page(written(terms=Terms(newest, weights=Weights(1, {"repair": 1}))))
    assert "<script>alert" not in response.content.decode()
    assert "&lt;script&gt;alert(1)" in response.content.decode()


# ---- the answer


@pytest.mark.parametrize("lang", Lang)
def test_taking_it_is_one_press_without_a_cookie_or_a_sign_in(lang: Lang) -> None:
    made, client = written(lang=lang), Client(enforce_csrf_checks=True, headers=PERSON)
    assert client.get(f"/offer/{made.token}").status_code == 200
    done = client.post(f"/offer/{made.token}", {"said": "take"}, follow=True)
    assert done.status_code == 200
    assert not client.cookies
    assert OfferAnswer.objects.get().said == "take"
    assert b'value="take"' not in done.content


def test_what_was_answered_is_shown_for_ever() -> None:
    made = written()
    press(made, "take", call="yes")
    Client().post(f"/offer/{made.token}", {"said": "no"})
    with time_machine.travel(NOW + timedelta(days=4000)):
        told = text(page(made))
    assert "You took this offer on 24 November 2026." in told
    assert "We ring you about it by 25 November 2026, 17:00, as you asked." in told


def test_a_no_stays_a_no() -> None:
    made = written()
    done = Client().post(f"/offer/{made.token}", {"said": "no", "call": "yes"}, follow=True)
    assert "You said no on 24 November 2026. It stays a no, and nobody rings." in text(done)


def test_an_offer_that_has_ended_is_not_taken_but_may_be_declined() -> None:
    made = written(terms=Terms(compared(), Money(90_000, "HUF"), until=NOW.date()))
    late = press(made, "take")
    assert late.status_code == 400
    assert "This offer has ended." in text(late)
    assert "This offer held until 23 November 2026." in text(page(made))
    assert Client().post(f"/offer/{made.token}", {"said": "no"}).status_code == 302


@pytest.mark.parametrize("said", ["", "maybe", "TAKE", *bad_strings()[:12]])
def test_no_other_word_is_an_answer(said: str) -> None:
    made = written()
    response = Client().post(f"/offer/{made.token}", {"said": said})
    assert response.status_code == 400
    assert not OfferAnswer.objects.exists()


# ---- machines


def press(offer: Written, said: str, *, agent: str = "", **more: str) -> HttpResponse:
    headers = PERSON | ({"User-Agent": agent} if agent else {})
    return Client(headers=headers).post(f"/offer/{offer.token}", {"said": said} | more)


def stamp(response: HttpResponse, name: str) -> dict[str, str]:
    found = re.search(rf'name="{name}" value="([^"]+)"', response.content.decode())
    assert found
    return {name: unescape(found[1])}


def test_a_person_who_has_read_the_page_takes_it_with_one_press() -> None:
    made = written()
    seen = stamp(page(made), "made")
    with time_machine.travel(LATER + timedelta(seconds=5)):
        assert press(made, "take", **seen).status_code == 302
    assert OfferAnswer.objects.get().said == "take"


@pytest.mark.parametrize(
    ("agent", "seconds"), [("curl/8", 5), ("HeadlessChrome/130", 5), ("Mozilla/5.0", 0)]
)
def test_a_take_that_a_machine_may_have_pressed_is_asked_for_once_more(
    agent: str, seconds: int
) -> None:
    made = written()
    seen = stamp(page(made), "made")
    with time_machine.travel(LATER + timedelta(seconds=seconds), tick=False):
        asked = press(made, "take", agent=agent, **seen)
        assert asked.status_code == 400
        assert "Then please press once more." in text(asked)
        again = stamp(asked, "asked")
        assert press(made, "take", agent=agent, **again).status_code == 400
    assert not OfferAnswer.objects.exists()
    with time_machine.travel(LATER + timedelta(seconds=seconds + 3), tick=False):
        assert press(made, "take", agent=agent, **again).status_code == 302
    assert OfferAnswer.objects.get().said == "take"


def test_a_machines_no_stands() -> None:
    made = written()
    assert press(made, "no", agent="curl/8").status_code == 302
    assert OfferAnswer.objects.get().said == "no"


def test_what_another_offer_was_asked_does_not_count_here() -> None:
    one, other = written(), written(refused())
    asked = press(one, "take", agent="curl/8")
    with time_machine.travel(LATER + timedelta(seconds=9), tick=False):
        mixed = press(other, "take", agent="curl/8", **stamp(asked, "asked"))
    assert mixed.status_code == 400
    assert not OfferAnswer.objects.exists()


@pytest.mark.parametrize("bad", bad_strings()[:12])
def test_a_stamp_that_is_none_of_ours_is_as_none(bad: str) -> None:
    assert press(written(), "take", agent="curl/8", asked=bad, made=bad).status_code == 400
    assert not OfferAnswer.objects.exists()


def test_a_mail_programs_own_button_is_a_no() -> None:
    made = written()
    body = {"List-Unsubscribe": "One-Click"}
    done = Client().post(f"/offer/{made.token}", body)
    assert (done.status_code, done["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert OfferAnswer.objects.get().said == "no"


# ---- the door


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_at_it_changes_nothing(method: str) -> None:
    made = written()
    before = everything()
    for query in ("", "?price=1&m1=9&use=5", "?said=take", "?lang=ru"):
        Client().generic(method, f"/offer/{made.token}{query}", headers={"Purpose": "prefetch"})
    assert everything() == before


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_cut_or_in_other_letters_is_as_one_that_never_was(method: str) -> None:
    token = written().token
    answers = {
        (one.status_code, one.content)
        for wrong in (token[:-1], token.swapcase(), token + "A", "x", "a" * 100)
        for one in [Client().generic(method, f"/offer/{wrong}")]
    }
    assert len(answers) == 1
    assert {status for status, _ in answers} == {404}


def test_it_tells_nobody_where_its_reader_came_from_and_asks_not_to_be_listed() -> None:
    response = page(written())
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Cache-Control"] == "no-store"


def test_a_page_takes_few_questions_of_the_records(django_assert_max_num_queries: Any) -> None:
    made = written()
    page(made)
    with django_assert_max_num_queries(8):
        page(made)
