"""What a signer must see beside the tables: one edit of each kind, in every edition and our own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from demur.domain.policy import document
from demur.domain.policy.domains import Listed, Range
from demur.domain.policy.policy import Policy
from demur.domain.policy.versions.changes import Difference, Part, difference
from demur.domain.refusal import Lang
from tests.domain.policy.editions import source

HARBOUR = """# Refusal policy of Harbour Ropes Ltd

| Version | In force from | Replaces | Owner | Languages |
|---|---|---|---|---|
| 7 | 2027-03-01 | 6 | Olga Dunn | en, ru |

We splice every rope by hand, and we say so.

| Question | What it means | Possible answers |
|---|---|---|
| Rope | what they ask for | hemp, nylon, wire |
| Length | how much of it | 1–500 m |
| Berth | where their ship lies | north quay, south quay, at sea |

## What cannot happen
| Table | Case |
|---|---|
| R | Rope: wire; Berth: at sea |
| | Length: over 400; Berth: at sea |

## Answer (table R: read from the top, the first row that fits decides)
| No. | Rope | Length | Berth | → Step | → Say |
|---|---|---|---|---|---|
| R1 | not wire | up to 200 m | any | serve | W1 |
| R2 | wire | any | any | polite no | W2 |
| R3 | any | any | any | ask to wait | W1 |

| Language | Do not say → say instead |
|---|---|
| en | never → not this week; cheap → fair |
| ru | никогда → не сейчас |

| Say | ru | en |
|---|---|---|
| W1 | Спасибо, {caller}, ждём вас. | Thank you, {caller}. |
| W2 | Спасибо, что спросили. | Thank you for asking. |

| Patience | Calls |
|---|---|
| old friends | nine |

| Table | Case | Must be row |
|---|---|---|
| R | Rope: hemp; Length: 200; Berth: at sea | R1 |
| R | Rope: wire; Length: 1; Berth: north quay | R2 |

