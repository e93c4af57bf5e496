"""The answer as the desk shows it: one large sentence, its keys, and every reason in small."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from demur.actions.consider import Considered
from demur.domain.decide import Decision, may_overrule
from demur.domain.options import Option
from demur.domain.policy.words.wording import Said
from demur.domain.refusal import Situation, Step
from demur.domain.spoken import spoken
from demur.web.forms import Desk
from demur.web.said import said
from demur.web.templatetags.spoken import day, decimal, percent

NAME: Final = "<b>{}</b>"
#: A telephone number is read out in one breath, and stands on one line.
NUMBER: Final = '<b class="number">{}</b>'


@dataclass(frozen=True, slots=True)
class Line:
    """One key of the desk: what it offers, what is known of it, or why it is not open."""

    key: int
    value: int
    step: Step
    name: str
    detail: str
    figure: str
    is_open: bool
    is_chosen: bool
    sentence: SafeString


@dataclass(frozen=True, slots=True)
class Answer:
    """What Kata reads out, and what stands beside it."""

    step: Step
    situation: str
    sure: str
    sentence: SafeString
    left_out: tuple[str, ...]
    polite: str
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]
    may_weigh: bool
    decision: Decision
    ms: str


def answer(considered: Considered, desk: Desk, *, by_head: bool, seconds: float) -> Answer:
    """Put a decision into the words of the page; `seconds` is what deciding took."""
    decision = considered.decision
    chosen = _chosen(decision, desk)
    return Answer(
        step=decision.step,
        situation=_situation(decision),
        sure=_sure(decision),
        sentence=_bold(decision.said, _names(decision)),
        left_out=decision.said.left_out if decision.said else (),
        polite=decision.polite_no.text if decision.polite_no else "",
        lines=tuple(
            _line(number, option, decision, number == chosen, by_head=by_head)
            for number, option in enumerate(decision.options)
        ),
        reasons=_reasons(decision),
        may_weigh=decision.overruled or may_overrule(decision.may_override, by_head=by_head),
        decision=decision,
        ms=f"{seconds * 1000:.1f}",
    )


def _chosen(decision: Decision, desk: Desk) -> int | None:
    """The key that was pressed for this need, while it is open; else the policy's own."""
    if desk.chosen and desk.is_about_the_same:
        number = int(desk.chosen)
        if number < len(decision.options) and decision.options[number].possible:
            return number
    return decision.chosen


def _situation(decision: Decision) -> str:
    if decision.situation is Situation.SERVED:
        return _("We can serve them")
    return said(decision.situation, "situation")


def _sure(decision: Decision) -> str:
    share = percent(decision.confidence)
    if decision.sure:
        return _("%(share)s sure") % {"share": share}
    return _("only %(share)s sure") % {"share": share}


def _names(decision: Decision) -> list[str]:
    option = decision.options[decision.chosen] if decision.chosen is not None else None
    return _filled_in(option, decision) if option else []


def _filled_in(option: Option, decision: Decision) -> list[str]:
    """What the sentence was filled with that the caller must hear clearly."""
    names = [option.label] if option.step is not Step.WAIT else []
    if option.partner is not None:
        names.append(option.partner.partner.phone)
    if option.until:
        names.append(spoken(option.until, decision.lang))
    return [name for name in names if name]


def _bold(sentence: Said | None, names: Iterable[str]) -> SafeString:
    """The sentence as HTML, with these names set off from it."""
    if sentence is None:
        return SafeString("")
    parts = "|".join(re.escape(name) for name in names)
    if not parts:
        return format_html("{}", sentence.text)
    pieces = re.split(f"({parts})", sentence.text)
    shown = (
        (format_html(NUMBER if piece[0] == "+" else NAME, piece) if place % 2 else piece,)
        for place, piece in enumerate(pieces)
    )
    return format_html_join("", "{}", shown)


