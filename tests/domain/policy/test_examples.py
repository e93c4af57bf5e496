"""A decided case becomes a worked example of the document, in the document's own words."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from demur.domain.policy import document, facts
from demur.domain.policy.editing.examples import example_of, with_example
from demur.domain.policy.findings import Code
from demur.domain.policy.lint import check
from demur.domain.policy.names import QuestionKey
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision
from demur.domain.refusal import Importance, Situation
from tests.domain.test_replay import CHAINED, LACKING, QUESTIONS, TOGETHER, WEIGHING
from tests.shop import policy_text

ASKED = {
    QuestionKey.REASON: Situation.OUT_OF_STOCK,
    QuestionKey.BACK_IN: 2,
    QuestionKey.ALTERNATIVE: False,
    QuestionKey.PARTNER: True,
    QuestionKey.IMPORTANCE: Importance.CHANCE,
}
EXAMPLES = {
    "en": "| T | Reason: out of stock; Back in: 2 days; Alternative: no; Partner: yes; "
    "Importance: chance | T3 |",
    "hu": "| T | Ok: nincs raktáron; Mikorra lesz: 2 nap; Helyettesítő: nem; Partner: igen; "
    "Fontosság: alkalmi | T3 |",
}


MUST_BE_ROW = ("Must be row", "Ez a sor legyen", "Должна быть строка")


def policy(source: bytes) -> Policy:
    found = document.read(source).policy
    assert found is not None
    return found


@pytest.mark.parametrize("lang", EXAMPLES)
def test_a_case_is_written_as_the_document_speaks(lang: str) -> None:
    assert example_of(policy(policy_text(lang)), ASKED, "T3") == EXAMPLES[lang]


@pytest.mark.parametrize("lang", ["en", "hu", "ru"])
def test_an_example_is_the_last_of_its_table_and_passes(lang: str) -> None:
    source = policy_text(lang)
    asked = ASKED | {QuestionKey.BACK_IN: None, QuestionKey.PARTNER: False}
    example = example_of(policy(source), asked, "T11")
    assert example is not None
    added = with_example(source, example)
    assert len(policy(added).examples) == len(policy(source).examples) + 1
    assert policy(added).examples[-1].row == "T11"
    assert [one for one in check(document.read(added)) if one.code is Code.EXAMPLE_FAILS] == []
    line = example.encode() + b"\n"
    assert added.replace(line, b"") == source


def test_an_example_the_tables_do_not_bear_out_is_a_finding() -> None:
    source = policy_text()
    example = example_of(policy(source), ASKED, "T7")
    assert example is not None
    codes = [one.code for one in check(document.read(with_example(source, example)))]
    assert Code.EXAMPLE_FAILS in codes


def test_an_example_that_is_there_already_is_not_added_again() -> None:
    source = policy_text()
    example = example_of(policy(source), ASKED, "T3")
    assert example is not None
    once = with_example(source, example)
    assert with_example(once, example) == once


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("lang", ["en", "hu", "ru"])
def test_a_document_without_examples_gets_their_table(lang: str, end: str) -> None:
    text = policy_text(lang).decode()
    example = example_of(policy(text.encode()), ASKED, "T3")
    assert example is not None
    chapters = text.replace("\n", end).split(f"{end}## ")
    kept = [one for one in chapters if not any(name in one for name in MUST_BE_ROW)]
    assert len(kept) == len(chapters) - 1
    bare = f"{end}## ".join(kept).encode()
    added = with_example(bare, example)
    assert added.startswith(bare)
    assert [one.row for one in policy(added).examples] == ["T3"]
    assert (b"\r\n" in added) == (end == "\r\n")


def test_no_row_and_an_unlisted_answer_are_written_as_the_document_can() -> None:
    asked = ASKED | {QuestionKey.REASON: "a whim"}
    example = example_of(policy(policy_text()), asked, "")
    assert example is not None
    assert "Reason" not in example
    assert example.endswith("| none |")


def test_a_policy_without_steps_has_no_such_example() -> None:
    source = policy_text().replace("→ Step".encode(), "→ Gait".encode())
    assert example_of(policy(source), ASKED, "T3") is None


DECIMAL = """## What we do (table T: read from the top, the first row that fits decides)
| No. | Back in | Yearly value | → Step |
|---|---|---|---|
| T1 | up to 3 days | under 300.5 € | ask to wait |
| T2 | any | over 300.5 € | refer to partner |
| T3 | any | any | polite no |
"""
DOCUMENTS = {
    **{lang: policy_text(lang) for lang in EXAMPLES},
    "chained": (QUESTIONS + WEIGHING + CHAINED).encode(),
    "lacking": (QUESTIONS + WEIGHING + LACKING).encode(),
    "together": (QUESTIONS + TOGETHER).encode(),
    "decimal": (QUESTIONS + DECIMAL).encode(),
}
PUT = st.fixed_dictionaries(
    {
        QuestionKey.REASON: st.sampled_from(["none", *Situation]).filter("served".__ne__),
        QuestionKey.BACK_IN: st.none() | st.integers(0, 400),
        QuestionKey.ALTERNATIVE: st.booleans(),
        QuestionKey.PARTNER: st.booleans(),
        QuestionKey.CLIENT: st.sampled_from(["key", "regular", "new"]),
        QuestionKey.YEARLY_VALUE: st.none() | st.floats(0, 10**7).map(lambda one: round(one, 2)),
        QuestionKey.FIELD: st.none() | st.sampled_from(["print house", "zoo", "a; b: c|d"]),
        QuestionKey.IMPORTANCE: st.sampled_from(Importance),
    }
)


@settings(max_examples=100)
@given(PUT, st.sampled_from(sorted(DOCUMENTS)))
def test_whatever_was_decided_its_example_passes_at_once(
    put: dict[QuestionKey, object], name: str
) -> None:
    rules = policy(DOCUMENTS[name])
    decided = rules.decide("T", facts.answers(rules, put))
    assume(isinstance(decided, Decision) and decided.row is not None)
    assert isinstance(decided, Decision)
    example = example_of(rules, put, str(decided.row))
    assert example is not None
    added = with_example(DOCUMENTS[name], example)
    new = Counter(codes(added)) - Counter(codes(DOCUMENTS[name]))
    assert not new, example


def codes(source: bytes) -> list[Code]:
    return [one.code for one in check(document.read(source))]


def test_an_example_tells_what_the_table_before_it_asks() -> None:
    put = {
        QuestionKey.REASON: Situation.OTHER_BUSINESS,
        QuestionKey.ALTERNATIVE: True,
        QuestionKey.CLIENT: "regular",
        QuestionKey.FIELD: None,
    }
    told = "Reason: other business; Client: regular; Field: unknown; Alternative: yes"
    assert example_of(policy(DOCUMENTS["chained"]), put, "T2") == f"| T | {told} | T2 |"
