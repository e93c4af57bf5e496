"""How the loops over clients and their calls are compiled.

They allocate nothing and return no array: what they work in and write to, the caller lends them. So
numba needs not count, at every step of a call, who holds which array (`_nrt`), which took nine
tenths of the time; and what one loop asks of another is compiled into it (`forceinline`).
"""

from __future__ import annotations

from typing import Any

from numba import njit

_LENT: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}


def loop(*, fastmath: bool = False) -> Any:
    """A loop that is called from Python, with arrays that Python holds meanwhile."""
    return njit(fastmath=fastmath, **_LENT)


def step(*, fastmath: bool = False) -> Any:
    """What such loops do to one client or one call."""
    return njit(fastmath=fastmath, forceinline=True, **_LENT)
