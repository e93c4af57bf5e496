"""The row that would mend a gap: its cells, its words, its results, and how much it leaves."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.policy import cells, document, lint
from demur.domain.policy.columns import Column, Question
from demur.domain.policy.findings import Code
from demur.domain.policy.messages import say
from demur.domain.policy.proof import analysis, boxes
from demur.domain.policy.proof.lines import answer_counts
from demur.domain.policy.questions import read_range
from demur.domain.refusal import Lang
from tests.domain.policy.editions import example, source
from tests.domain.policy.small_tables import only, policy, said


@pytest.mark.parametrize("lang", Lang)
def test_the_examples_have_no_gap_and_no_overlap(lang: Lang) -> None:
    assert analysis.analyse(example(lang)) == ()


@pytest.mark.parametrize(
    ("lang", "row", "cell"),
    [(Lang.EN, b"P3", "3–5"), (Lang.HU, b"P3", "3–5"), (Lang.RU, b"P3", "3–5")],
)
def test_a_dropped_row_comes_back_as_it_was_in_the_documents_own_words(
    lang: Lang, row: bytes, cell: str
) -> None:
    lines = source(lang).split(b"\n")
    kept = [line for line in lines if not line.startswith(b"| " + row)]
    found = lint.check(document.read(b"\n".join(kept)))
    (gap,) = [each for each in found if each.code is Code.GAP]
    assert gap.missing == 3 * 82
    assert gap.mend is not None
    assert gap.mend.split(" | ")[1:3] == [
        cell,
        next(iter({"en": ["any"], "hu": ["bármi"], "ru": ["любой"]}[lang])),
    ]


def test_a_row_proposed_has_its_cells_where_the_columns_stand() -> None:
    text = policy("unique", "a | key | up to 30")
    text = text.replace("| Client | Wait | → Outcome |", "| → Outcome | Client | Wait |")
    assert only(text).mend == (
        "| B2 | a | key | 31 days or more or unknown |\n| B3 | a | regular or new | any |"
    )


@pytest.mark.parametrize(
    ("before", "after", "table", "results"),
    [
        ("| P3 | 3–5 |", "| P3 | 4–5 |", "P", "on watch"),
        ("| S3 | key or strategic | 9 or more | 60 working days | planned round |\n", "", "S",
         "message with the easy-no link"),
    ],
)  # fmt: skip
def test_a_proposed_row_does_what_its_nearest_neighbour_does(
    before: str, after: str, table: str, results: str
) -> None:
    text = source(Lang.EN).decode()
    assert before in text
    findings = lint.check(document.read(text.replace(before, after).encode()))
    (gap,) = [each for each in findings if each.code is Code.GAP and each.table == table]
    assert gap.mend
    assert results in gap.mend


def diagonal(size: int, lang: Lang) -> str:
    """Write a table whose gap is in as many pieces as it has rows."""
    heading = {
        Lang.EN: ("Question | Possible answers", "Table B: exactly one row fits every case", "No."),
        Lang.HU: ("Kérdés | Lehetséges válaszok", "B táblázat: pontosan egy sor illik", "Sorszám"),
        Lang.RU: ("Вопрос | Возможные ответы", "Таблица B: подходит ровно одна строка", "№"),
    }[lang]
    rows = (f"| B{at} | {at} | {at} | yes |" for at in range(1, size + 1))
    head = [f"| {heading[0]} |", "|---|---|", *(f"| {name} | 1–{size} |" for name in "XY")]
    table = [f"## {heading[1]}", f"| {heading[2]} | X | Y | → Z |", "|---|---|---|---|", *rows]
    return "\n".join([*head, *table, "## What cannot happen"])


@pytest.mark.parametrize("lang", list(Lang))
def test_rows_that_do_not_mend_the_whole_gap_say_how_much_of_it_stays(lang: Lang) -> None:
    text = diagonal(60, lang)
    before = only(text)
    assert (before.missing, before.mend and before.mend.count("\n")) == (60 * 59, 49)
    mended = said(text.replace("## What cannot", f"{before.mend}\n## What cannot"))
    (after,) = [each for each in mended if each.code is Code.GAP]
    assert before.remark
    assert after.missing == int(re.sub(r"\D", "", re.findall(r"[\d\u00a0]+", before.remark)[-1]))


@pytest.mark.parametrize("lang", list(Lang))
def test_a_gap_that_is_mended_whole_is_said_to_leave_nothing(lang: Lang) -> None:
    found = only(diagonal(8, lang))
    assert found.remark == say(lang, "mend copies, of many")


def test_a_proposed_row_says_whose_results_it_copies() -> None:
    found = only(policy("unique", "key | any | yes", "regular | any | no"))
    assert found.mend == "| B3 | new | any | no |"
    assert found.remark == "The results are copied from B2: please look at them."


# ---- a cell written from a set of answers

DOMAINS = [
    "0–60 days, or unknown",
    "0–250 nap",
    "0.0–10.5 kg",
    "-2.5–10.25, or unknown",
    "00:00–23:59",
    "2026-12-01–2026-12-31",
    "3–3",
]


@st.composite
def columns(draw: st.DrawFn) -> tuple[Column, int]:
    """Invent a column with a few cuts, and some of its answers."""
    domain = read_range(draw(st.sampled_from(DOMAINS)))
    assert domain is not None
    value = st.integers(int(domain.lowest), int(domain.highest))
    ends = [sorted(draw(st.tuples(value, value))) for _ in range(draw(st.integers(0, 4)))]
    tests = tuple(
        cells.Test(spans=(((low, 0), (high, 1)),)) for low, high in ends if low >= domain.lowest
    )
    column = Column(Question("Q", "", domain, 1), tests)
    real = [code for code, count in enumerate(answer_counts(column)) if count]
    return column, sum(1 << code for code in draw(st.sets(st.sampled_from(real), min_size=1)))


@given(columns(), st.sampled_from(Lang))
def test_a_set_of_answers_written_as_a_cell_reads_back_as_the_same_answers(
    made: tuple[Column, int], lang: Lang
) -> None:
    column, codes = made
    text = boxes.cell(column, codes, lang)
    read = cells.read_cell(text, column.question.domain)
    assert isinstance(read, cells.Test)
    alone = Column(column.question, (read,))
    for code, count in enumerate(answer_counts(column)):
        if count:
            answer = boxes.answer(column, code)
            assert column.code(answer) == code
            assert bool(alone.rows[alone.code(answer)]) == bool(codes >> code & 1), (text, answer)
