"""The answer as it was given at the desk: what is kept of a decision, and how it was settled."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from demur.domain.decide import Decision, may_overrule
from demur.domain.options import Option
from demur.domain.policy.words.wording import Said
from demur.domain.refusal import Importance, Promise, Situation, Step


class Vow(StrEnum):
    """What can be promised together with a no."""

    CALL_BACK = "call back"
    KEEP = "keep it for them"
    WRITE = "write to them"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to help, as it stood on its key."""

    step: Step
    possible: bool
    label: str = ""
    item: int | None = None
    partner: int | None = None
    until: date | None = None
    wording: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk proposed, in the form that is kept with the inquiry."""

    situation: Situation
    step: Step
    row: str
    wording: str
    words: str
    importance: Importance
    importance_row: str
    overruled: bool
    may_override: str
    ways: tuple[Way, ...]
    chosen: int | None
    polite_wording: str
    polite_words: str
    contributing: tuple[str, ...] = ()

    def kept(self) -> dict[str, Any]:
        """As JSON values."""
        ways = [asdict(way) | {"until": way.until and way.until.isoformat()} for way in self.ways]
        return asdict(self) | {"ways": ways, "contributing": list(self.contributing)}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person at the desk did with the answer.

    `chosen` is the key pressed (0 for the first), None for the policy's own proposal.
    """

    chosen: int | None = None
    only_polite: bool = False
    taken: str = ""
    call_back_at: datetime | None = None
    by_head: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """How the call ended: the step taken, the words said, what was promised."""

    step: Step
    wording: str
    words: str
    chosen: int | None
    promises: tuple[Promise, ...]


class Why(StrEnum):
    """Why a choice can't be made."""

    NOT_OPEN = "not open"
    NOT_ALLOWED = "not allowed"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Blocked:
    """A choice that can't be made, and the row that forbids it where one does."""

    why: Why
    row: str = ""


def answer_of(decision: Decision) -> Answer:
    """What is kept of a decision."""
    said, polite = decision.said, decision.polite_no
    return Answer(
        situation=decision.situation,
        step=decision.step,
        row=str(decision.row or ""),
        wording=said.wording if said else "",
        words=said.text if said else "",
        importance=decision.importance,
        importance_row=str(decision.importance_row or ""),
        overruled=decision.overruled,
        may_override=decision.may_override,
        ways=tuple(_way(option) for option in decision.options),
        chosen=decision.chosen,
        polite_wording=polite.wording if polite else "",
        polite_words=polite.text if polite else "",
        contributing=tuple(decision.contributing),
    )


def read_answer(kept: dict[str, Any]) -> Answer:
    """An answer from its kept JSON values."""
    ways = tuple(
        Way(**way | {"step": Step(way["step"]), "until": _day(way["until"])})
        for way in kept["ways"]
    )
    words = {
        "situation": Situation(kept["situation"]),
        "step": Step(kept["step"]),
        "importance": Importance(kept["importance"]),
        "contributing": tuple(kept["contributing"]),
    }
    return Answer(**kept | words | {"ways": ways})


def settle(answer: Answer, choice: Choice, now: datetime) -> Settled | Blocked:
    """End the call as the person at the desk chose, within what the policy's row lets them.

    The plain polite no is open to everybody always (article A9).
    """
    if choice.call_back_at is not None and choice.call_back_at <= now:
        return Blocked(Why.PAST)
    promises = _call_back(choice)
    if choice.only_polite:
        return Settled(Step.POLITE_NO, answer.polite_wording, answer.polite_words, None, promises)
    if choice.chosen is None or choice.chosen == answer.chosen:
        way = answer.ways[answer.chosen] if answer.chosen is not None else None
        promises += _keep(way, choice, now)
        return Settled(answer.step, answer.wording, answer.words, answer.chosen, promises)
    return _otherwise(answer, choice, promises, now)


def _otherwise(
    answer: Answer, choice: Choice, promises: tuple[Promise, ...], now: datetime
) -> Settled | Blocked:
    """Another key than the proposed one."""
    number = choice.chosen or 0
    if not 0 <= number < len(answer.ways) or not answer.ways[number].possible:
        return Blocked(Why.NOT_OPEN)
    way = answer.ways[number]
    allowed = way.step is answer.step or may_overrule(answer.may_override, by_head=choice.by_head)
    if not allowed:
        return Blocked(Why.NOT_ALLOWED, answer.row)
    promises += _keep(way, choice, now)
    return Settled(way.step, way.wording, way.words, number, promises)


def _call_back(choice: Choice) -> tuple[Promise, ...]:
    if choice.call_back_at is None:
        return ()
    return (Promise(Vow.CALL_BACK, choice.call_back_at),)


def _keep(way: Way | None, choice: Choice, now: datetime) -> tuple[Promise, ...]:
    """Whoever agrees to wait is promised that it is kept until the end of that day."""
    if way is None or way.step is not Step.WAIT or choice.taken != "yes" or way.until is None:
        return ()
    return (Promise(Vow.KEEP, datetime.combine(way.until, time.max, now.tzinfo)),)


def _way(option: Option) -> Way:
    said: Said | None = option.said
    return Way(
        step=option.step,
        possible=option.possible,
        label=option.label,
        item=option.good.ref if option.good else None,
        partner=option.partner.partner.ref if option.partner else None,
        until=option.until,
        wording=said.wording if said else "",
        words=said.text if said else "",
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
