"""Gathers, in three statements, everything one decision may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from demur.domain.decide import Decision
from demur.domain.demand import Again, again
from demur.domain.inquiry import Caller, Facts, Good
from demur.domain.needs.catalogue import Match
from demur.domain.needs.dialling import Dialled, Misdial, misdialled, read, region_of
from demur.domain.needs.text import guess
from demur.domain.needs.wrong_number import says_wrong_number
from demur.domain.people import display_name
from demur.domain.refusal import Importance, Lang, Money
from demur.domain.spoken import spoken_number
from demur.records.callers import Known, known
from demur.records.company import company
from demur.records.goods import Item
from demur.records.held import Held, held


@dataclass(frozen=True, slots=True)
class Asked:
    """What came in at the door: the caller's words and where they rang from."""

    need: str
    lang: Lang | None = None
    number: str = ""
    dialled: str = ""
    source: str = ""
    importance: Importance | None = None
    ref: UUID | None = None
    by_head: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """One inquiry with its frozen facts, and what the process holds to decide it."""

    asked: Asked
    facts: Facts
    held: Held
    known: Known
    number: Dialled
    dialled: Dialled
    lang: Lang

    def again(self, decision: Decision) -> Again | None:
        """Whether this caller asked the same within the last month."""
        item = decision.good.ref if decision.good else None
        trades = [decision.trade, *(hit.id for hit in self.facts.match.trades)]
        return again(self.known.earlier, item, trades if decision.trade else ())


def gather(asked: Asked, now: datetime) -> Gathered:
    """Freeze the facts of one inquiry at one instant.

    Raises NoPolicy where no policy is in force.
    """
    ours = company()
    number, dialled = read(asked.number, ours.country), read(asked.dialled, ours.country)
    caller = known(number.key or "", asked.ref, _keys(dialled), now)
    local = now.astimezone(ZoneInfo(ours.zone))
    memory = held(local, ours)
    lang = asked.lang or guess(asked.need, _language(caller, memory), memory.catalogue.tongues)
    match = memory.catalogue.match(asked.need, lang, local.weekday())
    facts = Facts(
        now=local,
        today=local.date(),
        our_number=_shown(ours.numbers),
        match=match,
        company=ours.name,
        caller=_caller(caller, number),
        goods=_goods(match, memory),
        partners=memory.partners,
        home=ours.region,
        misdial=_misdial(dialled, ours.numbers, caller.owners),
        dialled_known=bool(asked.dialled.strip()),
        says_wrong_number=says_wrong_number(asked.need),
        importance=asked.importance,
        by_head=asked.by_head,
    )
    return Gathered(asked, facts, memory, caller, number, dialled, lang)


def _language(caller: Known, memory: Held) -> Lang:
    """The language to answer in where the words themselves don't tell."""
    return Lang(caller.language or memory.company.language)


def _keys(dialled: Dialled) -> tuple[str, ...]:
    return (dialled.key,) if dialled.key else dialled.candidates


def _shown(numbers: list[str]) -> str:
    return spoken_number(numbers[0]) if numbers else ""


def _caller(caller: Known, number: Dialled) -> Caller:
    value = caller.yearly_value_minor
    return Caller(
        name=display_name(caller.name),
        client=caller.client,
        yearly_value=Money(value, caller.currency).amount if value is not None else None,
        field=caller.field or None,
        region=caller.region or (region_of(number.key) if number.key else None),
    )


def _misdial(dialled: Dialled, ours: list[str], owners: dict[str, str]) -> Misdial | None:
    return misdialled(dialled, ours, owners) if ours else None


def _goods(match: Match, memory: Held) -> dict[str, Good]:
    """Stock, return day and team of the items that may be meant, and of what stands in for them."""
    codes = {hit.id for hit in match.items}
    codes.update(*(memory.stands_in.get(hit.id, ()) for hit in match.items))
    if not codes:
        return {}
    rows = Item.objects.filter(code__in=codes).select_related("team")
    return {row.code: _good(row) for row in rows}


def _good(row: Item) -> Good:
    return Good(
        code=row.code,
        names={Lang.HU: row.hu, Lang.RU: row.ru, Lang.EN: row.en},
        trade=row.trade,
        stock=row.stock,
        back_on=row.back_on,
        alternatives=tuple(row.alternatives),
        busy_until=row.team.busy_until if row.team else None,
        price=Money(row.price_minor, row.currency) if row.price_minor is not None else None,
        ref=row.pk,
    )
