"""What `demur import calls` tells at the end: counts, and all that a person should look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from demur.domain.brought.calls import Told as Row
from demur.domain.brought.clocks import Flood, flood
from demur.domain.people import display_name

if TYPE_CHECKING:
    from demur.channels.call_logs import Batch

LISTED: Final = 50
LISTED_IN_JSON: Final = 1000
#: As many unknown people as are counted one by one.
STRANGERS_MOST: Final = 200


@dataclass(slots=True)
class Told:
    """What is told of a log; `whole` counts the whole file where `counts` has this run's rows."""

    file: str
    rehearsed: bool
    ignored: tuple[str, ...]
    counts: Counter[str] = field(default_factory=Counter)
    whole: dict[str, int] = field(default_factory=dict)
    endings: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    called: Counter[tuple[str, date]] = field(default_factory=Counter)
    rejections: list[Row] = field(default_factory=list)
    doubt: str = ""
    strangers: int = 0
    after: int = 0
    before: datetime | None = None

    def add(self, batch: Batch) -> None:
        """Count a batch, and keep its first lines."""
        plan = batch.plan
        self.counts.update(plan.counts())
        self.counts["incoming"] += plan.incoming
        self.counts["known"] += sum(call.contact is not None for call, _ in plan.new)
        self.endings.update(call.disposition for call, _ in plan.new)
        self.asked.update(one.asked for one in plan.rejected if one.asked)
        self.called.update(batch.called)
        self.rejections += plan.rejected[: LISTED_IN_JSON - len(self.rejections)]

    @property
    def has_findings(self) -> bool:
        """Whether a person should look at something."""
        rejected = not self.before and (self.whole or self.counts)["rejected"] > 0
        return rejected or bool(self.doubt) or self.flood is not None

    @property
    def flood(self) -> Flood | None:
        """The number that was called out of all measure."""
        return flood(self.called)

    def facts(self) -> dict[str, Any]:
        """As JSON values."""
        names = ("added", "unchanged", "rejected")
        worst = self.flood
        return {
            "kind": "calls",
            "file": self.file,
            "rehearsed": self.rehearsed,
            "rows": sum(self.counts[name] for name in names),
            **{name: self.counts[name] for name in (*names, "incoming")},
            "strangers": self.counts["added"] - self.counts["known"],
            "endings": dict(sorted(self.endings.items())),
            "whole_file": self.whole or {name: self.counts[name] for name in names},
            "unknown_words": dict(self.asked.most_common(LISTED)),
            "clock": self.doubt or None,
            "flood": {"number": worst.address, "day": str(worst.day), "calls": worst.calls}
            if worst
            else None,
            "brought_in_before": self.before.isoformat() if self.before else None,
            "went_on_after_line": self.after if not self.before else 0,
            "rejected_lines": [
                {
                    "line": one.line,
                    "reasons": [flaw.reason for flaw in one.flaws],
                    "message": " ".join(flaw.message for flaw in one.flaws),
                }
                for one in self.rejections
            ],
        }

    def said(self) -> str:
        """As lines for a person."""
        return "\n".join([*self._lines(), *self._findings(), *self._sums()])

    def _lines(self) -> Iterator[str]:
        for one in [one for one in self.rejections if not one.asked][:LISTED]:
            message = " ".join(flaw.message for flaw in one.flaws)
            yield f"line {one.line} rejected: {display_name(message, 600)}"
        more = self.counts["rejected"] - sum(self.asked.values()) - LISTED
        if more > 0:
            yield f"… and {more} more rejected lines; --rejected FILE writes all of them down."

    def _findings(self) -> Iterator[str]:
        for word, count in self.asked.most_common(LISTED):
            shown = display_name(word, 40)
            yield (
                f"{count} calls ended “{shown}”, which we do not know. "
                f'Say what it is, and it is remembered: --as "{shown}=missed"'
            )
        if self.doubt:
            yield self.doubt
        if worst := self.flood:
            others = f", and {worst.others} more such days" if worst.others else ""
            whom = display_name(worst.address, 40)
            yield f"{whom} was called {worst.calls} times on {worst.day}{others}. Is that right?"
        if self.ignored:
            yield f"These columns say nothing of calls: {', '.join(self.ignored[:12])}."

    def _sums(self) -> Iterator[str]:
        if self.before:
            on = f"{self.before:%Y-%m-%d %H:%M} UTC"
            yield f"{self.file} was brought in on {on} already: nothing new, 0 added."
            return
        would = "would be " if self.rehearsed else ""
        rows = sum(self.counts[name] for name in ("added", "unchanged", "rejected"))
        known, calls = self.counts["known"], self.counts["added"]
        yield (
            f"{self.file}: {rows} rows, {would}{calls} calls added, "
            f"{self.counts['unchanged'] - self.counts['incoming']} on record already, "
            f"{self.counts['incoming']} that came in, {self.counts['rejected']} rejected."
        )
        if calls > known:
            yield f"{calls - known} of them are to people we do not know: demur attempts strangers"
        if self.after and not self.rehearsed:
            yield f"Taken up after line {self.after}."
        if self.rehearsed:
            yield "This was a rehearsal: nothing was written."
