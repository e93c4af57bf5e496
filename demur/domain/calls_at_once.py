"""Millions of lines of the log at once: which are calls as they stand, and which must be weighed.

`attempts.standing` says what is true of a log, a line at a time. Most lines of a long log need no
weighing: nobody corrected them, and nobody else told of the same call. These are found by columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from demur.domain.attempts import CLOCKS_DIFFER, SAID_WITHIN

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Within these seconds after a call's end another line may be about the same call. The columns
#: have whole seconds, so that one more is allowed at either end.
NEAR: Final = int(max(CLOCKS_DIFFER, SAID_WITHIN).total_seconds()) + 2


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines of the log, one a place in every array (M,).

    `line` says which it is, `about` which line it corrects (0: none); `whom` a client by number;
    `at` seconds since 1970; `seconds` how long they spoke (-1: nobody knows); `source` and `ending`
    are numbers of the reader's own.
    """

    line: NDArray[np.int64]
    about: NDArray[np.int64]
    whom: NDArray[np.int64]
    at: NDArray[np.float64]
    seconds: NDArray[np.int64]
    source: NDArray[np.int8]
    ending: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.line)


def plain(lines: Lines) -> NDArray[np.bool_]:
    """(M,) Which lines are calls as they stand.

    The others are to be weighed by `attempts.standing`, all together and without these: what it
    says then is what it would have said of the whole log.
    """
    if not len(lines):
        return np.zeros(0, np.bool_)
    order, group = _near_one_another(lines)
    begins = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    source, corrected = lines.source[order], _corrected(lines)[order]
    several = np.minimum.reduceat(source, begins) != np.maximum.reduceat(source, begins)
    doubtful = several | np.logical_or.reduceat(corrected, begins)
    found = np.empty(len(lines), np.bool_)
    found[order] = ~doubtful[group]
    return found


def _corrected(lines: Lines) -> NDArray[np.bool_]:
    """Lines about which there is a later word, and those words."""
    words = lines.about > 0
    return np.asarray(words | np.isin(lines.line, np.unique(lines.about[words])))


def _near_one_another(lines: Lines) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The lines by client and time, and by that order the number of their group: between two
    groups lies more time than any two words about one call have between them."""
    order = np.lexsort((lines.at, lines.whom))
    whom = np.unique(lines.whom[order], return_inverse=True)[1].astype(np.int64)
    begins = np.floor(lines.at[order]).astype(np.int64)
    begins -= begins.min()
    ends = begins + np.maximum(lines.seconds[order], 0)
    # Each client's time is laid after the one before, so that one running maximum serves all.
    apart = whom * (ends.max() + NEAR + 1)
    until = np.maximum.accumulate(ends + apart)
    breaks = (begins + apart)[1:] > until[:-1] + NEAR
    return order, np.r_[0, np.cumsum(breaks)]
