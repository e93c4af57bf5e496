"""Mail scanners and previews: who only looks changes nothing, who presses leaves a marked no."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from demur.actions.make_link import NewLink
from demur.records.inquiries import Refusal
from demur.records.offers import Link
from demur.records.peace import Peace
from tests.shop import NOW, open_shop
from tests.web.doors import everything
from tests.web.links import BROWSER, new_link

pytestmark = pytest.mark.django_db

ROBOT = {"User-Agent": "facebookexternalhit/1.1", "Accept-Language": "en"}
BARE = {"User-Agent": BROWSER["User-Agent"]}
#: Seven ways in which machines come by, the headers that each of them sends.
LOOKERS = {
    "asks for the head first": (
        {"User-Agent": "Mozilla/5.0 (compatible; MailGuard)"},
        ["HEAD", "GET"],
    ),
    "prefetches": (BROWSER | {"Sec-Purpose": "prefetch", "Purpose": "prefetch"}, ["GET"]),
    "re-cases the address": (BROWSER, ["GET"]),
    "previews": ({"User-Agent": "Slackbot-LinkExpanding 1.0", "Range": "bytes=0-8191"}, ["GET"]),
    "renders": (BROWSER | {"User-Agent": "Mozilla/5.0 HeadlessChrome/124.0"}, ["GET"]),
    "follows every link": ({"User-Agent": "", "Accept": "*/*"}, ["HEAD", "GET"]),
    "asks what may be done": (BARE, ["OPTIONS", "GET"]),
}


@pytest.fixture(name="clock")
def _clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as clock:
        open_shop()
        yield clock


@pytest.fixture(name="new")
def _new(clock: time_machine.Coordinates) -> NewLink:
    return new_link(now=NOW)


def stamp(client: Client, url: str) -> str:
    found = re.search(r'name="made" value="([^"]+)"', client.get(url).content.decode())
    assert found is not None
    return found[1]


def is_marked() -> bool:
    return any(one.proof.get("by_robot") is True for one in Peace.objects.filter(lift=None))


@pytest.mark.parametrize("profile", LOOKERS)
@pytest.mark.parametrize("said_before", [False, True])
def test_who_only_looks_changes_nothing(new: NewLink, profile: str, said_before: bool) -> None:
    headers, methods = LOOKERS[profile]
    url = f"/no/{new.token}"
    if said_before:
        Client(headers=BROWSER).post(url, {"say": "not now", "day": "2027-03-01"})
    before = everything()
    scanner = Client(headers=headers)
    for method in methods:
        page = scanner.generic(method, url)
        hrefs = re.findall(r'(?:href|src|action)="((?!/static)[^"]+)"', page.content.decode())
        links = [f"{url}{href}" if href.startswith("?") else href for href in hrefs]
        for address in (url.upper(), url.swapcase(), f"{url}/", *links):
            assert scanner.generic(method, address).status_code < 500
    assert everything() == before


@pytest.mark.parametrize("headers", [ROBOT, BARE, {"User-Agent": "curl/8.5.0"}], ids=str)
def test_what_a_robot_pressed_stands_and_is_marked(
    new: NewLink, clock: time_machine.Coordinates, headers: dict[str, str]
) -> None:
    robot, url = Client(headers=headers), f"/no/{new.token}"
    made = stamp(robot, url)
    clock.shift(timedelta(seconds=9))
    assert robot.post(url, {"say": "no", "made": made}).status_code == 303
    assert Refusal.objects.count() == 1
    assert is_marked()


def test_who_presses_sooner_than_one_can_read_is_marked(
    new: NewLink, clock: time_machine.Coordinates
) -> None:
    quick, url = Client(headers=BROWSER), f"/no/{new.token}"
    made = stamp(quick, url)
    clock.shift(timedelta(seconds=0.9))
    quick.post(url, {"say": "no", "made": made})
    assert is_marked()


def test_a_person_is_not_marked(new: NewLink, clock: time_machine.Coordinates) -> None:
    person, url = Client(headers=BROWSER), f"/no/{new.token}"
    made = stamp(person, url)
    clock.shift(timedelta(seconds=3))
    person.post(url, {"say": "no", "made": made})
    clock.shift(timedelta(seconds=8))
    person.post(url, {"say": "too expensive", "made": made})
    assert not is_marked()


def test_a_double_tap_is_not_marked(new: NewLink, clock: time_machine.Coordinates) -> None:
    person, url = Client(headers=BROWSER), f"/no/{new.token}"
    made = stamp(person, url)
    clock.shift(timedelta(seconds=3))
    for _ in range(2):
        person.post(url, {"say": "no", "made": made})
        clock.shift(timedelta(seconds=0.2))
    assert not is_marked()


def pressed_all(robot: Client, url: str, clock: time_machine.Coordinates, seconds: float) -> None:
    """Press whatever can be pressed, tick whatever can be ticked, on page after page."""
    for _ in range(3):
        page = robot.get(url).content.decode()
        ticked = dict(re.findall(r'type="checkbox" name="([^"]+)" value="([^"]+)"', page))
        made = dict(re.findall(r'name="(made)" value="([^"]+)"', page))
        for say in re.findall(r'name="say" value="([^"]+)"', page):
            clock.shift(timedelta(seconds=seconds))
            assert robot.post(url, {"say": say, **made, **ticked}).status_code < 500


def test_a_robot_that_presses_every_button_leaves_peace_marked_and_to_be_undone(
    new: NewLink, clock: time_machine.Coordinates
) -> None:
    url = f"/no/{new.token}"
    pressed_all(Client(headers=BROWSER), url, clock, 0.1)
    link = Link.objects.get()
    assert link.no is not None
    assert is_marked()
    person = Client(headers=BROWSER)
    clock.shift(timedelta(hours=1))
    made = stamp(person, url)
    clock.shift(timedelta(seconds=4))
    undone = person.post(url, {"say": "back", "again": "yes", "made": made})
    assert undone.status_code == 303
    assert not Peace.objects.filter(lift=None).exists()


def test_a_known_robot_takes_nothing_back_however_long_it_waits(
    new: NewLink, clock: time_machine.Coordinates
) -> None:
    pressed_all(Client(headers=ROBOT), f"/no/{new.token}", clock, 30)
    assert Peace.objects.filter(lift=None).exists()


def test_who_is_too_quick_to_take_it_back_is_asked_once_more_and_not_turned_away(
    new: NewLink, clock: time_machine.Coordinates
) -> None:
    person, url = Client(headers=BROWSER), f"/no/{new.token}"
    person.post(url, {"say": "no"})
    clock.shift(timedelta(hours=1))
    again = {"say": "back", "again": "yes"}
    first = person.post(url, again | {"made": stamp(person, url)})
    assert first.status_code == 400
    assert "press once more" in first.content.decode()
    made = re.search(r'name="made" value="([^"]+)"', first.content.decode())
    clock.shift(timedelta(seconds=2))
    assert made is not None
    assert person.post(url, again | {"made": made[1]}).status_code == 303
