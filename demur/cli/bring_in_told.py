"""What `demur import` tells at the end: the counts, and the first lines of each sort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from demur.domain.brought.plan import Change, Rejection
from demur.domain.brought.rows import Kind
from demur.domain.people import display_name

if TYPE_CHECKING:
    from demur.actions.bring_in import Batch

#: Of rejected and changed lines so many are printed; `--rejected` writes down all.
LISTED: Final = 50
LISTED_IN_JSON: Final = 1000
COUNTS: Final = ("added", "changed", "unchanged", "rejected")


@dataclass(slots=True)
class Told:
    """What is told at the end: counts, and the first lines that are rejected or would change.

    `whole` counts the whole file where `counts` has only what this run brought in: it may have
    been taken up after line `after`, or been finished at `before`.
    """

    kind: Kind
    file: str
    rehearsed: bool
    counts: Counter[str] = field(default_factory=Counter)
    whole: dict[str, int] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    after: int = 0
    before: datetime | None = None

    def add(self, batch: Batch) -> None:
        """Count a batch, and keep its first lines."""
        self.counts.update(batch.plan.counts())
        self.rejections += batch.plan.rejected[: LISTED_IN_JSON - len(self.rejections)]
        if self.rehearsed:
            news = (*batch.plan.added, *batch.plan.changed)
            self.changes += news[: LISTED_IN_JSON - len(self.changes)]

    @property
    def has_findings(self) -> bool:
        """Whether a line of the file was rejected, in this run or before it was cut."""
        return not self.before and (self.whole or self.counts)["rejected"] > 0

    def facts(self) -> dict[str, Any]:
        """As JSON values: this run's counts, the whole file's, and the first thousand lines."""
        rejections = [
            {
                "line": one.line,
                "reasons": [flaw.reason for flaw in one.flaws],
                "message": one.message,
            }
            for one in self.rejections
        ]
        changes = [
            {"line": one.line, "id": one.code, "fields": list(one.fields), "new": not one.before}
            for one in self.changes
        ]
        counts = {name: self.counts[name] for name in COUNTS}
        return {
            "kind": self.kind.value,
            "file": self.file,
            "rehearsed": self.rehearsed,
            "rows": sum(counts.values()),
            **counts,
            "whole_file": self.whole or counts,
            "brought_in_before": self.before.isoformat() if self.before else None,
            "went_on_after_line": self.after if not self.before else 0,
            "rejected_lines": rejections,
            "changes": changes,
        }

    def said(self) -> str:
        """As lines for a person."""
        return "\n".join([*self._listed(), *self._sums()])

    def _listed(self) -> Iterator[str]:
        for one in self.changes[:LISTED]:
            fields = ", ".join(name.removesuffix("_minor") for name in one.fields)
            deed = f"would change: {fields}" if one.before else "would be added"
            yield f"line {one.line}, {display_name(one.code)}: {deed}"
        for rejection in self.rejections[:LISTED]:
            yield f"line {rejection.line} rejected: {display_name(rejection.message, 600)}"
        more = self.counts["rejected"] - LISTED
        if more > 0:
            yield f"… and {more} more rejected lines; --rejected FILE writes all of them down."

    def _sums(self) -> Iterator[str]:
        if self.before:
            on = f"{self.before:%Y-%m-%d %H:%M} UTC"
            yield f"{self.file} was brought in on {on} already: nothing new, 0 added."
            yield f"It was then: {_sum(self.whole)}."
            return
        counts = {name: self.counts[name] for name in COUNTS}
        rehearsed = "would be " if self.rehearsed else ""
        yield f"{self.file}: {sum(counts.values())} rows, {rehearsed}{_sum(counts)}."
        if self.after and not self.rehearsed:
            yield f"Taken up after line {self.after}; the whole file: {_sum(self.whole)}."
        if not counts["added"] and not counts["changed"]:
            yield "Nothing new."
        if self.rehearsed:
            yield "This was a rehearsal: nothing was written."


def _sum(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[name]} {name}" for name in COUNTS)