| No. | Table | When | Never |
|---|---|---|---|
| V1 | R | Rope: hemp; Length: up to 100 | Step: polite no |
| V2 | R | Rope: wire | Step: serve |
"""
TEXTS = [*(source(lang).decode() for lang in Lang), HARBOUR]
IDS = [*Lang, "harbour"]
every_document = pytest.mark.parametrize("text", TEXTS, ids=IDS)


def read(text: str) -> Policy:
    policy = document.read(text.encode()).policy
    assert policy
    return policy


def after(text: str, edited: str) -> Difference:
    """Compare a document with what it became; the edit has to be one."""
    assert edited != text
    return difference(read(text), read(edited))


def line_at(text: str, line: int) -> str:
    return text.split("\n")[line - 1]


def without(text: str, line: int) -> str:
    lines = text.split("\n")
    return "\n".join([*lines[: line - 1], *lines[line:]])


def doubled(text: str, line: int, change: Callable[[str], str]) -> str:
    """Add a line below another, made of it."""
    lines = text.split("\n")
    return "\n".join([*lines[:line], change(lines[line - 1]), *lines[line:]])


def reworded(text: str, line: int, before: str, now: str) -> str:
    lines = text.split("\n")
    assert before in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(before, now, 1)
    return "\n".join(lines)


def only(found: Difference, part: Part) -> str:
    """Give the sentence on a part, where nothing but this one part changed."""
    others = (found.pairs, found.tables, found.questions, found.wordings, found.barred)
    assert not any((*others, found.gave_up))
    (change,) = found.parts
    assert change.part is part
    assert not found.is_none
    assert change.sentence in found.spoken
    return change.sentence


@every_document
def test_a_case_that_is_no_longer_or_newly_taken_as_impossible_is_told(text: str) -> None:
    case = read(text).impossible[0]
    gone = without(text, case.line)
    answers = list(case.cells.values())
    for found in (after(text, gone), after(gone, text)):
        told = [each.sentence for each in found.parts if each.part is Part.IMPOSSIBLE]
        assert len(told) == 1
        assert all(answer in told[0] for answer in answers)
        assert not found.pairs


@every_document
def test_an_invariant_that_came_went_or_changed_is_told(text: str) -> None:
    invariant = read(text).invariants[1]
    gone = without(text, invariant.line)
    never = next(iter(invariant.never.values()))
    for one, other in ((text, gone), (gone, text)):
        sentence = only(after(one, other), Part.INVARIANT)
        assert sentence.startswith(invariant.number)
        assert never in sentence
    wider = reworded(text, invariant.line, next(iter(invariant.when.values())), "2")
    assert " → " in only(after(text, wider), Part.INVARIANT)


@every_document
def test_a_worked_example_that_came_went_or_changed_is_told(text: str) -> None:
    example = read(text).examples[1]
    gone = without(text, example.line)
    assert example.row
    for one, other in ((text, gone), (gone, text)):
        assert example.row in only(after(one, other), Part.EXAMPLE)
    otherwise = reworded(text, example.line, example.row, f"{example.table}1")
    sentence = only(after(text, otherwise), Part.EXAMPLE)
    assert sentence.endswith(f"{example.row} → {example.table}1.")


@every_document
def test_another_owner_and_other_languages_are_told(text: str) -> None:
    policy = read(text)
    found = after(text, text.replace(policy.owner, "Vera Holt"))
    assert [each.after for each in found.parts if each.part is Part.HEAD] == ["Vera Holt"]
    spoken = ", ".join(policy.languages)
    found = after(text, text.replace(f"| {spoken} |", "| en |", 1))
    assert only(found, Part.HEAD).endswith(f"{spoken} → en.")


@every_document
def test_a_changed_line_of_the_text_is_told_by_its_words(text: str) -> None:
    title = text.split("\n")[0]
    sentence = only(after(text, text.replace(title, f"{title} & Sons")), Part.TEXT)
    assert "& Sons" in sentence
    found = after(text, text + "\n\nQuite new.\n")
    assert "Quite new." in only(found, Part.TEXT)
    assert "Quite new." in only(after(text + "\n\nQuite new.\n", text), Part.TEXT)


def test_a_table_that_only_people_read_is_text() -> None:
    found = after(HARBOUR, HARBOUR.replace("| old friends | nine |", "| old friends | ten |"))
    assert only(found, Part.TEXT) == (
        "In the text: “| old friends | nine |” → “| old friends | ten |”"
    )


def test_of_a_long_line_only_the_words_around_the_change_are_told() -> None:
    found = after(HARBOUR, HARBOUR.replace("rope by hand, and we", "rope by machine, and we"))
    assert only(found, Part.TEXT) == (
        "In the text: “We splice every rope by hand, and we say so.” → "
        "“We splice every rope by machine, and we say so.”"
    )
    long = " ".join(f"word{at}" for at in range(30))
    text = HARBOUR + f"\n{long}\n"
    sentence = only(after(text, text.replace("word15", "this")), Part.TEXT)
    assert sentence == (
        "In the text: “… word11 word12 word13 word14 word15 word16 word17 word18 word19 …” → "
        "“… word11 word12 word13 word14 this word16 word17 word18 word19 …”"
    )


def test_a_text_changed_beyond_measure_is_said_not_to_be_compared() -> None:
    many, others = ("\n".join(f"{word} {at}" for at in range(2_001)) for word in ("a", "b"))
    found = after(HARBOUR + many, HARBOUR + others)
    assert found.gave_up == (
        "The text around the tables is not compared: more than 2000 lines of it changed.",
    )


# ---- questions and words


def listed(policy: Policy) -> tuple[str, str, int]:
    """Give a question with a list: its name, its answers as written, its line."""
    question = next(each for each in policy.questions.values() if isinstance(each.domain, Listed))
    return question.name, ", ".join(question.domain.all_answers), question.line


@every_document
def test_an_answer_that_came_or_went_is_told(text: str) -> None:
    name, answers, line = listed(read(text))
    more = reworded(text, line, answers, f"{answers}, zzz")
    for one, other in ((text, more), (more, text)):
        (change,) = after(one, other).questions
        assert change.question == name
        assert "zzz" in change.sentence


@every_document
def test_another_unit_is_told(text: str) -> None:
    question = next(
        each
        for each in reversed([*read(text).questions.values()])
        if isinstance(each.domain, Range) and each.domain.unit
    )
    assert isinstance(question.domain, Range)
    assert question.domain.unit
    changed = reworded(text, question.line, question.domain.unit, "kg")
    (told,) = after(text, changed).questions
    assert "kg" in told.sentence
    (told,) = after(text, reworded(text, question.line, f" {question.domain.unit}", "")).questions
    assert question.domain.unit in told.sentence


@every_document
def test_another_meaning_of_a_question_is_told(text: str) -> None:
    question = next(iter(read(text).questions.values()))
    (told,) = after(text, reworded(text, question.line, question.meaning, "zzz")).questions
    assert (told.before, told.after) == (question.meaning, "zzz")


@pytest.mark.parametrize("lang", list(Lang))
def test_an_answer_in_other_words_of_the_same_meaning_is_told_and_decides_the_same(
    lang: Lang,
) -> None:
    text = source(lang).decode()
    was, now = {
        Lang.EN: ("no one free", "nobody free"),
        Lang.HU: ("nincs szabad ember", "senki sem szabad"),
        Lang.RU: ("все заняты", "нет свободных людей"),
    }[lang]
    found = after(text, text.replace(was, now))
    assert not found.pairs
    assert [now in each.sentence for each in found.questions] == [True]


def wordings(text: str) -> Iterator[tuple[str, Lang, str, int]]:
    for name, wording in read(text).sentences.items():
        for lang, said in wording.texts.items():
            yield name, lang, said, wording.line


@every_document
def test_every_sentence_reworded_in_one_language_is_told_old_and_new(text: str) -> None:
    for name, lang, said, line in wordings(text):
        (told,) = after(text, reworded(text, line, said, f"{said} Zzz.")).wordings
        assert (told.name, told.lang, told.before) == (name, lang, said)
        assert said in told.sentence
        assert "Zzz." in told.sentence


@every_document
def test_barred_words_that_came_went_or_are_replaced_otherwise_are_told(text: str) -> None:
    barred = read(text).barred[0]
    whole = f"{barred.entry} → {barred.instead}"
    assert whole in text
    (gone,) = after(text, text.replace(f"{whole}; ", "", 1)).barred
    assert (gone.entry, gone.after) == (barred.entry, None)
    (came,) = after(text, text.replace(whole, f"{whole}; zzz → bee", 1)).barred
    assert (came.entry, came.before, came.after) == ("zzz", None, "bee")
    (other,) = after(text, text.replace(whole, f"{barred.entry} → bee", 1)).barred
    assert other.after == "bee"


@every_document
def test_a_new_number_and_date_of_the_version_are_no_difference(text: str) -> None:
    line = read(text)
    edited = re.sub(rf"\| {line.version} \| (\d+-\d+-\d+) \|", "| 99 | 2030-01-01 |", text, count=1)
    assert after(text, edited).is_none
