"""`demur doctor`: is it safe to keep records here, and what to do where it is not."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from demur.cli.ready import ready

if TYPE_CHECKING:
    from demur.records.soundness import Fact


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")] = False,
) -> None:
    """Ask the database and its place whether records are safe there, and say what to mend.

    Exit code 0: all sound; 1: something to mend; 2: could not ask.

    Example: demur doctor --json
    """
    ready()
    from django.utils import timezone

    from demur.records import fits, post_readiness, soundness, soundness_peace, turns_left

    now = timezone.now()
    facts = soundness.facts(now)
    if soundness.answers().sound and soundness.migrations().sound:
        facts += soundness_peace.facts() + post_readiness.facts(now)
        facts += fits.facts(now) + turns_left.facts(now) + cluster()
    sound = all(fact.sound for fact in facts)
    if as_json:
        told = {"sound": sound, "facts": [asdict(fact) for fact in facts]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(report(facts))
    raise typer.Exit(0 if sound else 1)


def cluster() -> tuple[Fact, ...]:
    """Whether the cluster that DEMUR_CLUSTER names is there; no fact where it names none."""
    from django.conf import settings
    from django.utils.translation import gettext as _

    if not settings.CLUSTER:
        return ()
    from demur.channels.cluster import amiss
    from demur.records.soundness import Fact, Severity

    why = amiss(settings.CLUSTER)
    advice = f"{why} {_('Until it is there, rounds are made in one process.')}" if why else ""
    return (Fact("cluster", not why, Severity.WARNING, settings.CLUSTER, advice),)


def report(facts: tuple[Fact, ...]) -> str:
    """The facts as lines to read: what was found, and under what is unsound, what to do."""
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    lines = [line for fact in facts for line in _lines(fact)]
    unsound = sum(not fact.sound for fact in facts)
    verdict = ngettext("%(n)d thing to mend.", "%(n)d things to mend.", unsound) % {"n": unsound}
    return "\n".join([*lines, verdict if unsound else _("All sound.")])


def _lines(fact: Fact) -> list[str]:
    grade = "ok" if fact.sound else fact.severity.value
    line = f"{grade:<8} {fact.name}: {fact.found}"
    return [line] if fact.sound else [line, f"{'':<8} {fact.advice}"]
