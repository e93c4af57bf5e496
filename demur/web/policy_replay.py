"""What past callers would have met by a draft: how many, who, and what they wanted was worth."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from demur.actions.replay import Members, finding, replay_past, replaying
from demur.domain.policy.policy import Policy
from demur.domain.replayed import Group, Left, Replayed, Tally, Turn
from demur.records import listing
from demur.records.held import NoPolicy
from demur.records.policies import AlteredPolicy, Draft
from demur.records.replays import PastCaller, Reached, past_callers
from demur.web import errors
from demur.web.by_parts import by_parts
from demur.web.given import Given
from demur.web.page import our_company
from demur.web.policy import today
from demur.web.policy_draft import open_draft
from demur.web.policy_grid import seen
from demur.web.templatetags.spoken import count

log = logging.getLogger(__name__)
Found = TypeVar("Found")

#: How many groups of a replay say who their newest callers were.
NAMED_MOST: Final = 20
#: How many groups stand beside the draft, and of how many callers: figures while one types.
SHORT, SHORT_OF = 3, 100_000

TURNED: Final[Mapping[Turn, str | Promise]] = {
    Turn.KEPT: gettext_lazy("let go then, kept by the draft"),
    Turn.LET_GO: gettext_lazy("kept then, let go by the draft"),
    Turn.NEITHER: gettext_lazy("kept or let go as before, by another step or in other words"),
}
_BEFORE: Final = gettext_lazy(
    "Could not be asked again, as what the policy was asked was not kept then: %(number)s."
)
_NEWLY_ASKED: Final = gettext_lazy(
    "Could not be decided, as the draft asks what nobody asked then (%(questions)s): %(number)s."
)
_DRIFTED: Final = gettext_lazy(
    "Recorded with another row than the version in force gives today: %(number)s."
)
_BY_OTHERS: Final = gettext_lazy(
    "Decided by earlier versions, and asked here of the one in force: %(number)s."
)


@dataclass(frozen=True, slots=True)
class Bar:
    """Some past callers as they are drawn: their share of the most that are drawn, in hundredths.

    `callers` are the newest of a group, for those who only want a look.
    """

    of: Group | Tally
    share: int
    callers: tuple[PastCaller, ...] = ()

    @property
    def label(self) -> str | Promise:
        """What the draft turns for them."""
        return TURNED[self.of.turn]

    @property
    def is_otherwise(self) -> bool:
        """Whether they are of those who would have been treated otherwise."""
        return isinstance(self.of, Tally) or self.of.is_otherwise


def replay(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The page of a replay: how far it has come while it lasts, then its figures."""
    one, given = open_draft(pk), Given(request.GET)
    since = given.day("since")
    page = {"draft": one, "read": seen(bytes(one.source)), "since": since, "faults": given.faults}
    if given.faults:
        return render(request, "policy/replay.html", page, status=given.status)
    begun = _midnight(since)

    def steps(policy: Policy) -> Generator[Reached, None, Replayed]:
        return replaying(policy, today(), begun)

    def shown(found: Replayed) -> str:
        return _filled("replayed", draft=one, since=since, replayed=found, **_drawn(found))

    whole = render_to_string("policy/replay.html", page, request)
    return by_parts(request, whole, _told(one, steps, shown))


def callers(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who the callers of one group were, newest first, a page at a time."""
    one, given = open_draft(pk), Given(request.GET)
    since, before = given.day("since"), given.row("after")
    page = {"draft": one, "read": seen(bytes(one.source)), "since": since, "faults": given.faults}
    if given.faults:
        return render(request, "policy/replay_callers.html", page, status=given.status)
    group, begun = request.GET.get("group", "")[:40], _midnight(since)
    query = urlencode({"group": group} | ({"since": str(since)} if since else {}))

    def steps(policy: Policy) -> Generator[Reached, None, Members]:
        return finding(policy, today(), group, begun, before)

    def shown(found: Members) -> str:
        more = str(found.inquiries[-1]) if found.more else ""
        rows = listing.Page(listing.lines(found.inquiries), more)
        return _filled(
            "callers",
            draft=one,
            group=found.group,
            page=rows,
            is_first=before is None,
            query=query,
            company=our_company(),
        )

    whole = render_to_string("policy/replay_callers.html", page, request)
    return by_parts(request, whole, _told(one, steps, shown))


def if_adopted(request: HttpRequest, pk: int) -> HttpResponse:
    """A few figures beside the draft, of the newest callers: quick enough to follow typing."""
    one = open_draft(pk)
    policy = seen(bytes(one.source)).document.policy
    try:
        found = replay_past(policy, today(), newest=SHORT_OF) if policy else None
    except (NoPolicy, AlteredPolicy):
        found = None
    otherwise = [group for group in found.groups if group.is_otherwise] if found else []
    further = otherwise[SHORT:]
    context = {
        "draft": one,
        "replayed": found,
        "first": otherwise[:SHORT],
        "further": len(further),
        "further_callers": sum(group.inquiries for group in further),
        "is_part": found is not None and found.inquiries == SHORT_OF,
    }
    return render(request, "policy/if_adopted.html", context)


def _told(
    one: Draft,
    steps: Callable[[Policy], Generator[Reached, None, Found]],
    shown: Callable[[Found], str],
) -> Iterator[str]:
    """How far it has come, again and again, and then what came of it, or why nothing did."""
    policy = seen(bytes(one.source)).document.policy
    asked = steps(policy) if policy else None
    while True:
        try:
            if asked is None:
                raise NoPolicy
            yield _filled("asking", reached=next(asked))
        except StopIteration as end:
            yield shown(end.value)
            return
        except NoPolicy:
            yield _filled("not_replayed")
            return
        except AlteredPolicy as refused:
            yield _filled("not_replayed", words=errors.altered_words(refused))
            return
        except DatabaseError:
            log.exception("A replay could not be finished.")
            yield _filled("not_replayed", words=errors.WORDS[503])
            return


def _filled(template: str, **context: object) -> str:
    return render_to_string(f"policy/{template}.html", context)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(our_company().zone)) if day else None


# ---- figures


def _drawn(found: Replayed) -> dict[str, Any]:
    bars = tuple(_bars(found))
    return {
        "otherwise": [bar for bar in bars if bar.is_otherwise],
        "alike": [bar for bar in bars if not bar.is_otherwise],
        "tallies": tuple(Bar(one, _share(one, found.otherwise)) for one in found.tallies),
        "besides": tuple(_besides(found)),
        "company": our_company(),
    }


def _bars(found: Replayed) -> Iterator[Bar]:
    largest = max((group.inquiries for group in found.groups), default=1)
    named = past_callers([one for group in found.groups[:NAMED_MOST] for one in group.examples])
    for at, group in enumerate(found.groups):
        newest = group.examples if at < NAMED_MOST else ()
        callers = tuple(named[one] for one in newest if one in named)
        yield Bar(group, _share(group, largest), callers)


def _share(part: Group | Tally, whole: int) -> int:
    return max(1, round(100 * part.inquiries / max(whole, 1)))


def _besides(found: Replayed) -> Iterator[str]:
    """What the figures leave out, or rest on: said, so that nobody takes them for more."""
    said = (
        (found.left.get(Left.RECORDED_BEFORE, 0), _BEFORE),
        (found.left.get(Left.NEWLY_ASKED, 0), _NEWLY_ASKED),
        (found.drifted, _DRIFTED),
        (found.by_others, _BY_OTHERS),
    )
    for number, sentence in said:
        if number:
            yield str(sentence) % {
                "number": count(number),
                "questions": ", ".join(found.newly_asked),
            }
