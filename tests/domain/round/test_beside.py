"""While a trial is on, each side has its clients and its minutes, and every rule is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from demur.domain.round.beside import Cadence, plan_beside
from demur.domain.round.plan import Day, Kind, Promised
from tests.domain.round.firm import SLOTS, TODAY, firm, team

MANY, EVERY = 200, 14
OLD_WAY = np.arange(MANY) % 4 == 0  # a quarter


def planned(**more: Any) -> Day:
    params, beliefs, clients, attempts = firm(MANY)
    may = more.pop("may", np.ones(MANY, np.bool_))
    told: dict[str, Any] = {"attempts": attempts, "seed": 7, "cadence": Cadence(OLD_WAY, EVERY)}
    told |= more
    return plan_beside(params, beliefs, clients, TODAY, SLOTS, team(60.0, 60.0), may, **told)


def called(day: Day, *, old_way: bool) -> list[int]:
    calls = [one.client for one in day.turns if one.kind is not Kind.LINK]
    return [one for one in calls if OLD_WAY[one] == old_way]


def last_called() -> np.ndarray:
    attempts = firm(MANY)[3]
    last = np.full(MANY, -np.inf)
    np.maximum.at(last, attempts.client, attempts.day)
    return last


def test_the_old_way_calls_the_dearest_of_those_who_are_due_and_nobody_else() -> None:
    clients = firm(MANY)[2]
    mine = called(planned(), old_way=True)
    due = np.floor(last_called()) + EVERY <= TODAY
    assert mine
    assert due[mine].all()
    left = np.setdiff1d(np.flatnonzero(due & OLD_WAY), mine)
    assert clients.value[mine].min() >= np.median(clients.value[left]) if len(left) else True


def test_each_side_spends_its_share_of_the_minutes() -> None:
    day, beliefs = planned(), firm(MANY)[1]
    spent = {False: 0.0, True: 0.0}
    for one in day.turns:
        if one.kind is not Kind.LINK:
            answers = beliefs.p_answer(one.slot)[one.client]
            spent[bool(OLD_WAY[one.client])] += float(0.7 + 4.3 * answers)
    assert spent[True] <= 0.25 * 120 + 1e-6
    assert spent[False] <= 0.75 * 120 + 1e-6
    assert spent[False] > spent[True] > 0.0


def test_nobody_has_two_turns_and_the_turns_stand_by_the_clock() -> None:
    day = planned()
    clients = [one.client for one in day.turns]
    assert len(clients) == len(set(clients))
    assert [one.minute for one in day.turns] == sorted(one.minute for one in day.turns)


def test_who_may_not_be_called_is_called_on_neither_side() -> None:
    may = np.zeros((MANY, SLOTS.count), np.bool_)
    may[100:] = True
    assert min(one.client for one in planned(may=may).turns) >= 100


@pytest.mark.parametrize("whom", [4, 5], ids=["old way", "round"])
def test_a_promise_is_kept_on_either_side(whom: int) -> None:
    day = planned(promised=[Promised(whom, 10 * 60 + 20)])
    (turn,) = [one for one in day.turns if one.client == whom]
    assert (turn.kind, turn.minute) == (Kind.PROMISE, 620)


def test_whoever_is_not_due_rests_until_the_cadence_has_passed() -> None:
    day = planned()
    due = np.floor(last_called()) + EVERY
    waiting = OLD_WAY & (due > TODAY)
    assert waiting.any()
    assert np.array_equal(day.rests[waiting], due[waiting])
    assert (day.rests[called(day, old_way=True)] == TODAY).all()


def test_nothing_is_drawn_by_chance_for_the_old_way() -> None:
    kinds = {one.kind for one in planned(explore=0.3).turns if OLD_WAY[one.client]}
    assert kinds == {Kind.CALL}
