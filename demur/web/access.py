"""Who may open which door: one table, and what is not in it is shut."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from demur.actions.make_key import Scope, holder_of
from demur.records.journal import ApiKey
from demur.records.users import Role
from demur.web import errors

#: Nobody is asked who they are.
ANYONE: Final[frozenset[Role]] = frozenset()
EVERYBODY: Final = frozenset(Role)
EDITORS: Final = frozenset({Role.HEAD, Role.ADMINISTRATOR})
SIGNER: Final = frozenset({Role.HEAD})
#: What is spent and brought, seller by seller, is for management.
MANAGEMENT: Final = EVERYBODY - {Role.SELLER}
DESK: Final = frozenset({Role.SELLER, Role.HEAD, Role.ADMINISTRATOR})

#: People by their roles, or another system by the scope of its key.
Who = frozenset[Role] | Scope

#: Route → method → who. HEAD goes where GET goes; OPTIONS tells what there is.
TABLE: Final[Mapping[str, Mapping[str, Who]]] = {
    "healthz": {"GET": ANYONE},
    "sign-in": {"GET": ANYONE, "POST": ANYONE},
    "sign-in-link": {"GET": ANYONE, "POST": ANYONE},
    "language": {"POST": ANYONE},
    "no": {"GET": ANYONE, "POST": ANYONE},
    "no-by-code": {"GET": ANYONE, "POST": ANYONE},
    "no-calendar": {"GET": ANYONE},
    "offer": {"GET": ANYONE, "POST": ANYONE},
    "home": {"GET": EVERYBODY},
    "sign-out": {"POST": EVERYBODY},
    "account": {"GET": EVERYBODY, "POST": EVERYBODY},
    "desk": {"GET": DESK},
    "desk-words": {"POST": DESK},
    "desk-answer": {"POST": DESK},
    "desk-take-back": {"POST": DESK},
    "team-free": {"POST": DESK},
    "inquiries": {"GET": EVERYBODY},
    "inquiries-export": {"GET": EVERYBODY},
    "inquiry": {"GET": EVERYBODY},
    "regrets": {"GET": EVERYBODY},
    "regret-answer": {"GET": SIGNER, "POST": SIGNER},
    "insight-silence": {"GET": MANAGEMENT},
    "insight-silence-export": {"GET": MANAGEMENT},
    "insight-time": {"GET": MANAGEMENT, "POST": SIGNER},
    "insight-time-export": {"GET": MANAGEMENT},
    "round-trial": {"GET": MANAGEMENT, "POST": SIGNER},
    "round-trial-end": {"POST": SIGNER},
    "contact-rules": {"GET": EVERYBODY},
    "replies": {"GET": EVERYBODY},
    "reply-seen": {"POST": DESK},
    "inquiry-card": {"POST": DESK},
    "texts": {"GET": DESK, "POST": DESK},
    "people": {"GET": EVERYBODY},
    "person": {"GET": EVERYBODY},
    "person-link": {"POST": DESK},
    "person-no": {"POST": DESK},
    "person-place": {"POST": DESK},
    "person-lift": {"POST": SIGNER},
    "person-card": {"GET": EVERYBODY},
    "person-merge": {"GET": EDITORS, "POST": EDITORS},
    "person-split": {"GET": EDITORS, "POST": EDITORS},
    "person-data": {"GET": DESK},
    "person-consent": {"POST": DESK},
    "person-copy": {"POST": EDITORS},
    "person-erase": {"POST": EDITORS},
    "calls": {"GET": DESK},
    "calls-export": {"GET": DESK},
    "calls-calendar": {"GET": DESK},
    "calls-plan": {"POST": DESK},
    "call-dial": {"POST": DESK},
    "call-done": {"POST": DESK},
    "round-calendar": {"GET": DESK, "POST": DESK},
    "round-feed": {"GET": ANYONE},
    "round": {"GET": DESK},
    "round-rest": {"GET": DESK},
    "round-take": {"POST": DESK},
    "round-dial": {"POST": DESK},
    "round-end": {"POST": DESK},
    "round-link": {"POST": DESK},
    "round-undo": {"POST": DESK},
    "round-back": {"POST": DESK},
    "round-keep": {"POST": DESK},
    "round-make": {"POST": EDITORS},
    "round-terms": {"GET": EDITORS, "POST": EDITORS},
    "policy": {"GET": EVERYBODY},
    "policy-version": {"GET": EVERYBODY},
    "policy-print": {"GET": EVERYBODY},
    "policy-again": {"GET": SIGNER, "POST": SIGNER},
    "policy-withdraw": {"GET": SIGNER, "POST": SIGNER},
    "policy-begin": {"POST": EDITORS},
    "policy-draft": {"GET": EDITORS, "POST": EDITORS},
    "policy-check": {"POST": EDITORS},
    "policy-text": {"GET": EDITORS, "POST": EDITORS},
    "policy-kept": {"GET": EDITORS},
    "policy-aside": {"POST": EDITORS},
    "policy-take-up": {"POST": EDITORS},
    "policy-difference": {"GET": EDITORS, "POST": SIGNER},
    "policy-replay": {"GET": EDITORS},
    "policy-callers": {"GET": EDITORS},
    "policy-if-adopted": {"GET": EDITORS},
    "inquiry-example": {"POST": EDITORS},
    "api:api-root": {"GET": ANYONE},
    "api:openapi-json": {"GET": ANYONE},
    "api:inquiries": {"POST": Scope.INQUIRIES},
    "api:refusal": {"POST": Scope.INQUIRIES},
    "api:wording-check": {"POST": Scope.WORDING},
    "api:calls": {"GET": Scope.CALLS},
    "api:calls-calendar": {"GET": Scope.CALLS},
    "api:calls-events": {"POST": Scope.CALLS},
    "api:attempts": {"POST": Scope.ATTEMPTS},
    "api:messages": {"POST": Scope.MESSAGES},
}


class Keyed(HttpRequest):
    """A request of another system, made with its key."""

    holder: ApiKey


def routes() -> frozenset[str]:
    """The name of every route there is; raises ImproperlyConfigured where one has no name."""
    return frozenset(_names(get_resolver().url_patterns, ""))


def unlisted() -> frozenset[str]:
    """Routes that nobody decided about, and lines of the table that stand for no route."""
    return routes() ^ TABLE.keys()


@register()
def every_route_is_listed(**_: Any) -> list[CheckMessage]:
    """Django's system check: every route has its line in the table, every line its route."""
    return [
        Error(f"{name} is a route or a line of demur.web.access.TABLE, but not both", id="demur.E1")
        for name in sorted(unlisted())
    ]


