"""`demur policy diff`: what two versions of the policy decide and say differently."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from demur.cli import CouldNot
from demur.cli.adopt import source_of
from demur.cli.policy import DONE, WITH_FINDINGS, AsJson, app

if TYPE_CHECKING:
    from demur.domain.policy.policy import Policy
    from demur.domain.policy.versions.changes import Change, Difference, Move, RowPair

OldFile = Annotated[Path, typer.Argument(metavar="OLD", help="The version in force.")]
NewFile = Annotated[Path, typer.Argument(metavar="NEW", help="The version that is to follow.")]

_SIDES: Final = ("before", "after", "sentence")


@app.command("diff", epilog="Example: demur policy diff policy-4.md policy-5.md")
def diff(old: OldFile, new: NewFile, as_json: AsJson = False) -> None:
    """Say which callers two versions of the policy treat differently, exactly.

    Exit code 1 says that there are differences.
    """
    from demur.domain.policy.versions.changes import difference

    found = difference(_whole(old), _whole(new))
    if as_json:
        print(json.dumps(_report(found), ensure_ascii=False, indent=2))  # noqa: T201
    else:
        _show(old, new, found)
    raise typer.Exit(DONE if found.is_none else WITH_FINDINGS)


def _whole(file: Path) -> Policy:
    """Read a version that decides; one line where it cannot be compared."""
    from demur.domain.policy import document
    from demur.domain.policy.findings import gravest

    read = document.read(source_of(file))
    policy = read.policy
    if policy is None:
        first = gravest(read.findings)
        raise CouldNot(f"{file}, line {first.line}: {first.message} See: demur policy check {file}")
    broken = next((table for table in policy.tables.values() if table.broken), None)
    if broken is not None:
        about = [found for found in read.findings if found.table == broken.letter]
        line = gravest(about).line if about else broken.line
        raise CouldNot(
            f"{file}, line {line}: table {broken.letter} cannot be read whole, "
            f"so it cannot be compared. See: demur policy check {file}"
        )
    return policy


# ---- for programs


def _report(found: Difference) -> dict[str, object]:
    return {
        "changes": [_change(each) for each in found.changes],
        "weighed": [_change(each) for each in found.weighed],
        "moved": [_rows(each) | _plain(each, "sentence") for each in found.moved],
        "tables": [_plain(each, "table", "sentence") for each in found.tables],
        "questions": [_plain(each, "question", *_SIDES) for each in found.questions],
        "wordings": [_plain(each, "name", "lang", *_SIDES) for each in found.wordings],
        "barred": [_plain(each, "lang", "entry", *_SIDES) for each in found.barred],
        "parts": [_plain(each, "part", "name", *_SIDES) for each in found.parts],
        "gave_up": list(found.gave_up),
    }


def _plain(each: object, *names: str) -> dict[str, object]:
    return {name: getattr(each, name) for name in names}


def _change(change: Change) -> dict[str, object]:
    before, after = dict(change.results_before), dict(change.results_after)
    return {
        **_rows(change),
        "from": str(change.before[0]) if before else None,
        "to": str(change.after[0]) if after else None,
        "when": dict(change.when),
        "sentence": change.sentence,
        "kind": change.kind,
        "results": {"from": before, "to": after},
    }


def _rows(each: Change | Move) -> dict[str, object]:
    """Give the rows that decide; `rows` names all of them where several fit."""
    return {
        "table": each.table,
        "from": str(each.before[0]) if each.before else None,
        "to": str(each.after[0]) if each.after else None,
        "rows": {"from": list(map(str, each.before)), "to": list(map(str, each.after))},
    }


# ---- for people


def _show(old: Path, new: Path, found: Difference) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for heading, sentences in _grouped(found):
        console.print(Text(heading, style="bold"))
        for sentence in sentences:
            console.print(Text(f"  {sentence}"))
    same = "decide and say the same" if found.is_none else f"{len(found.changes)} changes"
    console.print(Text(f"{old} → {new}: {same}."))


def _lines(pair: RowPair) -> list[str]:
    """Give one case as its sentence; of several the head, then each case in a line."""
    if len(pair.cases) == 1:
        return list(pair.sentences)
    more = [f"  – {pair.more}"] if pair.more else []
    return [pair.head, *(f"  – {case.when}" for case in pair.shown), *more]


def _grouped(found: Difference) -> list[tuple[str, list[str]]]:
    of_tables = [
        *((each.table, [each.sentence]) for each in found.tables),
        *((pair.table, _lines(pair)) for pair in found.pairs),
        *((each.table, [each.sentence]) for each in found.moved),
    ]
    of_tables.sort(key=lambda told: told[0])
    groups = [
        (f"Table {letter}", [line for _, lines in group for line in lines])
        for letter, group in groupby(of_tables, key=lambda told: told[0])
    ]
    rest = (
        ("Questions", [each.sentence for each in found.questions]),
        ("Wording", [each.sentence for each in found.wordings]),
        ("Barred words", [each.sentence for each in found.barred]),
        ("The document", [each.sentence for each in found.parts]),
        ("Not compared", list(found.gave_up)),
    )
    return [*groups, *((heading, sentences) for heading, sentences in rest if sentences)]
