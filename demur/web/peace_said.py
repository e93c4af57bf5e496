"""A promise of peace as a sentence: what stops, on which channels."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum, auto
from typing import Final

from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from demur.domain.peace import IN_WRITING, Scope
from demur.domain.refusal import Channel


class _Ways(Enum):
    ALL = auto()
    CALLS = auto()
    WRITING = auto()
    SOME = auto()


#: Each stands before the end of the peace: "… until 21 May 2027", "… for good".
STOPS: Final[Mapping[tuple[Scope, _Ways], Promise]] = {
    (Scope.NEED, _Ways.ALL): _("no calls or messages about this"),
    (Scope.NEED, _Ways.CALLS): _("no calls about this"),
    (Scope.NEED, _Ways.WRITING): _("no messages about this"),
    (Scope.NEED, _Ways.SOME): _("nothing about this in these ways (%(ways)s)"),
    (Scope.MARKETING, _Ways.ALL): _("no calls or messages with offers"),
    (Scope.MARKETING, _Ways.CALLS): _("no calls with offers"),
    (Scope.MARKETING, _Ways.WRITING): _("no messages with offers"),
    (Scope.MARKETING, _Ways.SOME): _("no offers in these ways (%(ways)s)"),
    (Scope.EVERYTHING, _Ways.ALL): _("no calls or messages about anything"),
    (Scope.EVERYTHING, _Ways.CALLS): _("no calls about anything"),
    (Scope.EVERYTHING, _Ways.WRITING): _("no messages about anything"),
    (Scope.EVERYTHING, _Ways.SOME): _("nothing at all in these ways (%(ways)s)"),
}
CHANNELS: Final[Mapping[Channel, Promise]] = {
    Channel.PHONE: pgettext_lazy("channel", "calls"),
    Channel.SMS: pgettext_lazy("channel", "text messages"),
    Channel.MAIL: pgettext_lazy("channel", "mail"),
    Channel.LETTER: pgettext_lazy("channel", "letters"),
    Channel.PARTNER: pgettext_lazy("channel", "partners of ours"),
}


def stops(scope: Scope, channels: Collection[Channel]) -> str:
    """What stops, as a sentence without its beginning and its end; no channels are all of them."""
    ways = _ways(frozenset(channels))
    named = [str(CHANNELS[one]) for one in CHANNELS if one in channels]
    listed = format_list(named, style="standard", locale=get_language() or "en") if named else ""
    return str(STOPS[scope, ways]) % {"ways": listed}


def _ways(channels: frozenset[Channel]) -> _Ways:
    # Whoever is not to be rung is not handed on either: calls hold the partner's.
    told = channels - {Channel.PARTNER} if Channel.PHONE in channels else channels
    ways = {
        frozenset(): _Ways.ALL,
        IN_WRITING | {Channel.PHONE}: _Ways.ALL,
        frozenset({Channel.PHONE}): _Ways.CALLS,
        IN_WRITING: _Ways.WRITING,
    }
    return ways.get(told, _Ways.SOME)
