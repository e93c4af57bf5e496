"""The desk page: what is shown before anything is recorded, and what is on record afterwards."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from demur.records.company import Company, Team
from demur.records.inquiries import Came, Inquiry, Offered, Outcome, Promised, Refusal
from demur.records.people import Contact, Number
from demur.records.users import Role
from tests.shop import open_shop, user

pytestmark = pytest.mark.django_db

CALLER = "+36 30 555 0142"
NEED = "four monitors by tomorrow"
ANSWERED = re.compile(r'name="answered"\s+value="([^"]+)"')
HIDDEN = re.compile(r'name="(ref|begun)"\s+value="([^"]+)"')


@pytest.fixture(name="shop")
def _shop() -> Company:
    return open_shop()


@pytest.fixture(name="kata")
def _kata(shop: Company) -> Client:
    return signed_in("Kata", Role.SELLER)


def signed_in(name: str, role: Role, language: str = "en") -> Client:
    client = Client()
    client.force_login(user(name, role, language), "django.contrib.auth.backends.ModelBackend")
    return client


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def shown(client: Client, **fields: str) -> dict[str, str]:
    """Type this at the desk and press Done once; the fields of the page that came back."""
    page = text(client.post("/desk/answer", fields))
    hidden = dict(HIDDEN.findall(page))
    answered = ANSWERED.search(page)
    return fields | hidden | {"answered": answered[1] if answered else ""}


def done(client: Client, **fields: str) -> HttpResponse:
    """The same without JavaScript as with it: the answer is seen, then Done."""
    later = {name: fields.pop(name) for name in list(fields) if name in SETTLING}
    return client.post("/desk/answer", shown(client, **fields) | later)


SETTLING = frozenset(
    {"chosen", "taken", "only_polite", "call_back", "call_back_on", "call_back_time"}
)


def test_a_need_is_answered_at_once_and_nothing_is_recorded(kata: Client) -> None:
    page = text(kata.post("/desk/words", {"need": "négy monitor kellene holnapra"}))
    assert 'lang="hu"' in page
    assert "<b>Képpont Kft.</b>" in page
    assert re.search(r"Policy T\d+, version \d", page)
    assert not Inquiry.objects.exists()


def test_where_it_is_not_sure_that_we_have_it_the_question_is_what_to_say(kata: Client) -> None:
    page = text(kata.post("/desk/words", {"need": "printer paper", "lang": "en"}))
    large = re.search(r'<p class="sentence" lang="en">(.*?)</p>', page)
    assert large is not None
    assert large[1].startswith("Would this one do for you")
    assert "ask first" in page
    assert page.count(large[1]) == 1


def test_the_caller_is_answered_in_the_language_that_f2_chose(kata: Client) -> None:
    page = text(kata.post("/desk/words", {"need": "monitor", "lang": "ru"}))
    assert "Мы этим не занимаемся" in page


def test_an_answer_nobody_has_seen_is_shown_before_it_is_recorded(kata: Client) -> None:
    seen = shown(kata, need=NEED, number=CALLER)
    assert not Inquiry.objects.exists()
    response = kata.post("/desk/answer", seen)
    assert response.status_code == 302
    assert Inquiry.objects.get().need == NEED


@pytest.mark.parametrize("changed", [{"need": "a projector"}, {"lang": "hu"}, {"number": "1234"}])
def test_what_changed_after_the_answer_is_answered_anew(
    kata: Client, changed: dict[str, str]
) -> None:
    kata.post("/desk/answer", shown(kata, need=NEED, number=CALLER) | changed)
    assert not Inquiry.objects.exists()


def test_everything_about_a_refusal_is_on_record(kata: Client) -> None:
    done(
        kata,
        need=NEED,
        number=CALLER,
        dialled="+36 96 555 010",
        source="phone book",
        taken="yes",
        call_back="hour",
    )
    inquiry = Inquiry.objects.get()
    refusal = inquiry.refusal
    assert (inquiry.number_key, inquiry.dialled_key) == ("+36305550142", "+3696555010")
    assert refusal.direction == "denial"
    assert refusal.situation == refusal.reason == "other speciality"
    assert refusal.step == "partner"
    assert refusal.policy is not None
    assert refusal.row.startswith("T")
    assert "Képpont Kft." in refusal.words
    assert (refusal.importance, refusal.importance_row) == ("chance", "I6")
    assert (refusal.source, refusal.taken, refusal.by) == ("phone book", "yes", "Kata")
    assert refusal.seconds is not None
    offered = Offered.objects.get(chosen=True)
    assert offered.partner is not None
    assert offered.partner.name == "Képpont Kft."
    promise = Promised.objects.get()
    assert promise.what == "call back"
    assert timedelta(minutes=59) < promise.until - timezone.now() < timedelta(minutes=61)


def test_their_own_words_for_a_source_are_kept(kata: Client) -> None:
    done(kata, need=NEED, other_source="a fair in Sopron")
    assert Refusal.objects.get().source == "a fair in Sopron"


def test_only_a_polite_no_is_one_press_and_offers_nothing(kata: Client) -> None:
    kata.post("/desk/answer", {"need": NEED, "ref": str(uuid4()), "only_polite": "1"})
    refusal = Refusal.objects.get()
    assert (refusal.step, refusal.only_polite) == ("polite no", True)
    assert refusal.words
    assert not Offered.objects.exists()


def test_the_same_form_sent_twice_is_one_refusal(kata: Client) -> None:
    seen = shown(kata, need=NEED)
    first, second = kata.post("/desk/answer", seen), kata.post("/desk/answer", seen)
    assert first.url == second.url
    assert Refusal.objects.count() == 1


def test_the_seconds_on_the_line_count_from_the_first_words(kata: Client) -> None:
    seen = shown(kata, need=NEED)
    kata.post("/desk/answer", seen | {"begun": str(int(timezone.now().timestamp()) - 42)})
    assert Refusal.objects.get().seconds in {42, 43}


def test_an_empty_need_is_asked_for_in_one_sentence_and_the_rest_stays(kata: Client) -> None:
    response = kata.post("/desk/answer", {"need": "  ", "number": CALLER, "source": "friend"})
    page = text(response)
    assert response.status_code == 400
    assert "Please type in a word or two what they need" in page
    assert CALLER in page
    assert re.search(r'value="friend"[^>]*checked', page)
    assert not Inquiry.objects.exists()


def test_a_need_that_is_too_long_names_the_limit_and_stays_as_typed(kata: Client) -> None:
    need = "monitor " * 1250
    response = kata.post("/desk/answer", {"need": need, "only_polite": "1"})
    page = text(response)
    assert response.status_code == 400
    assert "2000" in page
    assert need in page
    assert "Képpont" not in text(kata.post("/desk/words", {"need": need}))
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("taken", "perhaps"),
        ("importance", "royal"),
        ("lang", "de"),
        ("chosen", "9"),
        ("chosen", "x"),
    ],
)
def test_an_answer_that_is_not_on_the_page_is_refused(kata: Client, field: str, value: str) -> None:
    response = kata.post("/desk/answer", shown(kata, need=NEED) | {field: value})
    assert response.status_code == 400
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("day", "hour"), [("", "25:99"), ("2026-02-30", "09:00"), ("9999-12-31", ""), ("x", "y")]
)
def test_a_day_that_is_none_is_said_at_its_place(kata: Client, day: str, hour: str) -> None:
    fields = {"call_back": "at", "call_back_on": day, "call_back_time": hour}
    response = done(kata, need=NEED, **fields)
    assert response.status_code == 400
    assert "the day and the hour" in text(response)


def test_a_call_back_in_the_past_is_said_at_its_place(kata: Client) -> None:
    response = done(kata, need=NEED, call_back_on="2020-01-02", call_back_time="09:00")
    assert response.status_code == 400
    assert "That moment is past" in text(response)
    assert not Inquiry.objects.exists()


def test_a_way_that_the_row_leaves_to_the_head_is_shut_and_says_so(kata: Client) -> None:
    page = text(kata.post("/desk/words", {"need": "TN-400X high-yield toner", "lang": "en"}))
    assert "leaves this to" not in page  # T3 leaves it to whoever is at the desk
    blocked = done(kata, need=NEED, chosen="0")
    assert blocked.status_code == 400
    assert "not open to this caller" in text(blocked)


def test_who_may_not_weigh_a_caller_sees_the_row_and_no_choice(shop: Company) -> None:
    seller, head = signed_in("Kata", Role.SELLER), signed_in("Anna", Role.HEAD)
    pages = [text(client.post("/desk/words", {"need": NEED})) for client in (seller, head)]
    assert "I6" in pages[0]
    assert 'name="importance"' not in pages[0]
    assert 'name="importance"' in pages[1]


def test_a_known_caller_is_named_with_what_they_are_to_us(kata: Client) -> None:
    contact = Contact.objects.create(
        name="Takács Éva", client="key", region="HU-GS", created_at=timezone.now()
    )
    Number.objects.create(contact=contact, key="+36305550142", raw=CALLER)
    page = text(kata.get("/desk", {"number": "+36305550142"}))
    assert "Takács Éva" in page
    assert "key client" in page
    assert "Győr-Moson-Sopron" in page
    assert CALLER in page


def test_a_repeat_call_is_recognised_and_is_the_same_demand(kata: Client) -> None:
    done(kata, need=NEED, number=CALLER)
    page = text(kata.post("/desk/words", {"need": "monitors again please", "number": CALLER}))
    assert "call no. 2 about this today" in page
    done(kata, need="monitors again please", number=CALLER)
    first, second = Inquiry.objects.order_by("pk")
    assert second.demand_id == first.pk


def test_after_done_one_quiet_line_takes_it_back(kata: Client) -> None:
    fresh = text(kata.get(done(kata, need=NEED, number=CALLER).url))
    ref = Inquiry.objects.get().ref
    assert "On record" in fresh
    assert f"/desk/take-back/{ref}" in fresh
    again = kata.post(f"/desk/take-back/{ref}", follow=True)
    assert Outcome.objects.get().came == Came.TAKEN_BACK
    assert f'value="{NEED}"' in text(again)
    assert "Taken back" in text(kata.get("/inquiries"))
    assert "Take it back" not in text(kata.get(f"/desk?done={ref}"))


def test_what_is_older_than_an_hour_stays_on_record(kata: Client) -> None:
    done(kata, need=NEED)
    refusal = Refusal.objects.get()
    old = Inquiry.objects.create(**_copy(refusal.inquiry))
    Refusal.objects.create(**_copy(refusal, inquiry=old, at=refusal.at - timedelta(hours=2)))
    page = text(kata.post(f"/desk/take-back/{old.ref}", follow=True))
    assert "stays on record" in page
    assert not Outcome.objects.exists()


def _copy(row: Inquiry | Refusal, **changed: object) -> dict[str, object]:
    fields = {f.attname: getattr(row, f.attname) for f in row._meta.fields if f.name != "id"}
    fresh = {"ref": uuid4()} if isinstance(row, Inquiry) else {}
    if "inquiry" in changed:
        fields.pop("inquiry_id")
    return fields | fresh | changed


def test_taking_back_what_is_not_there_is_not_found(kata: Client) -> None:
    assert kata.post(f"/desk/take-back/{UUID(int=7)}").status_code == 404


@pytest.mark.parametrize("address", ["/desk?done=x", "/desk?back=%27", f"/desk?done={UUID(int=7)}"])
def test_a_mangled_address_is_a_fresh_desk(kata: Client, address: str) -> None:
    assert kata.get(address).status_code == 200


def test_a_team_is_set_busy_and_free_again_with_who_said_so(kata: Client) -> None:
    team = Team.objects.get(name="sales")
    kata.post(f"/desk/team/{team.pk}", {"until": "tomorrow"})
    team.refresh_from_db()
    assert team.busy_until is not None
    assert team.set_by == "Kata"
    assert "busy until" in text(kata.get("/desk"))
    kata.post(f"/desk/team/{team.pk}", {"until": "free"})
    team.refresh_from_db()
    assert team.busy_until is None


@pytest.mark.parametrize("until", [{"until": "at"}, {"until": "at", "until_on": "2020-01-01"}, {}])
def test_a_team_is_busy_until_a_moment_still_to_come(kata: Client, until: dict[str, str]) -> None:
    team = Team.objects.get(name="sales")
    response = kata.post(f"/desk/team/{team.pk}", until)
    assert response.status_code == 400
    assert "still to come" in text(response)


@pytest.mark.parametrize(("language", "heading"), [("hu", "Pult"), ("ru", "Пульт"), ("en", "Desk")])
def test_the_page_speaks_the_readers_language(shop: Company, language: str, heading: str) -> None:
    page = text(signed_in(f"Kata {language}", Role.SELLER, language).get("/desk"))
    assert f'<html lang="{language}">' in page
    assert f'aria-current="page">{heading}<' in page


@pytest.mark.parametrize(
    "need", ["🙂", "<script>alert(1)</script>", "{{7*7}}", "نحتاج طابعة", "؟" * 400]
)
def test_whatever_is_typed_is_shown_as_typed_and_answered(kata: Client, need: str) -> None:
    page = kata.post("/desk/answer", {"need": need}).content.decode()
    assert "<script>alert" not in page
    assert need in unescape(page)
    assert "sentence" in page


@pytest.fixture(name="no_policy")
def _no_policy() -> Client:
    Company.objects.create(pk=1, name="Nobody", numbers=["+3696555010"])
    return signed_in("Kata", Role.SELLER)


def test_without_a_policy_the_desk_says_what_to_do(no_policy: Client) -> None:
    assert "demur policy adopt" in text(no_policy.get("/desk"))
    assert "No policy is in force" in text(no_policy.post("/desk/words", {"need": NEED}))
    response = no_policy.post("/desk/answer", {"need": NEED, "only_polite": "1"})
    assert response.status_code == 409
    assert NEED in text(response)


def test_before_the_company_is_set_up_the_desk_says_what_to_do() -> None:
    client = signed_in("Kata", Role.SELLER)
    assert "demur policy adopt" in text(client.get("/desk"))


def test_saving_a_refusal_takes_as_many_statements_as_promised(kata: Client) -> None:
    seen = shown(kata, need=NEED, number=CALLER) | {"taken": "yes", "call_back": "hour"}
    with CaptureQueriesContext(
        connection,
    ) as asked:
        kata.post("/desk/answer", seen)
    deeds = [
        one["sql"] for one in asked if "session" not in one["sql"] and "user" not in one["sql"]
    ]
    assert Refusal.objects.count() == 1
    # A call back is planned with it, for which the gate is asked; without one it is twelve.
    assert len(deeds) <= 17, deeds
