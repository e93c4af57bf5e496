"""What every page needs: whose it is, and where one can go from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from demur.records.company import Company
from demur.records.users import Role, User


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the navigation: where it leads, and the routes that belong to it."""

    route: str
    label: str | Promise
    roles: frozenset[Role]
    within: frozenset[str]


SECTIONS: Final = (
    Section(
        "desk",
        _("Desk"),
        frozenset(Role) - {Role.READER},
        frozenset({"desk", "desk-answer", "desk-take-back", "team-free"}),
    ),
    Section(
        "calls",
        _("Calls"),
        frozenset(Role) - {Role.READER},
        frozenset({"calls", "call-dial"}),
    ),
    Section(
        "round",
        pgettext_lazy("of calls", "Round"),
        frozenset(Role) - {Role.READER},
        frozenset({"round", "round-take", "round-rest", "round-terms", "round-calendar"}),
    ),
    Section("inquiries", _("Inquiries"), frozenset(Role), frozenset({"inquiries", "inquiry"})),
    Section(
        "regrets",
        _("Their noes"),
        frozenset(Role),
        frozenset({"regrets", "replies", "regret-answer"}),
    ),
    Section(
        "insight-silence",
        _("Insight"),
        frozenset(Role) - {Role.SELLER},
        frozenset({"insight-silence", "insight-time", "round-trial"}),
    ),
    Section("texts", _("Check a text"), frozenset(Role) - {Role.READER}, frozenset({"texts"})),
    Section(
        "policy",
        _("Policy"),
        frozenset(Role),
        frozenset(
            {
                *("policy", "policy-version", "policy-again", "policy-draft", "policy-text"),
                *("policy-difference", "policy-replay", "policy-callers", "policy-withdraw"),
                "policy-kept",
            }
        ),
    ),
    Section(
        "people",
        _("People"),
        frozenset(Role),
        frozenset({"people", "person", "person-merge", "person-split", "person-data"}),
    ),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """The common ground of every page, asked of the records only where a template shows it."""
    user = getattr(request, "user", None)
    known = user if isinstance(user, User) else None
    return {
        "LANGUAGE_CODE": getattr(request, "LANGUAGE_CODE", "en"),
        "reader": known,
        "sections": _sections(request, known) if known else (),
        "company": SimpleLazyObject(our_company),
    }


def our_company() -> Company:
    """The company as its pages name it; an unnamed one before it is set up."""
    return Company.objects.filter(pk=1).only(
        "name", "zone", "country", "region"
    ).first() or Company(name="")


def _sections(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    match = request.resolver_match
    here = match.url_name if match else ""
    return [
        {"route": one.route, "label": one.label, "is_here": here in one.within}
        for one in SECTIONS
        if user.may(*one.roles)
    ]
