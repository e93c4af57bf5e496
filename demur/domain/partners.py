"""Which partner may be named to this caller (mission A10)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from demur.domain.policy import facts
from demur.domain.policy.names import Trust
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Importance, RowRef

DEAR = frozenset({Importance.KEY, Importance.STRATEGIC})


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner as our callers know it. Hours and complaints are None where nothing is known."""

    code: str
    name: str
    phone: str
    trades: frozenset[str]
    regions: frozenset[str]
    complaints_per_100: int | None = None
    callback_hours: int | None = None
    trust: float | None = None
    terms_signed_on: date | None = None
    ref: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Figures:
    """What the policy is asked of a partner: complaints per 100 callers, hours until they ring.

    The hours are working hours, -1 where nobody knows. As text they are `2/8`, or `6/`.
    """

    complaints: int
    callback_hours: int = -1

    def __str__(self) -> str:
        return f"{self.complaints}/{self.callback_hours if self.callback_hours >= 0 else ''}"

    @classmethod
    def read(cls, text: str) -> Figures:
        """From the text; raises ValueError for one that is none."""
        complaints, _, hours = text.partition("/")
        return cls(int(complaints), int(hours or -1))


def figures_of(partner: Partner) -> Figures:
    """A partner of whom nobody complained yet has no complaints."""
    hours = partner.callback_hours
    return Figures(partner.complaints_per_100 or 0, -1 if hours is None else math.ceil(hours))


@dataclass(frozen=True, slots=True)
class Standing:
    """A partner with the status the policy gives it, and the row that says so."""

    partner: Partner
    status: Trust
    row: RowRef | None

    @property
    def is_recommended(self) -> bool:
        """Whether the policy lets the desk send callers without a second thought."""
        return self.status is Trust.RECOMMENDED


def standing(partner: Partner, policy: Policy) -> Standing:
    """The partner's status by the policy's own partner table; suspended where no row fits."""
    return Standing(partner, *judged(figures_of(partner), policy))


def judged(figures: Figures, policy: Policy) -> tuple[Trust, RowRef | None]:
    """The status the policy gives a partner of these figures, and the row that says so."""
    hours = figures.callback_hours if figures.callback_hours >= 0 else None
    ruling = facts.partner_status(policy, complaints=figures.complaints, callback_hours=hours)
    if ruling is None:
        return Trust.RECOMMENDED, None
    return ruling.trust or Trust.SUSPENDED, ruling.row


def in_reach(
    standings: Iterable[Standing], trades: Collection[str], region: str | None
) -> tuple[Standing, ...]:
    """Partners of these trades where the caller lives, whatever we think of them.

    A caller of unknown region may live anywhere: every region will do.
    """
    return tuple(
        one
        for one in standings
        if one.partner.trades.intersection(trades)
        and (not region or not one.partner.regions or region in one.partner.regions)
    )


def fitting(
    standings: Iterable[Standing],
    trades: Collection[str],
    importance: Importance,
    *,
    region: str | None = None,
    home: str = "",
) -> tuple[Standing, ...]:
    """Partners for these trades, best first: recommended, in the caller's region, trusted.

    A suspended partner is never named; one on watch gets no key or strategic caller. A caller of
    unknown region may live anywhere: every region will do, our own (`home`) first.
    """
    wanted = list(trades)

    def order(one: Standing) -> tuple[bool, bool, int, float, str]:
        partner = one.partner
        nearest = min(wanted.index(trade) for trade in partner.trades if trade in wanted)
        return (
            not one.is_recommended,
            bool(partner.regions) and (region or home) not in partner.regions,
            nearest,
            -(partner.trust or 0.0),
            partner.code,
        )

    named = [
        one
        for one in in_reach(standings, wanted, region)
        if one.status is not Trust.SUSPENDED and (one.is_recommended or importance not in DEAR)
    ]
    return tuple(sorted(named, key=order))
