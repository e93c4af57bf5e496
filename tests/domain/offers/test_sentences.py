"""The sentence never contradicts the numbers, in any of the three languages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given, settings

from demur.domain.offers import telling
from demur.domain.offers.fairness import DISCREDITING, examine
from demur.domain.offers.messages import sentences
from demur.domain.offers.weighing import Weighed, weigh
from demur.domain.policy import document
from demur.domain.policy.words.wording import barred_in, spot
from demur.domain.refusal import Lang
from tests.domain.offers import truth
from tests.domain.offers.invented import MATTERS, PLAIN, TODAY, Raw, World, worlds

BLANK = re.compile(r"\{[a-z]+\}")


def told(world: World, lang: Lang) -> str:
    """What the page says of a comparison, as its first two sentences."""
    weighed = weighed_of(world)
    return f"{telling.headline(weighed, lang)} {telling.verdict(weighed, lang)}"


def weighed_of(world: World) -> Weighed:
    comparison = world.comparison()
    shown = examine(comparison, TODAY, ()).shown or comparison
    return weigh(shown, world.weighed_by())


def check(world: World) -> None:
    for lang in Lang:
        text = told(world, lang)
        assert truth.untrue(text, lang, world) == []


@settings(max_examples=1500)
@given(worlds)
def test_no_sentence_contradicts_the_numbers(world: World) -> None:
    check(world)


@pytest.mark.deep
@settings(max_examples=20_000)
@given(worlds)
def test_no_sentence_contradicts_the_numbers_however_many_are_tried(world: World) -> None:
    check(world)


CASES = {
    "mixed, we lead": (PLAIN, "They are 20 % cheaper. On what you said matters, theirs gives 40 %"),
    "we win": (replace(PLAIN, theirs=(125_001, None)), "We are 20 % cheaper."),
    "they win": (
        replace(PLAIN, features=(Raw("repair", True, Decimal(5), Decimal(5)),)),
        "the two come out equal. Theirs is the better buy for you. We say so.",
    ),
    "tie": (
        replace(PLAIN, theirs=PLAIN.ours, features=(Raw("repair", True, Decimal(5), Decimal(5)),)),
        "The price is the same. On what you said matters, the two come out equal. In price and in",
    ),
    "unknown": (replace(PLAIN, theirs=None), "The prices cannot be compared now."),
    "a hair cheaper": (replace(PLAIN, theirs=(99_999, None)), "by less than 1 %"),
    "free": (replace(PLAIN, theirs=(0, None)), "They are 100 % cheaper."),
    "all but free": (replace(PLAIN, theirs=(1, None)), "They are 99 % cheaper."),
    "nothing weighed": (
        replace(PLAIN, price_weight=0, weights={"repair": 0}),
        "You have not said yet what matters to you. Move a slider",
    ),
    "the client has not said": (
        replace(PLAIN, said=False, price_weight=5, weights={"repair": 5}),
        "With all of it weighed alike, theirs gives 40 % less.",
    ),
}


@pytest.mark.parametrize(("world", "begins"), CASES.values(), ids=CASES)
def test_what_is_said_of(world: World, begins: str) -> None:
    assert begins in told(world, Lang.EN).replace("\N{NO-BREAK SPACE}", " ")
    check(world)


@pytest.mark.parametrize("lang", Lang)
def test_the_checker_finds_every_claim_that_is_turned_round(lang: Lang) -> None:
    turned = replace(
        PLAIN, ours=(80_000, None), theirs=(100_000, None), features=(swapped(PLAIN.features[0]),)
    )
    assert truth.untrue(told(turned, lang), lang, PLAIN) == [
        "we cheaper n",
        "ours less n",
        "theirs ahead",
    ]


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(("said", "shown"), [("20", "19"), ("20", "21"), ("40", "41")])
def test_the_checker_finds_a_number_that_is_off_by_one(lang: Lang, said: str, shown: str) -> None:
    text = told(PLAIN, lang)
    assert said in text
    assert len(truth.untrue(text.replace(said, shown), lang, PLAIN)) == 1


def swapped(raw: Raw) -> Raw:
    return replace(raw, ours=raw.theirs, theirs=raw.ours)


@given(worlds)
def test_the_use_at_which_theirs_costs_less_is_exact(world: World) -> None:
    for lang in Lang:
        text = telling.where_they_cost_less(world.comparison(), lang)
        if not text:
            continue
        n = int(re.sub(r"\D", "", text))
        below = {Lang.EN: "under", Lang.HU: "alatt", Lang.RU: "меньше"}[lang] in text
        inside, outside = (n - 1, n) if below else (n + 1, n)
        assert cheaper(world, inside)
        assert not cheaper(world, outside)
        assert cheaper(world, 0 if below else 10**18)


def cheaper(world: World, a_month: int) -> bool:
    paid = truth.prices(replace(world, a_month=a_month))
    assert paid
    return paid[1] < paid[0]


@given(worlds)
def test_where_no_use_is_told_the_cheaper_one_never_changes(world: World) -> None:
    if telling.where_they_cost_less(world.comparison(), Lang.EN):
        return
    found = {truth.prices(replace(world, a_month=at)) for at in (0, 1, 10**9, 10**18)} - {None}
    assert len({(a > b) - (a < b) for a, b in found if a != b}) < 2  # type: ignore[misc]


@given(worlds)
def test_what_matters_is_told_in_the_order_of_the_weights(world: World) -> None:
    then, names = {Lang.EN: ", then ", Lang.HU: ", aztán ", Lang.RU: ", затем "}, MATTERS
    for lang in Lang:
        text = telling.order(world.comparison(), world.weighed_by(), lang)
        price = {Lang.EN: "price", Lang.HU: "ár", Lang.RU: "цена"}[lang]
        weights = {price: world.price_weight} | {
            names[key][lang].lower(): weight for key, weight in world.weights.items()
        }
        steps = text.rstrip(".").partition(": ")[2].split(then[lang]) if text else []
        told = [{word: weights[word] for word in re.split(" and | és | и ", one)} for one in steps]
        assert Counter(word for step in told for word in step) == Counter(
            word for word, weight in weights.items() if weight
        )
        levels = [set(step.values()) for step in told]
        assert all(len(level) == 1 for level in levels)
        assert [max(level) for level in levels] == sorted(
            {w for w in weights.values() if w}, reverse=True
        )


# ---- the catalogue


@pytest.mark.parametrize("key", sentences())
def test_every_sentence_is_short_and_has_the_same_blanks_in_three_languages(key: str) -> None:
    texts = sentences()[key]
    assert set(texts) == set(Lang)
    assert len({tuple(sorted(BLANK.findall(text))) for text in texts.values()}) == 1
    for text in texts.values():
        assert len(BLANK.sub("", text).split()) <= 20, text


@pytest.mark.parametrize("lang", Lang)
def test_no_sentence_uses_a_word_that_a_policy_bars_or_that_runs_a_rival_down(lang: Lang) -> None:
    policy = document.read(files("demur.policies").joinpath(f"example.{lang}.md").read_bytes())
    assert policy.policy
    bad = tuple(one for one in DISCREDITING if one.lang is lang)
    for key, texts in sentences().items():
        assert barred_in(policy.policy, texts[lang], lang) == (), key
        assert spot(texts[lang], bad, lang) == (), key
