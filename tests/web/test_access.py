"""P10 and P7: nobody opens a door that is not theirs, and looking changes nothing."""

from __future__ import annotations

from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demur.actions import draft as drafting
from demur.actions.add_user import let_go
from demur.actions.decline import decline
from demur.actions.finish import finish
from demur.actions.make_key import Scope, stop_key
from demur.actions.make_link import make_link
from demur.domain.answers import Choice
from demur.domain.refusal import Lang
from demur.domain.regret import By, No, They
from demur.records.company import Team
from demur.records.gather import Asked
from demur.records.people import Contact
from demur.records.policies import Adoption
from demur.records.users import Role, User
from demur.web import access
from tests.shop import NOW, open_shop
from tests.web.doors import ARGUMENTS, address, everything, key, routes, signed_in, somebody

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "SPLICE")
LOOKING = ("GET", "HEAD", "OPTIONS")
CLIENTS = {"no", "no-by-code", "no-calendar", "offer"}
PUBLIC = CLIENTS | {
    "round-feed",
    *("healthz", "sign-in", "sign-in-link", "language", "api:api-root", "api:openapi-json"),
}
OWN = CLIENTS | {"sign-in", "sign-in-link", "language", "sign-out", "account"}
LOOKED_AT = (
    PUBLIC - {"language"}
    | {"home", "account"}
    | {*("inquiries", "inquiries-export", "inquiry", "people", "person", "person-card")}
)
DESK = {
    *("desk", "desk-words", "desk-answer", "desk-take-back", "team-free", "texts"),
    *("calls", "calls-export", "calls-calendar", "calls-plan", "call-dial", "call-done"),
    *("inquiry-card", "reply-seen"),
    *("round", "round-rest", "round-take", "round-dial", "round-end", "round-link"),
    *("round-undo", "round-back", "round-keep", "round-calendar"),
    *("person-data", "person-consent"),
}
PERSON = ("person", "person-card", "person-merge", "person-split")
EDITED = {
    *("policy-begin", "policy-draft", "policy-check", "policy-text", "policy-aside"),
    *("policy-take-up", "policy-withdraw", "person-merge", "person-split"),
    *("person-copy", "person-erase"),
    *("regret-answer", "round-terms", "round-make"),
    *(
        "policy-difference",
        "policy-kept",
        "policy-replay",
        "policy-callers",
        "policy-if-adopted",
        "policy-again",
        "inquiry-example",
    ),
}
SCANNERS = (
    {"User-Agent": "Mozilla/5.0 (compatible; mail protection)"},
    {"User-Agent": "link-preview/1.0", "Purpose": "prefetch", "Sec-Purpose": "prefetch"},
    {"User-Agent": "", "Accept": "*/*"},
)


@pytest.fixture(name="shop", autouse=True)
def _shop() -> None:
    open_shop()


@pytest.fixture(params=Role, ids=str)
def user(request: pytest.FixtureRequest) -> User:
    return somebody(request.param)


def shut(response: HttpResponse) -> bool:
    """Whether the door itself was shut, whatever is behind it."""
    to_sign_in = response.status_code == 302 and response.url.startswith("/sign-in")
    return to_sign_in or response.status_code in {401, 403, 405}


def test_every_route_is_in_the_table_and_every_line_is_a_route() -> None:
    assert access.unlisted() == frozenset()


def test_a_route_that_nobody_decided_about_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {name: line for name, line in access.TABLE.items() if name != "people"}
    monkeypatch.setattr(access, "TABLE", table)
    with pytest.raises(ImproperlyConfigured, match="people"):
        access.Access(lambda _: HttpResponse())
    assert [error.id for error in access.every_route_is_listed()] == ["demur.E1"]


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_gets_no_further_than_the_sign_in_page(method: str) -> None:
    client = Client(raise_request_exception=False)
    for route, url in routes():
        response = client.generic(method, url)
        assert response.status_code < 500, (method, route)
        if route not in PUBLIC and method != "OPTIONS":
            assert shut(response), (method, route)


def test_a_reader_looks_at_lists_and_changes_nothing_but_their_own_account() -> None:
    client = signed_in(somebody(Role.READER))
    for route, url in routes():
        looked = client.get(url)
        of_others = route.startswith("api:") and route not in PUBLIC
        shuts = route in DESK | EDITED or of_others or "GET" not in access.TABLE[route]
        assert shut(looked) == shuts, route
        if route not in OWN:
            assert shut(client.post(url)), route
            client.get("/")


@pytest.mark.parametrize("role", [Role.SELLER, Role.HEAD, Role.ADMINISTRATOR])
def test_whoever_answers_callers_opens_the_desk(role: Role) -> None:
    client = signed_in(somebody(role))
    for route in DESK:
        method = next(iter(access.TABLE[route]))
        assert not shut(client.generic(method, address(route))), route


@pytest.mark.parametrize("role", Role, ids=str)
def test_who_leads_sales_edits_the_policy_and_only_they_sign_it(role: Role) -> None:
    client = signed_in(somebody(role))
    signs = {"policy-again": "GET", "policy-withdraw": "GET", "policy-difference": "POST"}
    signs["regret-answer"] = "GET"
    for route in EDITED:
        method = signs.get(route, next(iter(access.TABLE[route])))
        may = {Role.HEAD} if route in signs else {Role.HEAD, Role.ADMINISTRATOR}
        assert shut(client.generic(method, address(route))) is (role not in may), route


