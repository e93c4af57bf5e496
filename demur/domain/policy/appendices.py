"""The other tables of a document: its head, its words, its examples and what cannot happen.

Whatever is read keeps the `headers` of its columns by notion, for what is said against it later.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from demur.domain.policy import suggest, values
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Question
from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin
from demur.domain.policy.markdown import RawRow
from demur.domain.policy.sections import Section
from demur.domain.policy.values import Kind, Literal
from demur.domain.refusal import Lang

_ARROW: Final = re.compile(r"\s*(?:→|->|=>|⇒|➜|➔|⟶)\s*")
_PLAIN_VERSION: Final = re.compile(r"\s*(?:\D{0,20}\s)?\D{0,2}\d{1,6}\.?\s*")
_LONGEST_ROW: Final = 20
_CASE_PART: Final = re.compile(r"\s*[;\n]\s*")


@dataclass(frozen=True, slots=True)
class Head:
    """What the document says of itself: version, force, owner, languages."""

    version: int = 0
    in_force_from: date | None = None
    replaces: str = ""
    owner: str = ""
    languages: tuple[Lang, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """One sentence in its languages; a blank cell is left out of `texts`."""

    name: str
    texts: Mapping[Lang, str]
    line: int
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Barred:
    """A word or phrase not to be said in a language, and what to say instead."""

    lang: Lang
    entry: str
    instead: str
    line: int
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: a case and the row it must come to, None where no row may fit."""

    table: str
    case: Mapping[str, str]
    row: str | None
    line: int
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Impossible:
    """A combination of cells that cannot happen, for one table or (None) for all."""

    table: str | None
    cells: Mapping[str, str]
    line: int
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Invariant:
    """What must never happen: results that must not meet (`never`), in cases of a kind (`when`).

    `when` holds cells by question, none for every case; `never` cells by result as written. With
    an empty `table` it is the table that results in them.
    """

    number: str
    table: str
    when: Mapping[str, str]
    never: Mapping[str, str]
    line: int
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


def cell(section: Section, row: RawRow, key: str) -> str:
    """Give a row's cell under the column that stands for a notion, empty where there is none."""
    at = section.place(key)
    return row.cells[at] if at is not None and at < len(row.cells) else ""


# ---- the head


def read_head(section: Section, margin: Margin) -> Head:
    """Read the table of version, date, owner and languages."""
    if not section.raw.rows:
        margin.fault(Code.METADATA, section.raw.line, "no version")
        return Head()
    row = section.raw.rows[0]
    version = re.search(r"\d{1,6}", cell(section, row, "version"))
    if not version:
        under = section.headers.get("version")
        margin.fault(Code.METADATA, row.line, "no version", under=under)
    elif not _PLAIN_VERSION.fullmatch(cell(section, row, "version")):
        fields = {"version": cell(section, row, "version"), "number": version[0]}
        under = section.headers.get("version")
        margin.warn(Code.METADATA, row.line, "version read as", under=under, **fields)
    return Head(
        int(version[0]) if version else 0,
        _in_force_from(section, row, margin),
        cell(section, row, "replaces"),
        cell(section, row, "owner"),
        tuple(_languages(section, row, margin)),
    )


def _in_force_from(section: Section, row: RawRow, margin: Margin) -> date | None:
    text = cell(section, row, "in force from")
    found = [
        token
        for token in values.tokens(text, whole=True)
        if isinstance(token, Literal) and token.kind is Kind.DATE
    ]
    if not found:
        under = section.headers.get("in force from")
        margin.warn(Code.METADATA, row.line, "no date", date=text, under=under)
        return None
    return date.fromordinal(int(found[0].value))


def _languages(section: Section, row: RawRow, margin: Margin) -> Iterator[Lang]:
    for word in re.split(r"[,;/]\s*|\s+", cell(section, row, "languages")):
        lang = voc.LANG_KEYS.get(voc.fold(word))
        if lang:
            yield lang
        elif word:
            under = section.headers.get("languages")
            margin.warn(Code.LANGUAGE, row.line, "unknown language", language=word, under=under)


