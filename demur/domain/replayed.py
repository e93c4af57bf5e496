"""The inquiries of a replay, and what came of it: who, how many, worth what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demur.domain.policy.many import Fact, Floats, Integers
from demur.domain.refusal import Money, RowRef, Step

Flags = NDArray[np.bool_]

#: So many inquiries of a group are named at once; more than a head of sales reads.
EXAMPLES: Final = 20
#: The steps after which the caller may still buy from us.
KEEPING: Final = frozenset({Step.SERVE, Step.WAIT, Step.ALTERNATIVE})


@dataclass(frozen=True, slots=True)
class Cases:
    """Recorded inquiries, N kinds of them, each `count` times; every column has shape (N,).

    `id` is an inquiry of the kind, the newest; `worth` in minor units of `currency`, summed;
    `unpriced` says how many have no worth. `back_in` is in working days and `yearly_value` in
    whole units, NaN where nobody knew. `partners` are figures as text, None where the inquiry was
    recorded before they were kept. `row` is the row that was recorded, "" for none, and `by_old`
    says that the version now called old decided.
    """

    id: Integers
    count: Integers
    worth: Integers
    currency: Fact
    unpriced: Integers
    situation: Fact
    back_in: Floats
    alternative: Flags
    partners: Fact
    client: Fact
    yearly_value: Floats
    field: Fact
    importance: Fact
    overruled: Flags
    row: Fact
    by_old: Flags

    def inquiries(self, among: Flags) -> int:
        """How many inquiries the chosen kinds stand for."""
        return int(self.count[among].sum())

    def sums(self, at: Integers) -> tuple[Money, ...]:
        """The worth of some kinds, a sum a currency."""
        return tuple(
            Money(int(self.worth[some].sum()), str(self.currency.values[code]))
            for code, some in _apart(self.currency.codes, at)
            if self.currency.values[code]
        )

    def newest(self, at: Integers, most: int = EXAMPLES) -> tuple[int, ...]:
        """The newest inquiries of some kinds, newest first."""
        return tuple(np.sort(self.id[at])[::-1][:most].tolist())


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a version does for a caller: the row that decides, the step, and the sentence's name.

    Where no row decides, the desk says the polite no.
    """

    row: RowRef | None = None
    step: Step = Step.POLITE_NO
    say: str = ""


