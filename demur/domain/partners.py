"""Which partner may be named to this caller (mission A10)."""

from __future__ import annotations

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
    ruling = facts.partner_status(
        policy, complaints=partner.complaints_per_100 or 0, callback_hours=partner.callback_hours
    )
    if ruling is None:
        return Standing(partner, Trust.RECOMMENDED, None)
    return Standing(partner, ruling.trust or Trust.SUSPENDED, ruling.row)


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
        for one in standings
        if one.status is not Trust.SUSPENDED
        and (one.is_recommended or importance not in DEAR)
        and one.partner.trades.intersection(wanted)
        and (not region or not one.partner.regions or region in one.partner.regions)
    ]
    return tuple(sorted(named, key=order))
