"""A bar on stderr for what takes long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

#: A bar that comes and goes at once would only disturb.
SLOW_SECONDS: Final = 1.0


class Hear(Protocol):
    """Hears how far the work is, of how much, and what is being done."""

    def __call__(self, position: float, of: float | None = None, doing: str = "") -> None:
        """Hear it; what is left out is as before."""


@contextmanager
def progressing(doing: str, of: float | None = None) -> Iterator[Hear]:
    """Give what is to be told how far the work is; from the second second on a bar shows it.

    Where nobody looks on, in a log, one line says what takes long.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    looks = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*looks, console=console, transient=True, disable=not console.is_terminal)
    begun, task, told = time.monotonic(), bar.add_task(doing, total=of), False

    def reached(position: float, of: float | None = None, doing: str = "") -> None:
        nonlocal told
        if time.monotonic() - begun < SLOW_SECONDS:
            return
        if not told and bar.disable:
            console.print(f"{bar.tasks[task].description}…")
        told = True
        bar.start()
        bar.update(task, completed=position, total=of, description=doing or None)

    try:
        yield reached
    finally:
        # A bar that never began would still end in an empty line.
        if bar.live.is_started:
            bar.stop()
