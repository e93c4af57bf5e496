"""Where a person's name, number or address stands in words about somebody else."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from demur.domain.people import display_name, search_text
from demur.records.people import Contact
from demur.records.personal import TEXTS, Table

#: What stands where a person was named.
TAKEN_OUT: Final = "…"
#: Shorter ones are in too many other texts.
SHORTEST: Final = 6


#: A shorter word of a name is in nearly every text.
SHORTEST_WORD: Final = 3
#: What Hungarian does to a last vowel before an ending, and Russian drops before its own.
LENGTHENED: Final = {"a": "á", "e": "é", "o": "ó", "ö": "ő"}
DROPPED: Final = frozenset("аяеоийь")
SHORTEST_STEM: Final = 4
#: So many places are looked at by hand.
PLACES_MOST: Final = 100
AROUND: Final = 40


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A place in words about others where a word of somebody's name still stands."""

    label: str
    row: int
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """The texts by which somebody is named, and how they are taken out of other texts.

    `single` are the words of their names as their inflected forms begin; each may be anybody's.
    """

    texts: tuple[str, ...]
    single: tuple[str, ...] = ()

    @classmethod
    def of(cls, contacts: Iterable[Contact], addresses: Collection[str]) -> Mentions:
        """What contacts are named by: full names, and numbers and addresses as typed and kept.

        A single word is left alone: it may be anybody's, or a thing's. Where it stands is for
        somebody to look at (`left_over`).
        """
        found = {one for address in addresses for one in _spellings(address)}
        single: set[str] = set()
        for contact in contacts:
            raws = [one.raw for one in contact.numbers.all()]
            raws += [one.raw for one in contact.mails.all()]
            found |= {spelling for raw in raws for spelling in _spellings(raw)}
            if _is_of_one_person(contact.name):
                found |= {contact.name, search_text(contact.name)}
            words = (one for one in contact.name.split() if len(one) >= SHORTEST_WORD)
            single |= {begun for one in words for begun in _beginnings(one)}
        texts = sorted((one for one in found if len(one) >= SHORTEST), key=_longest)
        return cls(tuple(texts), tuple(sorted(single, key=_longest)))

    def taken_out_of(self, value: Any) -> Any:
        """A text, or JSON values, without them."""
        if isinstance(value, str):
            return self._pattern().sub(TAKEN_OUT, value) if self.texts else value
        if isinstance(value, list):
            return [self.taken_out_of(one) for one in value]
        if isinstance(value, dict):
            return {name: self.taken_out_of(one) for name, one in value.items()}
        return value

    def take_out(self, label: str, table: Table) -> None:
        """Take them out of every row of a table that names them, in one look through it."""
        model = apps.get_model(label)
        columns = [name for name in table.theirs if _holds_words(model, name)]
        if not (columns and self.texts):
            return
        for row in _naming(label, columns, _cased(self.texts)).only("pk", *columns):
            for name in columns:
                setattr(row, name, self.taken_out_of(getattr(row, name)))
            row.save(update_fields=columns)

    def left_over(self, tables: Mapping[str, Table]) -> list[LeftOver]:
        """Where a word of their name, or one that begins with it, stands after they were erased.

        At most `PLACES_MOST` places, each with some words around it.
        """
        found: list[LeftOver] = []
        for label, table in tables.items() if self.single else ():
            found += self._left_in(label, table, PLACES_MOST - len(found))
        return found

    def _left_in(self, label: str, table: Table, most: int) -> list[LeftOver]:
        columns = [one for one in table.theirs if _holds_words(apps.get_model(label), one)]
        if not columns or most <= 0:
            return []
        word = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, self.single))})", re.IGNORECASE)
        rows = _naming(label, columns, _cased(self.single))
        places = (
            LeftOver(label, row.pk, name, _around(text, at))
            for row in rows.order_by("pk").only("pk", *columns).iterator(chunk_size=500)
            for name in columns
            if (at := word.search(text := _as_text(getattr(row, name))))
        )
        return list(islice(places, most))

    def _pattern(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, self.texts))})(?!\w)", re.IGNORECASE
        )


def _naming(label: str, columns: Sequence[str], written: Iterable[str]) -> models.QuerySet[Any]:
    """The rows of a table that have one of these texts in one of these columns."""
    as_text = {f"{name}_text": Cast(name, models.TextField()) for name in columns}
    named = Q()
    for column in as_text:
        for text in written:
            named |= Q(**{f"{column}__icontains": text})
    found: models.QuerySet[Any] = apps.get_model(label)._default_manager.annotate(**as_text)
    return found.filter(named)


def _cased(texts: Iterable[str]) -> set[str]:
    """As the databases may have them: SQLite folds Latin letters only, and escapes JSON."""
    cased = {form for one in texts for form in (one, one.lower(), one.upper(), one.capitalize())}
    return cased | {json.dumps(one)[1:-1] for one in cased}


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _around(text: str, at: re.Match[str]) -> str:
    """The word with what stands beside it, on one line."""
    begin, end = max(at.start() - AROUND, 0), at.end() + AROUND
    return display_name(" ".join(text[begin:end].split()), 2 * AROUND + 60)


def _spellings(line: str) -> set[str]:
    """A number or mail address as it is typed: whole, and without its spaces and signs."""
    if "@" in line:
        return {line}
    digits = re.sub(r"\D", "", line)
    return {line, digits, f"+{digits}"}


def _beginnings(word: str) -> set[str]:
    """How a word of a name begins in its inflected forms: Vera, Verának; Соловьёва, Соловьевой."""
    begun = {word}
    if word[-1] in LENGTHENED:
        begun.add(word[:-1] + LENGTHENED[word[-1]])
    if word[-1] in DROPPED and len(word) > SHORTEST_STEM:
        begun.add(word[:-1])
    return begun | {one.replace("ё", "е").replace("Ё", "Е") for one in begun}


def _is_of_one_person(name: str) -> bool:
    return len(name.split()) > 1 or any(char.isdigit() for char in name)


def _longest(text: str) -> tuple[int, str]:
    return -len(text), text


def _holds_words(model: type[models.Model], name: str) -> bool:
    column = model._meta.get_field(name)
    unique = isinstance(column, models.Field) and column.unique
    return isinstance(column, TEXTS) and not unique
