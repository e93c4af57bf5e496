"""`demur key`: the keys with which other systems use the API."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from demur.cli import CouldNot
from demur.cli.tables import with_tables
from demur.domain.people import Rejected, clean_text, display_name

app = typer.Typer(no_args_is_help=True)

BY: Final = "command line"
NAME_MOST: Final = 80
Name = Annotated[str, typer.Argument(help="The system that holds the key.")]


@app.callback()
def keys() -> None:
    """Keys with which other systems use the API."""


@app.command(epilog="Example: demur key new voicebot --scope inquiries,wording")
def new(
    name: Name,
    scope: Annotated[
        str, typer.Option(help="What it may do: inquiries, calls, attempts, wording, messages.")
    ],
) -> None:
    """Make a key and print it: this once, and never again."""
    called = clean_text(name, "NAME", NAME_MOST)
    if isinstance(called, Rejected) or not called:
        raise CouldNot(called.message if called else "NAME is empty: say which system it is")
    with_tables()
    from django.utils import timezone

    from demur.actions.make_key import NameTaken, Scope, make_key

    wanted = [word.strip() for word in scope.split(",")]
    if unknown := [word for word in wanted if word not in set(Scope)]:
        raise CouldNot(f"there is no scope {unknown[0]!r}; there are: {', '.join(Scope)}")
    try:
        key = make_key(called, [Scope(word) for word in wanted], BY, timezone.now())
    except NameTaken as error:
        taken = f"a key is or was called {display_name(called)}; give this one another name"
        raise CouldNot(taken) from error
    typer.echo(f"The key of {display_name(called)}; it is not shown again:", err=True)
    typer.echo(key)


@app.command(epilog="Example: demur key stop voicebot")
def stop(name: Name) -> None:
    """Stop a key for ever, from its next use on."""
    with_tables()
    from django.utils import timezone

    from demur.actions.make_key import stop_key

    if not stop_key(name.strip(), BY, timezone.now()):
        raise CouldNot(f"no key in use is called {display_name(name)}")
    typer.echo(f"The key of {display_name(name)} opens nothing any more.", err=True)
