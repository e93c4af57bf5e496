"""Never a call in quiet hours, no hour lost or doubled: proved against a checker written apart."""

from __future__ import annotations

import random
import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from demur.domain.contact_rules.hours import next_open
from demur.domain.contact_rules.packs import in_force, on_channel
from demur.domain.contact_rules.policy_hours import PolicyHours, policy_hours
from demur.domain.contact_rules.terms import Rule
from demur.domain.policy import document
from demur.domain.refusal import Channel, Lang
from tests.domain.contact_rules.checker import MINUTE, PLACES, YEARS, edges, fit, row_says_yes
from tests.domain.policy.editions import source

EXAMPLE = source(Lang.EN).decode()
BEGIN = datetime(YEARS[0], 1, 1, tzinfo=UTC)
SHORTEST = timedelta(microseconds=1)
HALF_AN_HOUR = timedelta(minutes=30)
QUIET = re.compile(r"^\| Q1 .*\n\| Q2 .*\n", re.MULTILINE)
#: The example's own hours; hours at the edges of the day, where clocks are set; and none.
POLICIES = {
    "the example": EXAMPLE,
    "at night": QUIET.sub(
        "| Q1 | Saturday | any | yes |\n"
        "| Q2 | working day | 00:00–02:59 | yes |\n"
        "| Q3 | working day | 08:30–12:29 | yes |\n"
        "| Q4 | Sunday or holiday | 00:00–01:14 | yes |\n"
        "| Q5 | any | 22:45–23:59 | yes |\n"
        "| Q6 | any | any | no |\n",
        EXAMPLE,
    ),
    "none": "",
}


@cache
def hours_of(policy: str) -> PolicyHours | None:
    text = re.sub(r"^\| Q \| Day.*\n", "", POLICIES[policy], flags=re.MULTILINE)
    read = document.read(text.encode()).policy
    return policy_hours(read) if text and read else None


@cache
def rules_of(country: str) -> tuple[Rule, ...]:
    return on_channel(in_force(country, date(2026, 11, 22)), Channel.PHONE)


#: Who has a say: a policy, and whether the packs do. These shut at night, when clocks are set, so
#: there a policy is asked alone.
SAY = (("the example", True), ("none", True), ("at night", False))


def around(edge: datetime) -> list[datetime]:
    """Every minute of twenty hours on each side of an edge."""
    return [edge + count * MINUTE for count in range(-20 * 60, 21 * 60)]


@pytest.mark.parametrize("name", PLACES)
def test_every_minute_around_every_edge_of_three_years_is_judged_as_the_checker_does(
    name: str,
) -> None:
    zone, (country, region), judged = ZoneInfo(name), PLACES[name], 0
    # Where no clock is ever set, a day of one's own choice is judged all the same.
    for edge in edges(name, YEARS[0], YEARS[-1]) or [datetime(2025, 6, 11, 21, tzinfo=UTC)]:
        for policy, packs in SAY:
            rules, hours = rules_of(country) if packs else (), hours_of(policy)
            for at in around(edge):
                found = next_open(at, (zone,), country, region, rules, hours) == at
                fits = fit(at, zone, country, region, POLICIES[policy], rules=packs)
                assert found == fits, (at, policy)
                judged += 1
    print(f"{name}: {len(edges(name, YEARS[0], YEARS[-1]))} edges, {judged} minutes, 0 violations")  # noqa: T201
    assert judged


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("Pacific/Apia", 2011),  # the day that never was
        ("Europe/Moscow", 2011),
        ("Europe/Moscow", 2014),
        ("America/Caracas", 2016),
        ("Asia/Pyongyang", 2015),
        ("America/St_Johns", 2010),  # set at a minute past midnight
        ("Antarctica/Troll", 2025),  # two hours at once
    ],
)
def test_clocks_that_were_set_oddly_lose_and_double_no_minute(name: str, year: int) -> None:
    zone = ZoneInfo(name)
    assert edges(name, year, year)
    for edge in edges(name, year, year):
        for at in around(edge):
            found = next_open(at, (zone,), "ZZ", "", (), hours_of("at night")) == at
            assert found == _by_wall(at, zone), at


def _by_wall(at: datetime, zone: ZoneInfo) -> bool:
    """The hours at night where nobody knows of holidays."""
    there = at.astimezone(zone)
    kind = {5: "saturday", 6: "sunday"}.get(there.weekday(), "working day")
    return row_says_yes(POLICIES["at night"], kind, f"{there:%H:%M}")


@pytest.mark.parametrize("count", [20_000, pytest.param(1_000_000, marks=pytest.mark.deep)])
def test_planned_contacts_are_moved_to_moments_that_the_checker_confirms(count: int) -> None:
    chance = random.Random(22)
    names, violations, moved = list(PLACES), 0, 0
    for _ in range(count):
        name, (policy, packs) = chance.choice(names), chance.choice(SAY)
        zone, (country, region), text = ZoneInfo(name), PLACES[name], POLICIES[policy]
        rules, at = rules_of(country) if packs else (), _planned(chance, name)
        moment = next_open(at, (zone,), country, region, rules, hours_of(policy))
        assert moment is not None
        violations += not fit(moment, zone, country, region, text, rules=packs)
        if moment > at:
            moved += 1
            between = at + chance.random() * (moment - at)
            violations += fit(
                min(between, moment - SHORTEST), zone, country, region, text, rules=packs
            )
    print(f"{count} planned contacts, {moved} moved, {violations} violations")  # noqa: T201
    assert violations == 0
    assert moved > count / 4


def _planned(chance: random.Random, name: str) -> datetime:
    """An instant of the three years; of every other one the day is one on which a clock is set."""
    if (near := edges(name, YEARS[0], YEARS[-1])) and chance.random() < 0.5:
        return chance.choice(near) + timedelta(seconds=chance.uniform(-129_600, 129_600))
    return BEGIN + timedelta(seconds=chance.uniform(0, 3 * 365 * 86_400))


@pytest.mark.parametrize("count", [2_000, pytest.param(100_000, marks=pytest.mark.deep)])
def test_a_client_who_may_be_in_several_zones_is_called_where_all_their_clocks_allow(
    count: int,
) -> None:
    chance = random.Random(23)
    for _ in range(count):
        names = chance.sample(list(PLACES), chance.randint(2, 3))
        zones, at = tuple(map(ZoneInfo, names)), _planned(chance, names[0])
        moment = next_open(at, zones, "HU", "", rules_of("HU"), None)
        if moment is None:
            assert not any(
                all(fit(at + n * HALF_AN_HOUR, z, "HU", "") for z in zones) for n in range(48)
            )
        else:
            assert all(fit(moment, zone, "HU", "") for zone in zones)


def test_the_checker_catches_hours_reckoned_from_midnight() -> None:
    # The mistake that this proof is for: nine in the morning is not midnight and nine hours.
    zone, wrong = ZoneInfo("Africa/Casablanca"), 0
    for edge in edges("Africa/Casablanca", YEARS[0], YEARS[-1]):
        day = edge.astimezone(zone).date()
        begin = datetime.combine(day, time(0, 0), zone).astimezone(UTC)
        late = begin + timedelta(hours=22, minutes=45)
        wrong += not fit(late, zone, "MA", "", POLICIES["at night"], rules=False)
    assert wrong
