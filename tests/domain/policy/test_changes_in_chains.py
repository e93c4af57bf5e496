"""Whom two versions weigh differently, and so treat differently, along their chain of tables."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision
from demur.domain.policy.versions.changes import difference
from tests.domain.policy.case_by_case import differs, takes_in
from tests.domain.policy.editions import policy_of
from tests.domain.policy.random_policies import RANK, Draft, a_chain, cases, edited


def weighed(policy: Policy, case: Mapping[str, str]) -> dict[str, str]:
    """Give a case with what table I says of it, where there is one."""
    if "I" not in policy.tables:
        return dict(case)
    first = policy.decide("I", case)
    assert isinstance(first, Decision)
    return {**case, "Rank": first.results["Rank"]} if first.row else dict(case)


def cannot_happen(draft: Draft, policy: Policy, case: Mapping[str, str]) -> bool:
    """Say whether a case is impossible by what the tables ask; what else is asked stays open."""
    asked = {name for sheet in draft.sheets for name in sheet.asks}
    known = {name: case[name] for name in asked if case.get(name) in draft.asking(name).answers}
    return any(
        takes_in(policy, cells, known) for cells in draft.impossible if cells.keys() <= known.keys()
    )


def hold_against_every_chain(before: Draft, after: Draft) -> int:
    """Put every case to both chains; give how many are weighed and then treated otherwise."""
    old, new = before.policy(), after.policy()
    found = difference(old, new)
    count = 0
    for case in cases([each for each in before.asks if each is not RANK]):
        one, other = weighed(old, case), weighed(new, case)
        decided = old.decide("T", case), new.decide("T", case)
        both = cannot_happen(before, old, one) and cannot_happen(after, new, other)
        unlike = unlike_answers(one.get("Rank"), other.get("Rank")) and treated(*decided)
        rows = [each.rows if isinstance(each, Decision) else () for each in decided]
        told = [
            [change.before, change.after]
            for change in found.weighed
            if takes_in(new, change.when, case)
        ]
        assert told == ([rows] if unlike and not both else []), (case, before.text, after.text)
        count += bool(told)
    return count


def unlike_answers(one: str | None, other: str | None) -> bool:
    """Say whether table I answers otherwise; what is no answer of the list is all one."""
    strange = "strange"
    sides = [side if side is None or side in RANK.answers else strange for side in (one, other)]
    return sides[0] != sides[1]


def treated(old: object, new: object) -> bool:
    if isinstance(old, Decision) and isinstance(new, Decision):
        return differs(old, new)
    return type(old) is not type(new)


def hold_against_random_chains(seeds: range) -> None:
    count = 0
    for seed in seeds:
        rng = random.Random(seed)
        before = a_chain(rng, "Step")
        count += hold_against_every_chain(before, edited(before, rng, RANK.answers))
    assert count


def test_exactly_those_weighed_and_so_treated_otherwise_stand_in_the_difference() -> None:
    hold_against_random_chains(range(40))


@pytest.mark.deep
def test_exactly_those_weighed_otherwise_stand_in_the_difference_of_many_chains() -> None:
    hold_against_random_chains(range(100, 400))


def without_the_first(draft: Draft) -> Draft:
    """Give a chain that lacks its first table: nobody says what it said."""
    return replace(draft, sheets=draft.sheets[1:])


def hold_against_broken_chains(seeds: range) -> None:
    """Take the first table out of a chain, or put one in, with the last one edited on the way."""
    count = 0
    for seed in seeds:
        rng = random.Random(seed)
        whole = a_chain(rng, "Step")
        alone = edited(without_the_first(whole), rng)
        pair = (whole, alone) if seed % 2 else (alone, whole)
        count += hold_against_every_chain(*pair)
    assert count


def test_exactly_those_treated_otherwise_as_a_table_came_or_went_stand_in_the_difference() -> None:
    hold_against_broken_chains(range(30))


@pytest.mark.deep
def test_exactly_those_treated_otherwise_as_a_table_came_or_went_in_many_chains() -> None:
    hold_against_broken_chains(range(100, 400))


def ship(*rated: str, also: str = "") -> Policy:
    """Give a policy that treats a ship by its rank, which a table may say."""
    return policy_of(
        "| Question | Possible answers |",
        "|---|---|",
        "| Ship | liner, barge |",
        "| Rank | high, low |",
        *rated,
        "## What we do (table T: exactly one row fits every case)",
        f"| No. | Rank | → Step |{' → Ship |' if also else ''}",
        f"|---|---|---|{'---|' if also else ''}",
        f"| T1 | high | serve |{also}",
        f"| T2 | low | polite no |{also}",
    )


RATED = (
    "## Rank (table K: exactly one row fits every case)",
    "| No. | Ship | → Rank |",
    "|---|---|---|",
    "| K1 | liner | high |",
    "| K2 | barge | low |",
    "",
)


def test_a_table_put_into_the_chain_says_who_is_treated_otherwise_by_it() -> None:
    found = difference(ship(), ship(*RATED))
    assert [each.sentence for each in found.tables] == ["Table K is new."]
    assert not found.changes
    assert [each.sentence for each in found.weighed] == [
        "no row → T1 when Ship is liner, as Rank: no answer → high: "
        "nothing is decided → Step: serve.",
        "no row → T2 when Ship is barge, as Rank: no answer → low: "
        "nothing is decided → Step: polite no.",
    ]


def test_tables_that_answer_each_other_in_a_circle_are_said_not_to_be_compared_whole() -> None:
    found = difference(ship(*RATED), ship(*RATED, also=" liner |"))
    assert found.gave_up == (
        "What leads to table T is not compared as a whole: tables answer each other in a circle.",
    )
