"""Who was promised peace, kept apart from the program that is to keep it: an oracle for its exits.

A promise is a set of tokens (numbers, addresses, persons) with a scope. It is about everybody who
has one of its tokens; and whatever comes to somebody it is about is a token of it too, for good.
Nothing here asks the gate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from demur.domain.peace import Approach


@dataclass
class Promise:
    """What a client was promised, and for which tokens."""

    ref: UUID
    tokens: set[str]
    scope: str
    channels: frozenset[str]
    need: str
    since: datetime
    until: datetime | None
    but_one_offer: bool
    ended: bool = False

    def bars(self, approach: Approach) -> bool:
        """Whether it forbids an approach, told from the promise's words and nothing else."""
        if self.ended or (self.until is not None and self.until <= approach.at):
            return False
        by = {"partner": {"partner", "phone"}}.get(approach.channel, {str(approach.channel)})
        if self.channels and not by & self.channels:
            return False
        if approach.purpose == "asked":
            return not (approach.asked_at and approach.asked_at > self.since) and (
                self.scope == "everything" or (self.scope == "this need" and self._is_it(approach))
            )
        in_writing = approach.channel in {"sms", "mail", "letter"}
        if approach.purpose == "better offer" and in_writing and self.but_one_offer:
            return False
        return self.scope != "this need" or self._is_it(approach)

    def _is_it(self, approach: Approach) -> bool:
        return not approach.need or approach.need == self.need


@dataclass(eq=False)
class Person:
    """Somebody, as all the contacts they were found to be."""

    rows: dict[int, str]
    lines: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    @property
    def tokens(self) -> set[str]:
        """Everything they are known by."""
        return self.lines | {f"person {born}" for born in self.rows.values()}

    def came(self) -> Iterator[datetime]:
        """When each of the contacts came into the records."""
        return (datetime.fromisoformat(born.partition(" ")[2]) for born in self.rows.values())

    @property
    def pk(self) -> int:
        """The contact that stands for all of them."""
        return next(iter(self.rows))


@dataclass(eq=False)
class Known:
    """A link that was made: for whom, about what, and which promises came of it."""

    pk: int
    person: Person | None
    tokens: set[str]
    need: str
    promises: list[UUID] = field(default_factory=list)


@dataclass
class World:
    """Everybody, and all links; `promises` outlives any restore of the rest."""

    people: list[Person] = field(default_factory=list)
    links: list[Known] = field(default_factory=list)

    def owner(self, line: str) -> Person | None:
        """Whose a number or an address is."""
        return next((one for one in self.people if line in one.lines), None)

    def forget(self, person: Person) -> None:
        """They are erased; what they said by a link is nobody's by name."""
        self.people.remove(person)
        for link in self.links:
            link.person = None if link.person is person else link.person

    def by_code(self, code: str) -> Person | None:
        """Whose a code is."""
        return next((one for one in self.people if code in one.codes), None)


@dataclass
class Promises:
    """Every promise ever made, and who was erased when."""

    all: dict[UUID, Promise] = field(default_factory=dict)
    erased: list[tuple[set[str], datetime]] = field(default_factory=list)

    def cover(self, person: Person, world: World) -> None:
        """What holds for one token of somebody holds for all of them, wherever these go."""
        for link in world.links:
            if link.person is None and link.tokens & person.tokens:
                link.person = person
        for one in self.all.values():
            if one.tokens & person.tokens:
                one.tokens |= person.tokens

    def erases(self, person: Person, before: int) -> bool:
        """Whether somebody was there when whoever has a token of theirs was erased.

        `before`: so many erasures were done when these records were laid by.
        """
        return any(
            tokens & person.tokens and any(born <= at for born in person.came())
            for tokens, at in self.erased[before:]
        )

    def standing(self) -> list[Promise]:
        """Those that nobody has ended."""
        return [one for one in self.all.values() if not one.ended]

    def bar(self, tokens: Iterable[str], approach: Approach) -> bool:
        """Whether somebody known by these tokens was promised that this is not done."""
        return any(one.bars(approach) for one in self._of(set(tokens)))

    def _of(self, tokens: set[str]) -> Iterator[Promise]:
        return (one for one in self.all.values() if one.tokens & tokens)
