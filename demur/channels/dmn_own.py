"""What a model that Demur wrote carries besides its tables: the document they stood in.

It stands among the model's extension elements, in a namespace of its own: text as it is, tables
cell by cell, and in the place of each decision table its letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from demur.channels.dmn_model import OWN, DecisionTable, Model
from demur.channels.dmn_xml import Element
from demur.domain.policy import document
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.policy import Policy
from demur.domain.policy.writing.grids import Grid, Part, written
from demur.domain.refusal import Lang

_REF: Final = re.compile(r"^([^\W\d_]{1,3})\d{1,6}$")


@dataclass(frozen=True, slots=True)
class Own:
    """The document a model was written from; `letters` say which part is which table, or none."""

    parts: tuple[Part, ...]
    letters: tuple[str, ...]
    policy: Policy

    @property
    def lang(self) -> Lang:
        """Give the language the document is written in."""
        return self.policy.lang


def own_of(model: Model) -> Own | None:
    """Give the document a model was written from; None where it carries none that can be read."""
    if model.own is None:
        return None
    read = [(_part(element), element["table"]) for element in model.own.children]
    parts = tuple(part for part, _ in read)
    policy = document.read(written(parts)).policy
    return Own(parts, tuple(letter for _, letter in read), policy) if policy else None


def _part(element: Element) -> Part:
    if element.name == f"{{{OWN}}}text":
        return "".join(element.words)
    rows = [
        tuple("".join(cell.words) for cell in row.children)
        for row in element.children
        if row.children
    ]
    return Grid(rows[0], tuple(rows[1:])) if rows else ""


def letter_of(table: DecisionTable) -> str:
    """Give the letter most row numbers among a table's annotations begin with, empty for none."""
    letters = [
        voc.letter(found[1])
        for rule in table.rules
        for note in rule.notes
        if (found := _REF.match(note))
    ]
    return max(set(letters), key=letters.count) if 2 * len(letters) > len(table.rules) else ""


def own_parts(parts: tuple[Part, ...], policy: Policy) -> Iterator[tuple[Part, str]]:
    """Give the parts of a document with the letters of the decision tables among them."""
    by_line = {table.line: table.letter for table in policy.tables.values()}
    for part in parts:
        yield part, by_line.get(part.line, "") if isinstance(part, Grid) else ""
