"""`demur serve`: the desk, on one port, on a database that was found safe."""

from __future__ import annotations

import errno
import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demur.cli.doctor import report
from demur.cli.ready import ready

if TYPE_CHECKING:
    from demur.records.soundness import Fact

# Any number will do as long as nobody else in the same database uses it.
ADVISORY_LOCK = 0x6465_6D75_72
GRACE_SECONDS = 10


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to answer on.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to answer on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes answer.")] = 1,
) -> None:
    """Serve the desk, after making sure that nothing said here can be lost.

    Exit code 2: not served, with the reason and what to do about it.

    Example: demur serve --port 8080 --workers 2
    """
    ready()
    from django.db import connections

    make_sound()
    ensure_free(host, port)
    connections.close_all()
    answer(host, port, workers)


def make_sound() -> None:
    """Refuse an unsafe database, and bring the tables of a safe one up to date.

    Raises typer.Exit(2) after saying what to mend.
    """
    from demur.records import soundness, soundness_peace

    refuse(soundness.faults(soundness.before_serving()))
    bring_up_to_date()
    refuse(soundness.faults(soundness.of_tables()))
    peace = soundness_peace.facts()
    refuse(soundness.faults(peace))
    if peace[0].found != soundness_peace.NOTHING_NEW:
        typer.echo(f"{peace[0].name}: {peace[0].found}. {peace[0].advice}".rstrip(), err=True)


def refuse(faults: tuple[Fact, ...]) -> None:
    """Leave with exit code 2, saying what to do, where there is any fault."""
    if faults:
        typer.echo(report(faults), err=True)
        typer.echo("demur: not served, since records would not be safe here.", err=True)
        raise typer.Exit(2)


def bring_up_to_date() -> None:
    """Apply the migrations that are missing, one process at a time, and say so."""
    from django.core.management import call_command

    from demur.records import soundness

    if soundness.migrations().sound:
        return
    with _alone():
        if not soundness.migrations().sound:
            typer.echo("Bringing the tables up to date…", err=True)
            call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until no other process, nor machine on the same PostgreSQL, is migrating."""
    from django.conf import settings
    from django.db import connection

    with (Path(settings.DATA) / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def ensure_free(host: str, port: int) -> None:
    """Find out before the first page is asked for that somebody else answers on this port.

    Raises OSError that says so, or that the address is not this machine's.
    """
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            advice = "is taken: name another with --port" if taken else f"can't be had: {error}"
            raise OSError(f"port {port} of {host} {advice}") from error


def answer(host: str, port: int, workers: int) -> None:
    """Answer until told to stop; what is being answered then is finished first."""
    import uvicorn

    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"Demur answers at http://{shown}:{port} (Ctrl+C stops it)", err=True)
    with looking_after_the_post(), at_night():
        uvicorn.run(
            "demur.asgi:application",
            host=host,
            port=port,
            workers=workers,
            lifespan="off",
            access_log=False,
            server_header=False,
            log_level="warning",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )


@contextmanager
def looking_after_the_post() -> Iterator[None]:
    """Send what is due by mail and SMS meanwhile, in a thread of this one process.

    With several workers this is their parent, so that none of them does it twice.
    """
    from demur.channels.post import Postman, our_ways

    ways = our_ways()
    postman = Postman(ways)
    if ways.are_any:
        postman.start()
    try:
        yield
    finally:
        if ways.are_any:
            postman.stop()


@contextmanager
def at_night() -> Iterator[None]:
    """Do meanwhile what is done by night, in another thread of this one process."""
    from demur.cli.nightly import Nightly

    nightly = Nightly()
    nightly.start()
    try:
        yield
    finally:
        nightly.stop()
