"""What can be said against a policy document: a code, a line, a sentence, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: a fault stops adoption, a warning asks, a note informs."""

    FAULT = "fault"
    WARNING = "warning"
    NOTE = "note"


class Code(StrEnum):
    """The stable name of each kind of finding, quoted by scripts and by the manual."""

    AMBIGUOUS_ANSWER = "ambiguous-answer"
    ASSUMED = "assumed"
    BARE_NO = "bare-no"
    BARRED_WORD = "barred-word"
    CONTRADICTION = "contradiction"
    CYCLE = "cycle"
    DUPLICATE = "duplicate"
    EMPTY_TABLE = "empty-table"
    ENCODING = "encoding"
    EXAMPLE_FAILS = "example-fails"
    FORMULA = "formula"
    GAP = "gap"
    GAVE_UP = "gave-up"
    INFORMAL_ADDRESS = "informal-address"
    INVARIANT = "invariant"
    LANGUAGE = "language"
    MERGEABLE = "mergeable"
    MERGED_CELLS = "merged-cells"
    METADATA = "metadata"
    MISSING_LANGUAGE = "missing-language"
    MISSING_WORDING = "missing-wording"
    NEVER_MATCHES = "never-matches"
    NOT_CARRIED = "not-carried"
    NOT_FOR_THE_DESK = "not-for-the-desk"
    NO_QUESTIONS = "no-questions"
    NO_RESULTS = "no-results"
    NO_TABLES = "no-tables"
    OUT_OF_RANGE = "out-of-range"
    OVERLAP = "overlap"
    PEACE_NOT_READ = "peace-not-read"
    PLACEHOLDER = "placeholder"
    READING_WAY = "reading-way"
    REFUSED = "refused"
    RESULT_NOT_LISTED = "result-not-listed"
    ROW_LENGTH = "row-length"
    ROW_NUMBER = "row-number"
    SHOUTING = "shouting"
    TABLE_LETTER = "table-letter"
    TOO_LONG_TO_SAY = "too-long-to-say"
    UNCHECKED_NUMBER = "unchecked-number"
    UNIT = "unit"
    UNKNOWN_ANSWER = "unknown-answer"
    UNKNOWN_COLUMN = "unknown-column"
    UNKNOWN_TABLE = "unknown-table"
    UNREACHABLE = "unreachable"
    UNREADABLE_ANSWERS = "unreadable-answers"
    UNREADABLE_CELL = "unreadable-cell"
    UNREADABLE_FILE = "unreadable-file"
    UNUSED_TABLE = "unused-table"
    UNUSED_WORDING = "unused-wording"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in a document, in the policy's own words.

    `line` counts from 1, which also stands for the document as a whole. `example` is a caller who
    meets the trouble, `missing` the number of uncovered cases of a gap, `mend` the text that would
    mend it. `column` is the header of the column it concerns, in the document's words and without
    the arrow of a result; None where it is about a whole row, a table or the document. `remark`
    says what to look at before the mend is taken.
    """

    code: Code
    severity: Severity
    line: int
    message: str
    table: str | None = None
    rows: tuple[str, ...] = ()
    example: Mapping[str, str] | None = None
    missing: int | None = None
    mend: str | None = None
    column: str | None = None
    remark: str | None = None


def clean(findings: tuple[Finding, ...]) -> bool:
    """Say whether a document may be adopted: notes inform, faults and warnings do not pass."""
    return all(finding.severity is Severity.NOTE for finding in findings)


def gravest(findings: Sequence[Finding]) -> Finding:
    """Give the first of the gravest findings: the reason where only one can be told."""
    weights = list(Severity)
    return min(findings, key=lambda finding: weights.index(finding.severity))


def by_place(finding: Finding) -> tuple[int, str, str]:
    """Order findings as a reader meets them in the document."""
    return finding.line, finding.code, finding.message
