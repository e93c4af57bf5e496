"""No sentence is shown that misses a blank, and no barred word hides in an inflected form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.policy.words import wording
from demur.domain.refusal import Lang
from tests.domain.policy.editions import example

OURS = {"company": "Inkwell", "our_number": "+36 96 555 010"}


def said(name: str, lang: Lang = Lang.EN, **blanks: str) -> str | None:
    filled = wording.say(example(), name, lang, blanks)
    return filled.text if filled else None


def test_a_sentence_is_filled_in_the_callers_language() -> None:
    assert said("W1", Lang.HU, caller="Kovács úr") == "Örömmel, Kovács úr! Máris intézem."
    assert said("W1", Lang.RU, caller="Анна") == "С удовольствием, Анна! Сейчас всё оформлю."


def test_a_clause_that_lacks_its_blank_is_left_out_and_named() -> None:
    filled = wording.say(example(), "W6", Lang.EN, OURS)
    assert filled is not None
    assert filled.text == ("May I ask which number you dialled? This is Inkwell, +36 96 555 010.")
    assert filled.left_out == ("the number you need is {right_number}.",)


def test_what_becomes_the_beginning_is_capitalised() -> None:
    assert wording.fill("You need {b}; please ring {a}.", {"a": "us"}) == (
        "Please ring us.",
        ("You need {b};",),
    )
    assert wording.fill("{item} is back.", {"item": "toner"})[0] == "Toner is back."
    assert wording.fill("{item} is back.", {"item": "iNk 3"})[0] == "iNk 3 is back."


def test_a_clause_out_of_the_middle_leaves_a_whole_sentence() -> None:
    template = "We close {a}; we open {b}; come soon. Thank you."
    assert wording.fill(template, {"b": "at 8"})[0] == "We open at 8; come soon. Thank you."
    assert wording.fill(template, {"a": "at 5"})[0] == "We close at 5; come soon. Thank you."
    assert wording.fill(template, {})[0] == "Come soon. Thank you."
    assert wording.fill("Shall I keep it; on {a}?", {})[0] == "Shall I keep it."


def test_nothing_is_said_rather_than_half_a_sentence() -> None:
    assert wording.fill("{item} is back on {date}.", {"item": "Toner"})[0] == ""
    assert said("W99") is None
    assert wording.fill("Call {our number}.", {})[0] == ""


def test_a_blank_filled_with_nothing_counts_as_missing() -> None:
    assert wording.fill("Gladly, {caller}. Done.", {"caller": " \u200b "})[0] == "Done."


def test_what_fills_a_blank_is_never_searched_for_blanks() -> None:
    filled = wording.fill("{item}: gone.", {"item": "{date}{0.__class__}", "date": "x"})[0]
    assert filled == "{Date}{0.__class__}: gone."


def test_a_brace_that_is_not_closed_is_never_shown() -> None:
    assert wording.fill("Back on {date. Thank you.", {"date": "x"})[0] == "Thank you."


def test_prices_and_names_with_points_are_not_the_end_of_a_clause() -> None:
    assert wording.fill("It is 5.5 km to {partner}. Bye!", {"partner": "A.B. Kft."})[0] == (
        "It is 5.5 km to A.B. Kft. Bye!"
    )


@given(
    st.text(alphabet="ab {}.;!?…", max_size=40),
    st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=8)),
)
def test_whatever_the_template_no_blank_is_left_unfilled(
    template: str, blanks: dict[str, str]
) -> None:
    text, _ = wording.fill(template, {name: "x" * len(value) for name, value in blanks.items()})
    assert "{" not in text
    assert "}" not in text


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        (
            Lang.HU,
            "Sajnos nem tudjuk, pedig a problémákat ismerjük.",
            ["nem tudjuk", "problémákat"],
        ),
        (Lang.HU, "LEHETETLENNEK tűnik.", ["LEHETETLENNEK"]),
        (Lang.HU, "Megnézem önnek, nem gond.", []),
        (Lang.RU, "Не знаю, в чём ваша проблемА.", ["Не знаю", "проблемА"]),
        (Lang.RU, "Вы должны подождать, с проблемами разберёмся.", ["должны", "проблемами"]),
        (Lang.RU, "Я уточню этот вопрос.", []),
        (Lang.EN, "Calm down, there are no problems.", ["Calm down", "problems"]),
        (Lang.EN, "Our policies say so.", ["policies"]),
        (Lang.EN, "The problem’s size, problem-wise.", ["problem’s", "problem"]),
        (Lang.RU, "Проблема-то мала.", ["Проблема"]),
        (Lang.EN, "Please calm yourself and sit down.", []),
    ],
)
def test_a_barred_word_is_found_in_its_inflected_forms(
    lang: Lang, text: str, found: list[str]
) -> None:
    spotted = wording.barred_in(example(), text, lang)
    assert [each.found for each in spotted] == found
    assert all(text[each.start : each.end] == each.found and each.instead for each in spotted)


def test_a_word_barred_in_one_language_may_be_said_in_another() -> None:
    assert wording.barred_in(example(), "проблема", Lang.EN) == ()
