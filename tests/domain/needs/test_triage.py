"""Exact, alternative, adjacent, foreign: the articles' cases, and what confidence means."""

from __future__ import annotations

import re

import pytest

from demur.domain.needs import Catalogue, Item, shipped, triage
from demur.domain.refusal import Lang, Nearness

MIRRORS = [Item("m", {Lang.HU: "tükör", Lang.RU: "зеркало", Lang.EN: "mirror"})]
PRINTERS = [
    Item("p", {Lang.HU: "lézernyomtató", Lang.RU: "лазерный принтер", Lang.EN: "laser printer"}),
    Item("t", {Lang.HU: "toner", Lang.RU: "тонер", Lang.EN: "toner"}),
]
NAILS = [Item("n", {Lang.HU: "szög 80 mm", Lang.RU: "гвозди 80 мм", Lang.EN: "nails 80 mm"})]
LINGERIE = [
    Item("l", {Lang.HU: "csipkés melltartó", Lang.RU: "кружевной бюстгальтер", Lang.EN: "lace bra"})
]

CASES = [
    (MIRRORS, "shop/interior_decoration", "fürdőszobabútort szeretnék", Nearness.ADJACENT),
    (MIRRORS, "shop/interior_decoration", "нужна мебель для ванной", Nearness.ADJACENT),
    (MIRRORS, "shop/interior_decoration", "I need bathroom furniture", Nearness.ADJACENT),
    (LINGERIE, "shop/clothes", "két kiló sertéshúst kérek", Nearness.FOREIGN),
    (LINGERIE, "shop/clothes", "килограмм свинины", Nearness.FOREIGN),
    (LINGERIE, "shop/clothes", "some pork for Sunday", Nearness.FOREIGN),
    (NAILS, "shop/hardware", "narancssárga autót szeretnék venni", Nearness.FOREIGN),
    (NAILS, "shop/hardware", "хочу купить оранжевый автомобиль", Nearness.FOREIGN),
    (NAILS, "shop/hardware", "I want to buy an orange car", Nearness.FOREIGN),
    (PRINTERS, "shop/printer_ink", "négy monitor kellene holnapra", Nearness.ADJACENT),
    (PRINTERS, "shop/printer_ink", "четыре монитора на завтра", Nearness.ADJACENT),
    (PRINTERS, "shop/printer_ink", "four monitors by tomorrow", Nearness.ADJACENT),
]


@pytest.mark.parametrize(("goods", "trade", "need", "nearness"), CASES)
def test_the_articles_cases_are_told_apart_with_goods(
    goods: list[Item], trade: str, need: str, nearness: Nearness
) -> None:
    assert Catalogue.build(goods, [trade], shipped()).match(need).nearness is nearness


@pytest.mark.parametrize(("goods", "trade", "need", "nearness"), CASES)
def test_the_articles_cases_are_told_apart_by_trades_alone(
    goods: list[Item], trade: str, need: str, nearness: Nearness
) -> None:
    assert Catalogue.build([], [trade], shipped()).match(need).nearness is nearness


@pytest.mark.parametrize(("goods", "trade", "need", "nearness"), CASES[-3:])
def test_goods_alone_tell_their_own_field(
    goods: list[Item], trade: str, need: str, nearness: Nearness
) -> None:
    assert Catalogue.build(goods, [], shipped()).match(need).nearness is nearness


@pytest.mark.parametrize("need", ["hatvanas szög", "гвозди 60 мм", "60 mm nails"])
def test_another_size_of_what_we_have_is_an_alternative(need: str) -> None:
    shop = Catalogue.build(NAILS, ["shop/hardware"], shipped())
    assert shop.match(need).nearness is Nearness.ALTERNATIVE


@pytest.mark.parametrize("need", ["nyolcvanas szög", "гвозди 80 мм", "80 mm nails"])
def test_the_asked_size_is_exact(need: str) -> None:
    shop = Catalogue.build(NAILS, ["shop/hardware"], shipped())
    assert shop.match(need).nearness is Nearness.EXACT


