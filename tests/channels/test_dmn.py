"""A policy as a DMN model and back, and models that other programs wrote."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from random import Random

import pytest

from demur.channels import dmn_in, dmn_out
from demur.domain.policy import document
from demur.domain.policy.findings import Code
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision, Reading
from demur.domain.refusal import Lang
from tests.channels.models import MODEL, policy_in, same_decisions
from tests.domain.policy.editions import source
from tests.domain.policy.invented import cases, invented

MODELS = Path(__file__).parent / "dmn"
# The order of elements in the schema of DMN 1.3 (clause 12), for those we write.
ORDER = {
    "definitions": ("extensionElements", "itemDefinition", "inputData", "decision"),
    "itemDefinition": ("typeRef", "allowedValues"),
    "inputData": ("description", "variable"),
    "decision": ("variable", "informationRequirement", "decisionTable"),
    "decisionTable": ("input", "output", "annotation", "rule"),
    "input": ("inputExpression", "inputValues"),
    "output": ("outputValues",),
    "rule": ("inputEntry", "outputEntry", "annotationEntry"),
    "inputEntry": ("description", "text"),
    "outputEntry": ("description", "text"),
}
NEEDED = {"definitions": {"name", "namespace"}, "decision": {"name"}, "inputData": {"name"}}


def out(content: bytes) -> bytes:
    sent = dmn_out.send_out(content)
    assert sent.content is not None
    assert sent.findings == ()
    return sent.content


def policy_of(content: bytes) -> Policy:
    policy = document.read(content).policy
    assert policy is not None
    return policy


def foreign(content: bytes) -> bytes:
    """Give a model of ours as if another program had written it: the standard's part alone."""
    text = content.decode().replace('exporter="Demur"', 'exporter="Another"')
    text = re.sub(r"<extensionElements>.*?</extensionElements>", "", text, flags=re.DOTALL)
    return re.sub(r"<description>[^<]*</description>", "", text).encode()


@pytest.mark.parametrize("lang", Lang)
def test_an_example_goes_out_and_comes_back_byte_for_byte(lang: Lang) -> None:
    back = dmn_in.bring_in(out(source(lang)))
    assert back.document == source(lang)
    assert back.findings == ()


@pytest.mark.parametrize("seed", range(25))
def test_an_invented_policy_comes_back_the_same(seed: int) -> None:
    assert_same(seed)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(25, 200))
def test_two_hundred_invented_policies_come_back_the_same(seed: int) -> None:
    assert_same(seed)


def assert_same(seed: int) -> None:
    content = invented(seed)
    model = out(content)
    assert dmn_in.bring_in(model).document == content
    assert_alone(policy_of(content), policy_in(dmn_in.bring_in(foreign(model))), seed)


def assert_alone(policy: Policy, brought: Policy, seed: int) -> None:
    """What the standard's own part says decides alike, without any word of ours."""
    for case in cases(policy, Random(seed), 15):
        for letter, table in policy.tables.items():
            named = {
                name if name in brought.questions else f"I.{name}": said
                for name, said in case.items()
                if name in {each.name for each in table.questions}
            }
            known = {name: said for name, said in named.items() if name in brought.questions}
            mine = policy.tables[letter].decide({name: case.get(name) for name in case})
            if not isinstance(mine, Decision):
                continue
            theirs = brought.tables[letter].decide(known)
            assert isinstance(theirs, Decision), (theirs, case)
            assert theirs.rows == mine.rows, (case, letter)
            assert list(theirs.results.values()) == list(mine.results.values())


@pytest.mark.parametrize("lang", Lang)
def test_elements_stand_in_the_order_of_the_standard(lang: Lang) -> None:
    root = ET.fromstring(out(source(lang)))  # noqa: S314 (our own)
    for element in root.iter():
        name = element.tag.removeprefix(f"{{{MODEL}}}")
        assert element.attrib.keys() >= NEEDED.get(name, set())
        if name in ORDER:
            inner = [child.tag.removeprefix(f"{{{MODEL}}}") for child in element]
            places = [ORDER[name].index(each) for each in inner]
            assert places == sorted(places), name
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[^\W\d][\w.-]*", each) for each in ids)
    hrefs = {each.attrib["href"] for each in root.iter() if "href" in each.attrib}
    assert hrefs <= {f"#{each}" for each in ids}


def test_a_chain_of_tables_is_a_requirement() -> None:
    root = ET.fromstring(out(source(Lang.EN)))  # noqa: S314 (our own)
    space = {"d": MODEL}
    needs = {
        decision.attrib["id"]: {
            each.attrib["href"] for each in decision.iterfind(".//d:requiredDecision", space)
        }
        for decision in root.iterfind("d:decision", space)
    }
    assert needs["table-T"] == {"#table-I"}
    assert needs["table-I"] == set()


