"""What each table of a document is for, told by its column names and its heading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from demur.domain.policy import suggest
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin
from demur.domain.policy.markdown import RawTable
from demur.domain.refusal import Lang


class Kind(StrEnum):
    """The parts a policy document is made of."""

    METADATA = "metadata"
    QUESTIONS = "questions"
    BARRED = "barred"
    EXAMPLES = "examples"
    IMPOSSIBLE = "impossible"
    INVARIANTS = "invariants"
    CHANGES = "changes"
    WORDING = "wording"
    DECISION = "decision"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, the notion it stands for, and whether an arrow marks it as a result."""

    name: str
    key: str | None
    lang: Lang | None
    is_result: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the document together with what it is for."""

    kind: Kind
    raw: RawTable
    columns: tuple[Column, ...]

    def place(self, key: str) -> int | None:
        """Give the place of the column that stands for a notion."""
        return next((at for at, column in enumerate(self.columns) if column.key == key), None)

    @property
    def headers(self) -> Mapping[str, str]:
        """Give for each notion and each language the header of its column, as it is written."""
        pairs = list(zip(self.columns, self.raw.header, strict=True))[::-1]
        by_key = {column.key: header for column, header in pairs if column.key}
        return by_key | {column.lang: header for column, header in pairs if column.lang}


_ARROW: Final = re.compile(r"^(?:→|->|=>|⇒|➜|➔|⟶)\s*")
_INNER_ARROW: Final = re.compile(r"\s(?:→|->|=>|⇒|➜|➔|⟶)\s")
# The first kind whose columns are all there wins.
_SIGNS: Final[Mapping[Kind, frozenset[str]]] = MappingProxyType(
    {
        Kind.QUESTIONS: frozenset({"question", "answers"}),
        Kind.METADATA: frozenset({"version", "in force from"}),
        Kind.EXAMPLES: frozenset({"table", "case", "must be row"}),
        Kind.INVARIANTS: frozenset({"when", "never"}),
        Kind.IMPOSSIBLE: frozenset({"table", "case"}),
        Kind.BARRED: frozenset({"language", "barred"}),
        Kind.CHANGES: frozenset({"version", "what changed"}),
    }
)


_LONG_ENOUGH: Final = 5
_OF_THE_HEAD: Final = frozenset({"replaces", "owner", "languages"})


def sort_out(raw: RawTable, margin: Margin) -> Section:
    """Tell what a table is for; a mistyped column name is mended, and said so."""
    columns = tuple(_column(name) for name in raw.header)
    section = Section(_kind(raw, columns), raw, columns)
    if section.kind is Kind.METADATA:
        return _mended_head(section, margin)
    return _mended(section, margin) if section.kind is Kind.OTHER else section


def _column(header: str) -> Column:
    name = _ARROW.sub("", header)
    left = voc.fold(_INNER_ARROW.split(name)[0])
    return Column(name, voc.HEADER_KEYS.get(left), voc.LANG_KEYS.get(left), name != header)


def _kind(raw: RawTable, columns: tuple[Column, ...]) -> Kind:
    keys = {column.key for column in columns if not column.is_result}
    heading = voc.fold(raw.heading.text) if raw.heading else ""
    for kind, signs in _SIGNS.items():
        if signs <= keys:
            return kind
    if any(re.search(voc.IMPOSSIBLE_HEADING, voc.fold(text)) for text in (heading, *raw.header)):
        return Kind.IMPOSSIBLE
    if any(column.is_result for column in columns):
        return Kind.DECISION
    if any(column.lang for column in columns[1:]) and columns[0].key != "language":
        return Kind.WORDING
    names_table = re.search(rf"\b{voc.TABLE_WORD}\b", heading)
    return Kind.DECISION if names_table and columns[0].key == "number" else Kind.OTHER


def _mended(section: Section, margin: Margin) -> Section:
    """Try the table again with each strange column name taken for the nearest one we know."""
    known = [word for word in voc.HEADER_KEYS if len(word) > 3]
    columns = tuple(
        column if column.key else replace(column, key=_near_key(column.name, known))
        for column in section.columns
    )
    kind = _kind(section.raw, columns)
    if kind is Kind.OTHER:
        return section
    return _told(section, Section(kind, section.raw, columns), known, margin)


def _mended_head(section: Section, margin: Margin) -> Section:
    """Take a strange column of the document's head for what it may hold and does not yet."""
    missing = _OF_THE_HEAD - {column.key for column in section.columns}
    known = [word for word, key in voc.HEADER_KEYS.items() if key in missing]
    columns = tuple(
        column if column.key else replace(column, key=_near_key(column.name, known))
        for column in section.columns
    )
    return _told(section, Section(section.kind, section.raw, columns), known, margin)


def _told(section: Section, mended: Section, known: list[str], margin: Margin) -> Section:
    """Say which column names were read as others."""
    for before, after in zip(section.columns, mended.columns, strict=True):
        if before.key != after.key:
            fields = {"column": before.name, "near": _near(before.name, known)}
            margin.warn(Code.UNKNOWN_COLUMN, section.raw.line, "column read as", **fields)
    return mended


def _near_key(name: str, known: list[str]) -> str | None:
    near = _near(name, known)
    return voc.HEADER_KEYS[near] if near else None


def _near(name: str, known: list[str]) -> str | None:
    """Give the column name that was meant: nearly the same, or one slip away if not too short."""
    left = _INNER_ARROW.split(name)[0]
    near = suggest.closest_strictly(left, known)
    return near or (suggest.closest(left, known, most=1) if len(left) >= _LONG_ENOUGH else None)


def language_of(tables: tuple[RawTable, ...], title: str) -> Lang:
    """Tell the language a document is written in by the names of its columns."""
    heard = [
        voc.HEADER_LANGS[word]
        for table in tables
        for header in table.header
        if (word := voc.fold(header)) in voc.HEADER_LANGS
    ]
    if heard:
        return max(Lang, key=lambda lang: (heard.count(lang), lang is Lang.EN))
    if any("а" <= char <= "я" for char in title.casefold()):
        return Lang.RU
    return Lang.HU if any(char in "áéíóöőúüű" for char in title.casefold()) else Lang.EN