def _line(
    number: int, option: Option, decision: Decision, is_chosen: bool, *, by_head: bool
) -> Line:
    """A key with its reasons; a way that the row leaves to somebody else is shut, and says so."""
    allowed = option.step is decision.step or may_overrule(decision.may_override, by_head=by_head)
    is_open = option.possible and allowed
    detail = _detail(option) if option.possible else _why_not(option, decision)
    if option.possible and not allowed:
        detail = _left_to(decision)
    return Line(
        key=number + 1,
        value=number,
        step=option.step,
        name=option.label if option.possible and option.step is not Step.WAIT else "",
        detail=detail,
        figure=_figure(option) if option.possible else "",
        is_open=is_open,
        is_chosen=is_chosen and is_open,
        sentence=_bold(option.said, _filled_in(option, decision)),
    )


def _left_to(decision: Decision) -> str:
    row = {"row": decision.row}
    if decision.may_override == "head":
        return _("%(row)s leaves this to the head of sales") % row
    return _("%(row)s lets nobody decide otherwise") % row


def _detail(option: Option) -> str:
    if option.partner is not None:
        return _partner(option)
    if option.step is Step.WAIT and option.until:
        return _("until %(day)s") % {"day": day(option.until)}
    good = option.good
    if good is None or good.stock is None:
        return _("we can do this now")
    return ngettext("%(count)d in stock", "%(count)d in stock", good.stock) % {"count": good.stock}


def _partner(option: Option) -> str:
    """What our callers and our papers say of a partner."""
    if option.partner is None:
        return ""
    partner, status = option.partner.partner, said(option.partner.status, "status")
    parts = [f"{status} ({option.partner.row})" if option.partner.row else status]
    if partner.complaints_per_100 is not None:
        parts.append(
            ngettext(
                "%(count)d complaint per 100 callers",
                "%(count)d complaints per 100 callers",
                partner.complaints_per_100,
            )
            % {"count": partner.complaints_per_100}
        )
    if partner.callback_hours is not None:
        parts.append(_("rings back in %(hours)d h") % {"hours": partner.callback_hours})
    if partner.terms_signed_on:
        parts.append(_("terms signed %(month)s") % {"month": f"{partner.terms_signed_on:%Y-%m}"})
    return " · ".join(parts)


def _figure(option: Option) -> str:
    partner = option.partner.partner if option.partner else None
    if partner is None or partner.trust is None:
        return ""
    return _("trust %(share)s") % {"share": decimal(partner.trust)}


def _why_not(option: Option, decision: Decision) -> str:
    if option.step is Step.ALTERNATIVE:
        return _("nothing we have would do the same work")
    if option.step is Step.PARTNER:
        return _("no partner we may name works in this field near them")
    if decision.good is None:
        return _("we never sell this")
    if decision.too_late:
        return _too_late(option.until)
    return _("nobody knows yet when")


def _too_late(until: date | None) -> str:
    if until is None:
        return _("too late for them")
    return _("only on %(day)s, too late for them") % {"day": day(until)}


def _reasons(decision: Decision) -> tuple[str, ...]:
    """Everything that led here, a sentence each; what the policy says is in its own words."""
    reasons = [decision.why]
    if decision.good:
        reasons.append(
            _("We took them to mean: %(item)s.") % {"item": decision.good.name(decision.lang)}
        )
    if decision.quantity > 1:
        reasons.append(_("They want %(count)d.") % {"count": decision.quantity})
    if decision.too_late:
        reasons.append(_("Waiting would take longer than they can wait."))
    reasons += [
        _("Besides: %(situation)s.") % {"situation": said(one, "situation")}
        for one in decision.contributing
    ]
    if decision.situation is Situation.WRONG_NUMBER:
        reasons.append(_("The number they dialled is not ours, or they said so themselves."))
    return tuple(reason for reason in reasons if reason)


def repeat_chip(considered: Considered, now: datetime) -> str:
    """That this caller asked for the same before: how often, and since when."""
    again = considered.again
    if again is None:
        return ""
    days = (now.date() - again.first_at.astimezone(now.tzinfo).date()).days
    if days < 1:
        return _("call no. %(times)d about this today") % {"times": again.times}
    return ngettext(
        "call no. %(times)d about this since yesterday",
        "call no. %(times)d about this in %(days)d days",
        days,
    ) % {"times": again.times, "days": days}
