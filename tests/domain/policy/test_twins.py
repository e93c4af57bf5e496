"""Free results: a slip in one of them is found by the other, and long tables are quickly read."""

from __future__ import annotations

import random
import time

import pytest

from demur.domain.policy import document, lint
from demur.domain.policy.findings import Code, Finding
from demur.domain.policy.twins import Twins

WORDS = ["call", "them", "back", "tomorrow", "and", "offer", "client", "printer", "partner", "or"]


def known(word: str) -> bool:
    return word not in {"docment", "documennt", "docuemnt", "documant", "docunent", "sned"}


def told(*results: str) -> list[Finding]:
    rows = "\n".join(f"| B{at} | {at} | {text} |" for at, text in enumerate(results, 1))
    text = (
        "| Question | Possible answers |\n|---|---|\n| Wait | 1–9999 |\n"
        "## Table B: all rows that fit apply\n| No. | Wait | → Deed |\n|---|---|---|\n" + rows
    )
    found = lint.check(document.read(text.encode()))
    return [each for each in found if each.code is Code.RESULT_NOT_LISTED]


def test_a_result_one_slip_from_another_that_is_met_oftener_is_noted() -> None:
    (found,) = told(
        "send the docket", "send the document", "send the docunent", "send the document"
    )
    assert (found.rows, found.mend) == (("B3",), "send the document")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("send the document", "send the docment"),
        ("send the document", "send the documennt"),
        ("send the document", "send the docuemnt"),
        ("send the document", "SEND the documant"),
    ],
)
def test_a_letter_lost_doubled_swapped_or_wrong_is_one_slip(one: str, other: str) -> None:
    assert Twins({one: 2, other: 1}, known).of(other) == one
    assert Twins({one: 1, other: 1}, known).of(one) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("send W4", "send W5"),
        ("send the ad", "send the id"),
        ("send document 41", "send document 42"),
        ("send the document", "the document send"),
        ("sent the documents", "send the document"),
    ],
)
def test_other_words_and_other_numbers_are_no_slips(one: str, other: str) -> None:
    assert Twins({one: 2, other: 1}, known).of(other) is None


@pytest.mark.parametrize("kind", ["few words", "strange words", "a letter apart"])
def test_a_long_table_of_free_text_is_read_in_a_moment(kind: str) -> None:
    rng = random.Random(kind)
    letters = "abcdefghijklmnop"

    def text(at: int) -> str:
        if kind == "strange words":
            return " ".join("".join(rng.choices(letters, k=7)) for _ in range(6))
        if kind == "a letter apart":
            return " ".join(["again"] * (at % 20)) + f" {rng.choice(WORDS)}{rng.choice(letters)}"
        return " ".join(rng.choices(WORDS, k=4))

    told("send the document")
    began = time.process_time()
    told(*map(text, range(4_000)))
    assert time.process_time() - began < 4
