"""`demur policy replay`: what a draft would have done to the callers of the past."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from zoneinfo import ZoneInfo

import typer

from demur.cli import CouldNot
from demur.cli.adopt import source_of
from demur.cli.policy import AsJson, app
from demur.cli.progress import Hear, progressing
from demur.cli.tables import with_tables
from demur.domain.policy import document
from demur.domain.policy.findings import gravest
from demur.domain.policy.policy import Policy

if TYPE_CHECKING:
    from demur.domain.refusal import Money
    from demur.domain.replayed import Group, Replayed, Tally, Treatment
    from demur.records.replays import Reached

NO_ROW: Final = "no row"
#: By why an inquiry was left out.
LEFT: Final[Mapping[str, str]] = {
    "recorded before": "what the policy was asked was not kept then",
    "newly asked": "the draft asks what nobody asked them ({asks})",
}
#: By what the draft turns for a caller.
TURNED: Final[Mapping[str, str]] = {
    "kept": "Let go then, kept by the draft (served, asked to wait, offered an alternative)",
    "let go": "Kept then, let go by the draft (sent to a partner, told no)",
    "neither": "Kept or let go as before, by another step or in other words",
}


@app.command("replay", epilog="Example: demur policy replay draft.md --since 2026-10-01")
def replay(
    file: Annotated[Path, typer.Argument(metavar="DRAFT", help="A policy document in Markdown.")],
    since: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="Leave out what came before."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Decide the recorded inquiries by a draft, and say who would have been treated otherwise.

    Nothing is written. Exit code 1 says that records and the version that decided them disagree.
    """
    draft = _draft(file)
    with_tables()
    from django.utils import timezone

    from demur.actions.replay import replay_past
    from demur.records.company import company

    ours = ZoneInfo(company().zone)
    begin = since.replace(tzinfo=ours) if since else None
    with progressing("Reading inquiries") as reached:
        today = timezone.now().astimezone(ours).date()
        replayed = replay_past(draft, today, begin, hear=lambda far: _told(far, reached))
    if as_json:
        typer.echo(json.dumps(_facts(replayed), ensure_ascii=False, indent=2))
    else:
        _show(replayed)
    raise typer.Exit(int(replayed.drifted > 0))


def _told(far: Reached, reached: Hear) -> None:
    reached(far.read, far.of, "Deciding" if far.read == far.of else "Reading inquiries")


def _draft(file: Path) -> Policy:
    """The draft's policy; ends the command where it can't decide."""
    read = document.read(source_of(file))
    policy = read.policy
    unfit = policy is None or any(table.broken for table in policy.tables.values())
    if policy is None or unfit:
        first = gravest(read.findings)
        raise CouldNot(f"{file}, line {first.line}: {first.message} See: demur policy check {file}")
    return policy


# ---- for programs


def _facts(replayed: Replayed) -> dict[str, Any]:
    """As JSON values; an inquiry is named by its reference."""
    from demur.records.replays import refs_of

    examples = [each.examples for each in replayed.groups]
    examples += [each.examples for each in replayed.drifts]
    refs = refs_of([one for each in examples for one in each])
    return {
        "inquiries": replayed.inquiries,
        "same": replayed.same,
        "moved": replayed.moved,
        "otherwise": replayed.otherwise,
        "turned": [
            {
                "turn": tally.turn,
                "inquiries": tally.inquiries,
                "worth": _worth(tally.worth),
                "unpriced": tally.unpriced,
            }
            for tally in replayed.tallies
        ],
        "groups": [_group(group, refs) for group in replayed.groups],
        "drifted": replayed.drifted,
        "drifts": [
            {
                "recorded": drift.recorded or None,
                "decided": drift.decided or None,
                "inquiries": drift.inquiries,
                "examples": [refs[one] for one in drift.examples],
            }
            for drift in replayed.drifts
        ],
        "not_replayed": {str(why): count for why, count in replayed.left.items()},
        "newly_asked": list(replayed.newly_asked),
        "decided_by_other_versions": replayed.by_others,
    }


def _group(group: Group, refs: dict[int, str]) -> dict[str, Any]:
    before, after = group.before, group.after
    return {
        "from": _row(before, None),
        "to": _row(after, None),
        "step": {"from": before.step, "to": after.step},
        "say": {"from": before.say or None, "to": after.say or None},
        "otherwise": group.is_otherwise,
        "inquiries": group.inquiries,
        "worth": _worth(group.worth),
        "unpriced": group.unpriced,
        "examples": [refs[one] for one in group.examples],
    }


def _worth(sums: tuple[Money, ...]) -> list[dict[str, Any]]:
    return [{"amount": one.amount, "currency": one.currency} for one in sums]


def _row(treatment: Treatment, otherwise: str | None) -> str | None:
    return str(treatment.row) if treatment.row else otherwise


# ---- for people


def _show(replayed: Replayed) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if replayed.groups:
        grid = Table("Row", "Step", "Inquiries", "Worth", box=None, pad_edge=False)
        for group in replayed.groups:
            grid.add_row(*map(Text, _cells(group)))
        console.print(grid)
    for line in _lines(replayed):
        console.print(Text(line))


def _cells(group: Group) -> tuple[str, str, str, str]:
    before, after = group.before, group.after
    rows = f"{_row(before, NO_ROW)} → {_row(after, NO_ROW)}"
    same = before.step if not group.is_otherwise else f"{before.step}, in other words"
    steps = f"{before.step} → {after.step}" if before.step != after.step else same
    return rows, steps, f"{group.inquiries:,}", _priced(group)


def _priced(part: Group | Tally) -> str:
    """What they wanted was worth, a sum a currency, and of how many nobody knows."""
    worth = [f"{one.amount:,.0f} {one.currency}" for one in part.worth]
    unknown = [f"not known of {part.unpriced:,}"] if part.unpriced else []
    return ", ".join(worth + unknown)


def _lines(replayed: Replayed) -> Iterator[str]:
    """The counts; of what the figures leave out or rest on, only what there is."""
    alike = replayed.moved - replayed.otherwise
    yield f"Inquiries: {replayed.inquiries:,}. Treated otherwise: {replayed.otherwise:,}."
    for tally in replayed.tallies:
        yield f"{TURNED[tally.turn]}: {tally.inquiries:,}, worth {_priced(tally)}."
    yield f"By another row, to the same end: {alike:,}. The same: {replayed.same:,}."
    if replayed.by_others:
        yield f"Decided by other versions, and asked here of ours: {replayed.by_others:,}."
    for why, count in replayed.left.items():
        if count:
            asks = ", ".join(replayed.newly_asked)
            yield f"Not replayed, as {LEFT[why].format(asks=asks)}: {count:,}."
    for drift in replayed.drifts:
        was, is_now = drift.recorded or NO_ROW, drift.decided or NO_ROW
        many = f"{drift.inquiries:,}"
        yield f"Recorded with {was}, though the same version decides {is_now}: {many}."
