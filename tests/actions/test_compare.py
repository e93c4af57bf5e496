"""What is known of a rival goes on record with its sources, once, and is never edited."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings

from demur.actions.compare import compare, newest
from demur.domain.offers.comparison import Words
from demur.domain.offers.fairness import Code
from demur.domain.refusal import Lang
from demur.records.journal import Entry
from demur.records.rivals import Compared, ComparedFeature, RivalThing, comparison_of
from tests.actions.better_offers import RIVAL, compared, comparison, item
from tests.domain.offers.invented import World, claim, worlds
from tests.shop import NOW, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> None:
    open_shop()


def test_a_comparison_comes_back_from_the_records_as_it_was_told() -> None:
    assert comparison_of(compared()) == comparison()
    assert Entry.objects.get(deed="compared").facts == {"rival": RIVAL, "thing": "PrintX 40"}


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(worlds)
def test_no_figure_changes_on_its_way_through_the_records(world: World) -> None:
    names: Words = {Lang.HU: item().hu, Lang.RU: item().ru, Lang.EN: item().en}
    told = world.comparison()
    told = replace(
        told,
        ours=replace(told.ours, name=names),
        theirs=replace(told.theirs, name={Lang.EN: "PrintX 40"}),
    )
    with transaction.atomic():
        done = compare(told, item(), RIVAL, (), currency="HUF", by="Anna", now=NOW)
        if done.compared:
            assert comparison_of(Compared.objects.get(pk=done.compared.pk)) == told
        transaction.set_rollback(True)


def test_the_same_told_again_changes_nothing() -> None:
    assert compared() == compared()
    assert (Compared.objects.count(), ComparedFeature.objects.count()) == (1, 1)


def test_what_is_told_anew_is_used_and_the_old_one_stays() -> None:
    old, new = compared(), compared(comparison(days=(3, 4)))
    assert newest(item(), RivalThing.objects.get(), old.need) == new
    assert comparison_of(old) == comparison()


def test_what_may_never_be_shown_is_not_kept() -> None:
    van = replace(comparison().theirs, serves=("a delivery van",))
    other = replace(comparison(), theirs=van)
    done = compare(other, item(), RIVAL, (), currency="HUF", by="Anna", now=NOW)
    assert done.compared is None
    assert [one.code for one in done.objections] == [Code.OTHER_NEED]
    assert not Compared.objects.exists()


def test_a_number_that_is_none_is_kept_as_not_known() -> None:
    odd = replace(comparison().features[0], ours=claim(Decimal("NaN")))
    kept = comparison_of(compared(replace(comparison(), features=(odd,))))
    assert kept.features[0].ours.figure is None


def test_nobody_edits_what_was_compared() -> None:
    compared()
    for rows, change in (
        (Compared.objects, {"need": "x"}),
        (ComparedFeature.objects, {"place": 7}),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ComparedFeature.objects.all().delete()
