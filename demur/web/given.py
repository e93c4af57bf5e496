"""What an address asks for after its question mark: each part is read, or its fault is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from demur.domain.people import display_name
from demur.records.listing import Place


@dataclass(frozen=True, slots=True)
class Given:
    """The parts of an address, read one by one; `faults` say by their names what is wrong.

    What is not there, or has a fault, is read as nothing.
    """

    query: QueryDict
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status of a page that shows what was asked for, or what is wrong with it."""
        return 400 if self.faults else 200

    def words(self, name: str, most: int) -> str:
        """Words to look for, at most so many characters."""
        typed = self.query.get(name, "").strip()
        if over := max(0, len(typed) - most):
            told = ngettext(
                "That is %(over)d character more than can be looked for. Please use fewer words.",
                "That is %(over)d characters more than can be looked for. Please use fewer words.",
                over,
            )
            self.faults[name] = told % {"over": over}
        return typed

    def listed(self, name: str, words: Mapping[str, object]) -> str:
        """One of the words that are shown, or none of them."""
        word = self.query.get(name, "")
        if word and word not in words:
            self.faults[name] = _("Please choose one of the answers shown.")
        return word if word in words else ""

    def day(self, name: str) -> date | None:
        """A day between those that every database and time zone can hold."""
        typed = self.query.get(name, "")
        day = day_of(typed)
        if typed and day is None:
            told = _("“%(typed)s” is no day that can be looked for. Please give one like %(like)s.")
            self.faults[name] = told % {"typed": display_name(typed, 40), "like": "2026-12-01"}
        return day

    def place(self, name: str) -> Place | None:
        """Where in a list a page ended."""
        place = Place.read(self.query.get(name, ""))
        if place is None:
            self._mangled(name)
        return place

    def row(self, name: str) -> int | None:
        """The key of a row."""
        typed = self.query.get(name, "")
        if typed.isascii() and typed.isdigit() and len(typed) < 19:
            return int(typed)
        self._mangled(name)
        return None

    def _mangled(self, name: str) -> None:
        if self.query.get(name):
            told = _("The address does not say where the list goes on. This is its beginning.")
            self.faults[name] = told


def day_of(text: str) -> date | None:
    """A day as a form sends it; None for what is none, or too far away to be kept."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year < 9999 else None
