"""An exit, a route or a command that nobody decided about stops the start."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse

from demur.cli import COMMANDS, Place
from demur.domain.exits import SAYS, Exit
from demur.records import gate
from demur.records.gate import Cleared, NotAnExit, leaves_by
from demur.web import access, exits


@pytest.fixture(autouse=True)
def _started() -> None:
    exits.carry_all()


def test_every_door_says_what_leaves_by_it_and_every_exit_has_its_one_carrier() -> None:
    assert not list(exits.faults())
    assert not exits.every_door_says_what_leaves_by_it()
    assert set(SAYS) == set(Exit)
    assert len(Exit) >= 12


def test_every_exit_that_is_carried_by_a_door_is_opened_by_one() -> None:
    opened = frozenset().union(*exits.ROUTES.values(), *exits.COMMANDS.values())
    # Handing over has its function, and no door yet.
    assert opened == set(Exit) - exits.SHUT - {Exit.PARTNER}


@pytest.mark.parametrize("table", ["ROUTES", "COMMANDS"])
def test_a_door_that_does_not_say_so_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    declared = dict(getattr(exits, table))
    missing = declared.popitem()[0]
    monkeypatch.setattr(exits, table, declared)
    with pytest.raises(ImproperlyConfigured, match=missing):
        access.Access(lambda _: HttpResponse())
    assert [one.id for one in exits.every_door_says_what_leaves_by_it()] == ["demur.E2"]


def test_a_new_command_that_does_not_say_so_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = Place("demur.cli.doctor", "doctor", "Leak.")
    monkeypatch.setattr(exits, "COMMAND_LINE", {**COMMANDS, "leak": place})
    assert any("leak" in fault for fault in exits.faults())


def test_an_exit_without_its_carrier_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in Exit:
        carriers = {way: carry for way, carry in gate.CARRIERS.items() if way is not one}
        monkeypatch.setattr(exits, "CARRIERS", carriers)
        expected = one not in exits.SHUT
        assert any(fault.startswith(f"{one} ") for fault in exits.faults()) == expected


def test_an_exit_that_is_shut_and_carried_all_the_same_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shut = {**gate.CARRIERS, Exit.MAIL: test_an_exit_has_one_carrier}
    monkeypatch.setattr(exits, "CARRIERS", shut)
    monkeypatch.setattr(exits, "SHUT", frozenset({Exit.MAIL, Exit.SMS}))
    assert any(fault.startswith("mail ") for fault in exits.faults())


def test_an_exit_has_one_carrier() -> None:
    def another(cleared: Sequence[Cleared]) -> None: ...

    with pytest.raises(NotAnExit, match="carried by"):
        leaves_by(Exit.DIAL)(another)
