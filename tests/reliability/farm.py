"""Worker processes behind one port, any of which may be killed at any moment and comes back.

`python -m tests.reliability.farm PORT WORKERS MODULE:APPLICATION` loads what every worker needs
once, then forks; a worker that dies is forked anew within milliseconds, as a supervisor of the
operating system would do within seconds.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
import sys
import threading

import uvicorn


def main(port: int, workers: int, application: str) -> None:
    """Serve until told to stop."""
    threading.Thread.start = _later  # type: ignore[method-assign]  # a thread does not survive a fork
    module, _, name = application.partition(":")
    app = getattr(importlib.import_module(module), name)
    threading.Thread.start = _start  # type: ignore[method-assign]
    _load_once()
    listening = socket.create_server(("127.0.0.1", port), backlog=256)
    children = {_fork(app, listening) for _ in range(workers)}
    signal.signal(signal.SIGTERM, lambda *_: _end(children))
    while True:
        dead, _ = os.wait()
        children.discard(dead)
        children.add(_fork(app, listening))


_start = threading.Thread.start


def _later(_: threading.Thread) -> None:
    """Keep a thread from starting before the fork."""


def _load_once() -> None:
    """What a server loads at its start; no database connection may live through a fork."""
    from django.db import connections
    from django.utils import timezone

    from demur.records.held import warm_up

    warm_up(timezone.now())
    connections.close_all()


def _fork(app: object, listening: socket.socket) -> int:
    child = os.fork()
    if child:
        return child
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    config = uvicorn.Config(app, lifespan="off", log_level="warning", access_log=False)  # type: ignore[arg-type]
    uvicorn.Server(config).run(sockets=[listening])
    os._exit(0)


def _end(children: set[int]) -> None:
    for child in children:
        os.kill(child, signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