def things() -> dict[str, dict[str, object]]:
    """By route, the name of something that is there."""
    ref = uuid4()
    finish(Asked("four monitors", lang=Lang.EN), Choice(), ref, by="Kata", now=NOW)
    draft, closed = (drafting.begin("Anna", NOW, name) for name in ("Spring", "Summer"))
    drafting.put_aside(closed, "Anna", NOW)
    contact = Contact.objects.create(name="Takács Éva", created_at=NOW)
    there = {"ref": ref, "inquiry_id": ref, "version": 4, "token": "x"}
    link = make_link(contact, lang=Lang.EN, by="Anna", now=NOW).link
    keys = {
        "regret-answer": decline(link, No(They.PLAIN_NO, By.TAP), NOW).refusal.pk,
        **dict.fromkeys(
            ("person", "person-card", "person-merge", "person-split", "person-data"), contact.pk
        ),
        "team-free": Team.objects.all()[0].pk,
        "policy-withdraw": Adoption.objects.get().pk,
        "policy-take-up": closed.pk,
    }
    return {
        route: {name: there.get(name, keys.get(route, draft.pk)) for name in given}
        for route, given in ARGUMENTS.items()
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_a_shut_door_does_not_tell_what_is_behind_it(role: Role | None, method: str) -> None:
    client = signed_in(somebody(role)) if role else Client(raise_request_exception=False)
    shut_doors = 0
    for route, given in things().items():
        there, nowhere = reverse(route, kwargs=given), address(route)
        found, missed = (client.generic(method, url) for url in (there, nowhere))
        if not shut(found) and not shut(missed):
            continue
        shut_doors += 1
        told = [
            (one.status_code, one.content, unquote(one.get("Location", "")).replace(url, "…"))
            for one, url in ((found, there), (missed, nowhere))
        ]
        assert told[0] == told[1], route
    assert shut_doors


def test_a_draft_that_is_closed_is_told_only_to_who_may_write_drafts() -> None:
    closed = drafting.begin("Anna", NOW, "Summer")
    drafting.put_aside(closed, "Anna", NOW)
    for role in Role:
        response = signed_in(somebody(role)).get(f"/policy/draft/{closed.pk}")
        may = role in {Role.HEAD, Role.ADMINISTRATOR}
        assert response.status_code == (410 if may else 403)


def test_signing_in_opens_no_door_of_the_api(user: User) -> None:
    for route in ("api:inquiries", "api:refusal", "api:wording-check"):
        assert signed_in(user).post(address(route)).status_code == 401


@pytest.mark.parametrize("method", LOOKING)
def test_looking_changes_nothing(method: str, user: User) -> None:
    client = signed_in(user)
    before = everything()
    for route, url in routes():
        assert client.generic(method, url).status_code < 500, route
    assert everything() == before


@pytest.mark.parametrize("profile", SCANNERS)
def test_a_scanner_that_follows_every_link_changes_nothing(profile: dict[str, str]) -> None:
    before = everything()
    for method in LOOKING:
        for route, url in routes():
            assert Client().generic(method, url, headers=profile).status_code < 500, route
    assert everything() == before


def test_the_comparison_sees_a_single_changed_row(user: User) -> None:
    client = signed_in(user)
    before = everything()
    client.post(address("language"), {"language": "hu"})
    assert everything() != before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "SPLICE"])
def test_a_method_nobody_wrote_for_an_address_is_refused(method: str, user: User) -> None:
    client = signed_in(user)
    for route, url in routes():
        response = client.generic(method, url)
        assert response.status_code == 405, route
        assert set(access.TABLE[route]) <= set(response["Allow"].split(", "))


def test_whoever_is_let_go_is_out_at_the_next_click(user: User) -> None:
    client = signed_in(user)
    assert not shut(client.get("/people"))
    let_go(user, "the test", timezone.now())
    assert client.get("/people").url == "/sign-in?next=%2Fpeople"


def test_another_role_holds_from_the_next_click() -> None:
    user = somebody(Role.SELLER)
    client = signed_in(user)
    assert not shut(client.get("/desk"))
    user.role = Role.READER
    user.save()
    assert client.get("/desk").status_code == 403


def test_a_password_chosen_elsewhere_ends_this_session(user: User) -> None:
    client = signed_in(user)
    user.set_password("something else entirely")
    user.save()
    assert shut(client.get("/people"))


def test_a_key_opens_what_its_scope_names_and_nothing_else() -> None:
    wording = key(Scope.WORDING)
    assert Client().post(address("api:inquiries"), headers=wording).status_code == 403
    assert Client().post(address("api:wording-check"), headers=wording).status_code == 400
    assert shut(Client().get("/people", headers=wording))


def test_a_stopped_key_is_told_the_same_as_one_that_never_was() -> None:
    stopped = key(Scope.INQUIRIES)
    stop_key("voicebot", "the test", timezone.now())
    answers = [
        Client().post(address("api:inquiries"), headers=headers)
        for headers in (stopped, {"Authorization": "Bearer demur_x"}, {"Authorization": "x"}, {})
    ]
    assert {response.status_code for response in answers} == {401}
    assert len({response.content for response in answers}) == 1
    assert answers[0]["WWW-Authenticate"] == "Bearer"


def test_a_page_that_needs_signing_in_is_found_again_afterwards() -> None:
    client = Client()
    response = client.get("/inquiries?q=%C5%91rs%C3%A9g&step=wait", follow=True)
    assert response.context["next"] == "/inquiries?q=%C5%91rs%C3%A9g&step=wait"


def test_htmx_takes_the_whole_page_to_the_sign_in() -> None:
    response = Client().post("/desk/words", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (401, "/sign-in")


def test_no_page_behind_the_sign_in_stays_in_a_cache(user: User) -> None:
    assert signed_in(user).get("/people")["Cache-Control"] == "no-store"