def company_in(title: str) -> str:
    """Take the company's name out of a title, its town left behind: Inkwell Printers Ltd."""
    before, colon, after = title.partition(":")
    if colon and voc.OF_A_POLICY.search(after) and not voc.OF_A_POLICY.search(before):
        return company_in(before)
    found = (pattern.match(title) for pattern in voc.TITLES)
    name = next((match["company"] for match in found if match), title).strip()
    start, comma, town = name.rpartition(", ")
    return start if comma and not voc.COMPANY_FORMS.search(town) else name


# ---- the words


def read_wordings(section: Section, margin: Margin) -> dict[str, Wording]:
    """Read the table of sentences, one row a sentence, one column a language."""
    wordings: dict[str, Wording] = {}
    headers = section.headers
    for row in section.raw.rows:
        name = voc.letter(row.cells[0])
        texts = {
            column.lang: text
            for column, text in zip(section.columns, row.cells, strict=False)
            if column.lang and text
        }
        if not name or name in wordings:
            first = section.raw.header[0]
            margin.fault(Code.DUPLICATE, row.line, "wording twice", wording=name, under=first)
        else:
            wordings[name] = Wording(name, MappingProxyType(texts), row.line, headers)
    for column in section.columns[1:]:
        if column.lang is None:
            named = {"language": column.name, "under": column.name}
            margin.warn(Code.LANGUAGE, section.raw.line, "unknown language", **named)
    return wordings


def read_barred(section: Section, margin: Margin) -> tuple[Barred, ...]:
    """Read the barred words: `word → what to say; word → …`, or with a column of its own."""
    return tuple(entry for row in section.raw.rows for entry in _barred_row(section, row, margin))


def _barred_row(section: Section, row: RawRow, margin: Margin) -> Iterator[Barred]:
    named, headers = cell(section, row, "language"), section.headers
    lang = voc.LANG_KEYS.get(voc.fold(named))
    if lang is None:
        under = headers.get("language")
        margin.warn(Code.LANGUAGE, row.line, "unknown language", language=named, under=under)
        return
    apart = cell(section, row, "instead")
    for part in re.split(r"\s*;\s*", cell(section, row, "barred")):
        entry, *instead = _ARROW.split(part, maxsplit=1)
        meant = instead[0] if instead else apart
        if entry and not meant:
            under = headers.get("instead", headers["barred"])
            margin.warn(Code.BARRED_WORD, row.line, "nothing instead", word=entry, under=under)
        if entry:
            yield Barred(lang, entry.strip('"“”„«» '), meant.strip('"“”„«» '), row.line, headers)


# ---- examples and impossible cases


def read_examples(
    section: Section, asked: Mapping[str, Question], margin: Margin
) -> tuple[Example, ...]:
    """Read the worked examples: `Reason: out of stock; Back in: 2`."""
    none = voc.words(voc.NO_ROW) | {"-", ""}
    examples = []
    for row in section.raw.rows:
        case = read_case(section, row, "case", asked, margin)
        wanted = cell(section, row, "must be row")
        table = voc.letter(cell(section, row, "table"))
        expected = None if voc.fold(wanted) in none else voc.letter(wanted)[:_LONGEST_ROW]
        if case is not None:
            examples.append(Example(table, case, expected, row.line, section.headers))
    return tuple(examples)


def read_invariants(
    section: Section, asked: Mapping[str, Question], margin: Margin
) -> tuple[Invariant, ...]:
    """Read what must never happen: `They said: never call again` beside `What stops: not …`."""
    invariants = []
    for place, row in enumerate(section.raw.rows, 1):
        written = cell(section, row, "when")
        every = voc.fold(written) in voc.words(voc.ANY) | {"-", ""}
        when = {} if every else read_case(section, row, "when", asked, margin)
        never = _read_never(section, row, margin)
        if when is not None and never:
            number = cell(section, row, "number") or f"V{place}"
            table = voc.letter(cell(section, row, "table"))
            invariants.append(Invariant(number, table, when, never, row.line, section.headers))
    return tuple(invariants)


