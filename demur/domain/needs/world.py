"""The world of trades: every kind of business a caller may mean, in three languages.

A desk that knows only its own goods cannot tell a neighbouring speciality from another business.
The shipped trades come from OpenStreetMap's id-tagging-schema (ISC licence, see NOTICE) and from
our own words; `scripts/build_trades.py` rebuilds the file.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from demur.domain.refusal import Lang


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of business ("shop/butcher"), the field it belongs to, its names and synonyms."""

    id: str
    field: str
    names: Mapping[Lang, str]
    terms: Mapping[Lang, tuple[str, ...]]

    def phrases(self) -> tuple[str, ...]:
        """Every name and synonym, in every language."""
        return (*self.names.values(), *(term for terms in self.terms.values() for term in terms))


class BadTrades(ValueError):
    """A file of trades that cannot be read; the message says what is wrong and where."""


@cache
def shipped() -> tuple[Trade, ...]:
    """The trades that come with the program, in a fixed order."""
    packed = files("demur.domain.needs").joinpath("trades.json.gz").read_bytes()
    return read(json.loads(gzip.decompress(packed)))


def read(document: Any) -> tuple[Trade, ...]:
    """The trades of a parsed document `{"docs": [{"id", "field", "hu": {"name", "terms"}, …}]}`.

    A language may be missing. Raises BadTrades, naming the entry that cannot be read.
    """
    docs = document.get("docs") if isinstance(document, Mapping) else None
    if not isinstance(docs, list):
        raise BadTrades('a file of trades is {"docs": [...]}')
    return tuple(_trade(number, doc) for number, doc in enumerate(docs, 1))


def _trade(number: int, doc: Any) -> Trade:
    if not isinstance(doc, Mapping) or not isinstance(doc.get("id"), str):
        raise BadTrades(f'trade {number} needs an "id" that is text')
    spoken = {lang: doc[lang] for lang in Lang if isinstance(doc.get(lang), Mapping)}
    return Trade(
        id=doc["id"],
        field=str(doc.get("field") or ""),
        names={lang: str(said["name"]) for lang, said in spoken.items() if said.get("name")},
        terms={lang: _texts(said.get("terms") or ()) for lang, said in spoken.items()},
    )


def _texts(terms: Any) -> tuple[str, ...]:
    if isinstance(terms, str):
        terms = terms.split(",")
    if not isinstance(terms, Iterable):
        return ()
    return tuple(text for term in terms if (text := str(term).strip()))
