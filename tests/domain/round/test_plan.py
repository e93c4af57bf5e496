"""The plan of a day keeps its rules, and says of everybody why."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from demur.domain.refusal import Lang
from demur.domain.round.because import Fact, Why, saying
from demur.domain.round.plan import Day, Kind, Promised, plan_day
from demur.domain.round.team import Shift
from demur.domain.round.why_not import why_not
from tests.domain.round.firm import SLOTS, TODAY, firm, team

ON = date(2026, 11, 23)


def planned(*, many: int = 200, minutes: tuple[float, ...] = (60.0, 60.0), **more: Any) -> Day:
    params, beliefs, clients, attempts = firm(many)
    whose = more.pop("team", team(*minutes))
    may = more.pop("may", np.ones(many, np.bool_))
    told = {"attempts": attempts, "seed": 7} | more
    return plan_day(params, beliefs, clients, TODAY, SLOTS, whose, may, **told)


def called(day: Day) -> list[int]:
    return [turn.client for turn in day.turns if turn.kind is not Kind.LINK]


def test_nobody_is_called_twice_and_no_minutes_are_made_up() -> None:
    day = planned()
    length = firm(200)[1]
    assert len(called(day)) == len(set(called(day))) > 20
    for name in "ab":
        for slot in range(SLOTS.count):
            mine = [t for t in day.turns if t.seller == name and t.slot == slot]
            spent = sum(0.7 + 4.3 * length.p_answer(slot)[t.client] for t in mine)
            assert spent <= 6.0 + 1e-6


def test_the_same_arguments_give_the_same_plan() -> None:
    assert planned().turns == planned().turns


def test_who_may_not_be_called_is_not_called() -> None:
    may = np.zeros((200, SLOTS.count), np.bool_)
    may[::2, 3] = True
    day = planned(may=may)
    assert {turn.slot for turn in day.turns} == {3}
    assert not any(turn.client % 2 for turn in day.turns)
    assert not day.propensity[1::2].any()


def test_who_is_in_somebodys_hands_is_left_to_them() -> None:
    first = set(called(planned()))
    assert not first & set(called(planned(taken=first)))


def test_a_promise_is_kept_first_and_at_its_minute() -> None:
    day = planned(minutes=(4.0,), promised=[Promised(9, 10 * 60 + 20)])
    (promise,) = [turn for turn in day.turns if turn.client == 9]
    assert (promise.kind, promise.minute, promise.slot) == (Kind.PROMISE, 620, 2)
    assert saying(promise.because, Lang.EN) == "promised for today 10:20"
    assert day.propensity[9] == 1.0


def test_a_promise_is_kept_by_whom_it_was_made() -> None:
    day = planned(promised=[Promised(9, 620, "b"), Promised(8, 620)])
    assert {t.client: t.seller for t in day.turns if t.kind is Kind.PROMISE}[9] == "b"


def test_a_promise_in_quiet_hours_is_kept_as_soon_as_they_end_or_reported() -> None:
    may = np.ones((200, SLOTS.count), np.bool_)
    may[9, :5], may[8] = False, False
    day = planned(may=may, promised=[Promised(9, 620), Promised(8, 620)])
    (promise,) = [turn for turn in day.turns if turn.kind is Kind.PROMISE]
    assert (promise.client, promise.minute) == (9, 13 * 60)
    assert day.unkept == (8,)
    assert 8 not in called(day)


def test_a_promise_made_twice_is_one_call() -> None:
    day = planned(promised=[Promised(9, 620), Promised(9, 700)])
    assert called(day).count(9) == 1


def test_a_client_is_called_by_who_speaks_their_language() -> None:
    whose = [
        Shift.spread("a", 480, 1080, frozenset({Lang.HU}), 60, SLOTS),
        Shift.spread("b", 480, 1080, frozenset({Lang.RU}), 60, SLOTS),
    ]
    languages = [("hu", "ru", "en", "")[i % 4] for i in range(200)]
    day = planned(team=whose, languages=languages)
    for turn in day.turns:
        assert languages[turn.client] in {"", {"a": "hu", "b": "ru"}[turn.seller]}
    assert why_not(day, 2, ON) == (Fact(Why.NOBODY_SPEAKS),)


def test_no_shift_is_a_day_without_calls() -> None:
    for whose in ([], team(0.0)):
        day = planned(team=whose, promised=[Promised(3, 600)])
        assert day.turns == ()
        assert day.unkept == (3,)
        assert len(day.rests) == 200


def test_no_clients_is_an_empty_day() -> None:
    params, beliefs, clients, _ = firm(0)
    day = plan_day(params, beliefs, clients, TODAY, SLOTS, team(60.0), np.ones(0, np.bool_))
    assert day.turns == ()


def test_clients_of_other_slots_are_a_broken_call() -> None:
    params, beliefs, clients, _ = firm(200)
    with pytest.raises(ValueError, match="slots"):
        plan_day(
            params, beliefs, clients, TODAY, type(SLOTS)(480, 600, 60), [], np.ones(200, np.bool_)
        )


def test_key_clients_keep_their_share_of_the_minutes() -> None:
    clients = firm(400)[2]
    minutes = {}
    for share in (0.0, 0.5):
        day = planned(many=400, key_share=share, explore=0.0, minutes=(40.0,))
        mine = [t for t in day.turns if clients.key[t.client]]
        minutes[share] = sum(0.7 + 4.3 * t.p_answer for t in mine)
    assert minutes[0.5] >= 0.5 * 40 - 5.0 > minutes[0.0]


def test_minutes_kept_for_key_clients_go_to_others_where_none_is_worth_calling() -> None:
    _, _, clients, _ = firm(200)
    day = planned(may=~clients.key, key_share=0.5, explore=0.0, minutes=(40.0,))
    assert sum(0.7 + 4.3 * t.p_answer for t in day.turns) > 35


def test_everybodys_chance_to_be_called_is_known_whatever_is_drawn() -> None:
    days = [planned(seed=seed, minutes=(30.0,), explore=0.2) for seed in range(4)]
    assert len({tuple(called(day)) for day in days}) > 1
    chance = days[0].propensity
    assert ((chance > 0) & (chance < 1)).sum() > 100
    for day in days:
        assert np.array_equal(day.propensity, chance)
        assert all(t.propensity == chance[t.client] for t in day.turns)


def test_whoever_is_not_worth_a_call_gets_the_link_where_they_may() -> None:
    links = np.zeros(200, np.bool_)
    links[::3] = True
    day = planned(links=links, minute_costs=50.0)
    sent = [turn for turn in day.turns if turn.kind is Kind.LINK]
    assert sent
    assert all(links[turn.client] and np.isinf(day.rests[turn.client]) for turn in sent)
    assert not set(called(day)) & {turn.client for turn in sent}


def test_a_minute_that_costs_more_stops_more_clients() -> None:
    stopped = [np.isinf(planned(minute_costs=costs).rests).sum() for costs in (0.0, 20.0, 1e6)]
    assert stopped[0] <= stopped[1] < stopped[2]
