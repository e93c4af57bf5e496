"""What the desk decided, in the shapes other systems read."""

from __future__ import annotations

from uuid import UUID

from demur.domain.answers import Answer, Settled
from demur.domain.decide import Decision
from demur.domain.policy.words.courtesy import Remark
from demur.domain.policy.words.wording import Spotted
from demur.domain.refusal import Lang
from demur.web import api_shapes as shapes


def answer(ref: UUID, decision: Decision, given: Answer) -> shapes.Answer:
    """A decision with the ways that are open; the keys count as on the desk, from 1."""
    return shapes.Answer(
        id=ref,
        situation=given.situation,
        confidence=round(decision.confidence, 4),
        step=given.step,
        say=decision.first_words,
        offers=offers(given),
        policy=shapes.PolicyRow(version=decision.policy_version, row=given.row or None),
        ask=decision.ask,
        lang=decision.lang,
        importance=given.importance,
        why=decision.why,
    )


def offers(given: Answer) -> list[shapes.Offer]:
    """The ways to help that are open, each under its key on the desk."""
    return [
        shapes.Offer(key=key, step=way.step, label=way.label, say=way.words, until=way.until)
        for key, way in enumerate(given.ways, start=1)
        if way.possible
    ]


def refused(ref: UUID, settled: Settled) -> shapes.Refused:
    """A refusal that is on record."""
    return shapes.Refused(
        id=ref,
        step=settled.step,
        say=settled.words,
        chosen=None if settled.chosen is None else settled.chosen + 1,
        promises=[
            shapes.Vowed(what=one.what, until=one.until, channel=one.channel)
            for one in settled.promises
        ],
    )


def checked(
    spotted: tuple[Spotted, ...], remarks: tuple[Remark, ...], reader: Lang
) -> shapes.Checked:
    """A text looked at for barred words, and for courtesy in the reader's language."""
    barred = [
        shapes.BarredWord(
            start=one.start, end=one.end, found=one.found, entry=one.entry, instead=one.instead
        )
        for one in spotted
    ]
    told = [
        shapes.Remark(
            code=one.code,
            severity=one.severity,
            start=one.start,
            end=one.end,
            found=one.found,
            message=one.told(reader),
        )
        for one in remarks
    ]
    return shapes.Checked(clean=not barred, barred=barred, remarks=told)
