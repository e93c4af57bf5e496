"""The file of the journal of peace: a line is on the disk before anybody is told of it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from demur.records.keyed import folder

MISSING: Final = "bring it back; if it is lost for good, demur peace rewrite writes what is known"


class LostJournal(Exception):
    """The journal of peace can't be read or written: nobody may be contacted."""


def place() -> Path:
    """Where the journal lies."""
    return folder() / "journal"


def put_aside() -> None:
    """Give what there is of a journal another name, so that a new one can be begun."""
    if place().exists():
        place().rename(place().with_name(f"journal-lost-{uuid4().hex}"))


def measured(is_known: Callable[[], bool]) -> tuple[UUID, int, int]:
    """The journal's own name, its size in bytes, and where its lines begin.

    A new one is begun where there never was one, unless the records know of one already
    (`is_known`). Raises LostJournal.
    """
    try:
        if not place().exists():
            if is_known():
                raise LostJournal(f"the journal of peace, {place()}, is missing: {MISSING}")
            begin()
        with place().open("rb") as file:
            head = json.loads(file.readline())
            return UUID(head["journal"]), os.fstat(file.fileno()).st_size, file.tell()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LostJournal(f"the journal of peace, {place()}, can't be read: {error}") from error


def begin() -> None:
    """Begin a journal, whole or not at all: another process may be doing the same."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place().with_name(f"journal-{uuid4().hex}")
    with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as new:
        new.write(_encoded({"journal": str(uuid4())}))
        new.flush()
        os.fsync(new.fileno())
    try:
        os.link(draft, place())
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _sync_folder()


def append(line: Mapping[str, Any]) -> int:
    """Write a line to the disk; give where the file ends now. Raises LostJournal."""
    try:
        with place().open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            end = file.seek(0, os.SEEK_END)
            file.seek(end - 1)
            # What a power cut left of a line must not swallow this one.
            whole = file.read(1) == b"\n"
            file.write((b"" if whole else b"\n") + _encoded(line))
            file.flush()
            os.fsync(file.fileno())
            return file.tell()
    except OSError as error:
        raise LostJournal(f"the journal of peace, {place()}, can't be written: {error}") from error


def _encoded(line: Mapping[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _sync_folder() -> None:
    where = os.open(folder(), os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(where)
    finally:
        os.close(where)
