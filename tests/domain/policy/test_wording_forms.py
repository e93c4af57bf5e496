"""A barred word is found in every form that inflection makes of it, and in no other word."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from bench.words import measure, ours
from demur.domain.needs.text import guess
from demur.domain.policy.appendices import Barred
from demur.domain.policy.words import wording
from demur.domain.policy.words.typed import words_of
from demur.domain.refusal import Lang
from tests.domain.policy.inflected import cases

MANUAL: Final = Path(__file__).parents[3] / "docs/policy-language.md"
RECALL = {Lang.HU: 0.98, Lang.RU: 0.99, Lang.EN: 0.95}
FALSE = 0.03


def found(entry: str, text: str, lang: Lang) -> list[str]:
    return [each.found for each in wording.spot(text, (Barred(lang, entry, "", 1),), lang)]


@pytest.mark.parametrize("lang", list(Lang))
def test_inflected_forms_are_found_and_lookalikes_are_not(lang: Lang) -> None:
    wanted, right, wrong = measure(lang, ours)
    assert wanted >= 150
    assert sum(not case.places for case in cases(lang)) >= 45
    assert right / wanted >= RECALL[lang]
    assert wrong / (right + wrong) < FALSE


def test_the_manual_says_truly_what_is_a_form_of_a_word() -> None:
    told = MANUAL.read_text("utf-8").split("| You bar | Found | Not found |\n|---|---|---|\n")[1]
    rows = [row.strip("| ").split(" | ") for row in told.split("\n\n")[0].splitlines()]
    assert len(rows) >= 10
    for entry, forms, others in rows:
        lang = guess(entry, usual=Lang.EN)
        for form in forms.split(", "):
            assert found(entry, form, lang) == [form], entry
        for other in re.sub(r" \(.*\)", "", others).split(", "):
            assert found(entry, other, lang) == [], entry


def test_the_words_of_an_entry_stand_in_one_clause() -> None:
    assert found("nem tudom", "Nem tudjuk.", Lang.HU) == ["Nem tudjuk"]
    assert found("nem tudom", "Nem. Tudjuk.", Lang.HU) == []
    assert found("calm down", "Calm,\ndown", Lang.EN) == []
    assert found("calm down", "Calm\ndown", Lang.EN) == ["Calm\ndown"]
    assert found("sorry, no", "Sorry, no.", Lang.EN) == ["Sorry, no"]


def test_a_word_typed_with_hidden_marks_or_the_other_keyboard_is_still_the_word() -> None:
    assert found("probléma", "proble\u0301ma", Lang.HU) == ["proble\u0301ma"]
    assert found("problem", "prob\u200blem\u00ads", Lang.EN) == ["prob\u200blem\u00ads"]
    assert found("проблема", "прoблемы", Lang.RU) == ["прoблемы"]
    assert found("ещё", "еще", Lang.RU) == ["еще"]


@pytest.mark.parametrize(
    ("lang", "entry", "typed"),
    [
        (Lang.HU, "probléma", "pro\u2063blé\u034fma"),
        (Lang.HU, "probléma", "рrоblémа"),
        (Lang.HU, "hűvös", "hûvös"),
        (Lang.HU, "PDF", "PDF'et"),
        (Lang.RU, "проблема", "ПPOБЛEMА"),
        (Lang.RU, "невозможно", "HEBO3MOЖHO".replace("3", "З")),
        (Lang.RU, "проблема", "про\u202aбле\ufe0fмы"),
        (Lang.EN, "problem", "рrоblеms"),
        (Lang.EN, "problem", "p" + "\u200b" * 80 + "roblem"),
        (Lang.EN, "can't", "can\u00b4t"),
        (Lang.EN, "can't", "can'\u200bt"),
        (Lang.EN, "don't know", "dont know"),
    ],
)
def test_a_barred_word_does_not_hide(lang: Lang, entry: str, typed: str) -> None:
    assert found(entry, f"{typed}.", lang) == [typed]


@pytest.mark.parametrize(
    ("lang", "entry", "text", "spotted"),
    [
        (Lang.HU, "PDF", "a PDF-et, a pdf‑ben, a PDF–ek", ["PDF", "pdf", "PDF"]),
        (Lang.HU, "sajnos nem", "„Sajnos nem” SAJNOS\u00a0NEM sajnos, nem", 2),
        (Lang.HU, "nem tudjuk", "Nem is tudjuk, nem tudom.", ["nem tudom"]),
        (Lang.HU, "e-mail", "e-mailt E-mailben e, mail", ["e-mailt", "E-mailben"]),
        (Lang.RU, "к сожалению", "«К сожалению», К  СОЖАЛЕНИЮ", 2),
        (Lang.RU, "какой-то", "какая-то какой, то", ["какая-то"]),
        (Lang.EN, "no way", "No-way! *no way* no, way", ["No-way", "no way"]),
        (Lang.EN, "calm down", "“calm” down; calm — down", 2),
    ],
)
def test_a_phrase_is_found_through_quotes_dashes_and_capitals(
    lang: Lang, entry: str, text: str, spotted: list[str] | int
) -> None:
    met = found(entry, text, lang)
    assert (met if isinstance(spotted, list) else len(met)) == spotted


def test_a_short_message_without_accents_is_read_as_if_it_had_them() -> None:
    def met(entry: str, text: str) -> list[str]:
        barred = (Barred(Lang.HU, entry, "", 1),)
        return [each.found for each in wording.spot(text, barred, Lang.HU, message=True)]

    assert met("probléma", "Sajnos problemaink vannak.") == ["problemaink"]
    assert met("sajnál", "Nagyon sajnaljuk!") == ["sajnaljuk"]
    assert met("ár", "Az ara szep.") == []
    assert met("sajnál", "Nagyon sajnaljuk, kérem!") == []
    assert met("sajnál", "sajnaljuk " * 200) == []
    assert met("brother", "Brother, Brothert") == ["Brother", "Brothert"]


def test_marks_without_end_cost_no_time() -> None:
    text = "a" + "\u0301" * 100_000 + " b" + "'\u200b" * 100_000
    assert len(words_of(text)) == 2


def test_an_entry_means_the_word_it_spells() -> None:
    assert found("meeting", "We met at two meetings.", Lang.EN) == ["meetings"]
    assert found("meet", "We met.", Lang.EN) == ["met"]
    assert found("nem lehet", "Nem volt, nem lehetett.", Lang.HU) == ["nem lehetett"]


@pytest.mark.parametrize(
    ("lang", "entry", "forms", "others"),
    [
        (Lang.HU, "nemzet", "nemzetek nemzetünkkel", "nemzeti nemzetit nemzetiség"),
        (Lang.HU, "nyelv", "nyelvet nyelve", "nyelvi nyelvű kétnyelvű nyelvileg"),
        (Lang.HU, "párt", "pártok pártban", "négypárti pártos"),
        (Lang.HU, "példa", "példát példái", "például"),
        (Lang.HU, "hely", "helyen helyére", "helyett helyi"),
        (Lang.HU, "három", "hármat", "harmadik harmadikat"),
        (Lang.HU, "nehéz", "nehezen nehezebb nehezek", "nehézség"),
        (Lang.HU, "marketingfeladat", "marketingfeladatok", "feladatok"),
        (Lang.HU, "megkap", "megkaphat megkapja", "megkapó"),
        (Lang.HU, "megkaphat", "megkaphatja megkaphassák", "megkapja megkapó"),
        (Lang.RU, "лёт", "лёта", "лет"),
        (Lang.RU, "частить", "частит", "части"),
        (Lang.EN, "much", "much", "more most"),
        (Lang.EN, "little", "little", "less least"),
        (Lang.EN, "colour", "colors colour", "collar"),
        (Lang.EN, "apologize", "apologised apologizing", "apologia"),
        (Lang.EN, "catalog", "catalogues", "catalyst"),
        (Lang.EN, "four", "four", "for"),
        (Lang.EN, "prise", "prised", "prizes"),
    ],
)
def test_a_word_made_of_a_barred_one_is_another_word(
    lang: Lang, entry: str, forms: str, others: str
) -> None:
    for form in forms.split():
        assert found(entry, form, lang) == [form]
    for other in others.split():
        assert found(entry, other, lang) == [], other


def test_a_long_list_of_words_that_begin_alike_costs_no_more_than_a_short_one() -> None:
    entries = tuple(Barred(Lang.HU, f"nem x{at}", "", 1) for at in range(2_000))
    assert wording.spot("nem " * 20_000, entries, Lang.HU) == ()


def test_whatever_stands_in_a_text_the_places_are_those_of_the_text() -> None:
    text = "\ud800 İ PROBLEM\u0301 ﬁ 𝔭 problem's \x00 ß"
    spotted = wording.spot(text, (Barred(Lang.EN, "problem", "", 1),), Lang.EN)
    assert [text[each.start : each.end] for each in spotted] == ["problem's"]
