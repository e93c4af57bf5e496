"""What each hit policy of DMN 1.3, clause 8.2.10, comes to once a model is brought in."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from random import Random

import pytest

from demur.channels import dmn_in
from demur.domain.policy.findings import Code, Severity
from demur.domain.policy.tables import Reading
from tests.channels.models import codes, model, policy_in, table, verdict


def _switched(on: tuple[int, ...], result: str) -> str:
    return " | ".join([*("true" if at in on else "-" for at in range(18)), result])


AGE = ("Age: number", 'Risk: string in "High","Low","Medium"', "Own home: boolean")
APART = (
    '>= 18 | "Low","Medium" | true | "approved"',
    '>= 18 | "Low" | false | "approved"',
    '>= 18 | "Medium" | false | "declined"',
    '>= 18 | "High" | - | "declined"',
    '< 18 | - | - | "declined"',
)
TOGETHER = (
    '>= 18 | - | - | "approved"',
    '- | "High" | - | "declined"',
    '- | - | false | "look again"',
)
AGREEING = ('>= 18 | - | - | "ok"', '- | "Low" | - | "ok"', '< 18 | "High" | - | "not ok"')
ORDERED = ('verdict: "declined","look again","approved"',)
PRICES = ("> 0 | 10", "> 10 | 30", "> 20 | 20")
SWITCHES = tuple(f"S{at}: boolean" for at in range(18))
POWERS = tuple(_switched((at,), str(2**at)) for at in range(18))
PAIRS = tuple(_switched((at, at + 1), f'"{at}"') for at in range(0, 18, 2))


def case(age: float, risk: str, home: bool) -> dict[str, object]:
    return {"Age": age, "Risk": risk, "Own home": home}


CASES: list[tuple[str, bytes, Mapping[str, object], str | None]] = [
    ("U: the one rule", model(table("UNIQUE", AGE, APART)), case(40, "Medium", True), "approved"),
    ("U: another", model(table("UNIQUE", AGE, APART)), case(40, "Medium", False), "declined"),
    ("U: at the edge", model(table("UNIQUE", AGE, APART)), case(18, "Low", False), "approved"),
    ("U: below it", model(table("UNIQUE", AGE, APART)), case(17.5, "Low", True), "declined"),
    ("U: none", model(table("UNIQUE", AGE, APART[:2])), case(9, "High", True), None),
    ("U: two disagree", model(table("UNIQUE", AGE, TOGETHER)), case(40, "High", True), None),
    ("F: the first", model(table("FIRST", AGE, TOGETHER)), case(40, "High", False), "approved"),
    ("F: the second", model(table("FIRST", AGE, TOGETHER)), case(9, "High", False), "declined"),
    ("F: none", model(table("FIRST", AGE, TOGETHER)), case(9, "Low", True), None),
    ("A: both say it", model(table("ANY", AGE, AGREEING)), case(40, "Low", True), "ok"),
    ("A: one says it", model(table("ANY", AGE, AGREEING)), case(9, "High", True), "not ok"),
    ("A: none", model(table("ANY", AGE, AGREEING)), case(9, "Medium", True), None),
    (
        "P: the gravest",
        model(table("PRIORITY", AGE, TOGETHER, outputs=ORDERED)),
        case(40, "High", False),
        "declined",
    ),
    (
        "P: the next",
        model(table("PRIORITY", AGE, TOGETHER, outputs=ORDERED)),
        case(40, "Low", False),
        "look again",
    ),
    (
        "P: the only one",
        model(table("PRIORITY", AGE, TOGETHER, outputs=ORDERED)),
        case(40, "Low", True),
        "approved",
    ),
    (
        "R: in the order of rules",
        model(table("RULE ORDER", AGE, TOGETHER)),
        case(40, "High", False),
        "approved; declined; look again",
    ),
    (
        "O: in the order of values",
        model(table("OUTPUT ORDER", AGE, TOGETHER, outputs=ORDERED)),
        case(40, "High", False),
        "declined; look again; approved",
    ),
    (
        "C: all",
        model(table("COLLECT", AGE, TOGETHER)),
        case(9, "High", False),
        "declined; look again",
    ),
    ("C: none", model(table("COLLECT", AGE, TOGETHER)), case(9, "Low", True), None),
    ("C<: the smallest", model(table("COLLECT + MIN", ("N: number",), PRICES)), {"N": 25}, "10"),
    ("C>: the greatest", model(table("COLLECT + MAX", ("N: number",), PRICES)), {"N": 25}, "30"),
    ("C>: of one", model(table("COLLECT + MAX", ("N: number",), PRICES)), {"N": 5}, "10"),
    (
        "C+: apart, so the one",
        model(table("COLLECT + SUM", ("N: number",), ("[0..9] | 1.50", "> 9 | 2"))),
        {"N": 9},
        "1.5",
    ),
    ("C+: of three", model(table("COLLECT + SUM", ("N: number",), PRICES)), {"N": 25}, "60"),
    ("C+: at the edge", model(table("COLLECT + SUM", ("N: number",), PRICES)), {"N": 20}, "40"),
    ("C+: none", model(table("COLLECT + SUM", ("N: number",), PRICES)), {"N": 0}, None),
    (
        "C+: alike, counted twice",
        model(table("COLLECT + SUM", ("N: number", "M: number"), ("> 0 | - | 5", "- | > 0 | 5"))),
        {"N": 1, "M": 1},
        "10",
    ),
    (
        "C+: up to nothing",
        model(table("COLLECT + SUM", ("N: number",), ("> 0 | 2.5", "> 1 | -2.50"))),
        {"N": 2},
        "0",
    ),
    ("C#: three", model(table("COLLECT + COUNT", ("N: number",), PRICES)), {"N": 25}, "3"),
    ("C#: one", model(table("COLLECT + COUNT", ("N: number",), PRICES)), {"N": 10}, "1"),
    (
        "C+: a default for the rest",
        model(table("COLLECT + SUM", ("N: number",), PRICES, outputs=("v:  = 0",))),
        {"N": 0},
        "0",
    ),
    (
        "C>: a default for the rest",
        model(table("COLLECT + MAX", ("N: number",), PRICES, outputs=("v:  = 0",))),
        {"N": 0},
        "0",
    ),
    (
        "C: a default where none fits",
        model(table("COLLECT", AGE, TOGETHER, outputs=('v:  = "hello"',))),
        case(9, "Low", True),
        "hello",
    ),
    (
        "C: no default where one fits",
        model(table("COLLECT", AGE, TOGETHER, outputs=('v:  = "hello"',))),
        case(9, "Low", False),
        "look again",
    ),
    (
        "R: defaults of two results",
        model(
            table(
                "RULE ORDER",
                ("N: number",),
                ('> 5 | "a" | 1', '> 3 | "b" | 2'),
                outputs=('x:  = "none"', "y:  = 0"),
            )
        ),
        {"N": 3},
        "none & 0",
    ),
    (
        "several outputs",
        model(
            table("UNIQUE", ("N: number",), ('< 5 | "a" | 1', '>= 5 | "b" | 2'), outputs=("x", "y"))
        ),
        {"N": 5},
        "b & 2",
    ),
    (
        "P: two outputs, the first weighs most",
        model(
            table(
                "PRIORITY",
                ("N: number",),
                ('> 0 | "b" | "x"', '> 1 | "a" | "y"', '> 2 | "a" | "x"'),
                outputs=('l: "a","b"', 'r: "x","y"'),
            )
        ),
        {"N": 3},
        "a & x",
    ),
    (
        "U: a default for the rest",
        model(table("UNIQUE", AGE, APART[:2], outputs=('verdict: "approved" = "ask"',))),
        case(9, "High", True),
        "ask",
    ),
    (
        "U: no default where a rule fits",
        model(table("UNIQUE", AGE, APART[:2], outputs=('verdict: "approved" = "ask"',))),
        case(19, "Low", True),
        "approved",
    ),
    (
        "P: a default for the rest",
        model(table("PRIORITY", AGE, TOGETHER, outputs=(f'{ORDERED[0]} = "approved"',))),
        case(9, "Low", True),
        "approved",
    ),
]


@pytest.mark.parametrize(
    ("source", "asked", "said"), [each[1:] for each in CASES], ids=[each[0] for each in CASES]
)
def test_a_case_is_decided_as_the_standard_says(
    source: bytes, asked: Mapping[str, object], said: str | None
) -> None:
    assert verdict(source, asked) == said


@pytest.mark.parametrize(
    "source",
    [
        model(table("ANY", AGE, TOGETHER)),
        model(table("PRIORITY", AGE, TOGETHER)),
        model(table("PRIORITY", AGE, TOGETHER, outputs=('verdict: "approved"',))),
        model(table("COLLECT + SUM", SWITCHES, POWERS)),
        model(table("COLLECT + SUM", ("N: number",), ("> 0 | 1", "> 1 | null"))),
        model(table("COLLECT + COUNT", ("N: number",), ("> 0 | 1", "> 1 | 1"))),
        model(table("COLLECT + MIN", ("N: number",), ('> 0 | "a"', '> 1 | "b"'))),
        model(table("COLLECT", SWITCHES, PAIRS, outputs=('verdict:  = "x"',))),
        model(table("UNIQUE", AGE, TOGETHER, outputs=('verdict:  = "x"',))),
        model(table("WHATEVER", AGE, TOGETHER)),
    ],
)
def test_a_hit_policy_without_an_equal_leaves_its_table_out_and_says_so(source: bytes) -> None:
    brought = dmn_in.bring_in(source)
    assert brought.document is None
    (left,) = [each for each in brought.findings if each.code is Code.NOT_CARRIED]
    assert "Verdict" in left.message
    assert left.line > 1


def test_rules_keep_their_numbers_when_priority_moves_them() -> None:
    policy = policy_in(dmn_in.bring_in(model(table("PRIORITY", AGE, TOGETHER, outputs=ORDERED))))
    assert policy.tables["V"].reading is Reading.FIRST
    assert [str(row.ref) for row in policy.tables["V"].rows] == ["V2", "V3", "V1"]


def test_what_one_decision_says_another_is_asked() -> None:
    first = table("FIRST", ("N: number",), ('> 5 | "big"', '- | "small"'), name="Size")
    then = table("UNIQUE", ("Size: string",), ('"big" | 1', '"small" | 0'), name="Fee")
    policy = policy_in(dmn_in.bring_in(model(then, first)))
    decided = policy.decide("F", {"N": 9})
    assert decided.results == {"Fee": "1"}
    assert [str(each.row) for each in decided.through] == ["S1"]


def test_one_of_several_results_is_asked_by_its_path() -> None:
    first = table(
        "UNIQUE",
        ("N: number",),
        ('> 5 | "big" | 1', '<= 5 | "small" | 2'),
        name="Size",
        outputs=("s", "N"),
    )
    then = table("UNIQUE", ("Size.s: string",), ('"big" | 1', '"small" | 0'), name="Fee")
    policy = policy_in(dmn_in.bring_in(model(first, then)))
    assert policy.decide("F", {"N": 9}).results == {"Fee": "1"}
    assert policy.tables["S"].results == ("Size.s", "Size: N")


def test_a_list_of_results_feeds_nothing_and_that_is_said() -> None:
    first = table("COLLECT", ("N: number",), ('> 5 | "big"', '- | "small"'), name="Size")
    then = table("UNIQUE", ("Size: string",), ('"big" | 1', '"small" | 0'), name="Fee")
    brought = dmn_in.bring_in(model(first, then))
    assert Code.NOT_CARRIED in {each.code for each in brought.findings}
    policy = policy_in(brought)
    assert policy.decide("F", {"Size": "big"}).results == {"Fee": "1"}
    assert "Size" not in policy.feeders


def test_a_sum_answers_the_next_question_with_room_for_all_it_can_come_to() -> None:
    score = table("COLLECT + SUM", ("N: number",), ("> 0 | 900000", "> 1 | 900000"), name="Score")
    risk = table("UNIQUE", ("Score: number",), ('< 900001 | "low"', '>= 900001 | "high"'), name="R")
    brought = dmn_in.bring_in(model(score, risk))
    assert policy_in(brought).decide("R", {"N": 2}).results == {"R": "high"}
    warned = [each.code for each in brought.findings if each.severity is Severity.WARNING]
    assert Code.NOT_CARRIED not in warned


def test_rows_written_out_for_totals_are_said() -> None:
    brought = dmn_in.bring_in(model(table("COLLECT + SUM", ("N: number",), PRICES)))
    (note,) = [each for each in brought.findings if each.severity is Severity.NOTE]
    assert "COLLECT SUM" in note.message
    assert "3 rows" in note.message
    assert policy_in(brought).tables["V"].reading is Reading.UNIQUE


TESTS = ("-", "< 4", ">= 4", "[2..6]", "]2..6[", "5", "> 7")
FITS = (
    lambda _: True,
    lambda n: n < 4,
    lambda n: n >= 4,
    lambda n: 2 <= n <= 6,
    lambda n: 2 < n < 6,
    lambda n: n == 5,
    lambda n: n > 7,
)


@pytest.mark.parametrize("seed", range(12))
def test_totals_are_those_of_adding_up_the_rules_that_fit(seed: int) -> None:
    random = Random(seed)
    picked = [
        (random.randrange(len(TESTS)), random.randrange(len(TESTS)), random.randint(-5, 9))
        for _ in range(6)
    ]
    rules = [f"{TESTS[one]} | {TESTS[other]} | {points}" for one, other, points in picked]
    source = model(table("COLLECT + SUM", ("N: number", "M: number"), rules))
    policy = policy_in(dmn_in.bring_in(source))
    for n, m in itertools.product((0, 2, 2.5, 4, 5, 6, 7, 8.25), repeat=2):
        points = [each for one, other, each in picked if FITS[one](n) and FITS[other](m)]
        decided = policy.decide("V", {"N": n, "M": m})
        assert dict(decided.results) == ({"Verdict": str(sum(points))} if points else {})


KNOWLEDGE = """<businessKnowledgeModel id="b" name="Points"><encapsulatedLogic>
<formalParameter name="who"/><formalParameter name="trade" typeRef="string"/>{table}
</encapsulatedLogic></businessKnowledgeModel>"""
CALL = """<decision id="d" name="Score"><invocation>
<literalExpression><text>Points</text></literalExpression>
<binding><parameter name="who"/><literalExpression><text>Client</text></literalExpression></binding>
<binding><parameter name="trade"/>
<literalExpression><text>Client.Job</text></literalExpression></binding></invocation></decision>"""


def test_a_table_kept_as_knowledge_is_the_table_of_the_decision_that_calls_it() -> None:
    whole = table("FIRST", ("who.Age: number", "trade: string"), ('< 30 | "cook" | 7', "- | - | 5"))
    kept = whole[whole.index("<decisionTable") : whole.index("</decision>")]
    brought = dmn_in.bring_in(model(KNOWLEDGE.format(table=kept), CALL))
    assert {each.code for each in brought.findings} == {Code.ASSUMED}
    decided = policy_in(brought).decide("S", {"Client.Age": 20, "Client.Job": "cook"})
    assert dict(decided.results) == {"Score": "7"}


def test_knowledge_that_is_no_table_is_left_out_with_the_decision_that_calls_it() -> None:
    formula = "<literalExpression><text>1 + 1</text></literalExpression>"
    good = table("UNIQUE", ("N: number",), ("> 5 | 1", "<= 5 | 2"))
    brought = dmn_in.bring_in(model(KNOWLEDGE.format(table=formula), CALL, good))
    left = [each.message for each in brought.findings if each.code is Code.NOT_CARRIED]
    assert ["Points" in left[0], "Score" in left[1], len(left)] == [True, True, 2]
    assert list(policy_in(brought).tables) == ["V"]


def test_a_column_typed_as_a_string_and_tested_for_numbers_asks_for_numbers() -> None:
    source = model(table("UNIQUE", ("N: string",), ("> 5 | 1", "<= 5 | 2")))
    assert verdict(source, {"N": 5}) == "2"


def test_a_limit_of_one_table_does_not_bind_what_another_asks() -> None:
    adult = table("FIRST", ("Age: number",), ('< 18 | "no"', '- | "yes"'), name="Adult")
    fare = table("FIRST", ("Age: number in [18..120]",), ("< 65 | 10", "- | 5"), name="Fare")
    jobs = 'Job: string in "cook","clerk"'
    tips = table("FIRST", (jobs, "Age: number"), ('"cook" | - | 1', "- | - | 2"), name="Tips")
    dine = table("FIRST", ("Job: string",), ('"guest" | 1', "- | 2"), name="Dine")
    policy = policy_in(dmn_in.bring_in(model(adult, fare, tips, dine)))
    assert policy.decide("A", {"Age": 17}).results == {"Adult": "no"}
    assert policy.decide("F", {"Age": 120}).results == {"Fare": "5"}
    assert policy.decide("D", {"Job": "guest"}).results == {"Dine": "1"}


def test_an_assumed_range_is_said_and_holds_what_the_rules_name() -> None:
    source = model(table("UNIQUE", ("N: number",), ("< -3.5 | 1", "[-3.5..4000000] | 2")))
    assert Code.ASSUMED in codes(source)
    assert verdict(source, {"N": -4}) == "1"
    assert verdict(source, {"N": 0.25}) == "2"


def test_rules_too_many_to_be_held_against_each_other_are_not_taken_to_agree() -> None:
    rules = [f">= {at} | {at // 4000}" for at in range(4200)]
    brought = dmn_in.bring_in(model(table("ANY", ("N: number",), rules)))
    assert brought.document is None
    assert Code.GAVE_UP in {each.code for each in brought.findings}


def test_a_count_of_several_outputs_is_left_out() -> None:
    two = table("COLLECT + COUNT", ("N: number",), ("> 1 | 1 | 2",), outputs=("a", "b"))
    assert {Code.NO_TABLES, Code.NOT_CARRIED} <= codes(model(two))
