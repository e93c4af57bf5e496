"""The articles' own callers, decided as a person would."""

from __future__ import annotations

import pytest

from demur.actions.consider import consider
from demur.domain.decide import Decision
from demur.domain.refusal import Lang, Situation, Step
from demur.records.company import Company, Team
from demur.records.gather import Asked
from demur.records.goods import Item
from tests.cast import INKWELL, LINGERIE, MIRRORS, NAILS, PIZZERIA_NUMBER, Firm
from tests.shop import NOW, open_shop

pytestmark = pytest.mark.django_db


def ask(need: str, **known: object) -> Decision:
    return consider(Asked(need, **known), NOW).decision  # type: ignore[arg-type]


def said(decision: Decision) -> str:
    assert decision.said is not None
    assert "{" not in decision.said.text
    return decision.said.text


@pytest.mark.parametrize("lang", Lang)
def test_an_orange_car_asked_of_a_nail_seller_is_another_business(lang: Lang) -> None:
    open_shop(NAILS)
    decision = ask(getattr(NAILS.asked, lang), lang=lang)
    assert decision.situation is Situation.OTHER_BUSINESS
    assert decision.step is Step.POLITE_NO
    assert said(decision)


@pytest.mark.parametrize("lang", Lang)
def test_a_monitor_asked_of_a_printer_dealer_is_another_speciality_and_a_partner_has_it(
    lang: Lang,
) -> None:
    open_shop(INKWELL)
    decision = ask(getattr(INKWELL.asked, lang), lang=lang)
    assert decision.situation is Situation.OTHER_SPECIALITY
    assert decision.step is Step.PARTNER
    assert "Képpont Kft." in said(decision)
    assert decision.row is not None
    assert decision.quantity == 4


@pytest.mark.parametrize("lang", Lang)
def test_bathroom_furniture_asked_of_a_mirror_seller_goes_to_a_partner(lang: Lang) -> None:
    open_shop(MIRRORS)
    decision = ask(getattr(MIRRORS.asked, lang), lang=lang)
    assert decision.situation is Situation.OTHER_SPECIALITY
    assert "Kádvilág" in said(decision)


@pytest.mark.parametrize("lang", Lang)
def test_pork_asked_of_a_lingerie_shop_is_foreign_and_which_number_they_dialled_is_asked(
    lang: Lang,
) -> None:
    open_shop(LINGERIE)
    decision = ask(getattr(LINGERIE.asked, lang), lang=lang)
    assert decision.situation is Situation.OTHER_BUSINESS
    assert decision.ask


def test_what_is_in_stock_is_served() -> None:
    open_shop()
    decision = ask("Inkwell M-400 printer", lang=Lang.EN)
    assert decision.situation is Situation.SERVED
    assert decision.step is Step.SERVE


def test_what_is_back_in_a_few_days_is_worth_waiting_for() -> None:
    open_shop()
    decision = ask("TN-400X high-yield black toner", lang=Lang.EN)
    assert decision.situation is Situation.OUT_OF_STOCK
    assert decision.step is Step.WAIT
    assert decision.back_in == 2
    assert "25 November" in said(decision)


def test_out_of_stock_with_something_that_does_the_same_work_offers_it() -> None:
    open_shop()
    decision = ask("Inkwell M-300 printer", lang=Lang.EN)
    assert decision.situation is Situation.OUT_OF_STOCK
    assert decision.step is Step.ALTERNATIVE
    assert "M-400" in said(decision)


@pytest.mark.parametrize(
    ("need", "lang"),
    [
        ("Boreal W-44 plotter kellene, de már tegnapra!", Lang.HU),
        ("Нужен плоттер Boreal W-44, и вчера!", Lang.RU),
        ("A Boreal W-44 plotter, and yesterday!", Lang.EN),
    ],
)
def test_and_yesterday_where_neither_waiting_nor_an_alternative_helps_is_a_polite_no(
    need: str, lang: Lang
) -> None:
    open_shop()
    decision = ask(need, lang=lang)
    assert decision.situation is Situation.OUT_OF_STOCK
    assert decision.step is Step.POLITE_NO
    assert said(decision)


def test_waiting_is_not_proposed_to_a_caller_who_needs_it_sooner() -> None:
    open_shop()
    decision = ask("TN-400X high-yield toner by tomorrow", lang=Lang.EN)
    assert decision.too_late
    assert decision.step is Step.ALTERNATIVE
    assert not decision.options[0].possible


def test_when_the_service_team_is_busy_nobody_is_free() -> None:
    open_shop()
    Team.objects.filter(name="service").update(busy_until=NOW.replace(day=25))
    decision = ask("Laser printer repair", lang=Lang.EN)
    assert decision.situation is Situation.NO_ONE_FREE
    assert decision.step is Step.WAIT
    assert "25 November" in said(decision)


