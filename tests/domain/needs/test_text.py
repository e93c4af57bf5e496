"""Words made comparable: folding, sounds, n-grams, dictionaries, the language of a need."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.needs.text import cut, fold, grams, guess, lemma, sound, words
from demur.domain.refusal import Lang


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_a_text_in_any_unicode_form_is_the_same_text(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("FÜRDŐSZOBA", "furdoszoba"), ("тёплый", "теплый"), ("Ёлка", "елка"), ("ｃａｆé", "cafe")],
)
def test_case_accents_and_yo_do_not_count(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


@given(st.text(alphabet="abcdefghijklmnop", min_size=1, max_size=20))
def test_every_gram_is_a_piece_of_the_marked_word(word: str) -> None:
    assert all(gram in f"_{word}_" for gram in grams(word))


@pytest.mark.parametrize(
    ("one", "other"),
    [("монитор", "monitor"), ("тонер", "toner"), ("szauna", "сауна"), ("sauna", "szauna")],
)
def test_a_loan_word_sounds_alike_in_both_scripts(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("said", "lang", "root"),
    [
        ("nyomtatókat", Lang.HU, "nyomtato"),
        ("столами", Lang.RU, "стол"),
        ("mirrors", Lang.EN, "mirror"),
        ("qzxwv", Lang.HU, "qzxwv"),
    ],
)
def test_a_bent_word_is_looked_up_and_an_unknown_one_is_left(
    said: str, lang: Lang, root: str
) -> None:
    assert lemma(said, lang) == root


@pytest.mark.parametrize(
    ("need", "lang"),
    [
        ("négy monitor kellene holnapra", Lang.HU),
        ("negy monitor kellene holnapra", Lang.HU),
        ("szeretnek egy nyomtatot", Lang.HU),
        ("нужен монитор HP LaserJet", Lang.RU),
        ("принтер Inkwell M-300", Lang.RU),
        ("тонер Kyocera Taskalfa", Lang.RU),
        ("Hello, Иван gave me your number, I need a printer", Lang.EN),
        ("I'd like two kilos of pork", Lang.EN),
        ("kocsi", Lang.HU),
        ("the red one", Lang.EN),
    ],
)
def test_the_language_of_a_need_is_the_one_most_of_it_is_in(need: str, lang: Lang) -> None:
    assert guess(need) is lang


def test_a_need_that_tells_no_language_is_in_the_default_one() -> None:
    assert guess("301 🙂", Lang.RU) is Lang.RU


@given(st.text(max_size=3000))
def test_any_need_has_a_language_and_a_readable_length(need: str) -> None:
    assert guess(cut(need)) in Lang
    assert len(cut(need)) <= 400


def test_a_long_need_is_cut_between_words() -> None:
    assert cut("alma " * 1000).split()[-1] == "alma"