def _read_never(section: Section, row: RawRow, margin: Margin) -> Mapping[str, str]:
    """Read `Result: cell; …`; what has no result's name goes on with the cell before it."""
    text, under = cell(section, row, "never"), section.headers["never"]
    never: dict[str, str] = {}
    for part in filter(None, _CASE_PART.split(text)):
        name, colon, written = _halves(_ARROW.sub("", part))
        if colon and name in never:
            both = {"column": name, "one": never[name], "other": written}
            margin.fault(Code.DUPLICATE, row.line, "never twice", under=under, **both)
            return {}
        if colon and written:
            never[name] = written
        elif never and not colon:
            never[list(never)[-1]] += f"; {part}"
        else:
            margin.fault(Code.UNKNOWN_COLUMN, row.line, "never unreadable", part=part, under=under)
            return {}
    if not never:
        margin.fault(Code.UNKNOWN_COLUMN, row.line, "never unreadable", part=text, under=under)
    return MappingProxyType(never)


def read_case(
    section: Section, row: RawRow, key: str, asked: Mapping[str, Question], margin: Margin
) -> Mapping[str, str] | None:
    """Read a case written in a row's cell; None and a finding where it cannot be read.

    `key` is the notion of the cell's column.
    """
    case: dict[str, str] = {}
    for part in filter(None, _CASE_PART.split(cell(section, row, key))):
        name, _, answer = _halves(part)
        question = asked.get(voc.fold(name))
        if question is None or not answer:
            names = [each.name for each in asked.values()]
            near = suggest.closest(name, names) if answer else None
            fields = {"part": part, "near": near, "under": section.headers.get(key)}
            margin.fault(Code.UNKNOWN_COLUMN, row.line, "case unreadable", **fields)
            return None
        if question.name in case:
            both = {"first": question.name, "second": name, "one": case[question.name]}
            under = section.headers.get(key)
            margin.fault(
                Code.DUPLICATE, row.line, "answered twice", other=answer, under=under, **both
            )
            return None
        case[question.name] = answer
    return MappingProxyType(case)


def _halves(part: str) -> tuple[str, str, str]:
    cut = re.search(r"\s*[:=]\s*", part)
    return (part[: cut.start()], ":", part[cut.end() :].strip()) if cut else (part, "", "")


def read_impossible(
    section: Section, asked: Mapping[str, Question], margin: Margin
) -> tuple[Impossible, ...]:
    """Read the combinations that cannot happen: one case a row, or one question a column."""
    if section.place("case") is not None:
        return tuple(_impossible_cases(section, asked, margin))
    columns = [
        (at, asked[voc.fold(column.name)])
        for at, column in enumerate(section.columns)
        if voc.fold(column.name) in asked
    ]
    _strange_columns(section, asked, margin)
    met = Counter(question.name for _, question in columns)
    for name in (name for name, times in met.items() if times > 1):
        margin.fault(Code.DUPLICATE, section.raw.line, "question twice", question=name, under=name)
    return tuple(
        Impossible(
            voc.letter(cell(section, row, "table")) or None,
            MappingProxyType({q.name: row.cells[at] for at, q in columns if at < len(row.cells)}),
            row.line,
            section.headers,
        )
        for row in section.raw.rows
    )


def _impossible_cases(
    section: Section, asked: Mapping[str, Question], margin: Margin
) -> Iterator[Impossible]:
    for row in section.raw.rows:
        case = read_case(section, row, "case", asked, margin)
        if case is not None:
            table = voc.letter(cell(section, row, "table")) or None
            yield Impossible(table, case, row.line, section.headers)


def _strange_columns(section: Section, asked: Mapping[str, Question], margin: Margin) -> None:
    names = [question.name for question in asked.values()]
    for column in section.columns:
        if voc.fold(column.name) not in asked and column.key not in {"number", "table", "meaning"}:
            margin.warn(
                Code.UNKNOWN_COLUMN,
                section.raw.line,
                "impossible column",
                column=column.name,
                near=suggest.closest(column.name, names),
            )
