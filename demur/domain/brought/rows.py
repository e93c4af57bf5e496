"""What each kind of file may hold: its columns, what they are also called, how a cell is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Protocol

from demur.domain.brought import cells
from demur.domain.brought.cells import Ground, Reader
from demur.domain.brought.flaws import Flaw, Why, flaw


class Kind(StrEnum):
    """What a file may hold."""

    PEOPLE = "people"
    GOODS = "goods"
    PARTNERS = "partners"
    NUMBERS = "numbers"


class Line(Protocol):
    """A row of a sheet: the line it begins on, and its cells by the names of their columns."""

    @property
    def line(self) -> int: ...
    @property
    def values(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Unread:
    """A line of a sheet whose cells could not be told apart."""

    line: int
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class Column:
    """Something a file of a kind may say: how it is read, and which headings say it.

    `many` takes every column of that heading together (number, number_2, …): a person has
    several telephones, and most sheets give each a column.
    """

    reader: Reader
    also: tuple[str, ...] = ()
    many: bool = False


CLIENTS: Final = {
    "key": "key",
    "kulcs": "key",
    "kiemelt": "key",
    "ключевой": "key",
    "regular": "regular",
    "rendszeres": "regular",
    "torzsugyfel": "regular",
    "постоянный": "regular",
    "new": "new",
    "uj": "new",
    "новый": "new",
}
LANGUAGES: Final = {
    "hu": "hu",
    "hungarian": "hu",
    "magyar": "hu",
    "венгерский": "hu",
    "ru": "ru",
    "russian": "ru",
    "русский": "ru",
    "orosz": "ru",
    "en": "en",
    "english": "en",
    "angol": "en",
    "английский": "en",
}

COLUMNS: Final[Mapping[Kind, Mapping[str, Column]]] = {
    Kind.PEOPLE: {
        "id": Column(cells.required(cells.text(60)), ("code",)),
        "name": Column(cells.text(200)),
        "organisation": Column(cells.text(200), ("company",)),
        "numbers": Column(cells.several(cells.number), ("number",), many=True),
        "mails": Column(cells.several(cells.mail), ("mail",), many=True),
        "client": Column(cells.one_of(CLIENTS, "new")),
        "yearly_value": Column(cells.amount, ("value",)),
        "currency": Column(cells.currency),
        "field": Column(cells.text(60)),
        "region": Column(cells.region),
        "zone": Column(cells.zone),
        "language": Column(cells.one_of(LANGUAGES, "")),
        "note": Column(cells.text(4000)),
    },
    Kind.GOODS: {
        "id": Column(cells.required(cells.text(60)), ("code",)),
        "hu": Column(cells.text(200), ("name_hu",)),
        "ru": Column(cells.text(200), ("name_ru",)),
        "en": Column(cells.text(200), ("name_en",)),
        "name": Column(cells.text(200)),
        "field": Column(cells.text(60)),
        "brand": Column(cells.text(60)),
        "variant": Column(cells.text(80)),
        "synonyms": Column(cells.several(cells.text(120))),
        "trade": Column(cells.trade),
        "stock": Column(cells.whole(cells.WHOLE_MOST)),
        "back_on": Column(cells.day, ("restocked_on",)),
        "back_on_days": Column(cells.working_days),
        "price": Column(cells.amount),
        "currency": Column(cells.currency),
        "alternatives": Column(cells.several(cells.text(60))),
        "team": Column(cells.text(60)),
    },
    Kind.PARTNERS: {
        "id": Column(cells.required(cells.text(60)), ("code",)),
        "name": Column(cells.required(cells.text(120)), ("company", "organisation")),
        "phone": Column(cells.required(cells.number), ("number",)),
        "mail": Column(cells.optional(cells.mail), ("mails",)),
        "trades": Column(cells.several(cells.trade), ("trade",)),
        "regions": Column(cells.several(cells.region), ("region",)),
        "complaints_per_100": Column(cells.whole(100)),
        "callback_hours": Column(cells.whole(9999)),
        "trust": Column(cells.mark),
        "terms_signed_on": Column(cells.day, ("terms",)),
        "note": Column(cells.text(200)),
    },
    Kind.NUMBERS: {
        "number": Column(cells.required(cells.number), ("numbers", "phone")),
        "owner": Column(cells.required(cells.text(120)), ("name", "company", "organisation")),
        "note": Column(cells.text(200)),
    },
}
#: Without these a file of the kind can't be told from any other file.
NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.PEOPLE: ("id",),
    Kind.GOODS: ("id",),
    Kind.PARTNERS: ("id",),
    Kind.NUMBERS: ("number",),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Which columns of one sheet say what; `ignored` are those that say nothing to this kind."""

    kind: Kind
    columns: tuple[tuple[str, str, Reader], ...]
    missing: tuple[str, ...]
    ignored: tuple[str, ...]

    @property
    def said(self) -> frozenset[str]:
        """What the sheet speaks about; the rest of what is on record stays as it is."""
        return frozenset(name for name, _, _ in self.columns)


