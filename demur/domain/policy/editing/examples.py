"""A worked example made of a case that was decided, in the document's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from demur.domain.policy import facts, markdown
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Question
from demur.domain.policy.domains import OutsideError
from demur.domain.policy.editing import edits as editing
from demur.domain.policy.editing.edits import Sheet
from demur.domain.policy.names import QuestionKey, ResultKey
from demur.domain.policy.policy import Policy
from demur.domain.policy.sections import Kind, Section
from demur.domain.policy.tables import Decision, Reading, Table
from demur.domain.refusal import Lang

HEADINGS: Final[Mapping[Lang, str]] = MappingProxyType(
    {Lang.EN: "Worked examples", Lang.HU: "Kidolgozott példák", Lang.RU: "Разобранные примеры"}
)
_COLUMNS: Final = ("table", "case", "must be row")


def example_of(policy: Policy, asked: Mapping[QuestionKey, object], row: str) -> str | None:
    """One line for the table of examples: what the policy's steps asked, and the row it came to.

    What another table answers is told by what that table asks, so that the example holds the chain
    to it. `asked` are facts as the desk has them; `row` is the row that decided, "" for none; where
    all rows that fit apply, the others follow it. None when the policy has no table of steps.
    """
    table = policy.result_table(ResultKey.STEP)
    if table is None:
        return None
    answers = facts.answers(policy, asked)
    questions = dict.fromkeys(_told(policy, table, answers, ()))
    said = [(name, _shown(policy.questions[name], answers.get(name))) for name in questions]
    case = "; ".join(f"{name}: {answer}" for name, answer in said if answer)
    cells = (table.letter, case, _rows(policy, table, answers, row) or voc.NO_ROW[policy.lang][0])
    return f"| {' | '.join(map(editing.escape, cells))} |"


def _told(
    policy: Policy, table: Table, answers: Mapping[str, object], above: tuple[str, ...]
) -> Iterator[str]:
    """The questions by which a case is told to a table, through the tables it waits for."""
    for question in table.questions:
        feeder = policy.feeders.get(question.name, table)
        is_said = answers.get(question.name) is not None
        if is_said or feeder is table or feeder.letter in above:
            yield question.name
        else:
            yield from _told(policy, feeder, answers, (*above, table.letter))


def _rows(policy: Policy, table: Table, answers: Mapping[str, object], row: str) -> str:
    """The row that decided, and with it those that apply as well."""
    decided = policy.decide(table.letter, answers)
    if table.reading is not Reading.COLLECT or not isinstance(decided, Decision):
        return row
    rows = [str(one) for one in decided.rows]
    return ", ".join(rows) if row in rows else row


def _shown(question: Question, answer: object) -> str:
    """An answer as the document spells it; "" where it lists none such."""
    try:
        return question.domain.show(answer)
    except OutsideError:
        return ""


def with_example(source: bytes, example: str) -> bytes:
    """The document with an example as the last of its table; every other byte as it was.

    A document without such a table gets one at its end; an example it has already is not added.
    """
    sheet = Sheet.of(source)
    section = next((each for each in sheet.sections() if each.kind is Kind.EXAMPLES), None)
    cells = markdown.read_page(f"{example}\n|-|-|-|").tables[0].header
    if section is None:
        return sheet.source() + _new_table(sheet, example).encode()
    texts = _placed(section, cells)
    if any(row.cells == tuple(texts) for row in section.raw.rows):
        return source
    added = editing.add_row(source, section.raw.line, cells=texts)
    return added if isinstance(added, bytes) else source


def _placed(section: Section, cells: tuple[str, ...]) -> list[str]:
    """The cells of an example, each under its column."""
    said = dict(zip(_COLUMNS, cells, strict=True))
    return [said.get(column.key or "", "") for column in section.columns]


def _new_table(sheet: Sheet, example: str) -> str:
    lang = sheet.lang()
    end = next((line.end for line in sheet.lines if line.end), "\n")
    names = " | ".join(voc.HEADERS[key][lang][0] for key in _COLUMNS)
    lines = ["", "", f"## {HEADINGS[lang]}", f"| {names} |", "|---|---|---|", example, ""]
    return end.join(lines)
