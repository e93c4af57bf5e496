"""`demur policy`: check a policy document, and decide cases by it, without a server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Annotated, Any, NoReturn

import typer

from demur.domain.policy import document
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Question
from demur.domain.policy.document import Document
from demur.domain.policy.domains import Listed
from demur.domain.policy.findings import Finding, clean, gravest
from demur.domain.policy.messages import say
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision, Reading, Table
from demur.domain.refusal import Lang

DONE, WITH_FINDINGS, COULD_NOT = 0, 1, 2
#: Of the rows that would mend a gap; `--json` gives them all.
ROWS_SHOWN = 5

app = typer.Typer(no_args_is_help=True, help="The written policy: check it, decide by it.")

PolicyFile = Annotated[Path, typer.Argument(metavar="FILE", help="A policy document in Markdown.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.command()
def check(file: PolicyFile, as_json: AsJson = False) -> None:
    """Say everything that is to be mended in a policy document.

    Example: demur policy check policy.md
    """
    from demur.domain.policy import lint
    from demur.domain.policy.proof.invariants import proved

    checked = _read(file)
    findings = lint.check(checked)
    held = proved(checked.policy, findings) if checked.policy else ()
    if as_json:
        print(_report(findings, checked.policy, held))  # noqa: T201
    else:
        _show(file, findings, len(checked.policy.tables) if checked.policy else 0, held)
    raise typer.Exit(DONE if clean(findings) else WITH_FINDINGS)


@app.command()
def decide(
    file: PolicyFile,
    table: Annotated[str, typer.Option("--table", help="The table's letter, or its name: T.")],
) -> None:
    """Decide cases from standard input, a JSON object of answers a line.

    Example: demur policy decide policy.md --table T < cases.jsonl > decisions.jsonl
    """
    policy, asked = _deciding(file, table)
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    refused = False
    for line in _decided_lines(policy, asked, sys.stdin.buffer):
        refused = refused or "error" in line
        sys.stdout.write(encode(line) + "\n")
    raise typer.Exit(WITH_FINDINGS if refused else DONE)


def _deciding(file: Path, letter: str) -> tuple[Policy, Table]:
    """Give the table to decide by; stop with one line when the document cannot decide."""
    read = _read(file)
    policy = read.policy
    if policy is None:
        first = gravest(read.findings)
        _could_not(f"{file}, line {first.line}: {first.message}")
    table = policy.table(letter)
    if table is None:
        _could_not(f"{file} has no table {letter}. Its tables: {', '.join(policy.tables)}.")
    if table.broken:
        about = [found for found in read.findings if found.table == table.letter]
        line = gravest(about).line if about else table.line
        _could_not(
            f"{file}, line {line}: table {table.letter} cannot be read whole, so it does not "
            f"decide. See: demur policy check {file}"
        )
    return policy, table


def _decided_lines(
    policy: Policy, table: Table, lines: IO[bytes]
) -> Iterator[Mapping[str, object]]:
    """Give what is said of each case; of one that cannot be decided also the error and its line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        case, wrong = _case(line, policy.lang)
        decided = policy.decide(table.letter, case) if not wrong else None
        if isinstance(decided, Decision):
            yield _as_dict(decided, table)
        else:
            said = decided.message if decided else wrong
            nothing = Decision(table.letter, (), {}, said)
            yield {**_as_dict(nothing, table), "error": said, "line": number}


def _case(line: bytes, lang: Lang) -> tuple[dict[str, Any], str]:
    try:
        case = json.loads(line, object_pairs_hook=_once)
    except _TwiceError as twice:
        return {}, say(lang, "answered twice", **twice.both)
    except (ValueError, RecursionError) as wrong:
        return {}, f"This line is not JSON: {str(wrong)[:100]}."
    if not isinstance(case, dict):
        return {}, 'A case is an object of answers: {"question": "answer"}.'
    return case, ""


