"""The round as its page shows it: the tiles, a row a client, and the one who is in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from demur.actions.undo_turn import may_undo
from demur.domain.attempts import Noted
from demur.domain.contact_rules.zones import clocks, zones_of
from demur.domain.dispositions import Disposition, Flag
from demur.domain.exits import Exit
from demur.domain.peace import Blocked
from demur.domain.refusal import Lang
from demur.domain.round.likely import Likely
from demur.domain.round.turns import Kind
from demur.records.attempts import calls_to
from demur.records.company import Company
from demur.records.contact_rules import place_of
from demur.records.dispositions import dispositions
from demur.records.gate import Cleared, ask, leaves_by
from demur.records.likely import likely_reasons
from demur.records.rounds import Rest, State, Turn, number_of
from demur.web import charts, round_said
from demur.web.held_back import held_back

LAST_CALLS: Final = 3
#: What stands first on the page: what is to be done, then what has been.
ORDER: Final = {State.TAKEN: 0, State.OPEN: 0, State.DONE: 1, State.DROPPED: 2}


@dataclass(frozen=True, slots=True)
class Row:
    """One client's line: when, how long silent, how likely lost, why today, and whose it is.

    `there` is what the client's clock shows, where it is another; `likely` why they are silent, as
    far as anything carries it; `holder` whoever has them in
    hand; `rests` what holds a call back; `ended` how the call ended and what follows from it.
    """

    turn: Turn
    here: str
    there: str
    silence: str
    drawn: SafeString | str
    span: str
    why: str
    likely: str
    worth: str
    holder: str
    is_mine: bool
    may_take: bool
    rests: str
    ended: str
    follows: str
    may_undo: bool

    @property
    def is_link(self) -> bool:
        """Whether the link is worth more than a call."""
        return self.turn.kind == Kind.LINK

    @property
    def is_over(self) -> bool:
        """Whether nobody works the turn any more, nor has yet to say how its call ended."""
        return self.turn.state in {State.DONE, State.DROPPED} and not self.may_take


@dataclass(frozen=True, slots=True)
class Key:
    """A way for the call to end: its code, name and key, and whether it must have a day."""

    code: str
    name: str
    key: str
    asks_peace: bool


@dataclass(frozen=True, slots=True)
class LastCall:
    """An earlier call: when it was and how it ended."""

    at: datetime
    ended: str


@leaves_by(Exit.ROUND_PAGE)
def takeable(cleared: Sequence[Cleared]) -> frozenset[object]:
    """The turns beside which there is a button; a number stands beside none."""
    return frozenset(one.wanted.about for one in cleared)


def rows(turns: Sequence[Turn], reader: str, ours: Company, now: datetime) -> list[Row]:
    """The lines of some turns, in the order they are given."""
    contacts = [one.contact_id for one in turns if one.contact_id]
    calls, known = calls_to(contacts), dispositions()
    rests = {one.contact_id: one for one in Rest.objects.filter(contact__in=contacts)}
    likely = likely_reasons(contacts, now, ZoneInfo(ours.zone), calls)
    may, held = _asked([one for one in turns if _is_free(one, reader, now)], now)
    return [
        _row(
            one,
            reader,
            ours,
            now,
            calls=calls.get(one.contact_id or 0, ()),
            known=known,
            rest=rests.get(one.contact_id or 0),
            likely=likely.get(one.contact_id or 0),
            may_take=one.about in may,
            blocked=held.get(one.about),
        )
        for one in turns
    ]


def in_order(turns: Sequence[Turn]) -> list[Turn]:
    """A day's turns as the page lists them: by the clock, those that are over below."""
    return sorted(turns, key=lambda one: (ORDER[State(one.state)], one.at, one.pk))


def keys() -> list[Key]:
    """The firm's ways for a call to end, with their keys."""
    lang = Lang(round_said.language())
    return [
        Key(one.code, one.names[lang], one.key.casefold(), one.asks_peace)
        for one in dispositions().values()
        if not one.retired
    ]


