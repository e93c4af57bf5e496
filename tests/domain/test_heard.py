"""A clear no is never missed, and nothing else is taken for one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.heard import CODE, WORDS_MOST, Understood, understand
from demur.domain.refusal import Lang
from demur.domain.regret import By, They
from demur.domain.short_codes import make, shown

A_CODE = make(bytes(range(8)))
TODAY = date(2026, 11, 23)


def read(text: str, lang: Lang | None = None) -> Understood:
    return understand(text, By.SMS, lang, TODAY)


@pytest.mark.parametrize("word", ["STOP", "стоп", "Leiratkozás", "отписаться", "unsubscribe"])
@pytest.mark.parametrize("dress", ["{}", " {}! ", "{}."])
def test_stop_is_stop_however_it_is_dressed(word: str, dress: str) -> None:
    found = read(dress.format(word))
    assert found.no is not None
    assert found.no.they is They.NEVER


@pytest.mark.parametrize("lang", [None, *Lang])
@pytest.mark.parametrize(
    "text",
    ["", "ok", "igen, jöhet", "please call", "не возражаю", "nem probléma, jöhet", "why not"],
)
def test_what_is_not_beyond_doubt_is_for_a_person(text: str, lang: Lang | None) -> None:
    assert read(text, lang).no is None


@pytest.mark.parametrize("text", [A_CODE, shown(A_CODE), f" {A_CODE}. "])
def test_a_code_alone_is_a_no_to_what_it_stands_for(text: str) -> None:
    found = read(text)
    assert (found.meant, found.code) == (CODE, A_CODE)
    assert found.no is not None
    assert found.no.they is They.PLAIN_NO


def test_a_code_beside_a_yes_is_no_no() -> None:
    found = read(f"{A_CODE} jöhet az ajánlat", Lang.HU)
    assert (found.no, found.code) == (None, A_CODE)


@given(st.text(max_size=400))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    found = read(text)
    assert found.no is None or len(found.no.words) <= WORDS_MOST
