"""Edits by name: the head, a sentence, a barred word, an answer of a question."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from demur.domain.policy import document
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.editing.edits import Edited, Misplaced, Sheet, Why, add_row, set_cell
from demur.domain.policy.markdown import RawRow
from demur.domain.policy.sections import Kind, Section
from demur.domain.refusal import Lang

_ARROW: Final = re.compile(r"\s*(?:→|->|=>|⇒|➜|➔|⟶)\s*")
_PART: Final = re.compile(r"\s*;\s*")
_OR_UNKNOWN: Final = re.compile(
    rf",?\s*(?:(?:{'|'.join(voc.words(voc.OR))})\s+)?(?:{'|'.join(voc.words(voc.UNKNOWN))})\s*$",
    re.IGNORECASE,
)


def set_head(source: bytes, key: str, text: str) -> Edited:
    """Write the head's "version", "in force from", "replaces", "owner" or "languages"."""
    return _rewritten(source, Kind.METADATA, key, lambda _: True, lambda _: text)


def dated(source: bytes, day: date) -> bytes:
    """The document with the day of its coming into force in its head.

    The same bytes where it says that day already, in whatever form, or has no place for one.
    """
    policy = document.read(source).policy
    if policy is None or policy.in_force_from == day:
        return source
    written = set_head(source, "in force from", day.isoformat())
    return written if isinstance(written, bytes) else source


def set_wording(source: bytes, name: str, lang: Lang, text: str) -> Edited:
    """Write a sentence in one language; Misplaced where there is no such sentence or column."""
    found = _row(source, Kind.WORDING, lambda row: voc.letter(row.cells[0]) == voc.letter(name))
    if isinstance(found, Misplaced):
        return found
    section, row = found
    column = next((at for at, each in enumerate(section.columns) if each.lang is lang), None)
    return Misplaced(Why.NO_COLUMN) if column is None else set_cell(source, row.line, column, text)


def add_wording(source: bytes) -> Edited:
    """Add a sentence with the next free name and no words yet."""
    section = next((s for s in Sheet.of(source).sections() if s.kind is Kind.WORDING), None)
    return add_row(source, section.raw.line) if section else Misplaced(Why.NO_TABLE)


def add_barred(source: bytes, lang: Lang, entry: str, instead: str) -> Edited:
    """Bar a word or phrase in a language, with what to say instead."""

    def added(written: str) -> str | Why:
        if any(voc.fold(one) == voc.fold(entry) for one, _ in _barred(written)):
            return Why.THERE_ALREADY
        return "; ".join(filter(None, [written, f"{entry} → {instead}"]))

    return _rewritten(source, Kind.BARRED, "barred", _in(lang), added)


def remove_barred(source: bytes, lang: Lang, entry: str) -> Edited:
    """Allow a barred word or phrase again."""

    def removed(written: str) -> str | Why:
        parts = [part for one, part in _barred(written) if voc.fold(one) != voc.fold(entry)]
        return Why.NO_ROW if len(parts) == len(_barred(written)) else "; ".join(parts)

    return _rewritten(source, Kind.BARRED, "barred", _in(lang), removed)


def add_answer(source: bytes, question: str, answer: str) -> Edited:
    """Add an answer to a question's list, before *unknown* where the list holds it."""

    def added(written: str) -> str | Why:
        tail = _OR_UNKNOWN.search(written)
        start = written[: tail.start()] if tail else written
        if voc.fold(answer) in map(voc.fold, start.split(",")):
            return Why.THERE_ALREADY
        return ", ".join(filter(None, [start, answer])) + (tail[0] if tail else "")

    return _rewritten(source, Kind.QUESTIONS, "answers", _asks(question), added)


def remove_answer(source: bytes, question: str, answer: str) -> Edited:
    """Take an answer out of a question's list."""

    def removed(written: str) -> str | Why:
        parts = [part.strip() for part in written.split(",")]
        kept = [part for part in parts if voc.fold(part) != voc.fold(answer)]
        return Why.NO_ROW if len(kept) == len(parts) else ", ".join(kept)

    return _rewritten(source, Kind.QUESTIONS, "answers", _asks(question), removed)


def _barred(written: str) -> list[tuple[str, str]]:
    """Give each entry of a list of barred words, and the whole part it stands in."""
    parts = [part for part in _PART.split(written) if part]
    return [(_ARROW.split(part)[0].strip('"“”„«» '), part) for part in parts]


def _in(lang: Lang) -> Callable[[RawRow], bool]:
    return lambda row: voc.LANG_KEYS.get(voc.fold(row.cells[0])) is lang


def _asks(question: str) -> Callable[[RawRow], bool]:
    return lambda row: voc.fold(row.cells[0]) == voc.fold(question)


def _row(
    source: bytes, kind: Kind, wanted: Callable[[RawRow], bool]
) -> tuple[Section, RawRow] | Misplaced:
    sections = [section for section in Sheet.of(source).sections() if section.kind is kind]
    for section in sections:
        for row in section.raw.rows:
            if row.cells and wanted(row):
                return section, row
    return Misplaced(Why.NO_ROW if sections else Why.NO_TABLE)


def _rewritten(
    source: bytes,
    kind: Kind,
    key: str,
    wanted: Callable[[RawRow], bool],
    change: Callable[[str], str | Why],
) -> Edited:
    """Change the cell under the column that stands for a notion, in the first row wanted."""
    found = _row(source, kind, wanted)
    if isinstance(found, Misplaced):
        return found
    section, row = found
    column = section.place(key)
    if column is None:
        return Misplaced(Why.NO_COLUMN)
    text = change(row.cells[column] if column < len(row.cells) else "")
    return Misplaced(text) if isinstance(text, Why) else set_cell(source, row.line, column, text)
