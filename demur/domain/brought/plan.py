"""What a file changes: its rows against what is on record, decided before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeAlias

from demur.domain.brought.cells import Ground, folded
from demur.domain.brought.flaws import Flaw, Why, flaw
from demur.domain.brought.rows import Given, Kind
from demur.domain.people import search_text
from demur.domain.refusal import DECIMALS, Lang

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of a batch: rows by code, and whose each number and address is."""

    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is written: the whole of it, what it was, and which of its fields differ."""

    line: int
    code: str
    fields: tuple[str, ...]
    row: Row
    before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A line that is not taken in, with every reason, and its cells as they were."""

    line: int
    flaws: tuple[Flaw, ...]
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """All that has to be mended, in English."""
        return " ".join(flaw.message for flaw in self.flaws)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch of rows would change."""

    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    rejected: tuple[Rejection, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many rows came to what; together they are all the rows there were."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "rejected": len(self.rejected),
        }

    def touches(self, fields: frozenset[str]) -> bool:
        """Whether anything is added, or one of these fields changes."""
        return bool(self.added) or any(fields.intersection(one.fields) for one in self.changed)


#: A row of which nothing is said yet, as the records keep it.
BLANK: Final[Mapping[Kind, Row]] = {
    Kind.PEOPLE: dict.fromkeys(
        ("name", "organisation", "currency", "field", "region", "zone", "language", "note"), ""
    )
    | {"client": "new", "yearly_value_minor": None, "numbers": {}, "mails": {}},
    Kind.GOODS: dict.fromkeys(
        ("hu", "ru", "en", "field", "brand", "variant", "trade", "currency", "team"), ""
    )
    | {"stock": None, "back_on": None, "price_minor": None, "synonyms": [], "alternatives": []},
    Kind.PARTNERS: dict.fromkeys(("name", "phone", "phone_key", "mail", "note"), "")
    | dict.fromkeys(("complaints_per_100", "callback_hours", "trust", "terms_signed_on"))
    | {"trades": [], "regions": []},
    Kind.NUMBERS: {"owner": "", "note": ""},
}


def weigh(
    kind: Kind, rows: Iterable[Given], known: Known, ground: Ground, claims: dict[str, str]
) -> Plan:
    """Decide each row: added, changed, unchanged or rejected.

    `claims` gains the numbers and addresses that accepted rows bring to their owners, so that a
    later row of the same file can't bring them to another.
    """
    added: list[Change] = []
    changed: list[Change] = []
    rejected: list[Rejection] = []
    unchanged = 0
    for given in rows:
        row, flaws = _settled(kind, given, known, claims, ground)
        before = known.rows.get(given.code)
        if flaws:
            rejected.append(Rejection(given.line, flaws, given.cells))
        elif before is None:
            added.append(_change(kind, given, row, {}))
        elif row != before:
            changed.append(_change(kind, given, row, before))
        else:
            unchanged += 1
    return Plan(tuple(added), tuple(changed), unchanged, tuple(rejected))


def _change(kind: Kind, given: Given, row: Row, before: Mapping[str, Any]) -> Change:
    fields = tuple(name for name in before if row[name] != before[name])
    if kind in SEARCHED:
        row["search"] = SEARCHED[kind](given.code, row)
    return Change(given.line, given.code, fields, row, before)


def _settled(
    kind: Kind, given: Given, known: Known, claims: dict[str, str], ground: Ground
) -> tuple[Row, tuple[Flaw, ...]]:
    """The whole row as it would stand on record, or all that is wrong with it."""
    if given.flaws:
        return {}, given.flaws
    row: Row = {**BLANK[kind], **known.rows.get(given.code, {})}
    row |= {name: said for name, said in given.values.items() if name in row and name not in OWN}
    flaws = SETTLED[kind](row, given.values, ground)
    lines = [*given.values.get("numbers", ()), *given.values.get("mails", ())]
    before = known.rows.get(given.code, {})
    theirs = {*before.get("numbers", ()), *before.get("mails", ())}
    for key, written in lines:
        # Two codes may have turned out to be one person's, so the owner's code need not be this.
        owner = claims.get(key) or (key not in theirs and known.owners.get(key)) or given.code
        if owner != given.code:
            flaws.append(flaw(Why.TAKEN, text=written, owner=owner))
    if not flaws:
        claims.update((key, given.code) for key, _ in lines)
    return row, tuple(flaws)


def _person(row: Row, said: Mapping[str, Any], ground: Ground) -> list[Flaw]:
    """A person: numbers and addresses are added to those we have, never taken away.

    What callers gave at the desk must outlive a file that does not know it.
    """
    row["name"] = row["name"] or row["organisation"]
    row["numbers"] = dict(said.get("numbers", ())) | row["numbers"]
    row["mails"] = dict(said.get("mails", ())) | row["mails"]
    flaws = _in_minor_units(row, said, "yearly_value", ground)
    return flaws if row["name"] else [*flaws, flaw(Why.MISSING, column="name")]


def _item(row: Row, said: Mapping[str, Any], ground: Ground) -> list[Flaw]:
    """Something we sell; a sheet with one column of names gives them in the company's language."""
    if "name" in said and ground.language.value not in said:
        row[ground.language.value] = said["name"]
    if "back_on_days" in said:
        row["back_on"] = said.get("back_on") or said["back_on_days"]
    flaws = _in_minor_units(row, said, "price", ground)
    return flaws if any(row[lang] for lang in Lang) else [*flaws, flaw(Why.NO_NAME)]


