"""Rows as they are written: from decided values to an inquiry, a refusal, offers, promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from demur.domain.answers import Answer, Choice, Settled
from demur.domain.decide import Decision
from demur.domain.demand import Again
from demur.domain.people import search_text
from demur.domain.refusal import Direction, Money, Step
from demur.records.calls import keep_promises
from demur.records.gather import Gathered
from demur.records.inquiries import Inquiry, Offered, Promised, Refusal

#: Beyond any order; a sum over a million of them still fits into 64 bits.
WORTH_MOST = 10**12


@dataclass(frozen=True, slots=True)
class RefusalRows:
    """A refusal with what was offered and promised, not yet saved."""

    refusal: Refusal
    offers: Sequence[Offered]
    promises: Sequence[Promised]

    def save(self) -> None:
        """Write them, three statements at most; the transaction is the caller's.

        A call back that was promised is planned with them, which costs the gate's few more.
        """
        self.refusal.save(force_insert=True)
        Offered.objects.bulk_create(self.offers)
        Promised.objects.bulk_create(self.promises)
        keep_promises(self.promises, self.refusal.by, self.refusal.at)


def inquiry_row(
    gathered: Gathered, decision: Decision, answer: Answer, again: Again | None, ref: UUID, by: str
) -> Inquiry:
    """An inquiry with the answer it was given."""
    asked, number, dialled = gathered.asked, gathered.number, gathered.dialled
    good, put, worth = decision.good, decision.asked, _kept(decision.worth)
    return Inquiry(
        ref=ref,
        at=gathered.facts.now,
        need=asked.need,
        lang=gathered.lang,
        number_key=number.key or "",
        number_raw=asked.number,
        dialled_key=dialled.key or "",
        dialled_raw=asked.dialled,
        contact_id=gathered.known.contact,
        source=asked.source,
        by=by,
        situation=decision.situation,
        nearness=gathered.facts.match.nearness,
        confidence=decision.confidence,
        item_id=good.ref if good else None,
        trade=decision.trade,
        quantity=gathered.facts.match.spoken.quantity,
        region=gathered.facts.caller.region or "",
        step=decision.step,
        policy_id=gathered.held.policy_ref,
        answer=answer.kept(),
        demand_id=again.demand if again else None,
        search=search_text(
            asked.need, gathered.known.name, number.key or asked.number, asked.source
        ),
        row=answer.row,
        importance=decision.importance,
        importance_overruled=decision.overruled,
        client=put.client,
        yearly_value=put.yearly_value,
        field=put.field or "",
        back_in=put.back_in,
        alternative=put.alternative,
        partners=" ".join(map(str, sorted(put.partners))),
        worth_minor=worth.minor if worth else None,
        currency=worth.currency if worth else "",
    )


def _kept(worth: Money | None) -> Money | None:
    """A worth that the records have room for; a slip in a price may go far beyond it."""
    return worth if worth and worth.minor <= WORTH_MOST else None


def refusal_rows(
    inquiry: Inquiry,
    answer: Answer,
    settled: Settled,
    choice: Choice,
    *,
    at: datetime,
    by: str,
    source: str,
    seconds: int | None,
) -> RefusalRows:
    """A denial with every fact of it; the inquiry may not be saved yet."""
    refusal = Refusal(
        inquiry=inquiry,
        at=at,
        direction=Direction.DENIAL,
        situation=answer.situation,
        reason=answer.situation,
        contributing=list(answer.contributing),
        step=settled.step,
        proposed_step=answer.step,
        wording=settled.wording,
        words=settled.words,
        policy_id=inquiry.policy_id,
        row=answer.row,
        source=source,
        importance=answer.importance,
        importance_row=answer.importance_row,
        importance_overruled=answer.overruled,
        taken=choice.taken,
        only_polite=settled.step is Step.POLITE_NO and choice.only_polite,
        by=by,
        seconds=seconds,
    )
    offers = [
        Offered(
            refusal=refusal,
            position=position,
            step=way.step,
            label=way.label,
            item_id=way.item,
            partner_id=way.partner,
            until=way.until,
            chosen=position == settled.chosen,
        )
        for position, way in enumerate(answer.ways)
        if way.possible and not choice.only_polite
    ]
    promises = [
        Promised(refusal=refusal, what=one.what, until=one.until, channel=one.channel)
        for one in settled.promises
    ]
    return RefusalRows(refusal, offers, promises)
