"""Lines of the log of calls as columns, read in bulk: there is no time for an object a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from django.db.models import BigIntegerField, F, Func, QuerySet, Value
from django.db.models.functions import Coalesce

from demur.domain.attempts import KNOWS_BEST
from demur.domain.calls_at_once import Lines
from demur.records.attempts import Attempt
from demur.records.peace import portions

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: As many lines as are held as rows before they become columns.
PORTION: Final = 50_000
AT_ONCE: Final = 5000
SOURCES: Final = {source.value: number for number, source in enumerate(KNOWS_BEST)}


class Micros(Func):
    """An instant as whole microseconds since 1970: a `datetime` a line takes longer than all else.

    SQLite has instants as text of UTC, with six digits of a second or none.
    """

    output_field = BigIntegerField()
    template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) * 1000000 AS bigint)"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """The same by the functions of SQLite."""
        text = "%(expressions)s"
        whole = f"strftime('%%%%s', substr({text}, 1, 19)) * 1000000"
        rest = f"CAST(substr({text}, 21, 6) AS INTEGER)"
        return self.as_sql(compiler, connection, template=f"({whole} + {rest})", **more)


class Loose(NamedTuple):
    """Where among the lines one is that names no contact, and the number or the code it names."""

    place: int
    number: str
    code: str


def read(rows: QuerySet[Attempt], endings: dict[str, int]) -> tuple[Lines, list[Loose]]:
    """These lines as columns, ordered by line; how they ended by its place in `endings`, to which
    new ones are added. Whom a line does not name by a contact it is loose."""
    parts, loose, place = [], [], 0
    for some in portions(_rows(rows), PORTION):
        columns = list(zip(*some, strict=True))
        parts.append(_lines(columns, endings))
        loose += [
            Loose(place + row, number, code)
            for row, (one, number, code) in enumerate(zip(columns[2], *columns[-2:], strict=True))
            if not one and (number or code)
        ]
        place += len(some)
    return joined(parts), loose


def joined(parts: Sequence[Lines]) -> Lines:
    """All of these lines."""
    empty = (np.zeros(0, np.int64),)
    return Lines(
        *(
            np.concatenate([getattr(one, name) for one in parts] or empty)
            for name in Lines.__slots__
        )
    )


def kept(lines: Lines, mine: NDArray[np.bool_]) -> Lines:
    """Some of these lines."""
    return Lines(*(getattr(lines, name)[mine] for name in Lines.__slots__))


def _rows(rows: QuerySet[Attempt]) -> Iterator[tuple[Any, ...]]:
    told = rows.order_by("pk").values_list(
        "pk",
        Coalesce(F("about_id"), Value(0), output_field=BigIntegerField()),
        Coalesce(F("contact_id"), Value(0), output_field=BigIntegerField()),
        Micros("at"),
        Coalesce("seconds", Value(-1)),
        "source",
        "disposition",
        "address",
        "client",
    )
    return told.iterator(chunk_size=AT_ONCE)


def _lines(columns: Sequence[Sequence[Any]], endings: dict[str, int]) -> Lines:
    line, about, whom, at, seconds, source, ended = columns[:7]
    for one in dict.fromkeys(ended):
        endings.setdefault(one, len(endings))
    return Lines(
        np.array(line, np.int64),
        np.array(about, np.int64),
        np.array(whom, np.int64),
        np.array(at, np.int64) / 1e6,
        np.array(seconds, np.int64),
        np.array([SOURCES[one] for one in source], np.int8),
        np.array([endings[one] for one in ended], np.int16),
    )
