"""Why not this client? What keeps somebody out of today's plan, in figures, and their next day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from demur.domain.round.because import Fact, Fill, Why
from demur.domain.round.plan import Day

#: No day is told that is further off.
FAR: Final = 3650


@dataclass(frozen=True, slots=True)
class Call:
    """One more call to a client: the money it can bring, its minutes, which one it would be.

    `nth` counts from the last time they answered. `currency` is "" where the money has none, None
    where nobody knows what any client is worth, so that sums of it would mean nothing.
    """

    brings: float
    length: float
    nth: int = 1
    currency: str | None = ""

    @property
    def a_minute(self) -> float:
        """What it brings a minute."""
        return self.brings / self.length if self.length > 0.0 else 0.0


def why_not(
    day: Day,
    client: int,
    on: date,
    *,
    called: bool = False,
    seller: str = "",
    at_peace: bool = False,
    peace_until: date | None = None,
    in_vain: int = 0,
    currency: str | None = "",
) -> tuple[Fact, ...]:
    """Say what keeps a client out of the plan of a day, which is `on`; nothing: they are in it.

    What the plan does not know is told: whether they were called today, whose turn they are,
    whether they are `at_peace` and until when (None: for good), how many calls were `in_vain` since
    they last answered, and the `currency` as `Call` has it.
    """
    if at_peace:
        until = {"on": peace_until.isoformat()} if peace_until else {}
        return (Fact(Why.AT_PEACE if peace_until else Why.AT_PEACE_FOR_GOOD, until),)
    if called:
        return (Fact(Why.CALLED),)
    if seller:
        return (Fact(Why.TAKEN, {"seller": seller}),)
    if client in day.whose:
        return ()
    call = Call(float(day.brings[client]), float(day.length[client]), in_vain + 1, currency)
    return _of_the_plan(day, client, on, call)


def rests(call: Call, price: float, until: date) -> tuple[Fact, ...]:
    """What a call now would bring a minute beside the last minute of the day, and their own day.

    `price` is what the last minute of today brings, 0 where minutes are left over.
    """
    if call.currency is None:
        return (_until(until),)
    worth: dict[str, Fill] = {"worth": call.a_minute, **_money(call)}
    is_dear = call.a_minute >= price
    now = Fact(Why.NOW_BESIDE, {**worth, "price": price}) if price > 0.0 else Fact(Why.NOW, worth)
    return now, _until(until, Why.MORE_LATER if is_dear else Why.RESTS)


def stops(call: Call, minute_price: float) -> tuple[Fact, ...]:
    """That we stop calling them: what the next call costs at the price of a minute, and can bring.

    A single call may bring more than it costs where no plan of several does, nor any later day;
    then the sums would not say why, and are left out.
    """
    costs = minute_price * call.length
    if call.currency is None or call.brings >= costs:
        return (Fact(Why.STOPPED),)
    sums: dict[str, Fill] = {"costs": costs, "brings": call.brings, **_money(call)}
    return (Fact(Why.STOPPED_AT, {"call": call.nth, **sums}),)


def rests_on(day: Day, client: int, on: date) -> date:
    """The day until which a client rests, who has one."""
    return on + timedelta(days=min(int(np.ceil(day.rests[client] - np.floor(day.day))), FAR))


def _of_the_plan(day: Day, client: int, on: date, call: Call) -> tuple[Fact, ...]:
    if not day.able[client]:
        return (Fact(Why.QUIET),)
    if not day.spoken[client]:
        return (Fact(Why.NOBODY_SPEAKS),)
    if np.isinf(day.rests[client]):
        return stops(call, day.minute_price)
    until = max(rests_on(day, client, on), on + timedelta(days=1))
    if np.isfinite(day.worth[client]):
        return (_crowded_out(float(day.worth[client]), day.price, call), _until(until))
    return rests(call, day.price, until)


def _crowded_out(worth: float, price: float, call: Call) -> Fact:
    """A call worth making for which no minute was left: others bring more, or have its hours."""
    if call.currency is None:
        return Fact(Why.NO_MINUTES)
    if worth >= price:
        return Fact(Why.NO_HOUR, {"worth": worth, **_money(call)})
    return Fact(Why.NO_MINUTES_AT, {"worth": worth, "price": price, **_money(call)})


def _until(day: date, kind: Why = Why.RESTS) -> Fact:
    return Fact(kind, {"on": day.isoformat()})


def _money(call: Call) -> Mapping[str, str]:
    return {"currency": call.currency} if call.currency else {}