def last_calls(turn: Turn) -> list[LastCall]:
    """The client's last calls before this one, the latest first."""
    if turn.contact_id is None:
        return []
    known, calls = dispositions(), calls_to([turn.contact_id])[turn.contact_id]
    return [
        LastCall(one.at, round_said.ended(known.get(one.disposition), one.disposition))
        for one in reversed(calls[-LAST_CALLS:])
    ]


def silent_for(
    calls: Sequence[Noted], known: Mapping[str, Disposition], now: datetime
) -> tuple[int, int]:
    """Calls since the person last answered, and days since then, or since the first of them."""
    since: list[Noted] = []
    begun = now
    for one in reversed(calls):
        begun = one.at
        if one.disposition in known and Flag.PERSON in known[one.disposition].flags:
            break
        since.append(one)
    return len(since), max(0, (now - begun).days)


def _row(
    turn: Turn,
    reader: str,
    ours: Company,
    now: datetime,
    *,
    calls: Sequence[Noted],
    known: Mapping[str, Disposition],
    rest: Rest | None,
    likely: Likely | None,
    may_take: bool,
    blocked: Blocked | None,
) -> Row:
    told = round_said.span(turn.p_refused, turn.low, turn.high)
    zone = ZoneInfo(ours.zone)
    is_held = turn.is_held(now)
    return Row(
        turn=turn,
        here=f"{turn.at.astimezone(zone):%H:%M}",
        there=_there(turn, ours),
        silence=round_said.silence(*silent_for(calls, known, now)) if calls else "",
        drawn=charts.likely(turn.p_refused, turn.low, turn.high, told) if told else "",  # type: ignore[arg-type]
        span=told,
        why=round_said.why_today(turn, now.astimezone(zone).date()),
        likely=round_said.likely(likely) if turn.state in {State.OPEN, State.TAKEN} else "",
        worth=round_said.worth(turn),
        holder=turn.taken_by if is_held else "",
        is_mine=is_held and turn.taken_by == reader,
        may_take=may_take,
        rests=held_back(blocked, zone) if blocked else "",
        ended=_ended(turn, known, zone),
        follows=round_said.follows(rest) if turn.state == State.DONE else "",
        may_undo=may_undo(turn, reader, now),
    )


def _is_free(turn: Turn, reader: str, now: datetime) -> bool:
    """Whether a turn is in nobody's hands, or the reader has yet to say how its call ended."""
    is_over = turn.state in {State.DONE, State.DROPPED}
    return turn.is_unsaid(reader) or not (is_over or turn.is_held(now))


def _asked(
    turns: Sequence[Turn], now: datetime
) -> tuple[frozenset[object], Mapping[object, Blocked]]:
    """Which turns the gate would let through now, and what holds the others back."""
    passage = ask(Exit.ROUND_PAGE, [one.wanted(now) for one in turns])
    return takeable(passage.cleared), {one.wanted.about: one.blocked for one in passage.held}


def _there(turn: Turn, ours: Company) -> str:
    """The client's own clock at the hour of the turn, where it shows another hour than ours."""
    if turn.contact is None:
        return ""
    place = place_of(turn.contact, number_of(turn.contact), ours)
    shown = clocks(zones_of(place.zone, place.region, place.number_key, place.country), turn.at)
    here = turn.at.astimezone(ZoneInfo(ours.zone)).utcoffset()
    is_other = len(shown) == 1 and shown[0].utcoffset() != here
    return f"{shown[0]:%H:%M}" if is_other else ""


def _ended(turn: Turn, known: Mapping[str, Disposition], zone: ZoneInfo) -> str:
    if turn.state == State.DROPPED:
        return round_said.dropped(turn, zone)
    if turn.state != State.DONE:
        return ""
    if turn.attempt is None:
        return _("link sent") if turn.link_id else ""
    code = turn.attempt.disposition
    return round_said.ended(known.get(code), code)
