"""A sheet's rows on their way in: what can't be read is rejected, a file is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from demur.channels.sheets import Sheet, SheetFault, read
from demur.cli import CouldNot
from demur.domain.brought.flaws import Flaw
from demur.domain.brought.rows import Line, Unread


def opened(file: Path) -> Sheet:
    """A file's sheet; CouldNot says what is wrong with the file."""
    try:
        sheet = read(file)
    except OSError as error:
        raise CouldNot(f"{file} can't be read: {error.strerror}") from error
    if isinstance(sheet, SheetFault):
        raise CouldNot(f"{file.name}: {sheet.message}")
    return sheet


def sha256(file: Path) -> str:
    """The fingerprint by which a file is known that was brought in before."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fed(sheet: Sheet, reached: Callable[[float], None]) -> Iterator[Line | Unread]:
    """The sheet's rows; one that can't be read is a line that will be rejected."""
    for row in sheet.rows:
        if isinstance(row, SheetFault):
            yield Unread(row.line, Flaw(row.flaw.value, "%(message)s", {"message": row.message}))
        else:
            # The clock is cheap, but not a million times.
            if row.line % 512 == 0:
                reached(row.position)
            yield row
