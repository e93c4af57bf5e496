"""What can be wrong with a sheet, where, and what the person who sent it should do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Flaw(StrEnum):
    """A kind of fault in a sheet."""

    EMPTY = "empty"
    ENCODING = "encoding"
    UNCLOSED_QUOTE = "unclosed quote"
    STRAY_QUOTE = "stray quote"
    TOO_LONG = "too long"
    TOO_MANY_CELLS = "too many cells"
    CUT = "cut"


#: English by default; a translation catalogue may be keyed by these very sentences.
MESSAGES: Final[Mapping[Flaw, str]] = {
    Flaw.EMPTY: "The file holds no rows. Please send it with a line of column names and the rows "
    "below it.",
    Flaw.ENCODING: "Line %(line)d can't be read in any writing system we recognise. Please save "
    "the file as CSV UTF-8 and send it again.",
    Flaw.UNCLOSED_QUOTE: "The quoted text that begins in the row of line %(line)d never ends: the "
    "file was cut, or a quotation mark is missing. Nothing after it was read.",
    Flaw.STRAY_QUOTE: "In the row of line %(line)d text follows a closing quotation mark. Please "
    "write a quotation mark inside a quoted cell twice.",
    Flaw.TOO_LONG: "The row of line %(line)d has a cell or a line longer than %(limit)d "
    "characters: a quotation mark or a line end is missing. Nothing after it was read.",
    Flaw.TOO_MANY_CELLS: "Line %(line)d has %(cells)d cells for %(columns)d columns. Please put "
    "quotation marks around a cell that holds the delimiter.",
    Flaw.CUT: "The file ends in the middle of line %(line)d. Please send the whole file.",
}
#: After these nothing that follows can be trusted to begin where a row begins.
FATAL: Final = frozenset({Flaw.UNCLOSED_QUOTE, Flaw.TOO_LONG, Flaw.ENCODING, Flaw.EMPTY})


@dataclass(frozen=True, slots=True)
class SheetFault:
    """A place in a sheet that could not be read: the line on which its row begins, from 1."""

    flaw: Flaw
    line: int
    params: Mapping[str, int] = field(default_factory=dict)

    @property
    def stops(self) -> bool:
        """Whether the rest of the sheet stays unread."""
        return self.flaw in FATAL

    @property
    def message(self) -> str:
        """The fault in English; translate `MESSAGES[flaw]` and fill it the same way."""
        return MESSAGES[self.flaw] % {"line": self.line, **self.params}
