"""Two people sign at the same moment, or one signs what another is still writing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from demur.actions import draft as drafting
from demur.actions.adopt import NotAdopted, adopt, difference_hash, told_difference
from demur.domain.policy import document
from demur.records.journal import Entry
from demur.records.policies import Adoption, DraftText, PolicyVersion, in_force
from tests.shop import NOW, TODAY, open_shop, policy_text

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 5


def version(number: int, days: int) -> bytes:
    """The example with another number, which has callers wait so many days."""
    return (
        policy_text()
        .replace(b"| 4 | 2026-12-01 | 3 |", b"| %d | 2026-12-01 | 3 |" % number)
        .replace(b"| out of stock | up to 3 days |", b"| out of stock | up to %d days |" % days)
    )


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What the deeds gave or raised, each begun in a thread of its own at the same moment."""
    begin = Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> object:
        try:
            begin.wait()
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(one, deeds))


def seen(source: bytes) -> str:
    policy = document.read(source).policy
    told = told_difference(policy, NOW) if policy else None
    return difference_hash(told) if told else ""


def test_of_two_who_sign_at_once_the_second_looks_again() -> None:
    open_shop()
    for number in range(5, 5 + 2 * TIMES, 2):
        one, other = version(number, 2 * number), version(number + 1, 2 * number + 1)
        hashes = {source: seen(source) for source in (one, other)}
        outcomes = at_once(
            lambda one=one, h=hashes: adopt(one, "Anna", TODAY, NOW, seen=h[one]),
            lambda other=other, h=hashes: adopt(other, "Bea", TODAY, NOW, seen=h[other]),
        )
        signed = [each for each in outcomes if isinstance(each, Adoption)]
        (refused,) = (each for each in outcomes if not isinstance(each, Adoption))
        assert isinstance(refused, NotAdopted)
        assert "look again" in str(refused)
        assert in_force(TODAY) == signed[0].policy


def test_of_two_who_sign_unseen_at_once_each_has_replaced_what_was_in_force_before() -> None:
    open_shop()
    outcomes = at_once(
        lambda: adopt(version(5, 4), "Anna", TODAY, NOW),
        lambda: adopt(version(6, 5), "Bea", TODAY, NOW),
    )
    first, second = sorted(outcomes, key=lambda one: one.pk)  # type: ignore[attr-defined]
    assert isinstance(first, Adoption)
    assert isinstance(second, Adoption)
    assert first.replaced == PolicyVersion.objects.get(version=4)
    assert second.replaced == first.policy
    assert in_force(TODAY) == second.policy


def test_one_document_signed_twice_at_once_is_one_version() -> None:
    open_shop()
    for number in range(5, 5 + TIMES):
        source = version(number, number)
        outcomes = at_once(*[lambda source=source: adopt(source, "Anna", TODAY, NOW)] * 2)
        assert {type(one) for one in outcomes} == {Adoption}
        assert PolicyVersion.objects.filter(version=number).count() == 1


def test_a_number_signed_at_once_for_two_texts_stands_for_one() -> None:
    open_shop()
    for number in range(5, 5 + TIMES):
        texts = [version(number, number), version(number, number + 1)]
        outcomes = at_once(*[lambda text=text: adopt(text, "Anna", TODAY, NOW) for text in texts])
        assert sorted(type(one).__name__ for one in outcomes) == ["Adoption", "NotAdopted"]
        assert bytes(PolicyVersion.objects.get(version=number).source) in texts
        assert Entry.objects.filter(subject=f"policy version {number}").count() == 1


def test_the_last_signature_holds_though_its_clock_is_behind() -> None:
    open_shop()
    adopt(version(5, 4), "Anna", TODAY, NOW)
    adopt(version(6, 5), "Bea", TODAY, NOW - timedelta(minutes=3))
    last = in_force(TODAY)
    assert last is not None
    assert last.version == 6


def test_a_draft_that_is_signed_while_another_saves_it_loses_nothing() -> None:
    open_shop()
    for number in range(TIMES):
        draft = drafting.begin("Anna", NOW, "Spring")
        signed = bytes(draft.source) + b"\nLine %d.\n" % number
        drafting.save(draft.pk, 1, signed, "Anna", NOW)
        later = signed + b"\nOne more line.\n"
        adopted, saved = at_once(
            lambda signed=signed: adopt(signed, "Anna", TODAY, NOW),
            lambda pk=draft.pk, later=later: drafting.save(pk, 2, later, "Bea", NOW),
        )
        assert isinstance(adopted, Adoption)
        draft.refresh_from_db()
        if draft.closed_at:
            assert bytes(draft.source) == signed
            assert isinstance(saved, drafting.Closed)
            late = DraftText.objects.get(draft=draft, came_too_late=True)
            assert bytes(late.source) == saved.mine == later
        else:
            assert bytes(draft.source) == later
            assert isinstance(saved, drafting.Saved)
            assert bytes(DraftText.objects.get(draft=draft, revision=3).source) == later