def _partner(row: Row, said: Mapping[str, Any], _: Ground) -> list[Flaw]:
    if "phone" in said:
        row["phone_key"], row["phone"] = said["phone"]
    if "mail" in said:
        row["mail"] = said["mail"][1] if said["mail"] else ""
    needed = ("name", "phone")
    return [flaw(Why.MISSING, column=name) for name in needed if not row[name]]


def _known_number(row: Row, _: Mapping[str, Any], __: Ground) -> list[Flaw]:
    return [] if row["owner"] else [flaw(Why.MISSING, column="owner")]


def _in_minor_units(row: Row, said: Mapping[str, Any], name: str, ground: Ground) -> list[Flaw]:
    """Whole units as minor units of the row's currency, or of the company's where it has none."""
    if name not in said:
        return []
    amount: Decimal | None = said[name]
    if amount is None:
        row[f"{name}_minor"] = None
        return []
    row["currency"] = row["currency"] or ground.currency
    decimals = DECIMALS.get(row["currency"], 2)
    minor = amount.scaleb(decimals)
    if minor != int(minor):
        text, currency = str(amount), row["currency"]
        return [flaw(Why.TOO_FINE, column=name, text=text, currency=currency, decimals=decimals)]
    row[f"{name}_minor"] = int(minor)
    return []


def searched(*parts: str) -> str:
    """What `search_text` answers, word by remembered word: five times sooner in a long file."""
    words = (folded(word) for part in parts for word in part.split())
    return " ".join(word for word in words if word)


def _person_searched(_: str, row: Row) -> str:
    digits = [key.removeprefix("+") for key in row["numbers"]]
    mails = [mail if mail.isascii() else search_text(mail) for mail in row["mails"]]
    return " ".join([searched(row["name"], row["organisation"]), *digits, *mails])


def _item_searched(code: str, row: Row) -> str:
    names = (row["hu"], row["ru"], row["en"], row["brand"], row["variant"])
    return searched(code, *names, *row["synonyms"])


def _partner_searched(code: str, row: Row) -> str:
    digits = row["phone_key"].removeprefix("+")
    return searched(code, row["name"], digits, row["mail"], *row["trades"])


#: What a row says that is not stored as it was said.
OWN: Final = frozenset({"numbers", "mails", "phone", "mail"})
SETTLED: Final[Mapping[Kind, Callable[[Row, Mapping[str, Any], Ground], list[Flaw]]]] = {
    Kind.PEOPLE: _person,
    Kind.GOODS: _item,
    Kind.PARTNERS: _partner,
    Kind.NUMBERS: _known_number,
}
#: What a row is found by; known numbers are only ever looked up whole.
SEARCHED: Final[Mapping[Kind, Callable[[str, Row], str]]] = {
    Kind.PEOPLE: _person_searched,
    Kind.GOODS: _item_searched,
    Kind.PARTNERS: _partner_searched,
}
