"""Goods called by their code are found whatever sentence the code stands in."""

from __future__ import annotations

import pytest

from demur.domain.needs import world
from demur.domain.needs.attributes import hear
from demur.domain.needs.catalogue import Catalogue
from demur.domain.needs.goods import Item
from demur.domain.refusal import Lang, Nearness

#: A shop of pumps, invented: no goods, brand or code of the demo.
GOODS = (
    ("p", "Velm P-70 merülőszivattyú", "Погружной насос Velm P-70", "Velm P-70 submersible pump"),
    ("pe", "Velm P-70 E merülőszivattyú", "Насос Velm P-70 E", "Velm P-70 E submersible pump"),
    ("k", "KR-415 tömítés (Velm P-70)", "Уплотнение KR-415 (Velm P-70)", "KR-415 seal (Velm P-70)"),
    ("u", "UH220X úszókapcsoló", "Поплавок UH220X", "UH220X float switch"),
    ("v", "Szivattyú javítása", "Ремонт насоса", "Pump repair"),
)
SENTENCES = {
    Lang.HU: (
        "{}", "{} kellene", "Van raktáron {}?", "{} érdekelne, ma érte is mennék.",
        "Múltkor is önöktől vettük: {}. Most 4 kellene.", "Mennyibe kerül a {}?",
        "A kollégám mondta, hogy önöknél van {}.",
    ),
    Lang.RU: (
        "{}", "Есть в наличии {}?", "Сколько стоит {}?", "Хотим заказать {}, 4 шт., по счёту.",
        "Когда можно забрать {}?", "Муж просил узнать про {}.",
    ),
    Lang.EN: (
        "{}", "Do you have the {} in stock?", "Same as last time, please: {}, 4 pieces.",
        "What is the price of the {} today?", "When could I pick up a {}?",
        "I need 4 of these: {}.",
    ),
}  # fmt: skip
ASKED = [(lang, said) for lang, sentences in SENTENCES.items() for said in sentences]


@pytest.fixture(scope="module")
def pumps() -> Catalogue:
    items = [Item(one, dict(zip(Lang, names, strict=True))) for one, *names in GOODS]
    return Catalogue.build(items, ["shop/pump"], world.shipped())


@pytest.mark.parametrize(("lang", "said"), ASKED)
def test_a_code_alone_names_the_goods(pumps: Catalogue, lang: Lang, said: str) -> None:
    for code, item in (("KR-415", "k"), ("UH220X", "u"), ("uh-220x", "u"), ("P-70", "p")):
        match = pumps.match(said.format(code), lang)
        assert (match.nearness, match.items[0].id) == (Nearness.EXACT, item), code
        assert match.sure, code


def test_words_for_other_goods_that_fit_the_code_win(pumps: Catalogue) -> None:
    for lang, need in ((Lang.HU, "tömítés a P-70-hez"), (Lang.EN, "a seal for my P-70")):
        assert pumps.match(need, lang).items[0].id == "k"


def test_a_code_does_not_make_a_stranger_ours(pumps: Catalogue) -> None:
    strange = (
        (Lang.HU, "KR-415 téli gumi"),
        (Lang.RU, "зимние шины KR-415"),
        (Lang.EN, "cat food"),
    )
    for lang, need in strange:
        assert pumps.match(need, lang).nearness is not Nearness.EXACT


def test_a_hyphenated_code_is_neither_a_size_nor_a_power() -> None:
    codes = (
        ("P-70-es szivattyú", "p70"),
        ("P-70 W", "p70"),
        ("a P-70-hez", "p70"),
        ("D-24", "d24"),
    )
    for need, code in codes:
        assert {(t.kind, t.value) for t in hear(need, Lang.HU).traits} == {("code", code)}


@pytest.mark.parametrize(
    ("lang", "need", "count"),
    [
        (Lang.HU, "Most 4 kellene: KR-415", 4),
        (Lang.EN, "I need 12 of these: KR-415", 12),
        (Lang.RU, "Нужно 3, KR-415", 3),
        (Lang.EN, "an HP 301 please", None),
    ],
)
def test_a_number_among_words_that_name_nothing_is_a_count(
    lang: Lang, need: str, count: int | None
) -> None:
    assert hear(need, lang).quantity == count