def test_the_rules_quote_their_rows() -> None:
    assert "<annotationEntry><text>T4</text></annotationEntry>" in out(source(Lang.EN)).decode()


def test_a_cell_changed_in_a_modeller_is_changed_in_the_document() -> None:
    model = out(source(Lang.EN)).decode()
    old = "<description>up to 3 days</description><text>&lt;= 3</text>"
    changed = model.replace(old, old.replace("&lt;= 3", "&lt;= 5"), 1)
    back = dmn_in.bring_in(changed.encode())
    assert back.document == source(Lang.EN).replace(b"| up to 3 days |", b"| up to 5 |", 1)


def test_a_hit_policy_changed_in_a_modeller_changes_the_heading() -> None:
    model = out(source(Lang.EN)).decode()
    start = model.index('id="table-Q-table"')
    changed = model[:start] + model[start:].replace('hitPolicy="FIRST"', 'hitPolicy="COLLECT"', 1)
    policy = policy_in(dmn_in.bring_in(changed.encode()))
    assert policy.tables["Q"].reading is Reading.COLLECT
    assert "Quiet hours" in policy.tables["Q"].title
    assert policy.tables["T"].reading is Reading.FIRST


def test_an_answer_added_in_a_modeller_is_added_to_the_question() -> None:
    model = out(source(Lang.EN)).decode()
    changed = model.replace('"key","regular","new"', '"key","regular","new","former"')
    brought = dmn_in.bring_in(changed.encode())
    assert brought.document is not None
    assert b"| key, regular, new, former |" in brought.document
    same_decisions(policy_of(source(Lang.EN)), policy_in(brought), Random(1))


ODD = """# Odd

| Question | What it means | Possible answers |
|---|---|---|
| Paper | the "big" one | date("2026-01-01"); the «big» one; plain |
| Trade | its only answer | "or else" |
| Count | how many | 0–9 |

## Odd things (table K: read from the top, the first row that fits decides)
| # | => Then | Count | Paper | Trade | -> Say |
|---|---|---|---|---|---|
| К16 | <b> & "q" | 1–3 | not plain | any | the "big" one |
| 2. | the rest | any | the «big» one | not "or else" |  |
| K-3 | -> | < 4 | any | any | "x" |
"""


def test_odd_answers_numbers_and_columns_come_back_byte_for_byte() -> None:
    back = dmn_in.bring_in(out(ODD.encode()))
    assert (back.document or b"").decode() == ODD


def test_a_rule_added_to_odd_columns_stands_in_them() -> None:
    model = out(ODD.encode()).decode()
    start, end = model.index("      <rule"), model.index("</rule>") + len("</rule>\n")
    rule = re.sub(r"<annotationEntry>.*?</annotationEntry>", "", model[start:end])
    rule = rule.replace("[1..3]", "[4..5]").replace(' id="row-K16"', "")
    back = dmn_in.bring_in((model[:end] + rule + model[end:]).encode())
    assert (
        '| K17 | <b> & "q" | 4–5 | not plain | any | the "big" one |'
        in (back.document or b"").decode()
    )


def a_rule() -> tuple[str, str]:
    """Give the example's model and one rule of it."""
    model = out(source(Lang.EN)).decode()
    start = model.index('      <rule id="row-S4">')
    return model, model[start : model.index("</rule>", start) + len("</rule>\n")]


@pytest.mark.parametrize("annotation", ["", "<annotationEntry><text/></annotationEntry>", None])
def test_a_rule_added_in_the_middle_gets_a_number_that_nobody_had(annotation: str | None) -> None:
    model, rule = a_rule()
    added = rule.replace("row-S4", "DecisionRule_1x")
    if annotation is not None:
        added = re.sub(r"<annotationEntry>.*?</annotationEntry>", annotation, added)
    found = dmn_in.bring_in(model.replace(rule, rule + added).encode())
    lines = (found.document or b"").decode().splitlines()
    at = lines.index("| S9 | tactical | up to 2 | 3 working days | call |")
    assert lines[at - 1].startswith("| S4 |")
    assert lines[at + 1].startswith("| S5 |")
    assert [each.severity for each in found.findings] == ["note"]


def as_others_write_it(model: str) -> list[str]:
    """Give the model as modellers save it: their name, their prefixes, their ids, their version."""
    others = {
        'exporter="Demur"': 'exporter="Camunda Modeler" exporterVersion="5.30.0"',
        "20191111": "20230324",
        "demur:": "ns0:",
        "<text>": "\r\n            <text>",
    }
    spaced = model.replace("xmlns:demur", "xmlns:ns0")
    changed = [
        (spaced if old == "demur:" else model).replace(old, new).replace("urn:ns0", "urn:demur")
        for old, new in others.items()
    ]
    prefixed = re.sub(r"<(/?)(?=[a-zA-Z])(?!demur:)", r"<\1dmn:", model)
    drawn = '<di:DMNDI xmlns:di="https://www.omg.org/spec/DMN/20191111/DMNDI/"/></definitions>'
    return [
        *changed,
        prefixed.replace('xmlns="https', 'xmlns:dmn="https'),
        re.sub(r'( id="|href="#)', r"\1X_", model),
        model.replace("</definitions>", drawn),
    ]


