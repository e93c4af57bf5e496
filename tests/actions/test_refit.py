"""What the calls say is learned anew, kept, and believed where the later calls bear it out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import numpy as np
import pytest

from demur.actions.refit import Verdict, refit
from demur.cli.nightly import due
from demur.domain.attempts import Call, Source
from demur.domain.silence import model
from demur.records.attempts import Attempt, row_of
from demur.records.company import Company
from demur.records.fits import Fit, facts, last_fit
from demur.records.held import forget
from demur.records.journal import Entry
from demur.records.packed import packed
from demur.records.people import Contact
from demur.records.silence import beliefs_now, fitted_or_prior, gathered

NIGHT = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # half past two in Győr
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ours() -> None:
    forget()
    Company.objects.create(pk=1, name="Inkwell")


def log_of(answer: float, clients: int = 250, each: int = 6, lately: int = 99) -> None:
    """A quarter's calls to clients of whom three in five answer, in the last days."""
    rng = np.random.default_rng(1)
    rows = [Contact(name=f"P{n}", client="regular", created_at=NIGHT) for n in range(clients)]
    people = Contact.objects.bulk_create(rows)
    answers = answer * (rng.random(clients) < 0.6)
    days = [[1 + (n * each + k) * 7 % 90 for k in range(each)] for n in range(clients)]
    calls = [
        _row(person, day, day <= lately and rng.random() < answers[n])
        for n, person in enumerate(people)
        for day in days[n]
    ]
    Attempt.objects.bulk_create(calls)


def _row(person: Contact, days_ago: int, answers: bool, noted: datetime = NIGHT) -> Attempt:
    at, ended = NIGHT - timedelta(days=days_ago, hours=12), "later" if answers else "missed"
    return row_of(Call(uuid4(), at, ended, Source.IMPORT, contact=person.pk), "Kata", noted)


def test_nothing_is_learned_from_nothing() -> None:
    done = refit(NIGHT, "Anna")
    assert (done.verdict, done.fit, Fit.objects.count()) == (Verdict.NO_CALLS, None, 0)
    (fact,) = facts(NIGHT)
    assert fact.sound


def test_what_the_calls_say_is_kept_and_believed() -> None:
    log_of(answer=0.7)
    done = refit(NIGHT, "Anna")
    assert (done.verdict, done.clients, done.calls) == (Verdict.BORNE_OUT, 250, 1500)
    assert Entry.objects.get(deed="learned anew").facts["calls"] == 1500
    found, beliefs = beliefs_now(NIGHT)
    assert beliefs.params.fitted
    before = model.believe(
        model.prior(found.segments, found.slots.count), found.clients, found.attempts, beliefs.day
    )
    assert beliefs.p_answer(2).mean() > before.p_answer(2).mean()


def test_a_kind_of_client_that_no_call_was_to_is_judged_all_the_same() -> None:
    log_of(answer=0.5, clients=60)
    refit(NIGHT, "Anna")
    Contact.objects.filter(pk=Contact.objects.all()[0].pk).update(client="key")
    _, beliefs = beliefs_now(NIGHT)
    assert np.isfinite(beliefs.p_refused).all()
    assert beliefs.params.segments == 3


def test_where_the_later_calls_bear_nothing_out_the_prior_is_kept_and_the_doctor_says_so() -> None:
    log_of(answer=1.0, clients=60, lately=25)
    assert refit(NIGHT, "Anna").verdict is Verdict.PRIOR_KEPT
    assert not beliefs_now(NIGHT)[1].params.fitted
    (fact,) = facts(NIGHT)
    assert not fact.sound
    assert "other firms" in fact.advice


def test_the_doctor_asks_for_a_fit_that_is_a_week_old_or_of_another_version() -> None:
    log_of(answer=0.7, clients=20)
    refit(NIGHT, "Anna")
    (late,) = facts(NIGHT + timedelta(days=8))
    assert "week" in late.advice
    Fit.objects.update(params=b"of another version")
    (strange,) = facts(NIGHT)
    assert "refit" in strange.advice
    found = gathered(NIGHT)
    assert not fitted_or_prior(found).fitted


@pytest.mark.parametrize(
    "kept", [b"of another version", packed(model.prior(1, 4)), packed(((), 4))]
)
def test_what_another_version_has_learned_is_learned_anew_without_a_new_call(kept: bytes) -> None:
    log_of(answer=0.7, clients=20)
    refit(NIGHT, "Anna")
    assert not due(NIGHT + timedelta(hours=1))
    Fit.objects.update(params=kept)
    assert last_fit().value() is None
    (chore,) = due(NIGHT + timedelta(hours=1))
    chore.do(NIGHT + timedelta(hours=1))
    assert last_fit().value() is not None
    assert not due(NIGHT + timedelta(hours=2))


def test_it_is_learned_by_night_where_there_are_new_calls_and_once() -> None:
    assert not due(NIGHT)
    log_of(answer=0.7, clients=20)
    (chore,) = due(NIGHT)
    chore.do(NIGHT)
    assert last_fit() is not None
    assert not due(NIGHT + timedelta(hours=1))
    assert not due(NIGHT + timedelta(days=1))
    _row(Contact.objects.all()[0], 1, answers=False, noted=NIGHT + timedelta(hours=9)).save()
    assert not due(NIGHT + timedelta(hours=11))
    assert due(NIGHT + timedelta(days=1))
