"""Whatever comes as a DMN file is a document or a finding: never a crash, never a hang."""

from __future__ import annotations

import html
import re
import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demur.channels import dmn_in, dmn_out
from demur.channels.dmn_feel import Type, read_literal, read_tests
from demur.channels.dmn_feel_writing import literal
from demur.domain.policy.findings import Code
from demur.domain.refusal import Lang
from tests.channels.models import codes, model, policy_in, table
from tests.domain.policy.editions import source

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY a "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<definitions name="&a;"/>"""
OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><definitions name="&e;"/>"""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (LAUGHS, Code.REFUSED),
        (OUTSIDE, Code.REFUSED),
        (b"", Code.UNREADABLE_FILE),
        (b"PK\x03\x04 not xml", Code.UNREADABLE_FILE),
        (b"<definitions", Code.UNREADABLE_FILE),
        (b"\xff\xfe<\x00", Code.UNREADABLE_FILE),
        (b"<?xml version='1.0' encoding='nonsense'?><definitions/>", Code.UNREADABLE_FILE),
        (b"<bpmn/>", Code.UNREADABLE_FILE),
        (b"<definitions/>", Code.NO_TABLES),
        (b"<definitions><decision/></definitions>", Code.NO_TABLES),
        (model("<decision><decisionTable/></decision>"), Code.NO_TABLES),
        (b"<a>" * 200 + b"</a>" * 200, Code.GAVE_UP),
        (b"<definitions>" + b"<rule/>" * 300_000 + b"</definitions>", Code.GAVE_UP),
        (model(table("FIRST", ("N: number",), ["1 | 2"] * 6_000)), Code.GAVE_UP),
        (b"x" * 50_000_000, Code.GAVE_UP),
    ],
    ids=lambda each: each.value if isinstance(each, Code) else "",
)
def test_a_hostile_file_is_a_finding_at_once(content: bytes, code: Code) -> None:
    begun = time.process_time()
    found = dmn_in.bring_in(content)
    assert found.document is None
    assert code in {each.code for each in found.findings}
    assert time.process_time() - begun < 5


def test_a_million_rules_are_given_up_within_five_seconds() -> None:
    many = b"<rule><inputEntry><text>1</text></inputEntry></rule>" * 1_000_000
    begun = time.process_time()
    assert Code.GAVE_UP in codes(b"<definitions>" + many + b"</definitions>")
    assert time.process_time() - begun < 5


def test_five_thousand_rules_of_any_hit_policy_are_brought_in_within_five_seconds() -> None:
    rules = [f'[{n}..{n + 3}] | {n % 50} | "{n % 7}"' for n in range(5_000)]
    listed = 'v: "0","1","2","3","4","5","6"'
    begun = time.process_time()
    found = dmn_in.bring_in(
        model(table("PRIORITY", ("A: number", "B: number"), rules, outputs=(listed,)))
    )
    assert found.document is not None
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "cell",
    [
        "> Limit",
        "? > 5",
        'starts with(?, "x")',
        "f(1)",
        "1 + 1",
        "[1..",
        '> "a" and 2',
        "${x}",
        "<" * 5_000,
    ],
)
def test_a_cell_beyond_s_feel_leaves_its_table_out_and_names_the_rule(cell: str) -> None:
    found = dmn_in.bring_in(model(table("UNIQUE", ("N: number",), ["1 | 1", f"{cell} | 2"])))
    assert found.document is None
    assert any("rule 2" in each.message for each in found.findings)


@pytest.mark.parametrize(
    "result", ["N * 2", "if N > 1 then 2 else 3", "[1,2]", "{a: 1}", "today()"]
)
def test_a_result_to_be_computed_leaves_its_table_out(result: str) -> None:
    found = dmn_in.bring_in(model(table("UNIQUE", ("N: number",), [f"1 | {result}"])))
    assert found.document is None
    assert any("computed" in each.message for each in found.findings)


@pytest.mark.parametrize(
    "name", ["A | B", "# x", "→ y", "table Z", "first row", "a: b; c", "<!-- c -->", "No."]
)
def test_hostile_names_are_written_as_they_are_read(name: str) -> None:
    quoted = html.escape(name)
    one = table("FIRST", (f"{quoted}: number",), ["> 1 | 1", "- | 2"], name=quoted)
    policy = policy_in(dmn_in.bring_in(model(one)))
    (only,) = policy.tables.values()
    assert len(only.rows) == 2
    assert only.reading == "first"


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_cell_or_none(text: str) -> None:
    read_tests(text)
    read_literal(text)


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="|"), min_size=1, max_size=12
)


@given(st.lists(WORDS, min_size=1, max_size=6, unique=True))
@settings(max_examples=100, deadline=None)
def test_any_strings_can_be_answers_or_are_said_not_to_be(texts: list[str]) -> None:
    rules = [f"{literal(Type.STRING, text)} | {at}" for at, text in enumerate(texts)]
    found = dmn_in.bring_in(model(table("FIRST", ("S: string",), rules)))
    if found.document is None:
        assert Code.NOT_CARRIED in {each.code for each in found.findings}
    else:
        assert len(policy_in(found).tables["V"].rows) == len(texts)


@given(st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_damaged_model_never_crashes(random: Random) -> None:
    content = bytearray(dmn_out.send_out(source(Lang.EN)).content or b"")
    for _ in range(random.randint(1, 4)):
        at, length = random.randrange(len(content)), random.randint(0, 40)
        content[at : at + length] = random.choice(
            (b"", b"<", b"null", b"-", b"&lt; 5", b'"x"', b"9")
        )
    found = dmn_in.bring_in(bytes(content))
    assert found.document is not None or found.findings


def test_an_answer_that_loses_its_inner_quotation_marks_is_said() -> None:
    inches = ['"5\\" pipe" | 1', '"plain" | 2']
    found = dmn_in.bring_in(model(table("FIRST", ("Pipe: string",), inches)))
    told = [each.message for each in found.findings if "quotation" in each.message]
    assert told == [
        'Pipe: the answer “5" pipe” is spelt “5 pipe” here, without its inner quotation marks.'
    ]
    assert policy_in(found).decide("V", {"Pipe": "5 pipe"}).results["Verdict"] == "1"


WRONG_WORDS = (
    *("-", "", "1", '"x"', '"a","b"', 'not("x")', "< 5", "]1..3[", "null, 3", "true", "1+1"),
    *('> date("2026-01-01")', '@"10:00:00"', "null", "-0.5", "1e3", '"A|B"', '"not now"', "x.y"),
)
WRONG_TYPES = ("string", "number", "boolean", "date", "time", "integer", "Any", "", "dateTime")
WRONG_POLICIES = ("ANY", "PRIORITY", "OUTPUT ORDER", *(f"COLLECT + {a}" for a in ("SUM", "COUNT")))


def with_other_words(model: str, random: Random) -> bytes:
    """Give a model with some of its cells, types and hit policies changed: still good XML."""

    def replaced(found: re.Match[str]) -> str:
        if random.random() > 0.03:
            return found[0]
        if found["type"]:
            return f'typeRef="{random.choice(WRONG_TYPES)}"'
        if found["policy"]:
            policy, _, total = random.choice(WRONG_POLICIES).partition(" + ")
            return f'hitPolicy="{policy}"' + (f' aggregation="{total}"' if total else "")
        return f"<text>{html.escape(random.choice(WRONG_WORDS))}</text>"

    pattern = r'<text>[^<]*</text>|(?P<type>typeRef="[^"]*")|(?P<policy>hitPolicy="[^"]*")'
    return re.sub(pattern, replaced, model).encode()


def assert_brought_or_said(seed: int) -> None:
    random = Random(seed)
    model = (dmn_out.send_out(source(random.choice(list(Lang)))).content or b"").decode()
    if random.random() < 0.5:
        model = re.sub(r"<extensionElements>.*?</extensionElements>", "", model, flags=re.DOTALL)
    found = dmn_in.bring_in(with_other_words(model, random))
    assert found.document is not None or found.findings


@pytest.mark.parametrize("seed", range(30))
def test_a_model_with_other_words_in_it_never_crashes(seed: int) -> None:
    assert_brought_or_said(seed)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(30, 2_000))
def test_two_thousand_models_with_other_words_never_crash(seed: int) -> None:
    assert_brought_or_said(seed)


def test_a_list_of_numbers_that_may_be_missing_can_be_compared() -> None:
    asked = "N: number in 1, 5, 10, null"
    one = table("FIRST", (asked,), ["> 1 | 1", "null | 2", "- | 3"])
    policy = policy_in(dmn_in.bring_in(model(one)))
    said = {answer: policy.decide("V", {"N": answer}).results["Verdict"] for answer in (1, 5, None)}
    assert said == {1: "3", 5: "1", None: "2"}