class _TwiceError(Exception):
    def __init__(self, name: str, one: object, other: object) -> None:
        super().__init__(name)
        shown = {"one": voc.quoted(one), "other": voc.quoted(other)}
        self.both = {"first": voc.quoted(name), "second": voc.quoted(name)} | shown


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; a name with two answers is a slip that JSON would hide."""
    case = dict(pairs)
    if len(case) < len(pairs):
        met: dict[str, Any] = {}
        for name, answer in pairs:
            if met.setdefault(name, answer) != answer:
                raise _TwiceError(name, met[name], answer)
    return case


def _as_dict(decided: Decision, table: Table) -> dict[str, object]:
    row = decided.row
    shown: dict[str, object] = {
        "table": decided.table,
        "row": str(row) if row else None,
        "results": dict(decided.results),
        "why": decided.why,
    }
    if len(decided.rows) > 1 or table.reading is Reading.COLLECT:
        shown["rows"] = [str(each) for each in decided.rows]
    if table.reading is Reading.COLLECT:
        shown["each"] = _each(table, decided)
    return shown


def _each(table: Table, decided: Decision) -> list[dict[str, object]]:
    """Give what every row that applies results in, in the order of the table."""
    fitting = [row for row in table.rows if row.ref in decided.rows]
    return [{"row": str(row.ref), "results": dict(row.results)} for row in fitting]


def _read(file: Path) -> Document:
    try:
        return document.read(file.read_bytes())
    except OSError as wrong:
        _could_not(f"Cannot read {file}: {wrong.strerror or wrong}.")


def _could_not(message: str) -> NoReturn:
    print(message, file=sys.stderr)  # noqa: T201
    raise typer.Exit(COULD_NOT)


def _report(findings: tuple[Finding, ...], policy: Policy | None, held: tuple[str, ...]) -> str:
    shown = [
        {
            "code": finding.code,
            "severity": finding.severity,
            "line": finding.line,
            "table": finding.table,
            "rows": list(finding.rows),
            "message": finding.message,
            "example": dict(finding.example) if finding.example is not None else None,
            "missing": finding.missing,
            "mend": finding.mend,
            "column": finding.column,
            "remark": finding.remark,
        }
        for finding in findings
    ]
    report = {
        "clean": clean(findings),
        "tables": len(policy.tables) if policy else 0,
        "findings": shown,
        "proved": list(held),
        "decides": [_decides(table) for table in policy.tables.values()] if policy else [],
        "asks": [_asks(question) for question in policy.questions.values()] if policy else [],
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def _decides(table: Table) -> dict[str, object]:
    return {
        "table": table.letter,
        "name": table.name,
        "reading": table.reading,
        "questions": [question.name for question in table.questions],
        "results": list(table.results),
    }


def _asks(question: Question) -> dict[str, object]:
    domain = question.domain
    listed = list(domain.answers) if isinstance(domain, Listed) else None
    return {
        "question": question.name,
        "answers": listed if listed is not None else domain.choices(),
        "unknown": domain.unknown,
    }


def _told(finding: Finding) -> str:
    """Give a finding's sentence and, below it, the rows proposed with what to look at in them."""
    rows = (finding.mend or "").splitlines() if finding.remark else []
    more = ["…"] if len(rows) > ROWS_SHOWN else []
    return "\n".join([finding.message, *rows[:ROWS_SHOWN], *more, *filter(None, [finding.remark])])


def _show(file: Path, findings: tuple[Finding, ...], tables: int, held: tuple[str, ...]) -> None:
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    console = Console()
    if findings:
        grid = Grid("Line", "Severity", "Finding", "What to mend", box=None, pad_edge=False)
        for each in findings:
            grid.add_row(str(each.line), each.severity, each.code, Text(_told(each)))
        console.print(grid)
    if held:
        console.print("Proved for every case:", *map(Text, held), sep="\n")
    verdict = "clean" if clean(findings) else "not clean"
    console.print(Text(f"{file}: {verdict}, {tables} tables, {len(findings)} findings."))
