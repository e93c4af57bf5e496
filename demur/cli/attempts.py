"""`demur attempts`: the calls we made to people we do not know, and how calls may end here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Final

import typer

from demur.cli import CouldNot
from demur.cli.tables import with_tables
from demur.domain.dispositions import MESSAGES, Disposition, Flag
from demur.domain.people import Rejected, clean_text, display_name
from demur.domain.refusal import Lang

if TYPE_CHECKING:
    from demur.records.people import Contact

app = typer.Typer(no_args_is_help=True)

BY_MOST: Final = 120
CODE_MOST: Final = 40
By = Annotated[str, typer.Option(help="Who decides it, for the journal.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def attempts() -> None:
    """Calls we made: to people we do not know, and how a call may end."""


@app.command(epilog="Example: demur attempts strangers --json")
def strangers(as_json: AsJson = False) -> None:
    """List whom we called and do not know, those called most often first."""
    with_tables()
    from demur.records.attempts import strangers as found

    listed = found()
    if as_json:
        facts = [
            {"who": one.address or one.client, "calls": one.calls, "first": one.first.isoformat()}
            | {"last": one.last.isoformat()}
            for one in listed
        ]
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for one in listed:
        who = display_name(one.address or one.client, 40)
        typer.echo(f"{who}: {one.calls} calls, {one.first:%Y-%m-%d} to {one.last:%Y-%m-%d}")
    if not listed:
        typer.echo("Everybody who was called is known.")


@app.command(epilog="Example: demur attempts match '+36 30 555 0112' K-7 --by Anna")
def match(
    who: Annotated[str, typer.Argument(help="A number or an id, as strangers lists it.")],
    person: Annotated[str, typer.Argument(help="The id of somebody we know.")],
    by: By,
) -> None:
    """Say that calls to somebody unknown were to somebody we know; the number becomes theirs."""
    with_tables()
    from django.utils import timezone

    from demur.channels.attempts_in import match as matched
    from demur.domain.brought.calls import line_key
    from demur.records.attempts import lines_about
    from demur.records.company import Company

    ours = Company.objects.filter(pk=1).first() or Company()
    key = line_key(who, ours.country)
    found = [(key, "")] if isinstance(key, str) else []
    meant = next((one for one in (*found, ("", who.strip())) if lines_about(*one)), None)
    if meant is None:
        shown = display_name(who, 40)
        raise CouldNot(f"no call to {shown} waits for its person: see demur attempts strangers")
    count = matched(*meant, _person(person), _by(by), timezone.now())
    typer.echo(f"{count} calls were to {display_name(person, 40)}.")


def _person(code: str) -> Contact:
    from demur.records.people import Contact

    found = Contact.objects.filter(code=code.strip()).select_related("merged_into").first()
    if found is None:
        raise CouldNot(f"nobody has the id {display_name(code, 40)}: see demur import people")
    return found.merged_into or found


@app.command(epilog="Example: demur attempts endings --json")
def endings(as_json: AsJson = False) -> None:
    """List how a call may end here: its code, its key, what it is called and what it means."""
    with_tables()
    from demur.records.dispositions import dispositions

    listed = dispositions().values()
    if as_json:
        typer.echo(json.dumps([_facts(one) for one in listed], ensure_ascii=False))
        return
    for one in listed:
        names = " / ".join(display_name(one.names[lang]) for lang in Lang)
        state = " (retired)" if one.retired else ""
        typer.echo(f"{one.key}  {display_name(one.code)}{state}: {names}; {_means(one)}")


def _means(one: Disposition) -> str:
    return ", ".join(flag for flag in Flag if flag in one.flags)


def _facts(one: Disposition) -> dict[str, object]:
    names = {lang.value: one.names[lang] for lang in Lang}
    flags = [flag.value for flag in Flag if flag in one.flags]
    return {"code": one.code, "key": one.key, **names, "flags": flags, "retired": one.retired}


@app.command(epilog="Example: demur attempts ending missed --hu 'nem értük el' --by Anna")
def ending(
    code: Annotated[str, typer.Argument(help="One that is listed, or a new one of yours.")],
    by: By,
    key: Annotated[str, typer.Option(help="The letter or digit that says it.")] = "",
    hu: Annotated[str, typer.Option(help="What it is called in Hungarian.")] = "",
    ru: Annotated[str, typer.Option(help="What it is called in Russian.")] = "",
    en: Annotated[str, typer.Option(help="What it is called in English.")] = "",
    flag: Annotated[
        list[str] | None, typer.Option(help="What is true of it; only of a new one.")
    ] = None,
    retire: Annotated[
        bool | None, typer.Option("--retire/--again", help="Offer it no more, or again.")
    ] = None,
) -> None:
    """Rename, re-key or retire how a call may end, or add a way of your own."""
    with_tables()
    from django.utils import timezone

    from demur.actions.shape_disposition import shape_disposition
    from demur.records.dispositions import dispositions

    named = _code(code)
    before = dispositions().get(named)
    said = dict(zip(Lang, (hu, ru, en), strict=True))
    old = before.names if before else {}
    one = Disposition(
        named,
        (key or (before.key if before else "")).strip(),
        {lang: said[lang].strip() or old.get(lang, "") for lang in Lang},
        _flags(flag) if flag or not before else before.flags,
        bool(before and before.retired) if retire is None else retire,
    )
    if wrong := shape_disposition(one, _by(by), timezone.now()):
        raise CouldNot(" ".join(MESSAGES[fault.why] % fault.params for fault in wrong))
    typer.echo(f"{display_name(one.code)}: {_means(one)}{' (retired)' if one.retired else ''}")


def _flags(said: list[str] | None) -> frozenset[Flag]:
    unknown = [one for one in said or () if one not in set(Flag)]
    if unknown:
        raise CouldNot(f"“{display_name(unknown[0], 40)}” is none of: {', '.join(Flag)}")
    return frozenset(Flag(one) for one in said or ())


def _code(typed: str) -> str:
    code = clean_text(typed, "CODE", CODE_MOST)
    if isinstance(code, Rejected) or not code:
        raise CouldNot(code.message if code else "CODE is empty: say which ending it is")
    return code


def _by(typed: str) -> str:
    by = clean_text(typed, "--by", BY_MOST)
    if isinstance(by, Rejected) or not by:
        raise CouldNot(by.message if by else "--by is empty: say who decides it")
    return by
