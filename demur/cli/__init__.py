"""The command line: `demur` and its commands, each loaded only when it is called."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

CAN_NOT: Final = 2


class CouldNot(Exception):
    """A command can't do its work; the message is the one line that says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is written, and what it says of itself in the list of commands."""

    module: str
    name: str
    says: str

    def load(self, command: str) -> Any:
        """The command itself: a group of commands, or a single one made of its function."""
        found = getattr(importlib.import_module(self.module), self.name)
        if isinstance(found, typer.Typer):
            return get_command(found)
        alone = typer.Typer(add_completion=False)
        alone.command(command)(found)
        return get_command(alone)


COMMANDS: Final[Mapping[str, Place]] = {
    "ask": Place("demur.cli.ask", "ask", "What the desk would say to a caller."),
    "attempts": Place("demur.cli.attempts", "app", "Calls we made, and how a call may end."),
    "backup": Place("demur.cli.backup", "backup", "Write the records to a file."),
    "company": Place("demur.cli.company", "company", "Say who the company is."),
    "demo": Place("demur.cli.demo", "demo", "Set up the demo company and serve it."),
    "doctor": Place("demur.cli.doctor", "doctor", "Say whether records are safe here."),
    "import": Place("demur.cli.bring_in", "bring_in", "Bring in people, goods, calls …"),
    "key": Place("demur.cli.keys", "app", "Keys with which other systems use the API."),
    "link": Place("demur.cli.link", "link", "An easy-no link for a person or a number."),
    "needs": Place("demur.cli.needs", "app", "What callers need, and whether a firm sells it."),
    "numbers": Place("demur.cli.numbers", "app", "Telephone numbers one slip from yours."),
    "peace": Place("demur.cli.peace", "app", "Whether the promises of peace are safe."),
    "person": Place("demur.cli.person", "app", "A copy for a person, and their erasure."),
    "policy": Place("demur.cli.policy_commands", "app", "Check, try and adopt the written policy."),
    "post": Place("demur.cli.post", "post", "Send what is due by mail and SMS."),
    "restore": Place("demur.cli.restore", "restore", "Bring back what a backup holds."),
    "retention": Place("demur.cli.retention", "app", "For how long records are kept."),
    "round": Place("demur.cli.round", "app", "Whom to call today, and whom to let rest."),
    "serve": Place("demur.cli.serve", "serve", "Serve the desk."),
    "silence": Place("demur.cli.silence", "app", "What calls say of how clients refuse."),
    "user": Place("demur.cli.users", "app", "Who may sign in, and as what."),
}


class Later(TyperCommand):
    """Stands in the list for a command, which is loaded when it is called.

    `demur --help` and `demur policy check` must not wait for Django and three dictionaries.
    """

    def __init__(self, name: str, place: Place) -> None:
        super().__init__(name, help=place.says)
        self._place = place

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **more: Any) -> Any:
        """Load the command; from here on it is the context's own."""
        return self._place.load(self.name or "").make_context(info_name, args, *rest, **more)


class Commands(TyperGroup):
    """The commands of the table, in its order."""

    def list_commands(self, *_: Any) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, _: Any, cmd_name: str) -> Any:
        """The one of that name, or None."""
        place = COMMANDS.get(cmd_name)
        return Later(cmd_name, place) if place else None


app = typer.Typer(cls=Commands, add_completion=False, invoke_without_command=True)


@app.callback(epilog="Example: demur ask 'négy monitor kellene holnapra'")
def root(
    ctx: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    """Demur, the refusal desk: your written policy for saying no, as the program that says it."""
    if version:
        from demur import __version__

        typer.echo(f"demur {__version__}")
    elif ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def main() -> None:
    """Run a command; whatever happens, it ends with 0, 1 or 2 and one clear line.

    DEMUR_TRACE=1 lets the whole traceback through, for whoever mends Demur itself.
    """
    try:
        code = get_command(app)(prog_name="demur", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has seen enough; nothing is left to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CAN_NOT)
    except Exception as error:
        if os.environ.get("DEMUR_TRACE") == "1":
            raise
        typer.echo(f"demur: {_sentence(error)}", err=True)
        sys.exit(CAN_NOT)
    sys.exit(code if isinstance(code, int) else 0)


#: By the name of the error's class, so that no command has to load Django for its faults.
SENTENCES: Final[Mapping[str, str]] = {
    "CouldNot": "{said}",
    "ClickException": "{said}",
    "ImproperlyConfigured": "{said}",
    "NoPolicy": "no policy is in force. Adopt one: demur policy adopt FILE --by NAME --from DATE",
    "AlteredPolicy": "{said}",
    "Company.DoesNotExist": "the company is not set up yet: see demur company, or try demur demo.",
    "DatabaseError": "the database does not answer: {said}. Ask demur doctor what to mend.",
    "OSError": "{said}",
    "LostJournal": "{said}",
    "LostKey": "{said}",
    "MemoryError": "this machine has not enough memory for that.",
}


def _sentence(error: Exception) -> str:
    """One line for a person: what happened and what to do."""
    said = " ".join(_said(error).split())
    for kind in type(error).__mro__:
        if kind.__qualname__ in SENTENCES:
            return SENTENCES[kind.__qualname__].format(said=said)
    fault = f"{type(error).__name__}: {said}"
    return f"this is a fault of Demur's own ({fault}). DEMUR_TRACE=1 shows where it is."


def _said(error: Exception) -> str:
    """What an error says of itself; a wrong call also says how it is called rightly."""
    message = getattr(error, "format_message", None)
    if message is None:
        return str(error)
    ctx = getattr(error, "ctx", None)
    hint = f". See {ctx.command_path} --help." if ctx else ""
    return cast(str, message()).rstrip(".") + hint
