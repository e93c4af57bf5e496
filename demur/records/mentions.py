"""Where a person's name, number or address stands in words about somebody else."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from demur.domain.people import search_text
from demur.records.people import Contact
from demur.records.personal import TEXTS, Table

#: What stands where a person was named.
TAKEN_OUT: Final = "…"
#: Shorter ones are in too many other texts.
SHORTEST: Final = 6


@dataclass(frozen=True, slots=True)
class Mentions:
    """The texts by which somebody is named, and how they are taken out of other texts."""

    texts: tuple[str, ...]

    @classmethod
    def of(cls, contacts: Iterable[Contact], addresses: Collection[str]) -> Mentions:
        """What contacts are named by: full names, and numbers and addresses as typed and kept.

        A single word is left alone: it may be anybody's, or a thing's.
        """
        found = {one for address in addresses for one in _spellings(address)}
        for contact in contacts:
            raws = [one.raw for one in contact.numbers.all()]
            raws += [one.raw for one in contact.mails.all()]
            found |= {spelling for raw in raws for spelling in _spellings(raw)}
            if _is_of_one_person(contact.name):
                found |= {contact.name, search_text(contact.name)}
        return cls(tuple(sorted((one for one in found if len(one) >= SHORTEST), key=_longest)))

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
        as_text = {f"{name}_text": Cast(name, models.TextField()) for name in columns}
        named = Q()
        for column in as_text:
            for text in self._written():
                named |= Q(**{f"{column}__icontains": text})
        rows = model._default_manager.annotate(**as_text).filter(named)
        for row in rows.only("pk", *columns):
            for name in columns:
                setattr(row, name, self.taken_out_of(getattr(row, name)))
            row.save(update_fields=columns)

    def _pattern(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, self.texts))})(?!\w)", re.IGNORECASE
        )

    def _written(self) -> set[str]:
        """As the databases may have them: SQLite folds Latin letters only, and escapes JSON."""
        cased = {form for one in self.texts for form in (one, one.lower(), one.upper())}
        return cased | {json.dumps(one)[1:-1] for one in cased}


def _spellings(line: str) -> set[str]:
    """A number or mail address as it is typed: whole, and without its spaces and signs."""
    if "@" in line:
        return {line}
    digits = re.sub(r"\D", "", line)
    return {line, digits, f"+{digits}"}


def _is_of_one_person(name: str) -> bool:
    return len(name.split()) > 1 or any(char.isdigit() for char in name)


def _longest(text: str) -> tuple[int, str]:
    return -len(text), text


def _holds_words(model: type[models.Model], name: str) -> bool:
    column = model._meta.get_field(name)
    unique = isinstance(column, models.Field) and column.unique
    return isinstance(column, TEXTS) and not unique
