"""`demur user`: who may sign in, and as what."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import typer

from demur.cli import CouldNot
from demur.cli.tables import with_tables
from demur.domain.people import Rejected, clean_text, display_name
from demur.domain.refusal import Lang

app = typer.Typer(no_args_is_help=True)

BY: Final = "command line"
NAME_MOST: Final = 80
RoleName = Literal["seller", "head", "administrator", "reader"]
Name = Annotated[str, typer.Argument(help="The name they sign in with.")]


@app.callback()
def users() -> None:
    """Who may sign in, and as what."""


@app.command(epilog="Example: demur user add 'Tóth Kata' --role seller --language hu")
def add(
    name: Name,
    role: Annotated[RoleName, typer.Option(help="What they may do.")],
    language: Annotated[Lang, typer.Option(help="The language of their pages.")] = Lang.EN,
    site: Annotated[str, typer.Option(help="Where the desk is served.")] = "http://127.0.0.1:8000",
) -> None:
    """Add a user and print a link that signs them in once, within a day.

    Whoever is there already gets the role named here, and a new link.
    """
    called = _called(name)
    with_tables()
    from django.utils import timezone

    from demur.actions.add_user import add_user
    from demur.actions.sign_in_link import make_link
    from demur.records.users import Role

    now = timezone.now()
    user = add_user(called, Role(role), language, BY, now)
    shown = display_name(user.name)
    typer.echo(f"{shown} signs in as {user.role} by this link, once, within a day:", err=True)
    typer.echo(f"{site.rstrip('/')}/sign-in/{make_link(user, now)}")


@app.command(epilog="Example: demur user stop 'Tóth Kata'")
def stop(name: Name) -> None:
    """End a user's access, from their next click on; what they did stays on record."""
    with_tables()
    from django.utils import timezone

    from demur.actions.add_user import let_go, user_called

    user = user_called(name)
    if user is None:
        raise CouldNot(f"nobody is called {display_name(name)} here")
    let_go(user, BY, timezone.now())
    typer.echo(f"{display_name(user.name)} can't sign in any more.", err=True)


def _called(name: str) -> str:
    """A name that can be kept; ends the command with one line where it can't."""
    called = clean_text(name, "NAME", NAME_MOST)
    if isinstance(called, Rejected):
        raise CouldNot(called.message)
    if not called:
        raise CouldNot("NAME is empty: say who it is")
    return called
