"""One inquiry, frozen: what the caller wants, who they are, what we hold, whom we know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from demur.domain.needs.catalogue import Match
from demur.domain.needs.dialling import Misdial
from demur.domain.partners import Figures, Standing
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Importance, Lang, Money, Nearness, Situation
from demur.domain.spoken import working_days

#: Goods whose score is within this share of the best, and that have all the properties asked for
#: which the best has, are as likely meant as the best: any black toner, but no other M-400.
NEAR_TOP = 0.98
FAIR_CHANCE = 0.2
#: A partner is named for trades that fit nearly as well as the best: who asks for a car is not
#: sent to a seller of spare parts.
LIKELY_TRADE = 0.8


@dataclass(frozen=True, slots=True)
class Good:
    """An item as it stands now. `stock` is None where nothing is counted (a service)."""

    code: str
    names: Mapping[Lang, str]
    trade: str = ""
    stock: int | None = None
    back_on: date | None = None
    alternatives: tuple[str, ...] = ()
    busy_until: datetime | None = None
    price: Money | None = None
    ref: int = 0

    def name(self, lang: Lang) -> str:
        """Its name in that language, or in another where that one is missing."""
        return self.names.get(lang) or next((name for name in self.names.values() if name), "")

    def in_stock(self, quantity: int) -> bool:
        """Whether that many can be handed over now."""
        return self.stock is None or self.stock >= quantity


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling, as far as we know; `yearly_value` in whole units of the policy's currency."""

    name: str = ""
    client: str = "new"
    yearly_value: float | None = None
    field: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a decision may know, frozen at one instant.

    `now` is aware and in the company's zone; `home` is our own region; `importance` is what the
    desk would rather have than the policy's own weighing.
    """

    now: datetime
    today: date
    our_number: str
    match: Match
    company: str = ""
    caller: Caller = Caller()
    goods: Mapping[str, Good] = field(default_factory=dict)
    partners: tuple[Standing, ...] = ()
    home: str = ""
    misdial: Misdial | None = None
    dialled_known: bool = False
    says_wrong_number: bool = False
    importance: Importance | None = None
    by_head: bool = False

    @property
    def quantity(self) -> int:
        """How many they want; one unless they said."""
        return self.match.spoken.quantity or 1

    @property
    def may_be_ours(self) -> bool:
        """Whether there is a fair chance that they want just what we sell."""
        return self.match.chances.get(Nearness.EXACT, 0.0) >= FAIR_CHANCE

    def is_busy(self, good: Good) -> bool:
        """Whether the people this takes are with somebody else."""
        return good.busy_until is not None and good.busy_until > self.now

    def is_ready(self, good: Good) -> bool:
        """Whether the caller can have it now."""
        return good.in_stock(self.quantity) and not self.is_busy(good)

    def held(self, codes: tuple[str, ...]) -> list[Good]:
        """Those of the items that we know, in the order given."""
        return [self.goods[code] for code in codes if code in self.goods]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a policy is asked of an inquiry, beside its situation and the caller's importance.

    Kept with the inquiry, so that another version can be asked the same. `back_in` is in working
    days, None when nobody knows or it would be too late; `partners` are those in reach, before
    the policy judges them.
    """

    client: str
    yearly_value: float | None
    field: str | None
    back_in: int | None
    alternative: bool
    partners: frozenset[Figures] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """An inquiry put to a policy: the item meant, and what stands in the way."""

    facts: Facts
    policy: Policy
    lang: Lang
    subject: Good | None
    situation: Situation
    contributing: tuple[Situation, ...] = ()

    @property
    def until(self) -> date | None:
        """The day from which waiting would help."""
        if self.subject is None:
            return None
        if self.situation is Situation.NO_ONE_FREE and self.subject.busy_until:
            return self.subject.busy_until.astimezone(self.facts.now.tzinfo).date()
        return self.subject.back_on if self.situation is Situation.OUT_OF_STOCK else None

    @property
    def back_in(self) -> int | None:
        """Working days until we can serve; None when nobody knows."""
        if self.until is None or self.until < self.facts.today:
            return None
        return working_days(self.facts.today, self.until)

    @property
    def is_too_late(self) -> bool:
        """Whether we could serve only after the day the caller needs it."""
        by_days = self.facts.match.spoken.by_days
        if self.until is None or by_days is None:
            return False
        return self.until > self.facts.today + timedelta(days=max(by_days, 0))

    @property
    def trades(self) -> tuple[str, ...]:
        """The trades that may help, likeliest first: the item's own, or those the need fits."""
        if self.subject and self.subject.trade:
            return (self.subject.trade,)
        hits = self.facts.match.trades
        if self.situation is Situation.OTHER_BUSINESS:
            hits = hits[:1]  # of trades far from ours we know too little to name a second guess
        line = hits[0].score * LIKELY_TRADE if hits else 0.0
        return tuple(hit.id for hit in hits if hit.score >= line)

    @property
    def wanted(self) -> str:
        """What they want, for a sentence: the item's name, or their own words for it."""
        if self.subject:
            return self.subject.name(self.lang)
        return self.facts.match.spoken.named(self.lang)


def case_of(facts: Facts, policy: Policy, lang: Lang) -> Case:
    """What the inquiry is about, and which of article A's situations it is."""
    subject = _subject(facts)
    if facts.misdial is not None or facts.says_wrong_number:
        return Case(facts, policy, lang, subject, Situation.WRONG_NUMBER)
    if subject is None:
        foreign = facts.match.nearness is Nearness.FOREIGN
        situation = Situation.OTHER_BUSINESS if foreign else Situation.OTHER_SPECIALITY
        return Case(facts, policy, lang, None, situation)
    causes = [] if subject.in_stock(facts.quantity) else [Situation.OUT_OF_STOCK]
    causes += [Situation.NO_ONE_FREE] if facts.is_busy(subject) else []
    situation, *contributing = causes or [Situation.SERVED]
    return Case(facts, policy, lang, subject, situation, tuple(contributing))


def _subject(facts: Facts) -> Good | None:
    """The item meant: the best hit, or one as good that the caller can have now.

    A service that is nearly the one asked for is the one meant when nobody is free to render it:
    the caller is asked to wait, not told that we don't do such work.
    """
    hits = facts.match.items
    if facts.match.nearness is Nearness.ALTERNATIVE:
        return _busy_service(facts)
    if facts.match.nearness is not Nearness.EXACT or not hits:
        return None
    line = hits[0].score * NEAR_TOP
    likely = (hit.id for hit in hits if hit.score >= line and hit.met >= hits[0].met)
    near = facts.held(tuple(likely))
    ready = [good for good in near if facts.is_ready(good)]
    return next(iter(ready or near), None)


def _busy_service(facts: Facts) -> Good | None:
    """The nearest of the goods where it is a service, all its people are busy, and none is free."""
    near = facts.held(tuple(hit.id for hit in facts.match.items))
    if not near or any(facts.is_ready(good) for good in near):
        return None
    return near[0] if near[0].stock is None else None
