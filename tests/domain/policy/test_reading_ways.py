"""A slip in how a table is read: read as what was meant, never as another way, and said so."""

from __future__ import annotations

import random

import pytest

from demur.domain.policy import document, lint
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.findings import Code, Finding, Severity, clean
from demur.domain.policy.reading_ways import hear
from demur.domain.policy.tables import Reading, Table
from demur.domain.refusal import Lang
from tests.domain.policy.test_typos import ALPHABETS, slipped

HEADING, LEAD = "## Oven (table O: {way})", "## Oven (table O)\n\n{way}."
DOCUMENT = """# Bakery

| Version | In force from | Replaces | Owner | Languages |
|---|---|---|---|---|
| 1 | 2027-01-11 | – | R | en |

| Question | Possible answers |
|---|---|
| Bread | rye, wheat |

{heading}
| No. | Bread | → Deed |
|---|---|---|
| O1 | rye | bake |
| O2 | wheat | order |
"""
SPOKEN = [
    (lang, way, voc.READING_WORDING[lang][at]) for lang in Lang for at, way in enumerate(Reading)
]


def read(heading: str) -> tuple[Table, list[Finding]]:
    checked = document.read(DOCUMENT.format(heading=heading).encode())
    assert checked.policy
    return checked.policy.tables["O"], list(lint.check(checked))


@pytest.mark.parametrize("rounds", [25, pytest.param(2_000, marks=pytest.mark.deep)])
@pytest.mark.parametrize("place", [HEADING, LEAD])
@pytest.mark.parametrize(("lang", "way", "phrase"), SPOKEN)
def test_a_slip_in_the_way_is_read_as_meant_and_quoted_with_the_right_phrase(
    lang: Lang, way: Reading, phrase: str, place: str, rounds: int
) -> None:
    rng = random.Random(f"{phrase} {place}")
    for _ in range(rounds):
        wrong = slipped(phrase, ALPHABETS[lang], rng)
        table, findings = read(place.format(way=wrong))
        assert (table.reading, table.broken) == (way, False)
        if wrong.replace(",", "").split() == phrase.replace(",", "").split():
            continue
        (told,) = findings
        assert (told.code, told.severity) == (Code.READING_WAY, Severity.NOTE)
        if place is HEADING and told.mend:
            assert hear(told.mend) == hear(place.format(way=phrase).removeprefix("## "))


@pytest.mark.parametrize(
    ("said", "slip", "way", "meant"),
    [
        ("Read form the top", "Read form the top", Reading.FIRST, "read from the top"),
        ("all rows that fit aply", "aply", Reading.COLLECT, "all rows that fit apply"),
        (
            "raed from teh top, the fisrt row that fits decides",
            "raed from teh top",
            Reading.FIRST,
            "read from the top",
        ),
        ("каждая страка, которая подходит, действует", "страка", Reading.COLLECT, "каждая строка"),
        ("minden ilő sor érvényes", "minden ilő", Reading.COLLECT, "minden illő sor érvényes"),
    ],
)
def test_other_usual_phrases_are_put_right_too(
    said: str, slip: str, way: Reading, meant: str
) -> None:
    table, (told,) = read(HEADING.format(way=said))
    assert table.reading is way
    assert f"“{slip}" in told.message
    assert f"“{meant}" in told.message


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ("go from the top; what fits first decides", Reading.FIRST),
        ("each case is decided by exactly one line", Reading.UNIQUE),
        ("Exactly one row fits each case", Reading.UNIQUE),
        ("every row counts that fits the case", Reading.COLLECT),
        ("az első sor dönt, amelyik illik", Reading.FIRST),
        ("применяем все подходящие строки", Reading.COLLECT),
    ],
)
def test_other_words_for_a_way_are_heard_without_a_remark(said: str, way: Reading) -> None:
    table, findings = read(HEADING.format(way=said))
    assert table.reading is way
    assert clean(tuple(findings))
    assert findings == []


@pytest.mark.parametrize(
    "said", ["some rows fit", "read form the top, exactly one row fits every case"]
)
def test_what_says_no_way_or_two_decides_nothing(said: str) -> None:
    table, (told,) = read(HEADING.format(way=said))
    assert table.broken
    assert (told.code, told.severity) == (Code.READING_WAY, Severity.FAULT)


def test_prose_before_a_table_is_no_way_to_read_it() -> None:
    prose = "We bake from Monday on. Rows of loaves stand by the oven; " + "flour and water " * 200
    table, findings = read(f"## Oven (table O)\n\n{prose}.")
    assert table.reading is Reading.UNIQUE
    assert findings == []