@dataclass(frozen=True, slots=True)
class Given:
    """What one row says: its line, the code it goes by, its values or what is wrong with them."""

    line: int
    code: str
    values: Mapping[str, Any]
    cells: Mapping[str, str]
    flaws: tuple[Flaw, ...] = field(default=())


def shape(kind: Kind, headings: Sequence[str]) -> Shape:
    """How a sheet with these columns is read as a file of a kind.

    A sheet may leave out all but the needed columns: a stock list of `id` and `stock` says
    nothing about names, and changes none.
    """
    known = COLUMNS[kind]
    taken: list[tuple[str, str, Reader]] = []
    for name, column in known.items():
        found = _headed(name, column, headings)
        taken += [(name, heading, column.reader) for heading in found]
    used = {heading for _, heading, _ in taken}
    return Shape(
        kind,
        tuple(taken),
        tuple(name for name in NEEDED[kind] if name not in {said for said, _, _ in taken}),
        tuple(heading for heading in headings if heading not in used),
    )


def _headed(name: str, column: Column, headings: Sequence[str]) -> list[str]:
    """The headings that say this, our own name first; one of them unless `many` may."""
    found = [
        heading for wanted in (name, *column.also) for heading in headings if heading == wanted
    ]
    if column.many:
        found += [
            heading
            for heading in headings
            if heading.rpartition("_")[0] in (name, *column.also) and heading[-1].isdecimal()
        ]
        return found
    return found[:1]


def read(line: Line, shape: Shape, ground: Ground) -> Given:
    """What a row says, cell by cell; every flaw is told at once, so it is mended at once."""
    values: dict[str, Any] = {}
    flaws: list[Flaw] = []
    for name, heading, reader in shape.columns:
        value = reader(line.values[heading], heading, ground)
        if isinstance(value, Flaw):
            flaws.append(value)
        elif isinstance(value, list) and name in values:
            values[name] = [*values[name], *value]
        else:
            values[name] = value
    return Given(line.line, _code(values), values, line.values, tuple(flaws))


def readings(
    lines: Iterable[Line | Unread], shape: Shape, ground: Ground, after: int = 0
) -> Iterator[Given]:
    """What the rows after a line say, in order; the second row of one code is flawed.

    Of rows up to that line only the code is read, so that a file that is taken up again finds
    the same repeats. Remembers every code of the file: some 130 MB for a million.
    """
    first: dict[str, int] = {}
    for line in lines:
        if isinstance(line, Unread):
            if line.line > after:
                yield Given(line.line, "", {}, {}, (line.flaw,))
            continue
        if line.line <= after:
            first.setdefault(_code_alone(line, shape, ground), line.line)
            continue
        given = read(line, shape, ground)
        before = first.setdefault(given.code, given.line) if given.code else given.line
        if before < given.line:
            twice = flaw(Why.TWICE, code=given.code, line=before)
            given = replace(given, flaws=(*given.flaws, twice))
        yield given


def _code_alone(line: Line, shape: Shape, ground: Ground) -> str:
    name, heading, reader = next(one for one in shape.columns if one[0] in NEEDED[shape.kind])
    return _code({name: reader(line.values[heading], heading, ground)})


def _code(values: Mapping[str, Any]) -> str:
    code = values.get("id") or values.get("number")
    if isinstance(code, tuple):
        return str(code[0])
    return code if isinstance(code, str) else ""