def test_another_colour_is_an_alternative() -> None:
    shop = Catalogue.build([Item("s", {Lang.HU: "piros kanapé"})], ["shop/furniture"], shipped())
    assert shop.match("kék kanapét keresek").nearness is Nearness.ALTERNATIVE
    assert shop.match("piros kanapét keresek").nearness is Nearness.EXACT


def test_an_item_that_is_a_trade_by_id_or_by_name_stands_for_it() -> None:
    by_id = Item("shop/butcher", {Lang.EN: "Meat"})
    by_name = Item("7", {Lang.HU: "Hentes"})
    for item in (by_id, by_name):
        found = Catalogue.build([item], [], shipped()).match("pork chops")
        assert found.nearness is Nearness.EXACT
        assert found.items[0].id == item.id


@pytest.mark.parametrize("need", ["könyvelés", "бухгалтерские услуги", "bookkeeping"])
def test_a_trade_that_no_goods_stand_for_is_a_service_that_is_had(need: str) -> None:
    served = ["shop/printer_ink", "office/accountant"]
    assert Catalogue.build(PRINTERS, served, shipped()).match(need).nearness is Nearness.EXACT


def test_a_company_may_list_goods_and_trades_side_by_side() -> None:
    mixed = [*PRINTERS, Item("7", {Lang.HU: "Hentes"})]
    shop = Catalogue.build(mixed, [], shipped())
    assert shop.match("pork chops").nearness is Nearness.EXACT
    assert shop.match("toner").items[0].id == "t"


def test_quantity_and_deadline_come_with_the_match() -> None:
    found = Catalogue.build(PRINTERS, [], shipped()).match("négy monitor kellene holnapra")
    assert (found.spoken.quantity, found.spoken.by_days, found.lang) == (4, 1, Lang.HU)


@pytest.mark.parametrize("need", ["", "   ", "🙂🙂", "...", "szeretnék", "\x00"])
def test_a_need_that_says_nothing_is_asked_what_it_is(need: str) -> None:
    found = Catalogue.build(PRINTERS, [], shipped()).match(need, Lang.HU)
    assert (found.confidence, found.sure) == (0.0, False)
    assert found.ask == "Segítsen, kérem: mire van szüksége?"


@pytest.mark.parametrize(
    ("lang", "letters"), [(Lang.HU, "[őűáéó]"), (Lang.RU, "[а-я]"), (Lang.EN, "[a-z]")]
)
def test_when_not_sure_one_question_is_asked_in_the_callers_language(
    lang: Lang, letters: str
) -> None:
    found = Catalogue.build(PRINTERS, [], shipped()).match("qwrtzx", lang)
    assert not found.sure
    assert found.ask
    assert found.ask.count("?") == 1
    assert re.search(letters, found.ask)


def test_chances_add_up_to_one_and_confidence_is_the_chosen_one() -> None:
    shop = Catalogue.build(PRINTERS, ["shop/printer_ink"], shipped())
    for need in ("toner", "pork", "monitor", "qwrtzx"):
        found = shop.match(need)
        assert sum(found.chances.values()) == pytest.approx(1)
        assert found.confidence == pytest.approx(found.chances[found.nearness], abs=1e-4)


def test_foreign_is_not_said_while_a_sale_may_be_lost() -> None:
    chances = {
        Nearness.EXACT: 0.25,
        Nearness.ALTERNATIVE: 0.05,
        Nearness.ADJACENT: 0.1,
        Nearness.FOREIGN: 0.6,
    }
    assert triage.decide(chances) is Nearness.EXACT
    chances |= {Nearness.EXACT: 0.05, Nearness.ADJACENT: 0.3}
    assert triage.decide(chances) is Nearness.FOREIGN


def test_one_catalogue_knows_nothing_of_another() -> None:
    printers = Catalogue.build(PRINTERS, ["shop/printer_ink"], shipped())
    before = printers.match("lace bra")
    Catalogue.build(LINGERIE, ["shop/clothes"], shipped()).match("lace bra")
    assert printers.match("lace bra") == before
    assert Catalogue.build(PRINTERS, ["shop/printer_ink"], shipped()).match("lace bra") == before
