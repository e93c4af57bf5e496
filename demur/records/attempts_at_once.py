"""The whole log of calls at once, as columns: what `attempts.calls_to` says of everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from demur.domain.attempts import Noted, standing
from demur.domain.calls_at_once import Lines, plain
from demur.records.attempts import Attempt, noted, owners
from demur.records.kept_calls import whole_log
from demur.records.log_columns import Loose
from demur.records.peace import portions
from demur.records.people import Contact

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: As many as one statement may name; SQLite takes 32,766 since 3.32.
NAMED: Final = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """The calls that were made, in no order: to which contact (M,), when (M,) in seconds since
    1970, for how many seconds (M,) they spoke (-1: nobody knows), and by which of `endings` (M,)
    each ended."""

    contact: NDArray[np.int64]
    at: NDArray[np.float64]
    seconds: NDArray[np.int64]
    ending: NDArray[np.int64]
    endings: tuple[str, ...]


def calls_made() -> Made:
    """Every call to somebody we know, as the log has it now; corrections and repeats worked out.

    Who was merged is the other one; a number's or a code's calls are its owner's.
    """
    endings: dict[str, int] = {}
    lines = _owned(*whole_log(endings))
    kept = plain(lines)
    weighed = standing(_noted(lines, np.flatnonzero(~kept)))
    return _made(lines, kept, [one for one in weighed if one.whom != "0"], endings)


def who_is_who() -> dict[int, int]:
    """By contact who was merged, who they are."""
    merged = Contact.objects.exclude(merged_into=None).values_list("pk", "merged_into")
    found: dict[int, int] = {pk: other for pk, other in merged if other}
    return {pk: _last(found, pk) for pk in found}


def _last(found: dict[int, int], pk: int) -> int:
    seen = {pk}
    while (pk := found[pk]) in found and pk not in seen:
        seen.add(pk)
    return pk


def _owned(lines: Lines, loose: Sequence[Loose]) -> Lines:
    """The same with whose they are: of a number, else of a code, and of whoever that was found to
    be."""
    owner = owners(
        {number for _, number, _ in loose if number},
        {code for _, number, code in loose if not number},
    )
    for place, number, code in loose:
        lines.whom[place] = owner.get(number or code, 0)
    same = who_is_who()
    found, place_of = np.unique(lines.whom, return_inverse=True)
    lines.whom[:] = np.array([same.get(one, one) for one in found.tolist()], np.int64)[place_of]
    return lines


def _noted(lines: Lines, places: NDArray[np.int64]) -> Iterator[Noted]:
    """These lines as they are weighed."""
    whom = dict(zip(lines.line[places].tolist(), lines.whom[places].tolist(), strict=True))
    for some in portions(sorted(whom), NAMED):
        for row in Attempt.objects.filter(pk__in=some).select_related("about"):
            yield noted(row, str(whom[row.pk]))


def _made(
    lines: Lines, kept: NDArray[np.bool_], weighed: Sequence[Noted], endings: dict[str, int]
) -> Made:
    kept = kept & (lines.whom > 0)
    more = [
        (int(one.whom), one.at.timestamp(), one.seconds, endings[one.disposition])
        for one in weighed
    ]
    whom, at, seconds, ending = zip(*more, strict=True) if more else ((), (), (), ())
    spoken = [-1 if one is None else one for one in seconds]
    return Made(
        np.concatenate([lines.whom[kept], np.array(whom, np.int64)]),
        np.concatenate([lines.at[kept], np.array(at, np.float64)]),
        np.concatenate([lines.seconds[kept], np.array(spoken, np.int64)]),
        np.concatenate([lines.ending[kept], np.array(ending, np.int64)]),
        tuple(endings),
    )
