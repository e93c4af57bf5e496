"""Article 4 of Directive 2006/114/EC: what may be shown of a comparison, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.offers.comparison import Better, Comparison, Cost, Feature, Matter, Side, Words
from demur.domain.offers.fairness import BLOCKING, Code, Objection, examine, is_fresh
from demur.domain.offers.telling import look_alikes, to_ask, told_apart
from demur.domain.policy.appendices import Barred
from demur.domain.refusal import Lang, Money
from tests.domain.offers.invented import MATTERS, NEED, PLAIN, READ_ON, TODAY, claim, in_all, worlds

REPAIR = Feature(
    in_all("Repair within"),
    {Lang.EN: "day|days", Lang.HU: "nap", Lang.RU: "день|дня|дней"},
    Better.LESS,
    claim(Decimal(1)),
    claim(Decimal(5)),
    "repair",
)
COMPARED = replace(PLAIN.comparison(), features=(REPAIR,))


def codes(comparison: Comparison, barred: tuple[Barred, ...] = ()) -> list[tuple[Code, str | None]]:
    return [(one.code, one.side) for one in examine(comparison, TODAY, barred).objections]


def test_a_comparison_with_all_its_sources_is_shown_as_it_is() -> None:
    examined = examine(COMPARED, TODAY, ())
    assert examined.objections == ()
    assert examined.shown == COMPARED


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("wanting", "code"),
    [
        (claim(Decimal(5), source=" "), Code.NO_SOURCE),
        (claim(Decimal(5), on=None), Code.NO_SOURCE),
        (claim(Decimal(5), on=date(2025, 11, 22)), Code.STALE),
        (claim(Decimal(5), on=TODAY + timedelta(days=1)), Code.STALE),
        (claim(None), Code.NO_FIGURE),
    ],
    ids=["no source", "no day", "old", "of a day to come", "no figure"],
)
def test_a_figure_nothing_proves_is_shown_as_not_known(
    side: Side, wanting: object, code: Code
) -> None:
    other = replace(REPAIR, **{side.value: wanting})  # type: ignore[arg-type]
    examined = examine(replace(COMPARED, features=(other,)), TODAY, ())
    assert examined.shown
    (shown,) = examined.shown.features
    assert shown.of(side).figure is None
    assert (code, side) in [(one.code, one.side) for one in examined.objections]


def test_what_they_do_not_tell_becomes_a_question_to_them() -> None:
    quiet = replace(COMPARED, features=(replace(REPAIR, theirs=claim(None)),))
    shown = examine(quiet, TODAY, ()).shown
    assert shown
    assert to_ask(shown, Lang.EN) == (
        "What does it cost to run, and what does the price include?",
        "Repair within: what is theirs, and where can it be read?",
    )


def test_a_feature_without_a_figure_on_either_side_is_left_out() -> None:
    empty = replace(REPAIR, ours=claim(None), theirs=claim(None))
    shown = examine(replace(COMPARED, features=(REPAIR, empty)), TODAY, ()).shown
    assert shown
    assert shown.features == (REPAIR,)


@pytest.mark.parametrize(
    "figures",
    [
        (Decimal(-1), Decimal(5)),
        (Decimal("NaN"), Decimal(5)),
        (Decimal(1), Decimal("Infinity")),
        (Decimal(1), Decimal("1E+900000")),
        (in_all("soon"), in_all("late")),
        (Decimal(1), in_all("late")),
    ],
)
def test_what_cannot_be_better_or_worse_is_not_compared(figures: tuple[object, object]) -> None:
    ours, theirs = (claim(one) for one in figures)  # type: ignore[arg-type]
    odd = replace(REPAIR, ours=ours, theirs=theirs)
    assert (Code.NOT_COMPARABLE, None) in codes(replace(COMPARED, features=(odd,)))


def test_things_for_another_need_are_not_compared() -> None:
    van = replace(COMPARED.theirs, serves=("a delivery van",))
    assert codes(replace(COMPARED, theirs=van)) == [(Code.OTHER_NEED, Side.THEIRS)]
    assert examine(replace(COMPARED, theirs=van), TODAY, ()).shown is None


def test_a_need_is_the_same_however_it_is_spelt() -> None:
    spelt = replace(COMPARED, need="  A PRINTER for the  Office ")
    assert codes(spelt) == []


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (Lang.EN, "Is their junk guaranteed?"),
        (Lang.HU, "Mit tudnak a bóvlijukról?"),
        (Lang.RU, "Долго ли живёт это барахло?"),
    ],
)
def test_a_word_that_discredits_the_rival_keeps_the_whole_back(lang: Lang, words: str) -> None:
    rude = replace(COMPARED, questions=({lang: words},))
    (objection,) = examine(rude, TODAY, ()).objections
    assert objection.code is Code.DISCREDITS
    assert objection.blocks
    assert words in objection.told(lang)


def test_the_policys_barred_words_hold_in_a_comparison_too() -> None:
    worded = replace(COMPARED, features=(replace(REPAIR, name={Lang.EN: "Problems solved"}),))
    barred = (Barred(Lang.EN, "problem", "matter", 1),)
    assert codes(worded) == []
    assert codes(worded, barred) == [(Code.DISCREDITS, None)]


def test_a_price_without_a_source_is_not_told() -> None:
    cost = COMPARED.theirs.cost
    assert cost
    bare = replace(COMPARED, theirs=replace(COMPARED.theirs, cost=replace(cost, source={})))
    examined = examine(bare, TODAY, ())
    assert examined.shown
    assert examined.shown.theirs.cost is None
    assert [one.code for one in examined.objections] == [Code.NO_SOURCE]


def test_where_no_claim_is_left_nothing_is_shown() -> None:
    no_price = replace(COMPARED, features=(), theirs=replace(COMPARED.theirs, cost=None))
    assert examine(no_price, TODAY, ()).shown is None
    assert (Code.NOTHING_LEFT, None) in codes(no_price)


def test_two_currencies_are_not_compared() -> None:
    theirs = Cost(Money(20_000, "EUR"), None, in_all("price list"), READ_ON)
    assert (Code.OTHER_CURRENCY, None) in codes(
        replace(COMPARED, theirs=replace(COMPARED.theirs, cost=theirs))
    )


def test_what_the_client_weighs_and_nothing_measures_is_named() -> None:
    more = replace(COMPARED, matters=(*COMPARED.matters, Matter("speed", MATTERS["speed"])))
    assert codes(more) == [(Code.NO_FEATURE, None)]


def test_two_that_look_the_same_are_told_apart_only_where_they_differ() -> None:
    metal: Words = {Lang.EN: "metal", Lang.HU: "fém", Lang.RU: "металл"}
    plastic: Words = {Lang.EN: "plastic", Lang.HU: "műanyag", Lang.RU: "пластик"}
    gears = Feature(in_all("Gears"), {}, Better.NEITHER, claim(metal), claim(plastic))
    lid = Feature(in_all("Lid"), {}, Better.NEITHER, claim(plastic), claim(plastic))
    comparison = replace(COMPARED, features=(gears, lid))
    assert [told_apart(one, Lang.EN) for one in look_alikes(comparison)] == [
        "Gears: looks the same, is not. Ours: metal. Theirs: plastic.",
        "Lid: the same with both: plastic.",
    ]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-800, 800))
def test_a_claim_is_fresh_for_a_year_to_the_day(today: date, days: int) -> None:
    on = today - timedelta(days=days)
    try:
        since = today.replace(year=today.year - 1)
    except ValueError:  # 29 February
        since = date(today.year - 1, 3, 1)
    assert is_fresh(on, today) is (since <= on <= today)


@given(worlds)
def test_what_is_examined_twice_is_what_was_examined_once(world: object) -> None:
    once = examine(world.comparison(), TODAY, ()).shown  # type: ignore[attr-defined]
    if once:
        again = examine(once, TODAY, ()).shown
        assert again == once


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("code", Code)
def test_every_objection_says_what_to_do_in_every_language(code: Code, lang: Lang) -> None:
    fields = dict.fromkeys(("need", "word", "text", "one", "other"), "x")
    said = Objection(code, in_all("Repair"), Side.THEIRS, fields).told(lang)
    assert said.count(".") >= 2
    assert "{" not in said


def test_only_what_spoils_the_whole_keeps_it_back() -> None:
    assert {Code.OTHER_NEED, Code.DISCREDITS, Code.NOTHING_LEFT} == BLOCKING
    assert COMPARED.need == NEED
