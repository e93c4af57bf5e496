"""What `demur round plan` tells: the day's calls, everybody else's day, what is to be mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from demur.domain.people import display_name
from demur.domain.refusal import Lang
from demur.domain.round.because import Fact, saying
from demur.domain.round.from_sheets import Planned, Wanted
from demur.domain.round.given import Client, Finding
from demur.domain.round.turns import Turn
from demur.domain.round.why_not import rests_on, why_not

#: A list of names on the terminal is cut here; `--json` has all of them.
NAMED: Final = 12


@dataclass(frozen=True)
class Told:
    """A planned day, as it is told in a language."""

    clients: Sequence[Client]
    planned: Planned
    wanted: Wanted
    findings: Sequence[Finding]
    lang: Lang

    @cached_property
    def others(self) -> list[dict[str, Any]]:
        """Everybody who is not called: until when they rest, or that we stop, and why."""
        turns = {turn.client for turn in self.planned.day.turns}
        return [self._other(place) for place in range(len(self.clients)) if place not in turns]

    def facts(self) -> dict[str, Any]:
        """As JSON values."""
        day = self.planned.day
        return {
            "on": self.wanted.on.isoformat(),
            "zone": self.wanted.zone.key,
            "minutes": self.wanted.minutes,
            "clients": len(self.clients),
            "fitted": self.planned.fitted,
            "price": day.price,
            "calls": [self._call(turn) for turn in day.turns],
            "others": self.others,
            "findings": [
                {"code": f.code, "sheet": f.sheet, "line": f.line, "message": f.message}
                for f in self.findings
            ],
        }

    def show(self) -> None:
        """Print it for a person."""
        if self.planned.day.turns:
            Console().print(self._table(), markup=False)
        typer.echo("\n".join([*self._sums(), *self._findings()]))

    def _call(self, turn: Turn) -> dict[str, Any]:
        return {
            "client": self.clients[turn.client].id,
            "at": _clock(turn.minute),
            "slot": turn.slot,
            "kind": turn.kind.value,
            "worth": turn.worth,
            "p_refused": turn.p_refused,
            "interval": [turn.low, turn.high],
            "p_answer": turn.p_answer,
            "propensity": turn.propensity,
            "why": saying(turn.because, self.lang, self.wanted.on),
        }

    def _other(self, place: int) -> dict[str, Any]:
        until = self._rests(place)
        return {
            "client": self.clients[place].id,
            "rests_until": until.isoformat() if until else None,
            "stopped": until is None,
            "why": saying(self._why(place), self.lang, self.wanted.on),
        }

    def _why(self, place: int) -> tuple[Fact, ...]:
        peace = self.planned.peace
        return why_not(
            *(self.planned.day, place, self.wanted.on),
            called=place in self.planned.called,
            at_peace=place in peace,
            peace_until=peace.get(place),
            in_vain=int(self.planned.in_vain[place]),
        )

    def _rests(self, place: int) -> date | None:
        """The day until which a client rests; None: we stop, or they are in peace for good."""
        peace: Mapping[int, date | None] = self.planned.peace
        if np.isinf(self.planned.day.rests[place]) or (place in peace and peace[place] is None):
            return None
        own = max(
            rests_on(self.planned.day, place, self.wanted.on),
            self.wanted.on + timedelta(days=1),
        )
        return max(own, peace.get(place) or own)

    def _table(self) -> Table:
        title = f"{self.wanted.on}, {self.wanted.minutes:g} minutes"
        table = Table("at", "client", "worth/min", "P(refused)", "why", title=title)
        for turn in self.planned.day.turns:
            table.add_row(
                _clock(turn.minute),
                display_name(self.clients[turn.client].id, 30),
                f"{turn.worth:,.2f}" if turn.worth else "–",
                f"{turn.p_refused:.0%} ({turn.low:.0%}–{turn.high:.0%})",
                saying(turn.because, self.lang, self.wanted.on),
            )
        return table

    def _sums(self) -> Iterator[str]:
        figures = "this firm's own calls" if self.planned.fitted else "other firms' figures"
        turns = len(self.planned.day.turns)
        yield f"{turns} of {len(self.clients)} clients have their turn; judged by {figures}."
        by_day: dict[str, list[str]] = {}
        for other in sorted(self.others, key=lambda one: one["rests_until"] or "9999"):
            until = other["rests_until"]
            told = f"rest until {until}" if until else "we stop"
            by_day.setdefault(told, []).append(display_name(other["client"], 30))
        for told, names in by_day.items():
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            yield f"{told}: {', '.join(names[:NAMED])}{more}"

    def _findings(self) -> Iterator[str]:
        for one in self.findings:
            where = f"{one.sheet}, line {one.line}" if one.line else one.sheet
            yield f"{where}: {display_name(one.message, 600)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
