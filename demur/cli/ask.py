"""`demur ask`: what the desk would say to a caller, without a desk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from demur.cli import CouldNot
from demur.cli.tables import with_tables
from demur.domain.people import Rejected, clean_text
from demur.domain.refusal import Lang

if TYPE_CHECKING:
    from demur.actions.consider import Considered

NEED_MOST: Final = 2_000
NUMBER_MOST: Final = 60


def ask(
    need: Annotated[str, typer.Argument(help="What the caller wants, in their words.")],
    lang: Annotated[
        Lang | None, typer.Option(help="The language to answer in; guessed where not said.")
    ] = None,
    number: Annotated[str, typer.Option(help="The number they ring from.")] = "",
    dialled: Annotated[str, typer.Option(help="The number they say they dialled.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what the policy in force has us say to a caller, and why. Nothing is recorded.

    Example: demur ask 'négy monitor kellene holnapra' --json
    """
    need = _taken(need, "NEED", NEED_MOST)
    if not need:
        raise CouldNot("NEED is empty: say what the caller wants, in their words")
    number, dialled = (
        _taken(number, "--number", NUMBER_MOST),
        _taken(dialled, "--dialled", NUMBER_MOST),
    )
    with_tables()
    from django.utils import timezone

    from demur.actions.consider import consider
    from demur.records.gather import Asked

    considered = consider(Asked(need, lang, number, dialled), timezone.now())
    told = as_told(considered)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _show(told)


def as_told(considered: Considered) -> dict[str, Any]:
    """The answer as JSON values; offers are the ways that are open, under their keys."""
    decision, given = considered.decision, considered.answer
    offers = [
        {
            "key": key,
            "step": way.step,
            "label": way.label,
            "say": way.words,
            "until": way.until.isoformat() if way.until else None,
        }
        for key, way in enumerate(given.ways, start=1)
        if way.possible
    ]
    return {
        "situation": given.situation,
        "confidence": round(decision.confidence, 4),
        "step": given.step,
        "say": decision.first_words,
        "offers": offers,
        "policy": {"version": decision.policy_version, "row": given.row or None},
        "ask": decision.ask,
        "why": decision.why,
        "importance": given.importance,
        "lang": decision.lang,
    }


def _show(told: dict[str, Any]) -> None:
    """For a person: the sentence first, then what it rests on."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console()
    sure = f"{told['confidence']:.0%} sure"
    console.print(Text(f"{told['situation']} ({sure}) → {told['step']}", style="dim"))
    console.print(
        Padding(Text(told["say"] or "(the policy has no sentence)", style="bold"), (1, 2))
    )
    if told["ask"] and told["ask"] != told["say"]:
        console.print(Text(f"Ask first: {told['ask']}"))
    for offer in told["offers"]:
        until = f" ({offer['until']})" if offer["until"] else ""
        console.print(Text(f"{offer['key']}  {offer['step']}: {offer['label']}{until}"))
    version = told["policy"]["version"]
    console.print(Text(told["why"] or f"No row of version {version} fits this case.", "dim"))


def _taken(value: str, name: str, most: int) -> str:
    """A text as it can be kept; ends the command with one line where it can't."""
    taken = clean_text(value, name, most)
    if isinstance(taken, Rejected):
        raise CouldNot(taken.message)
    return taken
