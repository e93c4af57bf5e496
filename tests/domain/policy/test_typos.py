"""A slip of the pen in a rule is found in its row, and the right word proposed."""

from __future__ import annotations

import random
import re

import pytest

from demur.domain.policy import document, lint
from demur.domain.policy.findings import Severity, clean
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision
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


BIKES = """# Bikes

| Version | In force from | Replaces | Owner | Languages |
|---|---|---|---|---|
| 1 | 2027-01-11 | – | R | en |

| Question | Possible answers |
|---|---|
| Rider | racer, commuter |
| Wait | 0–60 days, or unknown |
| Cold | -5–5 °C |
| Importance | high, low |

## Weight (table A: exactly one row fits every case)
| No. | Rider | → Importance |
|---|---|---|
| A1 | racer | high |
| A2 | commuter | low |

## What (table B: read from the top, the first row that fits decides)
| No. | Importance | Wait | Cold | → Step |
|---|---|---|---|---|
| B1 | high | up to 3 or unknown | 1 or -3 | serve |
| B2 | any | any | any | polite no |
"""


@pytest.mark.parametrize(
    ("right", "wrong", "column", "meant"),
    [
        ("or unknown |\n| Cold", "or unkown |\n| Cold", "Possible answers", "unknown"),
        ("→ Importance", "→ Importanse", "Importanse", "Importance"),
        ("→ Step", "→ Stpe", "Stpe", "step"),
        ("Languages", "Languags", "Languags", "languages"),
        ("Owner", "Owmer", "Owmer", "owner"),
    ],
)
def test_a_slip_outside_the_rows_is_named_and_nothing_else_follows_from_it(
    right: str, wrong: str, column: str, meant: str
) -> None:
    assert clean(lint.check(document.read(BIKES.encode())))
    findings = lint.check(document.read(BIKES.replace(right, wrong, 1).encode()))
    (told,) = [each for each in findings if each.severity is not Severity.NOTE]
    assert told.column == column
    assert meant.casefold() in f"{told.message} {told.mend}".casefold()


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("1 or -3", {1, -3}),
        ("0 or -3–-2", {0, -3, -2}),
        ("from -3 to -2", {-3, -2}),
        ("több mint -3 és legfeljebb -1", {-2, -1}),
        ("-2–-1 или -5 или 2", {-2, -1, -5, 2}),
        ("not -5–3", {4, 5}),
    ],
)
def test_a_hyphen_before_a_digit_is_a_minus_after_any_word_but_a_unit(
    cell: str, meant: set[int]
) -> None:
    policy = document.read(BIKES.replace("1 or -3", cell).encode()).policy
    assert policy
    decided: dict[int, Decision] = {}
    for cold in range(-5, 6):
        one = policy.decide("B", {"Importance": "high", "Wait": 1, "Cold": cold})
        assert isinstance(one, Decision)
        decided[cold] = one
    assert {cold for cold, one in decided.items() if "B1" in map(str, one.rows)} == meant


def test_a_row_whose_cases_cannot_happen_has_no_caller_and_no_row_to_blame() -> None:
    never = "\n| Table | Case |\n|---|---|\n| B | Importance: high; Wait: up to 5 |\n"
    text = BIKES.replace("up to 3 or unknown", "up to 3")
    (told,) = [
        each
        for each in lint.check(document.read(f"{text}{never}".encode()))
        if each.severity is Severity.FAULT
    ]
    assert (told.rows, told.example) == (("B1",), None)
    assert "none of its cases can happen" in told.message
