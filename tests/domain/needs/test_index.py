"""The goods of a company, found by what a caller says."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demur.domain.needs import Catalogue, Item, shipped
from demur.domain.needs.goods import one_slip
from demur.domain.refusal import Lang, Nearness

GOODS = [
    Item(
        "pipe-50", {Lang.HU: "PVC cső 50 mm", Lang.RU: "труба ПВХ 50 мм", Lang.EN: "PVC pipe 50 mm"}
    ),
    Item(
        "pipe-80", {Lang.HU: "PVC cső 80 mm", Lang.RU: "труба ПВХ 80 мм", Lang.EN: "PVC pipe 80 mm"}
    ),
    Item(
        "mirror",
        {Lang.HU: "fürdőszobai tükör", Lang.RU: "зеркало для ванной", Lang.EN: "bathroom mirror"},
    ),
    Item(
        "tap",
        {Lang.HU: "csaptelep", Lang.RU: "смеситель", Lang.EN: "mixer tap"},
        synonyms=("faucet",),
    ),
    Item("lamp", {Lang.HU: "tölgyfa állólámpa"}, brand="Fénykör"),
]


@pytest.fixture(scope="module")
def merchant() -> Catalogue:
    """A plumbing merchant with five goods."""
    return Catalogue.build(GOODS, ["shop/bathroom_furnishing"], shipped())


@pytest.mark.parametrize(
    ("need", "item"),
    [
        ("nyolcvanas cső kellene", "pipe-80"),
        ("труба 50 мм", "pipe-50"),
        ("80 mm pipe", "pipe-80"),
        ("tükröt szeretnék a fürdőszobába", "mirror"),
        ("зеркала в ванную", "mirror"),
        ("bathroom mirrors", "mirror"),
        ("a faucet", "tap"),
        ("fenykor allolampa", "lamp"),
    ],
)
def test_the_goods_meant_come_first_in_every_language(
    merchant: Catalogue, need: str, item: str
) -> None:
    assert merchant.match(need).items[0].id == item


@pytest.mark.parametrize(
    "typed",
    [
        "Fürdőszobai Tükör",
        "FÜRDŐSZOBAI TÜKÖR",
        "furdoszobai tukor",
        unicodedata.normalize("NFD", "fürdőszobai tükör"),
        "fürdőszobai tükőr",
    ],
)
def test_case_accents_and_unicode_form_change_nothing(merchant: Catalogue, typed: str) -> None:
    plain = merchant.match("fürdőszobai tükör", Lang.HU)
    found = merchant.match(typed, Lang.HU)
    assert (found.nearness, found.items) == (plain.nearness, plain.items)


@pytest.mark.parametrize("need", ["красный велосипед", "a red bike", "piros biciklit keresek"])
def test_another_name_of_the_thing_finds_it_even_across_languages(need: str) -> None:
    goods = [Item("bike", {Lang.HU: "piros kerékpár"}), Item("sofa", {Lang.HU: "piros kanapé"})]
    found = Catalogue.build(goods, ["shop/bicycle"], shipped()).match(need)
    assert [hit.id for hit in found.items] == ["bike"]


def test_yo_and_ye_are_one_letter() -> None:
    shop = Catalogue.build([Item("f", {Lang.RU: "Плёнка самоклеящаяся"})], [], shipped())
    assert shop.match("пленка").items == shop.match("плёнка").items != ()


@pytest.mark.parametrize("typed", ["csapteelp", "csaptlep", "csapttelep", "csaptekep"])
def test_one_typo_still_finds_the_goods(merchant: Catalogue, typed: str) -> None:
    assert merchant.match(typed, Lang.HU).items[0].id == "tap"


@given(st.text("abcde", min_size=1, max_size=8), st.integers(0, 8), st.sampled_from("xyz"))
def test_a_letter_more_less_or_other_is_one_slip(word: str, at: int, letter: str) -> None:
    at = min(at, len(word) - 1)
    assert one_slip(word, word[:at] + letter + word[at:])
    assert one_slip(word, word[:at] + word[at + 1 :])
    assert one_slip(word, word[:at] + letter + word[at + 1 :])


def test_swapped_neighbours_are_one_slip_and_two_changes_are_not() -> None:
    assert one_slip("nyomtato", "nyomatto")
    assert not one_slip("nyomtato", "nyamtata")


def test_the_same_need_gets_the_same_answer_from_many_threads(merchant: Catalogue) -> None:
    needs = ["nyolcvanas cső", "зеркало", "mixer tap", "narancssárga autó"] * 20
    alone = [merchant.match(need) for need in needs]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(merchant.match, needs)) == alone


def test_progress_hears_how_many_of_how_many() -> None:
    told: list[tuple[int, int]] = []
    Catalogue.build(GOODS, [], shipped(), lambda done, every: told.append((done, every)))
    assert told[-1] == (len(GOODS), len(GOODS))


def test_a_catalogue_of_nothing_in_a_world_of_nothing_still_answers() -> None:
    found = Catalogue.build([], [], []).match("négy monitor")
    assert (found.items, found.trades) == ((), ())
    assert found.ask


def test_an_item_without_a_name_does_no_harm() -> None:
    found = Catalogue.build([Item("nameless", {})], [], shipped()).match("cső")
    assert found.nearness is not Nearness.EXACT


@settings(deadline=None)
@given(need=st.text(max_size=300))
def test_any_need_gets_an_answer(merchant: Catalogue, need: str) -> None:
    found = merchant.match(need)
    assert 0 <= found.confidence <= 1
    assert len(found.items) <= 10
    assert len(found.trades) <= 10
    assert found.sure is (found.ask is None)