@pytest.mark.parametrize("way", range(7))
def test_a_model_saved_by_another_program_is_still_ours(way: int) -> None:
    model = as_others_write_it(out(source(Lang.EN)).decode())[way]
    found = dmn_in.bring_in(model.encode())
    assert (found.document, found.findings) == (source(Lang.EN), ())


def test_a_model_that_lost_our_extension_says_so() -> None:
    model = out(source(Lang.EN)).decode()
    bare = re.sub(r"<extensionElements>.*?</extensionElements>", "", model, flags=re.DOTALL)
    (finding,) = dmn_in.bring_in(bare.encode()).findings
    assert (finding.code, finding.severity) == (Code.NOT_CARRIED, "warning")


def test_an_end_changed_in_a_modeller_keeps_the_unit_and_whole_numbers() -> None:
    model = out(source(Lang.EN)).decode()
    allowed = "<inputValues><text>[0..99]</text>"
    assert model.count(allowed) == 1
    found = dmn_in.bring_in(model.replace(allowed, allowed.replace("99", "199")).encode())
    assert b" that nobody answered | 0\xe2\x80\x93199 calls |" in (found.document or b"")


def test_a_label_changed_in_a_modeller_is_not_taken_for_another_question() -> None:
    model = out(source(Lang.EN)).decode().replace('label="Attempts"', 'label="Tries"')
    found = dmn_in.bring_in(model.encode())
    assert found.document == source(Lang.EN)
    assert "“Tries”" in found.findings[0].message


def test_a_row_that_never_matches_travels_too() -> None:
    never = source(Lang.EN).replace(b"| P4 | 6 or more |", b"| P4 | over 100 |")
    assert dmn_in.bring_in(out(never)).document == never


def test_a_table_that_cannot_be_read_is_left_out_and_said() -> None:
    broken = source(Lang.EN).replace(b"| Q2 | any |", b"| Q2 | whenever |")
    sent = dmn_out.send_out(broken)
    assert [each.code for each in sent.findings] == [Code.NOT_CARRIED]
    assert b'id="table-Q"' not in (sent.content or b"")


def test_a_document_without_tables_is_not_exported() -> None:
    assert dmn_out.send_out(b"# Hello").content is None


# ---- models that other programs wrote


def brought(name: str) -> dmn_in.BroughtIn:
    return dmn_in.bring_in((MODELS / name).read_bytes())


def test_a_model_from_camunda_is_a_policy_with_its_chain() -> None:
    policy = policy_in(brought("camunda-modeler.dmn"))
    decided = policy.decide("W", {"down": True, "pages": 20_000})
    assert isinstance(decided, Decision)
    assert dict(decided.results) == {"who": "our own", "van": "true"}
    assert policy.decide("H", {"down": False}).results == {"urgency": "whenever"}


def test_what_camunda_computes_by_a_script_is_said_with_its_line() -> None:
    (left,) = [
        each for each in brought("camunda-modeler.dmn").findings if "javascript" in each.message
    ]
    line = (MODELS / "camunda-modeler.dmn").read_text("utf-8").splitlines()[left.line - 1]
    assert "scripted_table" in line


def test_a_model_from_trisotech_closes_its_answers_by_its_types() -> None:
    found = brought("trisotech.dmn")
    policy = policy_in(found)
    assert policy.questions["Device.Kind"].domain.choices() == "laser, ink, plotter"
    for kind, age, covered in (("plotter", 6, "false"), ("ink", 6, "true"), ("ink", 11, "false")):
        decided = policy.decide("C", {"Device.Kind": kind, "Device.Age": age})
        assert isinstance(decided, Decision)
        assert dict(decided.results) == {"Covered": covered}
    assert {each.message.split("“")[1].split("”")[0] for each in found.findings} == {
        "businessKnowledgeModel",
        "Price",
    }


def test_a_model_from_dmn_js_keeps_dates_and_times() -> None:
    found = brought("dmn-js.dmn")
    policy = policy_in(found)
    decided = policy.decide("S", {"day": "2027-05-31", "hour": "10:30"})
    assert isinstance(decided, Decision)
    assert decided.results == {"Slots": "morning; late"}
    assert list(policy.tables) == ["S"]
    assert any("date and time" in each.message for each in found.findings)
