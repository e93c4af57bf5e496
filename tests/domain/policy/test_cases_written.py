"""Cases as people write them: in an example, in what cannot happen, in what is to be decided."""

from __future__ import annotations

import pytest

from demur.domain.policy import document, lint
from demur.domain.policy.editing.finding_places import mended, place
from demur.domain.policy.editing.reading_view import read_as_people
from demur.domain.policy.findings import Code, Finding
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision, Unanswerable

DOCUMENT = """# Bakery

| Question | Possible answers |
|---|---|
| Bread | rye, wheat, spelt |
| Loaves | 0–90 pieces, or unknown |

## Price (table P: exactly one row fits every case)
| No. | Bread | Loaves | → Deed |
|---|---|---|---|
| P1 | rye or wheat | any | bake |
| P2 | spelt | any | order |

| Table | Case | {header} |
|---|---|---|
| P | {case} | P1 |
"""
EXAMPLES, IMPOSSIBLE = "Must be row", "Why"


def found(case: str, header: str = EXAMPLES) -> list[Finding]:
    text = DOCUMENT.format(case=case, header=header)
    told = lint.check(document.read(text.encode()))
    return [each for each in told if each.line == text.count("\n")]


@pytest.mark.parametrize(
    ("case", "named", "mend"),
    [
        ("Bread: ryee; Loaves: 3", "Bread: “ryee” is not", "Bread: rye; Loaves: 3"),
        ("Bread: rye; Loaves: 3 peices", "“3 peices”", "Bread: rye; Loaves: 3 pieces"),
        ("Bread: rye; Loaves: 99", "Loaves: “99” is not", None),
        ("Bread: rye or wheat; Loaves: 3", "“rye or wheat”", None),
        ("Bread: rye; Loaves: up to 3", "Possible: 0–90 pieces, or unknown.", None),
        ("Bread: cake; Loaves: 3", "Possible: rye, wheat, spelt.", None),
    ],
)
def test_an_answer_of_an_example_that_is_none_is_named_with_the_case_that_was_meant(
    case: str, named: str, mend: str | None
) -> None:
    (told,) = found(case)
    assert (told.code, told.column, told.mend) == (Code.EXAMPLE_FAILS, "Case", mend)
    assert named in told.message


def test_every_wrong_answer_of_an_example_is_named() -> None:
    assert len(found("Bread: cake; Loaves: many")) == 2


def test_a_press_puts_the_case_right() -> None:
    source = DOCUMENT.format(case="Bread: ryee; Loaves: 3", header=EXAMPLES).encode()
    (told,) = place(found("Bread: ryee; Loaves: 3"), read_as_people(source))
    assert told.can_mend
    mended_source = mended(source, told)
    assert isinstance(mended_source, bytes)
    assert lint.check(document.read(mended_source)) == lint.check(
        document.read(source.replace(b"ryee", b"rye"))
    )


@pytest.mark.parametrize("header", [EXAMPLES, IMPOSSIBLE])
def test_a_question_answered_twice_in_one_case_is_told_with_both_answers(header: str) -> None:
    (told,) = found("Bread: rye; Loaves: 3; bread: spelt", header)
    assert (told.code, told.column) == (Code.DUPLICATE, "Case")
    assert "“Bread: rye” and “bread: spelt”" in told.message


def test_one_result_twice_in_what_must_never_happen_is_told_with_both() -> None:
    text = DOCUMENT.format(case="Bread: rye; Loaves: 1", header=EXAMPLES)
    text += "\n| No. | When | Never |\n|---|---|---|\n| V1 | any | Deed: bake; Deed: order |\n"
    (told,) = lint.check(document.read(text.encode()))[-1:]
    assert told.code is Code.DUPLICATE
    assert "“bake” and “order”" in told.message


def test_one_question_in_two_columns_of_what_cannot_happen_is_told() -> None:
    text = DOCUMENT.format(case="Bread: rye; Loaves: 1", header=EXAMPLES)
    text += (
        "\n## What cannot happen\n| Table | Bread | bread |\n|---|---|---|\n| P | rye | spelt |\n"
    )
    told = [each.code for each in lint.check(document.read(text.encode()))]
    assert told.count(Code.DUPLICATE) == 1


# ---- cases to be decided


def bakery() -> Policy:
    policy = document.read(DOCUMENT.format(case="Bread: rye", header=EXAMPLES).encode()).policy
    assert policy
    return policy


@pytest.mark.parametrize(
    "case",
    [
        {"Bread": "rye", "bread": "spelt", "Loaves": 2},
        {"BREAD": "rye", "Bread": "spelt", "Loaves": 2},
    ],
)
def test_one_question_under_two_names_with_two_answers_is_not_decided(
    case: dict[str, object],
) -> None:
    refused = bakery().decide("P", case)
    assert isinstance(refused, Unanswerable)
    assert refused.question == "Bread"
    first, second = [name for name in case if name != "Loaves"]
    assert f"“{first}: rye” and “{second}: spelt”" in refused.message


def test_one_question_under_two_names_with_one_answer_is_decided() -> None:
    decided = bakery().decide("P", {"Bread": "rye", "bread": "RYE", "Loaves": 2})
    assert isinstance(decided, Decision)
    assert str(decided.row) == "P1"
