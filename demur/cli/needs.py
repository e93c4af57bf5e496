"""`demur needs`: what callers need, and how near it is to what a firm has."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, BinaryIO, NoReturn

import typer

from demur.cli.progress import SLOW_SECONDS
from demur.domain.needs import world
from demur.domain.needs.catalogue import Catalogue, Match
from demur.domain.needs.goods import Item
from demur.domain.refusal import Lang

app = typer.Typer(no_args_is_help=True)


class BadFirm(ValueError):
    """A firm's file that cannot be read; the message says what is wrong and where."""


@app.callback()
def needs() -> None:
    """What callers need, and whether a firm sells it."""


@app.command(
    epilog="Example: demur needs match --firm FIRM.json < needs.jsonl > matches.jsonl, "
    'where a line in is {"id": 1, "q": "four monitors by tomorrow"}'
)
def match(
    firm: Annotated[
        Path, typer.Option(help='The firm: {"items": [{"id", "hu", "ru", "en"}], "trades": [id]}.')
    ],
    trades: Annotated[
        Path | None,
        typer.Option(help='Trades to use instead of those shipped: {"docs": [...]}.'),
    ] = None,
) -> None:
    """Read needs as JSON lines, and print how near each is to what the firm has.

    With --trades nothing is known of any trade but what that file says.
    """
    known = _trades(trades)
    catalogue = _catalogue(firm, known)
    faults = 0
    for answer in answers(catalogue, sys.stdin.buffer):
        faults += "error" in answer
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    if faults:
        typer.echo(f"{faults} lines could not be read; each says why.", err=True)
        raise typer.Exit(1)


def answers(catalogue: Catalogue, lines: BinaryIO | Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """One answer a line, in order; a line that cannot be read gets an "error" that says why."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line.decode("utf-8-sig"))
        except (UnicodeDecodeError, ValueError, RecursionError):
            yield {"id": None, "error": f"line {number} is not JSON in UTF-8"}
            continue
        yield _answer(catalogue, number, asked)


def _answer(catalogue: Catalogue, number: int, asked: Any) -> dict[str, Any]:
    if not isinstance(asked, Mapping):
        return {"id": None, "error": f'line {number} is not an object with "id" and "q"'}
    if not isinstance(asked.get("q"), str):
        return {"id": asked.get("id"), "error": f'line {number} has no "q", the need as text'}
    found = catalogue.match(_encodable(asked["q"]), _language(asked.get("lang")))
    return {"id": asked.get("id"), **_said(found)}


def _said(found: Match) -> dict[str, Any]:
    return {
        "situation": found.nearness.value,
        "confidence": found.confidence,
        "items": [hit.id for hit in found.items],
        "trades": [hit.id for hit in found.trades],
        "ask": found.ask,
    }


def _encodable(text: str) -> str:
    """The text without lone surrogates, which JSON may hold and UTF-8 may not."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _language(code: Any) -> Lang | None:
    """The language of that code; None, so that it is guessed, for any other."""
    return Lang(code) if isinstance(code, str) and code in set(Lang) else None


def _trades(path: Path | None) -> tuple[world.Trade, ...]:
    if path is None:
        return world.shipped()
    try:
        return world.read(_json(path))
    except world.BadTrades as error:
        return _give_up(f"{path}: {error}")


def _catalogue(path: Path, known: tuple[world.Trade, ...]) -> Catalogue:
    firm = _json(path)
    try:
        items, served = read_firm(firm)
    except BadFirm as error:
        return _give_up(f"{path}: {error}")
    began = time.monotonic()

    def tell(done: int, every: int) -> None:
        if time.monotonic() - began >= SLOW_SECONDS:
            typer.echo(f"{done} of {every} items read", err=True)

    return Catalogue.build(items, served, known, tell)


def read_firm(firm: Any) -> tuple[list[Item], list[str]]:
    """The items and the ids of the trades served; raises BadFirm, naming the entry at fault."""
    if not isinstance(firm, Mapping):
        raise BadFirm('a firm is {"items": [...], "trades": [...]}')
    items, served = firm.get("items") or [], firm.get("trades") or []
    if not isinstance(items, list) or not isinstance(served, list):
        raise BadFirm('"items" and "trades" are lists')
    return [_item(n, one) for n, one in enumerate(items, 1)], [str(trade) for trade in served]


def _item(number: int, item: Any) -> Item:
    if not isinstance(item, Mapping) or not isinstance(item.get("id"), str | int):
        raise BadFirm(f'item {number} needs an "id"')
    synonyms = item.get("synonyms") or ()
    if isinstance(synonyms, str):
        synonyms = synonyms.split(",")
    return Item(
        id=str(item["id"]),
        names={lang: str(item[lang]) for lang in Lang if item.get(lang)},
        field=_text(item.get("field")),
        variant=_text(item.get("variant")),
        brand=_text(item.get("brand")),
        synonyms=tuple(str(one) for one in synonyms) if isinstance(synonyms, Iterable) else (),
    )


def _text(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        _give_up(f"{path} can't be read: {error.strerror}.")
    except (ValueError, RecursionError):
        _give_up(f"{path} is not JSON in UTF-8.")


def _give_up(message: str) -> NoReturn:
    """Could not: one clear line on stderr, and exit code 2."""
    typer.echo(" ".join(message.split()), err=True)
    raise typer.Exit(2)
