"""A slip of the pen in a rule is found in its row, and the right word proposed."""

from __future__ import annotations

import random
import re

import pytest

from demur.domain.policy import document, lint
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Lang
from tests.domain.policy.editions import example, source

ALPHABETS = {
    Lang.EN: "abcdefghijklmnopqrstuvwxyz",
    Lang.HU: "abcdefghijklmnopqrstuvwxyzáéíóöőúüű",
    Lang.RU: "абвгдежзийклмнопрстуфхцчшщъыьэюя",
}
CLOSED = {"Step", "Lépés", "Шаг", "Status", "Minősítés", "Статус", "Importance", "Fontosság"}
SLIPS = 170


def cells_of(policy: Policy) -> list[tuple[int, str]]:
    """The lines and texts of all cells that a closed list checks."""
    rows = [row for table in policy.tables.values() for row in table.rows]
    tested = [(row.line, cell) for row in rows for cell in row.cells]
    named = [(row, name) for row in rows for name in row.results if name in CLOSED]
    closed = [(row.line, row.results[name]) for row, name in named]
    return [(line, cell) for line, cell in tested + closed if len(re.findall(r"[^\W\d]", cell)) > 2]


def slipped(word: str, alphabet: str, rng: random.Random) -> str:
    """A cell with one letter lost, doubled, mistaken or swapped."""
    at = rng.choice([at for at, char in enumerate(word) if char.isalpha()])
    return rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + rng.choice(alphabet) + word[at:],
            word[:at] + rng.choice(alphabet) + word[at + 1 :],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        ]
    )


@pytest.mark.parametrize("lang", list(Lang))
def test_forty_nine_slips_of_fifty_are_named_with_the_right_word(lang: Lang) -> None:
    rng = random.Random(f"slips in {lang}")
    lines = source(lang).decode().split("\n")
    targets = cells_of(example(lang))
    named = made = 0
    while made < SLIPS:
        line, cell = rng.choice(targets)
        wrong = slipped(cell, ALPHABETS[lang], rng)
        mistyped = lines[line - 1].replace(f"| {cell} |", f"| {wrong} |", 1)
        if mistyped == lines[line - 1] or wrong.strip() != wrong:
            continue
        made += 1
        text = "\n".join([*lines[: line - 1], mistyped, *lines[line:]])
        findings = [f for f in lint.check(document.read(text.encode())) if f.line == line]
        named += any(cell in f"{f.message} {f.mend}" for f in findings)
    assert named >= 0.98 * SLIPS


def test_a_word_of_another_language_is_proposed_in_its_own() -> None:
    right = source(Lang.EN).decode()
    text = right.replace("key or strategic | up to 3", "key and strategic | up to 3")
    (finding,) = lint.check(document.read(text.encode()))
    assert "Did you mean “key or strategic”?" in finding.message


def test_a_letter_for_a_digit_is_proposed_as_the_digit() -> None:
    text = source(Lang.EN).decode().replace("4–30 days", "4–3O days", 1)
    (finding,) = [f for f in lint.check(document.read(text.encode())) if f.severity == "fault"]
    assert "“4–30 days”" in finding.message
