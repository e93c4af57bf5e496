"""Values written as a document are read as the same values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.policy import cells, document, markdown
from demur.domain.policy.cells import Unreadable
from demur.domain.policy.columns import Question
from demur.domain.policy.policy import Policy
from demur.domain.policy.questions import read_range
from demur.domain.policy.tables import Table
from demur.domain.policy.writing import grids as writing
from demur.domain.policy.writing import writing_cells, writing_policy
from demur.domain.policy.writing.grids import Grid
from demur.domain.refusal import Lang
from tests.domain.policy.editions import example, source
from tests.domain.policy.invented import invented

RANGES = ("0–60 days", "0–9, or unknown", "-5.0–10.5", "00:00–23:59", "2027-01-01–2027-12-31")
CELLS = (
    *(
        "any",
        "3",
        "<= 3",
        "> 3",
        "[1..3]",
        "(1..3]",
        "[1..3)",
        "not(2)",
        "unknown",
        "> 3 or unknown",
    ),
    *("1–2, 4–5", "0", "[-2..1.5]", "<= -1", "12:30", "< 12:30", "[10:00..11:00)", "2027-05-06"),
    *("> 2027-05-06", "2027-05-06–2027-06-07", "not(2027-05-06)"),
)


def told(policy: Policy) -> object:
    """Give what a policy says, without the lines it says it on."""
    return (
        *(policy.title, policy.version, policy.in_force_from, policy.owner, policy.languages),
        [(each.name, each.meaning, each.domain) for each in policy.questions.values()],
        [_table(each) for each in policy.tables.values()],
        [(each.name, dict(each.texts)) for each in policy.sentences.values()],
        sorted((each.lang, each.entry, each.instead) for each in policy.barred),
        [(each.table, dict(each.case), each.row) for each in policy.examples],
        [(each.table, dict(each.cells)) for each in policy.impossible],
        [(e.number, e.table, dict(e.when), dict(e.never)) for e in policy.invariants],
    )


def _table(table: Table) -> object:
    rows = [(row.ref, row.cells, row.tests, dict(row.results)) for row in table.rows]
    return table.letter, table.title, table.reading, table.results, rows


def written_and_read(policy: Policy) -> Policy:
    read = document.read(writing_policy.write(policy))
    assert [each.message for each in read.findings if each.severity == "fault"] == []
    assert read.policy is not None
    return read.policy


@pytest.mark.parametrize("lang", Lang)
def test_an_example_written_anew_says_the_same(lang: Lang) -> None:
    assert told(written_and_read(example(lang))) == told(example(lang))


@pytest.mark.parametrize("seed", range(15))
def test_an_invented_policy_written_anew_says_the_same(seed: int) -> None:
    policy = document.read(invented(seed)).policy
    assert policy is not None
    assert told(written_and_read(policy)) == told(policy)


def test_what_must_never_happen_is_written_too() -> None:
    never = (
        b"\n## Never\n| No. | Table | When | Never |\n|---|---|---|---|\n"
        b"| V1 | N | They said: never call again | For how long: 90 days |\n"
        b"| V2 | | any | May we call: maybe |\n"
    )
    policy = document.read(source(Lang.EN) + never).policy
    assert policy is not None
    assert len(policy.invariants) == 2 + len(example(Lang.EN).invariants)
    assert told(written_and_read(policy)) == told(policy)


@pytest.mark.parametrize("lang", Lang)
def test_parts_put_together_again_are_the_document(lang: Lang) -> None:
    assert writing.written(writing.parts_of(source(lang).decode())) == source(lang)


@given(st.lists(st.text(max_size=30), min_size=2, max_size=4))
def test_any_cells_are_read_back_as_people_see_them(texts: list[str]) -> None:
    seen = tuple(markdown.plain(cell) for cell in map(writing.escape, texts))
    grid = Grid(tuple("abcd"[: len(texts)]), (seen,))
    (table,) = markdown.read_page(writing.written([grid]).decode()).tables
    assert [row.cells for row in table.rows] == [seen]


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("answers", RANGES)
@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_said_in_words_takes_in_the_same(lang: Lang, answers: str, cell: str) -> None:
    domain = read_range(answers)
    assert domain is not None
    question = Question("?", "", domain, 1)
    test = cells.read_cell(cell, domain)
    if isinstance(test, Unreadable) or test.never_matches:
        return
    words = writing_cells.cell_text(test, question, lang)
    assert words is not None
    again = cells.read_cell(words, domain)
    assert not isinstance(again, Unreadable)
    assert writing_cells.same(again, test, question)


def test_a_heading_that_would_be_read_otherwise_loses_its_name() -> None:
    from demur.domain.policy.tables import Reading

    worded = writing_policy.heading(Lang.EN, "First row of table X", "B", Reading.COLLECT)
    assert worded == "(table B: all rows that fit apply)"
