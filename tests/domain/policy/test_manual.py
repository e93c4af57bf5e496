"""What the manual of the policy language shows is what the reader does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demur.domain.policy import document, lint, names
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.appendices import company_in
from demur.domain.policy.findings import Code
from demur.domain.policy.markdown import RawRow, RawTable, read_page
from demur.domain.policy.policy import Policy
from demur.domain.policy.questions import read_range
from demur.domain.policy.tables import Decision, Reading
from demur.domain.policy.what_stops import read_stops
from demur.domain.policy.words.wording import PLACEHOLDERS, fill
from tests.domain.policy.editions import policy_of

MANUAL = (Path(__file__).parents[3] / "docs" / "policy-language.md").read_text("utf-8")
TABLES = {table.header[0]: table for table in read_page(MANUAL).tables}


def block(name: str) -> str:
    found = re.search(rf"```{name}\n(.*?)```", MANUAL, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def shown() -> Policy:
    read = document.read(block("policy").encode())
    assert lint.check(read) == ()
    assert read.policy is not None
    return read.policy


@pytest.mark.parametrize("line", block("decisions").splitlines())
def test_the_small_policy_decides_as_shown(line: str, shown: Policy) -> None:
    case, _, row = line.partition(" → ")
    table, _, answers = case.partition(": ")
    said = dict(part.split(": ") for part in answers.split("; "))
    decided = shown.decide(table, said)
    assert isinstance(decided, Decision)
    assert str(decided.row) == row


def cell_rows() -> list[tuple[str, str]]:
    """Each way to write a cell beside what it takes in."""
    return [(way, row.cells[-1]) for row in TABLES["You write"].rows for way in row.cells[:-1]]


@pytest.mark.parametrize(("written", "takes_in"), cell_rows())
def test_a_cell_takes_in_what_the_manual_says(written: str, takes_in: str) -> None:
    days = read_range("0–60 days, or unknown")
    assert days is not None
    assert _answers(written) == _answers(takes_in)


def _answers(cell: str) -> set[object]:
    rows = ["| Question | Possible answers |", "|---|---|", "| Wait | 0–60 days, or unknown |"]
    rows += ["## (table A)", "| No. | Wait | → R |", "|---|---|---|", f"| A1 | {cell} | r |"]
    table = policy_of(*rows).tables["A"]
    assert not table.broken, cell
    return {day for day in [*range(61), None] if table.row_of({"Wait": day}) == 0}


def test_the_ways_of_reading_are_those_of_the_reader() -> None:
    ways = [row.cells[:3] for row in TABLES["In the heading"].rows]
    for way, spoken in zip(Reading, ways, strict=True):
        for text in spoken:
            patterns = voc.READING_WAYS[way]
            assert any(re.search(pattern, voc.fold(text)) for pattern in patterns), text


def test_every_column_name_in_the_manual_is_understood() -> None:
    for row in TABLES["Part"].rows[1:]:
        for cell in row.cells[1:]:
            for name in re.split(r", (?:then .*)?", cell):
                bare = re.split(r" → ", name.removeprefix("→ "))[0]
                if bare and "…" not in bare and "your" not in bare:
                    assert voc.fold(bare) in voc.HEADER_KEYS, bare


def test_every_result_word_in_the_manual_is_the_desks() -> None:
    results = TABLES["Result"]
    for key in (k for k in names.MEANINGS if k is not names.ResultKey.IMPORTANCE):
        row = _row_of(results, names.RESULTS[key][0])
        assert all(names.meaning_of(key, word) for word in row.split(", ")), row


def _row_of(table: RawTable, name: str) -> str:
    return next(row.cells[1] for row in table.rows if row.cells[0] == name)


def test_every_code_and_every_blank_is_in_the_manual() -> None:
    listed = " ".join(row.cells[0] for row in TABLES["Code"].rows)
    codes = {code.strip("`") for code in re.split(r", | ", listed)}
    assert codes == {code.value for code in Code}
    assert {name for name in PLACEHOLDERS if f"{{{name}}}" not in MANUAL} == set()


def test_a_clause_is_left_out_as_the_manual_shows() -> None:
    for row in TABLES["Wording"].rows:
        assert fill(row.cells[0], {"company": "Inkwell"})[0] == row.cells[1]


@pytest.mark.parametrize(
    ("title", "company"),
    [
        ("Refusal policy of Holt & Daughters", "Holt & Daughters"),
        ("Refusal policy: Holt, Inc.", "Holt, Inc."),
        ("A Pákász Bt. elutasítási szabályzata", "Pákász Bt."),
        ("Правила отказов ООО «Рогоз», Тверь", "ООО «Рогоз»"),
        ("How we say no", "How we say no"),
        ("Cascade Dental Supply: When We Say No", "Cascade Dental Supply"),
        ("Студия «Кадр»: правила отказа", "Студия «Кадр»"),
        ("Zöldkert Kft.: elutasítási rend", "Zöldkert Kft."),
    ],
)
def test_the_company_is_found_in_the_title(title: str, company: str) -> None:
    assert company_in(title) == company


@pytest.mark.parametrize("row", TABLES["They said"].rows, ids=lambda row: row.cells[0])
def test_every_answer_of_a_client_in_the_manual_is_the_desks(row: RawRow) -> None:
    meant = {names.answer_meant(names.QuestionKey.THEY_SAID, said) for said in row.cells[:3]}
    assert len(meant - {None}) == 1


def peace_rows() -> list[tuple[str, str, str]]:
    """Each way to write what stops beside how much of it does, and on which channels."""
    rows = TABLES["In the cell"].rows
    return [(way, row.cells[3], row.cells[4]) for row in rows for way in row.cells[:3]]


@pytest.mark.parametrize(("written", "scope", "on"), peace_rows())
def test_what_stops_is_what_the_manual_says(written: str, scope: str, on: str) -> None:
    stops = read_stops(written)
    assert stops is not None
    assert stops.scope == scope
    assert " ".join(stops.channels) == on.replace("every channel", "")