class Turn(StrEnum):
    """What a draft turns for a caller: we keep them (see KEEPING), or let them go."""

    KEPT = "kept"
    LET_GO = "let go"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many callers a draft turns one way, and what they wanted was worth.

    `worth` has one sum a currency, and `unpriced` says of how many it is not known.
    """

    turn: Turn
    inquiries: int
    worth: tuple[Money, ...]
    unpriced: int


@dataclass(frozen=True, slots=True)
class Group:
    """Inquiries that one row decided and another would: how many, what they are worth, who.

    `worth` has one sum a currency; `examples` are their newest ids, at most 20.
    """

    before: Treatment
    after: Treatment
    inquiries: int
    worth: tuple[Money, ...]
    unpriced: int
    examples: tuple[int, ...]

    @property
    def is_otherwise(self) -> bool:
        """Whether the caller would have noticed: another step, or another sentence."""
        before, after = self.before, self.after
        return (before.step, before.say) != (after.step, after.say)

    @property
    def turn(self) -> Turn:
        """Whether the draft keeps a caller who was let go, or the other way round."""
        kept, keeps = (one.step in KEEPING for one in (self.before, self.after))
        return Turn.NEITHER if kept is keeps else Turn.KEPT if keeps else Turn.LET_GO

    @property
    def key(self) -> str:
        """A short name that stays the same whichever inquiries are replayed."""
        said = [(str(one.row), one.step, one.say) for one in (self.before, self.after)]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Drift:
    """Inquiries recorded with another row than the same version decides today; "" is no row."""

    recorded: str
    decided: str
    inquiries: int
    examples: tuple[int, ...]


class Left(StrEnum):
    """Why an inquiry could not be replayed."""

    RECORDED_BEFORE = "recorded before"
    NEWLY_ASKED = "newly asked"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a replay; `inquiries` are all, and every one is counted once below.

    `by_others` were decided by other versions than the old one, and are replayed on it too;
    `newly_asked` names the draft's questions that were never put to a caller.
    """

    inquiries: int
    same: int
    groups: tuple[Group, ...]
    drifts: tuple[Drift, ...]
    left: Mapping[Left, int]
    newly_asked: tuple[str, ...]
    by_others: int

    @property
    def moved(self) -> int:
        """How many another row would have decided, or the same row otherwise."""
        return sum(group.inquiries for group in self.groups)

    @property
    def otherwise(self) -> int:
        """How many would have been treated otherwise."""
        return sum(group.inquiries for group in self.groups if group.is_otherwise)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Those who would have been treated otherwise, by what that turns; only what there is."""
        apart = {
            turn: [g for g in self.groups if g.is_otherwise and g.turn is turn] for turn in Turn
        }
        return tuple(
            Tally(
                turn,
                sum(group.inquiries for group in some),
                added(money for group in some for money in group.worth),
                sum(group.unpriced for group in some),
            )
            for turn, some in apart.items()
            if some
        )

    @property
    def drifted(self) -> int:
        """How many were recorded with another row than the version that decided them gives."""
        return sum(drift.inquiries for drift in self.drifts)


def added(worth: Iterable[Money]) -> tuple[Money, ...]:
    """Sums of money, one a currency: two currencies are never added."""
    sums: dict[str, int] = {}
    for one in worth:
        sums[one.currency] = sums.get(one.currency, 0) + one.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def groups(
    cases: Cases, before: Fact, after: Fact, among: Flags, named: int = EXAMPLES
) -> tuple[Group, ...]:
    """Those another row would have decided, or the same row otherwise; the largest first.

    `before` and `after` are Treatments, shape (N,); `among` are the kinds that were replayed;
    `named` says how many inquiries of a group are named.
    """
    every = tuple(dict.fromkeys((*before.values, *after.values)))
    was, would_be = (_recoded(fact.values, fact, every) for fact in (before, after))
    moved = np.flatnonzero(among & (was != would_be))
    told = [
        _group(cases, at, every[pair // len(every)], every[pair % len(every)], named)
        for pair, at in _apart(was * len(every) + would_be, moved)
    ]
    return tuple(sorted(told, key=lambda group: -group.inquiries))


def _recoded(values: Sequence[object], fact: Fact, every: Sequence[object]) -> Integers:
    """What `values` make of each case, as places among all values."""
    places = {value: place for place, value in enumerate(every)}
    return np.array([places[value] for value in values], np.int64)[fact.codes]


def _group(cases: Cases, at: Integers, before: object, after: object, named: int) -> Group:
    assert isinstance(before, Treatment)  # noqa: S101
    assert isinstance(after, Treatment)  # noqa: S101
    return Group(
        before=before,
        after=after,
        inquiries=int(cases.count[at].sum()),
        worth=cases.sums(at),
        unpriced=int(cases.unpriced[at].sum()),
        examples=cases.newest(at, named),
    )


def drifts(cases: Cases, decided: Fact, among: Flags) -> tuple[Drift, ...]:
    """Those recorded with another row than the version that decided them gives today."""
    rows = [str(one.row or "") for one in decided.values if isinstance(one, Treatment)]
    every = tuple(dict.fromkeys((*rows, *map(str, cases.row.values))))
    today, recorded = _recoded(rows, decided, every), _recoded(cases.row.values, cases.row, every)
    drifted = np.flatnonzero(among & (recorded != today))
    return tuple(
        Drift(
            recorded=every[pair // len(every)],
            decided=every[pair % len(every)],
            inquiries=int(cases.count[at].sum()),
            examples=cases.newest(at),
        )
        for pair, at in _apart(recorded * len(every) + today, drifted)
    )


def _apart(codes: Integers, at: Integers) -> Iterator[tuple[int, Integers]]:
    """The given places, apart by their code."""
    order = at[np.argsort(codes[at], kind="stable")]
    for some in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        if len(some):
            yield int(codes[some[0]]), some
