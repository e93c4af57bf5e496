"""A price is read however it is written, and what is no price is not guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.prices import MOST, price_in
from demur.domain.refusal import Money

READ = {
    "12 000 Ft": Money(12_000, "HUF"),
    "12\N{NO-BREAK SPACE}000\N{NARROW NO-BREAK SPACE}Ft.": Money(12_000, "HUF"),
    "12.000": Money(12_000, "HUF"),
    "12000,- Ft": Money(12_000, "HUF"),
    "12 000 forintért": Money(12_000, "HUF"),
    "HUF 12000": Money(12_000, "HUF"),
    "12000 huf": Money(12_000, "HUF"),
    "12 000,50 Ft": Money(12_001, "HUF"),
    "1.200,50 €": Money(120_050, "EUR"),
    "€1,200.50": Money(120_050, "EUR"),
    "1'200.5 EUR": Money(120_050, "EUR"),
    "1200 euró": Money(120_000, "EUR"),
    "12 000 руб.": Money(1_200_000, "RUB"),
    "12 000 рублей": Money(1_200_000, "RUB"),
    "12000р": Money(1_200_000, "RUB"),
    "$99.99": Money(9_999, "USD"),
    "£5": Money(500, "GBP"),
    "0": Money(0, "HUF"),
    "１２０００": Money(12_000, "HUF"),
}
NOT_READ = (
    *("-5", "−5 Ft", "1" + "0" * 23, "1e23", "NaN", "cheap", "", "  ", "Ft", "12..5", "1,2,3"),
    *("12 000 Ft 500", "1.20.300", "€5€", "5 zorkmids", "\0", "12 000\0Ft", "9" * 10_000, "+5"),
)


@pytest.mark.parametrize("text", READ)
def test_a_price_is_read_however_it_is_written(text: str) -> None:
    assert price_in(text, "HUF") == READ[text]


@pytest.mark.parametrize("text", NOT_READ, ids=lambda text: text[:12])
def test_what_is_no_price_is_not_guessed(text: str) -> None:
    assert price_in(text, "HUF") is None


@given(st.integers(0, 10**9), st.sampled_from(["EUR", "HUF", "RUB"]), st.sampled_from(" .,'"))
def test_thousands_may_be_parted_by_any_sign(units: int, currency: str, sign: str) -> None:
    plain = price_in(f"{units} {currency}", "USD")
    assert plain is not None
    assert plain.amount == units
    assert price_in(f"{units:,} {currency}".replace(",", sign), "USD") == plain


@given(st.text(max_size=80))
def test_any_text_is_a_price_in_bounds_or_none(text: str) -> None:
    price = price_in(text, "EUR")
    assert price is None or 0 <= price.amount <= MOST
