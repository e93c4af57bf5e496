"""What "40 % less on what you said matters" means, and who comes out ahead."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.offers.comparison import Better, Cost, Side, Use, total
from demur.domain.offers.weighing import Verdict, Weighed, Weights, score, weigh
from demur.domain.refusal import Money
from tests.domain.offers.invented import PLAIN, READ_ON, Raw, World, in_all, worlds

MIRRORED = {
    Verdict.WE_WIN: Verdict.THEY_WIN,
    Verdict.THEY_WIN: Verdict.WE_WIN,
}
measures = st.decimals(min_value=0, max_value=10**9, places=3)


def weighed(world: World) -> Weighed:
    return weigh(world.comparison(), world.weighed_by())


def test_the_value_is_the_weighed_mean_of_each_sides_share_of_the_better_figure() -> None:
    features = (
        Raw("running", True, Decimal("2.1"), Decimal("4.2")),
        Raw("repair", True, Decimal(1), Decimal(4)),
        Raw("repair", False, Decimal(30), Decimal(40)),
    )
    one = weighed(replace(PLAIN, features=features, weights={"running": 6, "repair": 3}))
    # ours: running 1, repair (1 + 3/4)/2; theirs: running 1/2, repair (1/4 + 1)/2
    assert one.ours == (6 + 3 * Fraction(7, 8)) / 9
    assert one.theirs == (3 + 3 * Fraction(5, 8)) / 9
    assert one.value
    assert one.value.side is Side.OURS
    assert one.value.share == Fraction(3 + Fraction(3, 4), 6 + 3 * Fraction(7, 8))


@given(measures, measures, st.sampled_from([Better.LESS, Better.MORE]))
def test_one_of_two_figures_scores_one_and_none_scores_below_nought(
    one: Decimal, two: Decimal, better: Better
) -> None:
    scores = score(one, two, better), score(two, one, better)
    assert max(scores) == 1
    assert min(scores) >= 0
    assert (scores[0] == scores[1]) is (one == two)


@given(measures, measures, st.integers(1, 1000))
def test_the_unit_makes_no_difference(one: Decimal, two: Decimal, times: int) -> None:
    assert score(one, two, Better.LESS) == score(one * times, two * times, Better.LESS)


@given(worlds)
def test_their_page_would_say_the_reverse_of_ours(world: World) -> None:
    """No side is favoured by the arithmetic: only by rounding, and by what is not known."""
    if world.theirs is None:
        return
    swapped = replace(
        world,
        ours=world.theirs,
        theirs=world.ours,
        features=tuple(replace(one, ours=one.theirs, theirs=one.ours) for one in world.features),
    )
    here, there = weighed(world), weighed(swapped)
    assert (here.ours, here.theirs) == (there.theirs, there.ours)
    if not here.is_partial:
        assert there.verdict is MIRRORED.get(here.verdict, here.verdict)


@given(worlds, st.integers(2, 3))
def test_only_the_proportion_of_the_weights_counts(world: World, times: int) -> None:
    small = replace(
        world,
        price_weight=world.price_weight // 4,
        weights={key: weight // 4 for key, weight in world.weights.items()},
    )
    great = replace(
        small,
        price_weight=small.price_weight * times,
        weights={key: weight * times for key, weight in small.weights.items()},
    )
    one, two = weighed(small), weighed(great)
    assert (one.verdict, one.value, one.overall) == (two.verdict, two.value, two.overall)


@given(worlds)
def test_what_we_claim_for_ourselves_is_rounded_down_and_what_we_concede_up(world: World) -> None:
    one = weighed(world)
    for lead in (one.price, one.value, one.overall):
        if lead and lead.side is Side.OURS:
            assert lead.per_cent <= lead.share * 100
        elif lead and lead.side is Side.THEIRS and lead.share >= Fraction(1, 100):
            assert lead.per_cent >= min(lead.share * 100, 99)


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        ((100, 2), (100, 3), Verdict.WE_WIN),
        ((100, 3), (100, 2), Verdict.THEY_WIN),
        ((100, 2), (100, 2), Verdict.TIE),
        ((90, 2), (100, 2), Verdict.WE_WIN),
        ((100, 2), (90, 3), Verdict.MIXED),
        ((100, None), (90, 3), Verdict.THEY_WIN),
        ((90, 2), (100, None), Verdict.UNKNOWN),
    ],
)
def test_the_verdict_is_paretos_and_leans_to_them_where_a_figure_is_missing(
    ours: tuple[int, int | None], theirs: tuple[int, int | None], verdict: Verdict
) -> None:
    days = (None if one[1] is None else Decimal(one[1]) for one in (ours, theirs))
    world = replace(
        PLAIN,
        ours=(ours[0], None),
        theirs=(theirs[0], None),
        features=(Raw("repair", True, *days),),
    )
    assert weighed(world).verdict is verdict


def test_what_weighs_nothing_is_no_reason_for_either() -> None:
    world = replace(PLAIN, weights={"repair": 0}, price_weight=1)
    assert weighed(world).verdict is Verdict.THEY_WIN
    assert weighed(replace(world, price_weight=0)).verdict is Verdict.UNWEIGHED


def test_running_costs_are_in_both_prices_or_in_neither() -> None:
    use = {"a_month": 100, "months": 12}
    both = replace(PLAIN, ours=(100, Decimal(2)), theirs=(50, Decimal(3)), **use)
    assert total(both.comparison(), Side.OURS) == 100 + 2400
    assert total(both.comparison(), Side.THEIRS) == 50 + 3600
    ours_only = replace(both, theirs=(50, None))
    assert total(ours_only.comparison(), Side.OURS) == 100


@pytest.mark.parametrize("weight", [-1, 11])
def test_a_weight_that_no_slider_gives_is_refused(weight: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 10"):
        Weights(weight, {})
    with pytest.raises(ValueError, match="from 0 to 10"):
        Weights(0, {"repair": weight})


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="from nought"):
        Cost(Money(-1, "HUF"), None, in_all("x"), READ_ON)
    with pytest.raises(ValueError, match="at least one month"):
        Use(in_all("page"), 1, 0)
    with pytest.raises(ValueError, match="at most 3"):
        replace(PLAIN.comparison(), matters=PLAIN.comparison().matters * 4)
