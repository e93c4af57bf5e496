"""A second opinion on a planned day, written apart from the engine: which rules it breaks.

It knows what a world's people were promised and where they are, asks the rule packs' raw JSON, the
`holidays` package and zoneinfo by the minute (`contact_rules.checker`), and reads nothing that the
engine computed but the turns themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from demur.domain.round.plan import Turn
from tests.domain.contact_rules.checker import PLACES, fit


@dataclass(frozen=True, slots=True)
class Person:
    """A client as the world has them: place, language, peace (until which day, exclusive)."""

    zone: str
    language: str
    peace: date | None
    called: bool


@dataclass(frozen=True, slots=True)
class Seller:
    """A seller as the world has them: from and to which minute they work, and what they speak."""

    starts: int
    ends: int
    languages: frozenset[str]
    minutes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class World:
    """A day of a firm: its date, clock, people and sellers, and what was promised for it."""

    on: date
    zone: str
    opens: int
    minutes: int
    people: tuple[Person, ...]
    sellers: dict[str, Seller]
    promised: dict[int, int]


def broken(world: World, turns: tuple[Turn, ...]) -> Iterator[str]:
    """Every rule that the turns of a day break, in words."""
    whose = Counter(turn.client for turn in turns)
    yield from (f"twice {client}" for client, count in whose.items() if count > 1)
    for turn in turns:
        yield from _of_any(world, turn)
        if turn.kind != "link":
            yield from _of_a_call(world, turn)
    yield from _of_promises(world, turns)
    yield from _of_minutes(world, turns)


def _of_any(world: World, turn: Turn) -> Iterator[str]:
    """Of a call as of a link: peace, one a day, the slot's own minutes, quiet hours."""
    person, first = world.people[turn.client], _first(world, turn)
    if person.peace is None or person.peace > world.on:
        yield "peace"
    if person.called:
        yield "called today"
    if not first <= turn.minute < first + world.minutes:
        yield "outside its slot"
    if not may_ring(world.on, world.zone, turn.minute, person.zone):
        yield "quiet hours"


def _of_a_call(world: World, turn: Turn) -> Iterator[str]:
    person, seller = world.people[turn.client], world.sellers[turn.seller]
    first = _first(world, turn)
    if person.language not in seller.languages | {""}:
        yield "language"
    if first + world.minutes <= seller.starts or first >= seller.ends:
        yield "outside the shift"


def _first(world: World, turn: Turn) -> int:
    return world.opens + turn.slot * world.minutes


@cache
def may_ring(on: date, firm: str, minute: int, place: str) -> bool:
    """Whether it may ring at a place at every instant at which the firm's clock shows a minute."""
    instants = _instants(on, firm, minute)
    country, region = PLACES[place]
    return bool(instants) and all(fit(at, ZoneInfo(place), country, region) for at in instants)


@lru_cache(maxsize=2 * 24 * 60)
def _instants(on: date, zone: str, minute: int) -> list[datetime]:
    """Found by asking the zone's clock around the day, minute for minute of its offsets."""
    wall = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=minute)
    offsets = {
        (wall + timedelta(hours=away)).astimezone(ZoneInfo(zone)).utcoffset()
        for away in range(-26, 27)
    }
    tried = (wall - (offset or timedelta()) for offset in offsets)
    shown = wall.replace(tzinfo=None)
    return [at for at in tried if at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == shown]


def _of_promises(world: World, turns: tuple[Turn, ...]) -> Iterator[str]:
    """A promise that could be kept is kept, and not before its time."""
    made = {turn.client: turn for turn in turns if turn.kind == "promise"}
    if made.keys() - world.promised.keys():
        yield "a promise nobody made"
    for client, minute in world.promised.items():
        if client in made and made[client].minute < minute:
            yield "before its promised time"
        if client not in made and _could_be_kept(world, client, minute):
            yield "a promise not kept"
        if (
            client in made
            and made[client].minute > minute
            and _could_be_kept(world, client, minute, at_once=True)
        ):
            yield "a promise kept late"


def _could_be_kept(world: World, client: int, minute: int, *, at_once: bool = False) -> bool:
    """Whether from its slot on there is one in which they may be called and somebody is there."""
    person = world.people[client]
    if person.called or person.peace is None or person.peace > world.on:
        return False
    slots = len(next(iter(world.sellers.values())).minutes)
    slot = max((minute - world.opens) // world.minutes, 0)
    if at_once and not slot * world.minutes <= minute - world.opens < (slot + 1) * world.minutes:
        return False
    for each in range(slot, min(slot + 1, slots) if at_once else slots):
        first = world.opens + each * world.minutes
        open_ = all(
            may_ring(world.on, world.zone, first + m, person.zone) for m in range(world.minutes)
        )
        there = any(
            one.minutes[each] > 0 and person.language in one.languages | {""}
            for one in world.sellers.values()
        )
        if open_ and there:
            return True
    return False


def _of_minutes(world: World, turns: tuple[Turn, ...]) -> Iterator[str]:
    """No seller's slot holds more than its minutes, but for what was promised."""
    spent: Counter[tuple[str, int]] = Counter()
    bound: set[tuple[str, int]] = set()
    for turn in turns:
        if turn.kind == "link":
            continue
        spent[turn.seller, turn.slot] += 0.7 + 4.3 * turn.p_answer  # type: ignore[assignment]
        if turn.kind == "promise":
            bound.add((turn.seller, turn.slot))
    for (name, slot), minutes in spent.items():
        if (name, slot) not in bound and minutes > world.sellers[name].minutes[slot] + 1e-6:
            yield "more than the minutes"
