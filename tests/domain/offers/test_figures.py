"""Figures read in each language as its people write them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from demur.domain.offers.figures import counted, spoken_amount, unit_alone
from demur.domain.refusal import Lang

DAY = {Lang.EN: "day|days", Lang.HU: "nap", Lang.RU: "день|дня|дней"}


@pytest.mark.parametrize(
    ("number", "lang", "told"),
    [
        ("1", Lang.EN, "1 day"),
        ("1.000000", Lang.EN, "1 day"),
        ("5", Lang.EN, "5 days"),
        ("100", Lang.EN, "100 days"),
        ("1.5", Lang.EN, "1.5 days"),
        ("1", Lang.HU, "1 nap"),
        ("5", Lang.HU, "5 nap"),
        ("2.5", Lang.HU, "2,5 nap"),
        ("1.000000", Lang.RU, "1 день"),
        ("3", Lang.RU, "3 дня"),
        ("5", Lang.RU, "5 дней"),
        ("21", Lang.RU, "21 день"),
        ("2.5", Lang.RU, "2,5 дня"),
        ("1500", Lang.RU, "1 500 дней"),
        ("1500", Lang.EN, "1,500 days"),
    ],
)
def test_a_number_stands_with_its_unit_in_the_right_form(
    number: str, lang: Lang, told: str
) -> None:
    assert counted(Decimal(number), DAY, lang).replace("\N{NO-BREAK SPACE}", " ") == told


def test_a_number_without_a_unit_is_the_number() -> None:
    assert counted(Decimal("2.10"), {}, Lang.EN) == "2.1"


def test_a_unit_heads_a_column_in_the_plural() -> None:
    assert [unit_alone(DAY, lang) for lang in Lang] == ["Nap", "Дня", "Days"]


@pytest.mark.parametrize(
    ("amount", "currency", "lang", "told"),
    [
        (Fraction(412_000), "HUF", Lang.HU, "412 000 Ft"),
        (Fraction(412_000), "HUF", Lang.EN, "412,000 HUF"),
        (Fraction(9990, 100), "EUR", Lang.EN, "99.90 €"),
        (Fraction(100), "EUR", Lang.RU, "100 €"),
        (Fraction(1, 3), "HUF", Lang.HU, "0 Ft"),
    ],
)
def test_an_amount_has_decimals_only_where_it_needs_them(
    amount: Fraction, currency: str, lang: Lang, told: str
) -> None:
    assert spoken_amount(amount, currency, lang).replace("\N{NO-BREAK SPACE}", " ") == told
