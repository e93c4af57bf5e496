"""A bar on stderr for what takes long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

#: A bar that comes and goes at once would only disturb.
SLOW_SECONDS: Final = 1.0


@contextmanager
def progressing(title: str, total: float) -> Iterator[Callable[[float], None]]:
    """Give what is to be told how far the work is; from the second second on a bar shows it."""
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    begun, task = time.monotonic(), bar.add_task(title, total=total)

    def reached(position: float) -> None:
        if time.monotonic() - begun > SLOW_SECONDS:
            bar.start()
            bar.update(task, completed=position)

    try:
        yield reached
    finally:
        # A bar that never began would still end in an empty line.
        if bar.live.is_started:
            bar.stop()
