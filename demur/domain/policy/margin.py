"""The margin of a document: where its reader writes down what is to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from demur.domain.policy.findings import Code, Finding, Severity, by_place
from demur.domain.policy.markdown import Limit
from demur.domain.policy.messages import say, sentences
from demur.domain.refusal import Lang

MAX_FINDINGS: Final = 500
MAX_MENDED: Final = 100
"""Looking for the nearest readable cell costs milliseconds: a hostile document gets no more."""
_SHORT: Final = 20
"""A cell of so many letters more counts as one more: a long one costs a fifth of a second."""
MAX_WORDS: Final = 20
_QUOTED_WORDS: Final = (20, 8, 5, 4, 3, 2, 1)
_QUOTED_LETTERS: Final = 80


@dataclass(slots=True)
class Margin:
    """Collects findings in one language, up to a limit that is a finding itself.

    Of the fields of a finding, `mend` is what would mend it and `under` the header of its column;
    without `under` that is the field `column`, which the sentence names.
    """

    lang: Lang
    written: list[Finding] = field(default_factory=list)
    mended: int = 0

    def fault(self, code: Code, line: int, key: str, **fields: object) -> None:
        """Write down what stops the document from being adopted."""
        self._write(Severity.FAULT, code, line, key, fields)

    def warn(self, code: Code, line: int, key: str, **fields: object) -> None:
        """Write down what is probably not meant."""
        self._write(Severity.WARNING, code, line, key, fields)

    def note(self, code: Code, line: int, key: str, **fields: object) -> None:
        """Write down what is good to know."""
        self._write(Severity.NOTE, code, line, key, fields)

    def _write(
        self, severity: Severity, code: Code, line: int, key: str, fields: dict[str, object]
    ) -> None:
        if len(self.written) >= MAX_FINDINGS:
            self._give_up(line)
            return
        table, row, mend = fields.get("table"), fields.get("row"), fields.pop("mend", None)
        under = fields.pop("under", None) or fields.get("column")
        self.written.append(
            Finding(
                code,
                severity,
                line,
                sentence(self.lang, key, fields),
                table=str(table) if table else None,
                rows=(str(row),) if row else (),
                mend=str(mend) if mend else None,
                column=str(under) if under else None,
            )
        )

    def exceeded(self, line: int, limit: Limit, **fields: object) -> None:
        """Write down a limit that keeps part of the document from being read."""
        key, numbers = f"exceeded {limit.of}", {"most": limit.most, "found": limit.found}
        self.fault(Code.GAVE_UP, line, key, **numbers, **fields)

    def _give_up(self, line: int) -> None:
        if self.written[-1].code is Code.GAVE_UP:
            return
        message = say(self.lang, "too many findings", limit=MAX_FINDINGS)
        self.written.append(Finding(Code.GAVE_UP, Severity.FAULT, line, message))

    @property
    def has_mended_enough(self) -> bool:
        """Say whether the next cell would be one too many to be mended."""
        return self.mended >= MAX_MENDED

    def may_mend(self, cell: str = "") -> bool:
        """Say whether another word or cell may be mended, and count it."""
        self.mended += 1 + len(cell) // _SHORT
        return self.mended <= MAX_MENDED

    def findings(self) -> tuple[Finding, ...]:
        """Give what was written, in the order of the document."""
        return tuple(sorted(self.written, key=by_place))


def sentence(lang: Lang, key: str, fields: Mapping[str, object]) -> str:
    """Fill a sentence, quoting as much of the document as 20 words bear.

    The field `near` is what was probably meant: it becomes the question at the end, `mean`.
    """
    filled = ""
    if isinstance(limit := fields.get("limit"), str):
        fields = {**fields, "limit": _limit(lang, limit)}
    for words in _QUOTED_WORDS:
        shown = {name: _clip(value, words) for name, value in fields.items()}
        near = shown.get("near")
        shown["mean"] = " " + say(lang, "mean", near=near) if near else ""
        filled = say(lang, key, **shown)
        if len(filled.split()) <= MAX_WORDS:
            break
    return filled


def _limit(lang: Lang, limit: str) -> str:
    """Say a limit, “500 questions”, in a language; as it is where there are no words for it."""
    count, _, counted = limit.partition(" ")
    key = f"limit {counted}"
    return say(lang, key, count=count) if key in sentences() else limit


def _clip(value: object, words: int) -> object:
    if not isinstance(value, str):
        return value
    kept = " ".join(value.split(" ")[:words])[:_QUOTED_LETTERS]
    return kept if kept == value else f"{kept}…"
