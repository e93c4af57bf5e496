"""What a case leaves out is asked for where it matters, over a whole chain, and else never."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from itertools import product

import pytest

from demur.domain.policy import facts, many
from demur.domain.policy.many import Fact
from demur.domain.policy.names import QuestionKey, ResultKey
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision, Unanswerable
from demur.domain.refusal import RowRef
from tests.domain.policy.editions import example, policy_of
from tests.domain.policy.random_policies import RANK, Asking, Draft, a_chain

GRADES = """\
| Question | Possible answers |
|---|---|
| Orders | 0–60 |
| Years | 0–60 |
| Mood | good, bad |
| Grade | gold, silver, bronze |
## (table A: exactly one row fits every case)
| No. | Orders | Years | → Grade |
|---|---|---|---|
| A1 | up to 3 | any | silver |
| A2 | over 3 | up to 9 | silver |
| A3 | over 3 | over 9 | {best} |
## (table B: exactly one row fits every case)
| No. | Grade | Mood | → Step |
|---|---|---|---|
| B1 | gold | any | serve |
| B2 | silver or bronze | good | ask to wait |
| B3 | silver or bronze | bad | polite no |
"""


def grades(best: str) -> Policy:
    return policy_of(*GRADES.format(best=best).split("\n"))


def asked_for(policy: Policy, case: Mapping[str, object], table: str = "B") -> tuple[str, ...]:
    refused = policy.decide(table, case)
    assert isinstance(refused, Unanswerable), refused
    assert all(name in refused.message for name in refused.missing)
    return refused.missing


def decided(policy: Policy, case: Mapping[str, object], table: str = "B") -> Decision:
    decision = policy.decide(table, case)
    assert isinstance(decision, Decision), decision
    return decision


# ---- in words


def test_what_every_answer_leads_to_is_decided_through_another_table() -> None:
    decision = decided(grades("silver"), {"Mood": "good"})
    assert (decision.row, decision.through) == (RowRef("B", 2), ())
    assert decision.why == "B2: Grade is silver, Mood is good."


def test_what_a_table_treats_alike_may_be_one_or_the_other() -> None:
    decision = decided(grades("bronze"), {"Mood": "bad"})
    assert decision.row == RowRef("B", 3)
    assert decision.why == "B3: Grade is silver or bronze, Mood is bad."


@pytest.mark.parametrize(
    ("best", "case", "missing"),
    [
        ("silver", {}, ("Mood",)),
        ("gold", {}, ("Mood", "Orders", "Years")),
        ("gold", {"Mood": "good"}, ("Orders", "Years")),
        ("gold", {"Mood": "good", "Orders": 4}, ("Years",)),
        ("gold", {"Orders": 3}, ("Mood",)),
        ("gold", {"Years": 9}, ("Mood",)),
        ("gold", {"Grade": "silver"}, ("Mood",)),
    ],
)
def test_what_is_asked_for_is_what_the_caller_can_answer_and_what_matters(
    best: str, case: dict[str, object], missing: tuple[str, ...]
) -> None:
    assert asked_for(grades(best), case) == missing


def test_an_answer_that_is_none_is_named_though_another_table_asks_for_it() -> None:
    refused = grades("gold").decide("B", {"Orders": "many", "Mood": "good"})
    assert isinstance(refused, Unanswerable)
    assert (refused.question, refused.missing) == ("Orders", ())
    assert "many" in refused.message


def test_one_missing_answer_is_asked_for_with_its_possible_answers() -> None:
    refused = grades("gold").decide("B", {"Mood": "good", "Orders": 4})
    assert isinstance(refused, Unanswerable)
    assert refused.message == "Years: table B needs an answer. Possible: 0–60."


def test_the_example_asks_for_the_client_and_not_for_the_importance() -> None:
    case = {"Reason": "out of stock", "Back in": 9, "Alternative": "no", "Partner": "no"}
    assert asked_for(example(), case, "T") == ("Client",)


def test_a_cell_in_two_pieces_that_takes_in_every_answer_needs_none() -> None:
    policy = policy_of(
        *("| Question | Possible answers |", "|---|---|", "| Orders | 0–60 |"),
        *("## (table A)", "| No. | Orders | → Grade |", "|---|---|---|"),
        "| A1 | 0–30 or 31–60 | silver |",
    )
    assert decided(policy, {}, "A").row == RowRef("A", 1)


def test_tables_that_wait_for_each_other_are_refused_in_peace() -> None:
    policy = policy_of(
        *("| Question | Possible answers |", "|---|---|", "| X | a, b |", "| Y | a, b |"),
        *("## (table A)", "| No. | X | → Y |", "|---|---|---|", "| A1 | a | a |", "| A2 | b | b |"),
        *("## (table B)", "| No. | Y | → X |", "|---|---|---|", "| B1 | a | a |", "| B2 | b | b |"),
    )
    assert asked_for(policy, {}, "A") == ("X",)


def test_a_long_chain_is_gone_through_once() -> None:
    text = ["| Question | Possible answers |", "|---|---|"]
    text += [f"| {side}{at} | x, y |" for at in range(27) for side in "ab"]
    for at, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        text += [f"## (table {letter}: read from the top, the first row that fits decides)"]
        text += [f"| No. | a{at + 1} | b{at + 1} | → a{at} | → b{at} |", "|---|---|---|---|---|"]
        text += [f"| {letter}1 | x | x | x | x |", f"| {letter}2 | any | any | y | y |"]
    policy = policy_of(*text)
    assert decided(policy, {"a26": "y"}, "A").row == RowRef("A", 2)
    assert asked_for(policy, {"a26": "x"}, "A") == ("b26",)


def test_a_chain_of_too_many_cases_asks_for_what_is_missing_and_does_not_hang() -> None:
    names = [f"Q{at}" for at in range(8)]
    rows = [" | ".join(f"{at}–{at + 1}" for _ in names) for at in range(0, 60, 2)]
    policy = policy_of(
        *("| Question | Possible answers |", "|---|---|"),
        *(f"| {name} | 0–99 |" for name in names),
        "| Grade | gold, silver |",
        "## (table A: read from the top, the first row that fits decides)",
        f"| No. | {' | '.join(names)} | → Grade |",
        "|---" * 10 + "|",
        *(f"| A{at} | {row} | silver |" for at, row in enumerate(rows, 1)),
        f"| A99 | {' | '.join(['any'] * 8)} | silver |",
        *("## (table B)", "| No. | Grade | → Step |", "|---|---|---|"),
        *("| B1 | gold | serve |", "| B2 | silver | polite no |"),
    )
    began = time.process_time()
    found = policy.decide("B", {})
    assert time.process_time() - began < 5
    assert isinstance(found, Decision) or set(found.missing) <= set(names)


# ---- against every completion


def agree(draft: Draft, rng: random.Random) -> None:
    """Hold a case that leaves answers out to every case it may be.

    Where all rows of an earlier table apply, their results joined may be no answer at all.
    """
    if draft.sheets[0].reading == "collect":
        return
    policy, table = draft.policy(), draft.sheets[-1].letter
    asks = [each for each in draft.asks if each is not RANK]
    case = {each.name: rng.choice(each.answers) for each in asks if rng.random() < 0.5}
    open_asks = [each for each in asks if each.name not in case and "unknown" not in each.listed]
    answers = [each.answers for each in open_asks]
    outcomes = {
        said: _outcome(policy, table, {**case, **_named(open_asks, said)})
        for said in product(*answers)
    }
    found = policy.decide(table, case)
    if len(set(outcomes.values())) == 1 and None not in outcomes.values():
        assert isinstance(found, Decision), draft.text
        assert (found.rows, tuple(found.results.items())) == next(iter(outcomes.values()))
        assert found.why
        return
    assert isinstance(found, Unanswerable), (draft.text, case)
    needed = {
        each.name
        for at, each in enumerate(open_asks)
        if any(
            outcomes[said] != outcomes[*said[:at], answer, *said[at + 1 :]]
            for said in outcomes
            for answer in each.answers
        )
    }
    assert needed <= set(found.missing), (draft.text, case)
    if needed:
        assert RANK.name not in found.missing, (draft.text, case)


def _named(asks: list[Asking], said: tuple[str, ...]) -> dict[str, str]:
    return {each.name: answer for each, answer in zip(asks, said, strict=True)}


def _outcome(policy: Policy, letter: str, case: Mapping[str, object]) -> object:
    found = policy.put(policy.tables[letter], case)
    return (found.rows, tuple(found.results.items())) if isinstance(found, Decision) else None


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_a_case_is_decided_just_where_every_answer_leads_to_the_same(first: int) -> None:
    for seed in range(first, first + 50):
        rng = random.Random(seed)
        agree(a_chain(rng), rng)


@pytest.mark.deep
@pytest.mark.parametrize("first", range(1000, 6000, 250))
def test_it_is_so_on_thousands_of_chains(first: int) -> None:
    for seed in range(first, first + 250):
        rng = random.Random(seed)
        agree(a_chain(rng), rng)


def test_of_many_cases_each_is_decided_as_it_is_alone() -> None:
    policy = policy_of(
        *("| Question | Possible answers |", "|---|---|", "| Back in | 0–60 days |"),
        *("| Client | key, regular, new |", "| Haste | now, soon, late |"),
        *("## (table A)", "| No. | Back in | Client | → Haste |", "|---|---|---|---|"),
        *("| A1 | up to 3 | key | now |", "| A2 | over 3 | key | soon |"),
        *("| A3 | up to 3 | not key | soon |", "| A4 | over 3 | not key | late |"),
        *("## (table B)", "| No. | Haste | → Step |", "|---|---|---|"),
        *("| B1 | now or soon | ask to wait |", "| B2 | late | polite no |"),
    )
    said = list(product([None, 2, 9], ["key", "regular", "new", None]))
    columns = zip(*said, strict=True)
    asked = dict(zip((QuestionKey.BACK_IN, QuestionKey.CLIENT), columns, strict=True))
    facts_of = {key: Fact.of(values) for key, values in asked.items()}
    put = many.put(policy, ResultKey.STEP, facts_of, len(said))
    rows = [outcome.row for outcome in (many.outcomes(put)[code] for code in put.codes)]
    for row, case in zip(rows, said, strict=True):
        alone = facts.ruling(policy, ResultKey.STEP, dict(zip(asked, case, strict=True)))
        assert alone
        assert row == alone.row, case
    assert rows.count(RowRef("B", 1)) == 3 + 1 + 2