@pytest.mark.parametrize("lang", Lang)
def test_a_number_one_digit_off_ours_is_a_wrong_number(lang: Lang) -> None:
    open_shop()
    decision = ask("pizza", lang=lang, dialled=PIZZERIA_NUMBER)
    assert decision.situation is Situation.WRONG_NUMBER
    assert decision.step is Step.WRONG_NUMBER
    assert "+36 96 555 016" in said(decision)


@pytest.mark.parametrize(
    ("need", "lang"),
    [
        ("Elnézést, rossz számot hívtam", Lang.HU),
        ("Извините, я ошибся номером", Lang.RU),
        ("Sorry, wrong number", Lang.EN),
    ],
)
def test_whoever_says_it_is_a_wrong_number_is_told_ours_and_asked_theirs(
    need: str, lang: Lang
) -> None:
    open_shop()
    decision = ask(need, lang=lang)
    assert decision.situation is Situation.WRONG_NUMBER
    assert "+36 96 555 010" in said(decision)


def test_a_company_without_goods_still_tells_adjacent_from_foreign_and_has_words() -> None:
    bare = Firm("Csak Szolgáltatás Kft.", "+3696555304", (), ("shop/computer",), (), INKWELL.asked)
    open_shop(bare)
    near, far = ask("mobile phone", lang=Lang.EN), ask("pork chops", lang=Lang.EN)
    assert near.situation is Situation.OTHER_SPECIALITY
    assert far.situation is Situation.OTHER_BUSINESS
    assert said(near)
    assert said(far)


@pytest.mark.parametrize(
    "need", ["", "   ", "🙂🙂", "?" * 50, "é" * 10_000, "monitor нужен please"]
)
def test_whatever_is_typed_gets_words_or_a_question(need: str) -> None:
    open_shop()
    decision = ask(need)
    assert decision.said or decision.ask


def test_the_same_inquiry_is_decided_the_same_twice() -> None:
    open_shop()
    assert ask("four monitors") == ask("four monitors")


def test_an_uncertain_yes_is_a_question_first_and_no_promise() -> None:
    open_shop()
    decision = ask("printer paper", lang=Lang.EN)
    assert decision.situation is Situation.SERVED
    assert not decision.sure
    assert decision.ask
    assert decision.first_words == decision.ask


def test_a_sure_yes_is_said_at_once() -> None:
    open_shop()
    decision = ask("Inkwell M-400 printer", lang=Lang.EN)
    assert not decision.asks_first
    assert decision.first_words == said(decision)


def test_an_uncertain_no_is_still_the_policys_sentence_with_the_question_beside_it() -> None:
    open_shop()
    decision = ask("Inkwell printer head cleaning kit", lang=Lang.EN)
    assert decision.situation is not Situation.SERVED
    assert decision.first_words == said(decision)


def test_a_service_nearly_like_the_one_asked_for_is_waited_for_while_nobody_is_free() -> None:
    open_shop()
    Team.objects.filter(name="service").update(busy_until=NOW.replace(day=25))
    decision = ask("inkjet printer repair", lang=Lang.EN)
    assert decision.situation is Situation.NO_ONE_FREE
    assert decision.step is Step.WAIT


def test_a_sentence_names_the_company_as_it_calls_itself_whatever_the_edition() -> None:
    open_shop()
    Company.objects.update(name="Inkwell Nyomtató Kft.")
    decision = ask("pizza", lang=Lang.EN, dialled=PIZZERIA_NUMBER)
    assert "Inkwell Nyomtató Kft." in said(decision)
    assert "Ltd" not in said(decision)


@pytest.mark.parametrize(
    "need", ["плоттер Boreal W-44", "Boreal W-44 plotter", "a W-44 plotter, please"]
)
def test_a_model_that_is_out_of_stock_is_not_mistaken_for_another_that_is_there(need: str) -> None:
    open_shop()
    for code, name, russian in [
        ("w-36", "Boreal W-36 plotter", "Плоттер Boreal W-36"),
        ("ink-130", "BP-130 ink (Boreal W-36, W-44)", "Картридж BP-130 (Boreal W-36, W-44)"),
    ]:
        Item.objects.create(code=code, hu=name, en=name, ru=russian, stock=9)
    decision = ask(need)
    assert decision.situation is Situation.OUT_OF_STOCK
    assert decision.good is not None
    assert "W-44" in decision.good.name(Lang.EN)


@pytest.mark.parametrize(
    ("need", "lang"),
    [
        ("TN-400 toner", Lang.HU),
        ("TN-400 toner holnapra", Lang.HU),
        ("TN-400 toner by tomorrow", Lang.EN),
        ("four monitors", Lang.EN),
        ("тонер TN-400", Lang.RU),
    ],
)
def test_a_word_at_home_in_two_languages_does_not_change_the_callers_language(
    need: str, lang: Lang
) -> None:
    open_shop()
    assert ask(need).lang is lang
