"""What the round page says, in the reader's language: minutes, silence, chances, what follows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from demur.domain import dispositions
from demur.domain.peace import Blocked, Why
from demur.domain.refusal import Lang, Money
from demur.domain.round import because
from demur.domain.round.likely import Likely
from demur.records.rounds import Dropped, Rest, Resting, Turn
from demur.web.held_back import held_back
from demur.web.templatetags.spoken import full_day, percent

#: Less than so much a minute is told with its cents.
SMALL: Final = 10
FOLLOWS: Final[Mapping[str, str | Promise]] = {
    Resting.OWN_DAY: pgettext_lazy("follows a call", "rests until %(day)s"),
    Resting.STOP: pgettext_lazy("follows a call", "we stop calling"),
    Resting.LINK: pgettext_lazy("follows a call", "the link is sent; rests until %(day)s"),
    Resting.PROMISE: pgettext_lazy("follows a call", "we call again on %(day)s"),
    Resting.REFUSED: pgettext_lazy("follows a call", "left in peace"),
    Resting.SALE: pgettext_lazy("follows a call", "sold; rests until %(day)s"),
}
#: The same where no day is known.
FOLLOWS_UNDATED: Final[Mapping[str, str | Promise]] = {
    Resting.LINK: pgettext_lazy("follows a call", "the link is sent"),
    Resting.SALE: pgettext_lazy("follows a call", "sold"),
    Resting.PROMISE: pgettext_lazy("follows a call", "we call again"),
    Resting.OWN_DAY: pgettext_lazy("follows a call", "rests"),
}
#: Why a client is not among today's calls.
WHY_NOT: Final[Mapping[str, str | Promise]] = {
    Resting.OWN_DAY: _(
        "Their own day is %(day)s: a call before would cost more than it can bring."
    ),
    Resting.STOP: _("One more call would cost more than it can bring, so we stop."),
    Resting.LINK: _("They were sent the link; until %(day)s it is theirs to answer."),
    Resting.PROMISE: _("They asked to be called on %(day)s."),
    Resting.REFUSED: _("They said no, and are left in peace."),
    Resting.SALE: _("They bought; the next need is looked for from %(day)s."),
}
#: What the client did says all; figures beside it would say less.
EXPLAIN_THEMSELVES: Final = frozenset(
    {Resting.LINK, Resting.PROMISE, Resting.REFUSED, Resting.SALE}
)
WHY_NOT_UNDATED: Final[Mapping[str, str | Promise]] = {
    Resting.OWN_DAY: _("Their own day is not near: a call now would cost more than it can bring."),
    Resting.LINK: _("They were sent the link; it is theirs to answer."),
    Resting.PROMISE: _("They asked to be called later."),
    Resting.SALE: _("They bought, and nothing else is open with them."),
}
DROPPED: Final[Mapping[str, str | Promise]] = {
    Dropped.CALLED: _("called today already"),
    Dropped.SAME: _("the same client as another"),
    Dropped.ENDED: _("the day ended before their turn"),
    Dropped.UNSAID: _("nobody has said how the call ended"),
}


def minutes(many: int) -> str:
    """A span of minutes as people say it: "2 h 05", "40 min"."""
    hours, rest = divmod(many, 60)
    if not hours:
        return gettext("%(minutes)d min") % {"minutes": rest}
    return gettext("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}


def silence(calls: int, days: int) -> str:
    """How long a client has been silent: "3 calls, 12 days"; without a call since, "12 days"."""
    told = ngettext("%(number)d call", "%(number)d calls", calls) % {"number": calls}
    since = ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
    return f"{told}, {since}" if calls else since


def span(likely: float | None, low: float | None, high: float | None) -> str:
    """P(refused) in words: "34 to 61 %, most likely 45 %", "45 %"; "" where nobody knows."""
    known = [one for one in (likely, low, high) if one is not None and math.isfinite(one)]
    if len(known) < 3:
        return ""
    likely, low, high = known
    if percent(low) == percent(high):
        return percent(likely)
    told = {"low": f"{low * 100:.0f}", "high": percent(high), "likely": percent(likely)}
    return gettext("%(low)s to %(high)s, most likely %(likely)s") % told


def worth(turn: Turn) -> str:
    """What a minute of the call is worth: "41 €", "0.40 €"; a dash where it is not weighed."""
    if turn.worth_minor is None or not turn.currency:
        return "–"
    money = Money(turn.worth_minor, turn.currency)
    is_small = 0 < money.amount < SMALL
    shape = "#,##0.00" if is_small else "#,##0"
    shown = format_decimal(money.amount, shape, locale=language())
    return f"{shown}\N{NO-BREAK SPACE}{because.sign(turn.currency, Lang(language()))}"


def why_today(turn: Turn, today: date) -> str:
    """Why the client is called today, by facts of their own."""
    return because.saying(list(_facts(turn.because)), Lang(language()), today)


def _facts(told: Any) -> list[because.Fact]:
    """The facts that were kept with a turn; a kind that is no longer told is left out."""
    known = {one.value for one in because.Why}
    return [
        because.Fact(because.Why(one["kind"]), one.get("fills", {}))
        for one in told
        if one.get("kind") in known
    ]


def follows(rest: Rest | None) -> str:
    """What follows from how a call ended: "rests until 3 March 2027"."""
    return _resting(rest, FOLLOWS, FOLLOWS_UNDATED) if rest else ""


def why_not(rest: Rest, today: date) -> str:
    """Why a client who rests is not among today's calls: by their facts, where any were kept."""
    facts = _facts(rest.because) if rest.why not in EXPLAIN_THEMSELVES else []
    if not facts and rest.why in WHY_NOT:
        return _resting(rest, WHY_NOT, WHY_NOT_UNDATED)
    # Their day stands beside it in a column of its own.
    facts = [one for one in facts if one.kind is not because.Why.RESTS] or facts
    return _sentence(because.saying(facts, Lang(language()), today))


def likely(reason: Likely | None) -> str:
    """Why a client is likely silent: "may have bought elsewhere: said 9 days ago that …"."""
    return because.saying([reason.fact], Lang(language())) if reason else ""


def _sentence(told: str) -> str:
    """With a capital and a full stop, which a Hungarian date has already."""
    return f"{told[:1].upper()}{told[1:].removesuffix('.')}." if told else ""


def dropped(turn: Turn, zone: ZoneInfo) -> str:
    """Why nobody works a turn any more."""
    if turn.why in DROPPED:
        return str(DROPPED[turn.why])
    return held_back(Blocked(Why(turn.why)), zone) if turn.why in {*Why} else turn.why


def ended(disposition: dispositions.Disposition | None, code: str) -> str:
    """How a call ended, as the firm calls it in the reader's language."""
    return disposition.names[Lang(language())] if disposition else code


def language() -> str:
    """The reader's language."""
    return get_language() or "en"


def _resting(
    rest: Rest, told: Mapping[str, str | Promise], undated: Mapping[str, str | Promise]
) -> str:
    if rest.until is None and rest.why in undated:
        return str(undated[rest.why])
    day = full_day(rest.until) if rest.until else ""
    return str(told[rest.why]) % {"day": day}