def undeclared() -> list[str]:
    """Doors that do not say what leaves by them, and exits that nobody carries."""
    from demur.web import exits  # which asks this module for its table

    exits.carry_all()
    return list(exits.faults())


class Access:
    """Lets a request through to its view, or answers it itself; does not start with gaps."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        if names := ", ".join(sorted(unlisted())):
            raise ImproperlyConfigured(f"web.access.TABLE and the routes disagree on: {names}")
        if lines := "; ".join(undeclared()):
            raise ImproperlyConfigured(lines)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Ask the table, with the role and key as they are at this moment."""
        match = request.resolver_match
        listed = TABLE.get(match.view_name, {}) if match else {}
        who = listed.get("GET" if request.method == "HEAD" else request.method or "")
        if who is None:
            return _no_such_method(request, listed)
        if isinstance(who, Scope):
            return _system(cast(Keyed, request), who)
        return _person(request, who) if who else None


def _names(patterns: Collection[URLPattern | URLResolver], within: str) -> list[str]:
    names: list[str] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{within}{pattern.namespace}:" if pattern.namespace else within
            names += _names(pattern.url_patterns, inner)
        elif pattern.name:
            names.append(f"{within}{pattern.name}")
        else:
            raise ImproperlyConfigured(f"the route {pattern.pattern} needs a name")
    return names


def _no_such_method(request: HttpRequest, listed: Mapping[str, Who]) -> HttpResponse:
    methods = {*listed, "OPTIONS"} | ({"HEAD"} if "GET" in listed else set())
    response = (
        HttpResponse(status=204) if request.method == "OPTIONS" else errors.page(request, 405)
    )
    response["Allow"] = ", ".join(sorted(methods))
    return response


def _person(request: HttpRequest, roles: frozenset[Role]) -> HttpResponse | None:
    user = request.user
    if not user.is_authenticated:
        return _to_sign_in(request)
    return None if user.may(*roles) else errors.page(request, 403)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to the page that was wanted."""
    wanted = {"next": request.get_full_path()} if request.method in {"GET", "HEAD"} else {}
    url = reverse("sign-in") + (f"?{urlencode(wanted)}" if wanted else "")
    if "HX-Request" not in request.headers:
        return redirect(url)
    # htmx would put the sign-in page into the middle of the desk: the whole page has to go there.
    return HttpResponse(status=401, headers={"HX-Redirect": url})


def _system(request: Keyed, scope: Scope) -> HttpResponse | None:
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    holder = holder_of(key.strip()) if kind.lower() == "bearer" else None
    if holder is None:
        return errors.page(request, 401)
    request.holder = holder
    return None if scope in holder.scopes else errors.page(request, 403)
