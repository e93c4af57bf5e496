"""What the desk knows is put to a policy in the policy's own language."""

from __future__ import annotations

import pytest

from demur.domain.policy import facts
from demur.domain.policy.names import Override, ResultKey, Trust
from demur.domain.refusal import Importance, Lang, RowRef, Situation, Step
from tests.domain.policy.editions import example, policy_of

EVERY_LANGUAGE = pytest.mark.parametrize("lang", list(Lang))


def step(lang: Lang, reason: Situation | str, **known: object) -> facts.Ruling:
    asked: dict[str, object] = {
        "back_in": None,
        "alternative": False,
        "partner": False,
        "importance": Importance.CHANCE,
        **known,
    }
    ruling = facts.step(example(lang), reason=reason, **asked)  # type: ignore[arg-type]
    assert ruling is not None
    return ruling


@EVERY_LANGUAGE
@pytest.mark.parametrize(
    ("situation", "known", "row", "expected"),
    [
        (Situation.SERVED, {}, 1, Step.SERVE),
        ("none", {}, 1, Step.SERVE),
        (Situation.WRONG_NUMBER, {}, 2, Step.WRONG_NUMBER),
        (Situation.OUT_OF_STOCK, {"back_in": 3}, 3, Step.WAIT),
        (Situation.NO_ONE_FREE, {"back_in": 1}, 4, Step.WAIT),
        (Situation.OUT_OF_STOCK, {"alternative": True}, 5, Step.ALTERNATIVE),
        (Situation.NO_ONE_FREE, {"back_in": 8, "importance": Importance.KEY}, 7, Step.WAIT),
        (Situation.OTHER_SPECIALITY, {"alternative": True}, 8, Step.ALTERNATIVE),
        (Situation.OUT_OF_STOCK, {"partner": True}, 9, Step.PARTNER),
        (Situation.OTHER_BUSINESS, {"partner": True}, 10, Step.PARTNER),
        (Situation.OTHER_BUSINESS, {}, 11, Step.POLITE_NO),
    ],
)
def test_each_situation_comes_to_its_step(
    lang: Lang, situation: Situation | str, known: dict[str, object], row: int, expected: Step
) -> None:
    ruling = step(lang, situation, **known)
    assert (ruling.row, ruling.step) == (RowRef("T", row), expected)
    assert ruling.say is not None
    assert ruling.say.startswith("W")


@EVERY_LANGUAGE
def test_a_ruling_says_who_may_decide_otherwise(lang: Lang) -> None:
    assert step(lang, "none").may_override is Override.NOBODY
    assert step(lang, Situation.OUT_OF_STOCK, back_in=2).may_override is Override.CLERK
    assert step(lang, Situation.OTHER_BUSINESS).may_override is Override.HEAD


@EVERY_LANGUAGE
@pytest.mark.parametrize(
    ("client", "yearly_value", "field", "expected"),
    [
        ("key", None, None, Importance.KEY),
        ("new", 20_000, "household", Importance.STRATEGIC),
        ("new", 19_999.99, "household", Importance.TACTICAL),
        ("new", None, "print house", Importance.STRATEGIC),
        ("regular", 0, "school or office", Importance.TACTICAL),
        ("new", 2_000_000, None, Importance.STRATEGIC),
        ("new", None, "lighthouse keeper", Importance.CHANCE),
    ],
)
def test_a_caller_is_weighed(
    lang: Lang, client: str, yearly_value: float | None, field: str | None, expected: Importance
) -> None:
    ruling = facts.importance(example(lang), client=client, yearly_value=yearly_value, field=field)
    assert ruling is not None
    assert ruling.importance is expected


@EVERY_LANGUAGE
@pytest.mark.parametrize(
    ("complaints", "hours", "expected"),
    [
        (2, 8, Trust.RECOMMENDED),
        (2, 8.2, Trust.ON_WATCH),
        (0, None, Trust.ON_WATCH),
        (0, 900, Trust.ON_WATCH),
        (5, 1, Trust.ON_WATCH),
        (6, 1, Trust.SUSPENDED),
        (100, None, Trust.SUSPENDED),
    ],
)
def test_a_partner_is_judged(
    lang: Lang, complaints: int, hours: float | None, expected: Trust
) -> None:
    ruling = facts.partner_status(example(lang), complaints=complaints, callback_hours=hours)
    assert ruling is not None
    assert ruling.trust is expected


@EVERY_LANGUAGE
def test_importance_left_out_is_weighed_on_the_way(lang: Lang) -> None:
    ruling = step(
        lang, Situation.OUT_OF_STOCK, back_in=10, importance=None, client="new", field="print house"
    )
    assert ruling.row == RowRef("T", 6)


def test_a_policy_without_such_a_table_rules_nothing() -> None:
    bare = policy_of(
        "| Question | Possible answers |",
        "|---|---|",
        "| Reason | none, other business |",
        "## What we do (table Z)",
        "| No. | Reason | → Step |",
        "|---|---|---|",
        "| Z1 | other business | polite no |",
    )
    assert facts.importance(bare, client="key", yearly_value=None, field=None) is None
    ruling = facts.step(
        bare, reason="none", back_in=None, alternative=False, partner=False, importance=None
    )
    assert ruling is not None
    assert ruling.row is None
    assert ruling.why == "No row of table Z fits this case."


def test_a_fact_the_policy_has_no_answer_for_is_told_not_guessed() -> None:
    bare = policy_of(
        "| Question | Possible answers |",
        "|---|---|",
        "| Reason | none, other business |",
        "## What we do (table Z)",
        "| No. | Reason | → Step |",
        "|---|---|---|",
        "| Z1 | any | serve |",
    )
    ruling = facts.step(
        bare,
        reason=Situation.WRONG_NUMBER,
        back_in=None,
        alternative=False,
        partner=False,
        importance=None,
    )
    assert ruling is not None
    assert ruling.row is None
    assert "wrong number" in ruling.why


def test_rows_that_disagree_are_all_named() -> None:
    torn = policy_of(
        "| Question | Possible answers |",
        "|---|---|",
        "| Complaints | 0–100 |",
        "## Partners (table P: exactly one row fits every case)",
        "| No. | Complaints | → Status |",
        "|---|---|---|",
        "| P1 | up to 5 | recommended |",
        "| P2 | 5 or more | suspended |",
    )
    ruling = facts.partner_status(torn, complaints=5, callback_hours=None)
    assert ruling is not None
    assert (ruling.row, ruling.also) == (None, (RowRef("P", 1), RowRef("P", 2)))
    assert ruling.meaning.get(ResultKey.STATUS) is None
