"""Done at the desk: what is on record afterwards, once, and what is not let through."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from demur.actions.finish import Finished, finish
from demur.actions.take_back import take_back
from demur.domain.answers import Blocked, Choice, Why
from demur.domain.refusal import Importance, Lang, Step
from demur.records.gather import Asked
from demur.records.inquiries import Came, Inquiry, Offered, Outcome, Promised, Refusal, Taken
from demur.records.journal import Entry
from demur.records.people import Contact, Number
from tests.cast import PIZZERIA_NUMBER
from tests.shop import NOW, open_shop

pytestmark = pytest.mark.django_db

CALLER = "+36 30 555 0142"


def done(
    need: str, ref: UUID | None = None, choice: Choice | None = None, **known: object
) -> Finished:
    asked = Asked(need, lang=Lang.EN, ref=(ref := ref or uuid4()), **known)  # type: ignore[arg-type]
    finished = finish(asked, choice or Choice(), ref, by="Kata", now=NOW, seconds=9)
    assert isinstance(finished, Finished)
    return finished


def test_a_refusal_is_on_record_with_everything_about_it() -> None:
    open_shop()
    call_back = NOW + timedelta(days=1)
    choice = Choice(taken=Taken.YES, call_back_at=call_back)
    done("four monitors by tomorrow", choice=choice, number=CALLER, source="phone book")
    inquiry = Inquiry.objects.get()
    refusal = inquiry.refusal
    assert (inquiry.need, inquiry.number_key, inquiry.quantity) == (
        "four monitors by tomorrow",
        "+36305550142",
        4,
    )
    assert refusal.direction == "denial"
    assert refusal.situation == refusal.reason == "other speciality"
    assert refusal.step == refusal.proposed_step == "partner"
    assert refusal.policy is not None
    assert refusal.row.startswith("T")
    assert "Képpont" in refusal.words
    assert (refusal.source, refusal.taken, refusal.by, refusal.seconds) == (
        "phone book",
        "yes",
        "Kata",
        9,
    )
    assert refusal.importance == "chance"
    assert refusal.importance_row.startswith("I")
    chosen = Offered.objects.get(chosen=True)
    assert chosen.partner is not None
    assert chosen.partner.code == "keppont"
    promise = Promised.objects.get()
    assert (promise.what, promise.until, promise.channel) == ("call back", call_back, "phone")
    assert Entry.objects.filter(subject=f"inquiry {inquiry.ref}", deed="refused").count() == 1


def test_the_same_press_sent_twice_is_one_refusal() -> None:
    open_shop()
    ref = uuid4()
    assert not done("four monitors", ref).before
    assert done("four monitors", ref).before
    assert Refusal.objects.count() == Inquiry.objects.count() == 1


def test_a_served_caller_is_an_inquiry_and_no_refusal() -> None:
    open_shop()
    done("TN-400 black toner")
    assert Inquiry.objects.get().situation == "served"
    assert not Refusal.objects.exists()


def test_only_a_polite_no_says_the_plain_words_and_offers_nothing() -> None:
    open_shop()
    finished = done("four monitors", choice=Choice(only_polite=True))
    refusal = Refusal.objects.get()
    assert refusal.only_polite
    assert refusal.step == Step.POLITE_NO
    assert refusal.words == finished.answer.polite_words != ""
    assert not Offered.objects.exists()


def test_whoever_agrees_to_wait_is_promised_it_until_that_day() -> None:
    open_shop()
    done("TN-400X high-yield toner", choice=Choice(taken=Taken.YES))
    promise = Promised.objects.get()
    assert promise.what == "keep it for them"
    assert promise.until > NOW + timedelta(days=2)


def test_a_call_back_in_the_past_is_refused_and_nothing_is_written() -> None:
    open_shop()
    choice = Choice(call_back_at=NOW - timedelta(minutes=1))
    blocked = finish(Asked("monitor"), choice, uuid4(), by="Kata", now=NOW)
    assert blocked == Blocked(Why.PAST)
    assert not Inquiry.objects.exists()


def test_a_key_that_is_not_open_is_blocked() -> None:
    open_shop()
    blocked = finish(Asked("four monitors", Lang.EN), Choice(chosen=0), uuid4(), by="Kata", now=NOW)
    assert isinstance(blocked, Blocked)
    assert blocked.why is Why.NOT_OPEN


def test_another_step_than_the_policys_needs_whom_the_row_names() -> None:
    open_shop()
    need = Asked("FU-900 fuser unit", Lang.EN)
    assert isinstance(finish(need, Choice(only_polite=True), uuid4(), by="Kata", now=NOW), Finished)
    important = Asked("four monitors", Lang.EN, importance=Importance.KEY)
    finished = finish(important, Choice(), uuid4(), by="Kata", now=NOW)
    assert isinstance(finished, Finished)
    assert not finished.decision.overruled
    head = Asked("four monitors", Lang.EN, importance=Importance.KEY, by_head=True)
    finished = finish(head, Choice(by_head=True), uuid4(), by="Anna", now=NOW)
    assert isinstance(finished, Finished)
    assert finished.decision.overruled
    assert finished.decision.importance is Importance.KEY


def test_one_demand_asked_twice_is_counted_once() -> None:
    open_shop()
    done("four monitors", number=CALLER)
    done("a monitor, please", number="06 30 555 0142")
    first, second = Inquiry.objects.order_by("id")
    assert second.demand_id == first.id
    assert first.demand_id is None


def test_a_known_number_brings_the_contact_and_their_importance() -> None:
    open_shop()
    contact = Contact.objects.create(name="Takács Éva", client="key", created_at=NOW)
    Number.objects.create(contact=contact, key="+36305550142", raw=CALLER)
    finished = done("four monitors", number="0036 30 5550142")
    assert finished.decision.importance is Importance.KEY
    assert Inquiry.objects.get().contact == contact


def test_a_wrong_number_keeps_what_was_dialled() -> None:
    open_shop()
    done("pizza", dialled="06 96 555 016")
    assert Inquiry.objects.get().dialled_key == PIZZERIA_NUMBER
    assert Refusal.objects.get().situation == "wrong number"


def test_taking_back_adds_a_fact_and_changes_none() -> None:
    open_shop()
    done("four monitors")
    inquiry = Inquiry.objects.get()
    take_back(inquiry, "Kata", NOW + timedelta(minutes=1))
    take_back(inquiry, "Kata", NOW + timedelta(minutes=2))
    assert Outcome.objects.get().came == Came.TAKEN_BACK
    assert Refusal.objects.count() == 1


def test_taking_back_after_an_hour_is_too_late() -> None:
    open_shop()
    done("four monitors")
    late = take_back(Inquiry.objects.get(), "Kata", NOW + timedelta(hours=2))
    assert late == Blocked(Why.PAST)
    assert not Outcome.objects.exists()


@pytest.mark.parametrize(
    "deed", ["UPDATE records_refusal SET words = ''", "DELETE FROM records_entry"]
)
def test_the_database_itself_refuses_to_change_a_fact(deed: str) -> None:
    open_shop()
    done("four monitors")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(deed)


@pytest.mark.parametrize(("call_back_at", "most"), [(None, 7), (NOW + timedelta(days=1), 14)])
def test_saving_a_refusal_takes_seven_statements_and_with_a_call_back_seven_more(
    call_back_at: datetime | None, most: int
) -> None:
    open_shop()
    done("warm up", number=CALLER)
    choice = Choice(taken=Taken.YES, call_back_at=call_back_at)
    with CaptureQueriesContext(connection) as queries:
        done(
            "four monitors", choice=choice, number=CALLER, dialled="06 96 555 010", source="friend"
        )
    statements = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(statements) <= most, "\n".join(statements)
