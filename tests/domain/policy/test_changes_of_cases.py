"""What two versions decide differently, held against going through the cases one by one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import product

import pytest

from demur.domain.policy import document, values
from demur.domain.policy.columns import Question
from demur.domain.policy.domains import Listed
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision
from demur.domain.policy.versions.changes import difference
from demur.domain.refusal import Lang
from tests.domain.policy.case_by_case import differs, takes_in
from tests.domain.policy.editions import example, source
from tests.domain.policy.random_policies import Draft, a_draft, cases, edited

EXAMPLE = source(Lang.EN)


def hold_against_every_case(before: Draft, after: Draft) -> None:
    """Put every case to both versions: those that differ stand in exactly one change, no other."""
    old, new = before.policy(), after.policy()
    found = difference(old, new)
    assert not found.gave_up
    for case in cases(before.asks):
        if any(takes_in(old, cells, case) for cells in before.impossible):
            expected: list[tuple[object, object]] = []
        else:
            one, other = old.decide("T", case), new.decide("T", case)
            assert isinstance(one, Decision)
            assert isinstance(other, Decision)
            expected = [(one.rows, other.rows)] if differs(one, other) else []
        told = [
            (change.before, change.after)
            for change in found.changes
            if takes_in(new, change.when, case)
        ]
        assert told == expected, (case, before.text, after.text)


def hold_against_random_pairs(seeds: range) -> None:
    for seed in seeds:
        rng = random.Random(seed)
        before = a_draft(rng)
        after = edited(before, rng)
        hold_against_every_case(before, after)


def test_exactly_the_cases_decided_differently_stand_in_the_difference() -> None:
    hold_against_random_pairs(range(60))


@pytest.mark.deep
def test_exactly_the_cases_decided_differently_stand_in_the_difference_of_many_pairs() -> None:
    hold_against_random_pairs(range(100, 600))


# ---- the example, with every one-edit change of a condition


def edits_of(policy: Policy, letter: str) -> Iterator[tuple[str, str]]:
    """Give each row's line with one of its conditions changed: any other cell the column allows."""
    for row in policy.tables[letter].rows:
        for at, (text, question) in enumerate(
            zip(row.cells, policy.tables[letter].questions, strict=True)
        ):
            for other in other_cells(text, question):
                cells = [*row.cells[:at], other, *row.cells[at + 1 :]]
                results = list(row.results.values())
                yield (
                    "| " + " | ".join([str(row.ref), *row.cells, *results]) + " |",
                    "| " + " | ".join([str(row.ref), *cells, *results]) + " |",
                )


def other_cells(text: str, question: Question) -> Iterator[str]:
    """Give what a slip may make of a cell: another answer, its opposite, a number one off."""
    domain = question.domain
    answers = domain.all_answers if isinstance(domain, Listed) else ()
    yield from (answer for answer in ("any", *answers) if answer != text)
    if text != "any":
        yield f"not {text}"
    for found in re.finditer(r"\d+", text):
        for step in (-1, 1):
            number = str(int(found[0]) + step).zfill(len(found[0]))
            yield text[: found.start()] + number + text[found.end() :]


def sampled(policy: Policy, letter: str) -> list[dict[str, str]]:
    """Give cases of a table that no boundary of the example or of its edits can slip between."""
    sides: list[tuple[str, ...]] = []
    for column in policy.tables[letter].columns:
        domain = column.question.domain
        if isinstance(domain, Listed):
            sides.append(domain.all_answers)
            continue
        near = {value + step for value in column.boundaries for step in (-2, -1, 0, 1, 2)}
        inside = sorted(value for value in near if domain.lowest <= value <= domain.highest)
        shown = [values.show(domain.kind, value) for value in inside]
        sides.append((*shown, *([domain.unknown] if domain.unknown else [])))
    names = [column.question.name for column in policy.tables[letter].columns]
    every = [dict(zip(names, answers, strict=True)) for answers in product(*sides)]
    cannot = [each.cells for each in policy.impossible if each.table == letter]
    return [case for case in every if not any(takes_in(policy, each, case) for each in cannot)]


@pytest.mark.parametrize("letter", ["I", "T", "Q"])
def test_every_changed_condition_that_alters_a_decision_stands_in_the_difference(
    letter: str,
) -> None:
    old = example()
    cases_of_table = sampled(old, letter)
    before = [old.tables[letter].decide(case) for case in cases_of_table]
    altered = 0
    for line, edited_line in list(edits_of(old, letter)):
        text = EXAMPLE.decode()
        assert line in text
        new = document.read(text.replace(line, edited_line).encode()).policy
        assert new
        if new.tables[letter].broken:
            continue
        found = [change for change in difference(old, new).changes if change.table == letter]
        for case, one in zip(cases_of_table, before, strict=True):
            other = new.tables[letter].decide(case)
            if isinstance(one, Decision) and isinstance(other, Decision) and differs(one, other):
                altered += 1
                assert found, edited_line
                break
        else:
            assert not found, edited_line
    assert altered > 10
