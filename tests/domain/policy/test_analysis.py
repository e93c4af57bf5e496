"""What is said of rows that disagree, cases no row fits, rows that never apply; and the limits."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.tables import KINDS, written
from demur.domain.policy import cells, document, lint
from demur.domain.policy.columns import Column, Question
from demur.domain.policy.findings import Code, Finding, Severity
from demur.domain.policy.messages import say
from demur.domain.policy.proof import analysis, boxes
from demur.domain.policy.proof.lines import answer_counts
from demur.domain.policy.questions import read_range
from demur.domain.policy.tables import Decision
from demur.domain.refusal import Lang
from tests.domain.policy.editions import example, source
from tests.domain.policy.oracle import WAYS

QUESTIONS = {"Client": "key, regular, new", "Wait": "0–60 days, or unknown", "Weight": "0.0–9.5 kg"}


def policy(way: str, *rows: str, asks: str = "Client | Wait", barred: tuple[str, ...] = ()) -> str:
    """Write a table B; a row is its cells and its result."""
    numbered = [f"| B{at} | {row} |" for at, row in enumerate(rows, 1)]
    return "\n".join(
        [
            "| Question | Possible answers |",
            "|---|---|",
            *(f"| {name} | {answers} |" for name, answers in QUESTIONS.items()),
            f"## Table B: {WAYS[way]}",
            f"| No. | {asks} | → Outcome |",
            "|---" * (asks.count("|") + 3) + "|",
            *numbered,
            "## What cannot happen",
            "| Table | Case |",
            "|---|---|",
            *(f"| B | {case} |" for case in barred),
        ]
    )


def said(text: str) -> list[Finding]:
    read = document.read(text.encode())
    assert read.policy is not None
    return list(analysis.analyse(read.policy, read.findings))


def only(text: str) -> Finding:
    (finding,) = said(text)
    return finding


# ---- rows that are not finished

UNFINISHED = {"result": "new | up to 3 | ", "all": " |  | ", "result, a cell": "any |  | "}


@pytest.mark.parametrize("row", UNFINISHED.values(), ids=UNFINISHED)
@pytest.mark.parametrize("way", list(WAYS))
def test_of_a_row_without_a_result_only_what_is_missing_is_said(way: str, row: str) -> None:
    whole = policy(way, "key | any | yes", "regular or new | any | no")
    added = whole.replace("## What cannot", f"| B3 | {row} |\n## What cannot")
    before, after = (lint.check(document.read(text.encode())) for text in (whole, added))
    (told,) = [each for each in after if (each.code, each.rows) not in _named(before)]
    assert (told.code, told.rows) == (Code.RESULT_NOT_LISTED, ("B3",))
    assert told.severity is Severity.FAULT


def _named(found: tuple[Finding, ...]) -> set[tuple[Code, tuple[str, ...]]]:
    return {(each.code, each.rows) for each in found}


@pytest.mark.parametrize("lang", list(Lang))
def test_a_new_row_breaks_no_example_and_no_promise_while_it_is_empty(lang: Lang) -> None:
    text = source(lang).decode()
    anything = {Lang.EN: "any", Lang.HU: "bármi", Lang.RU: "любой"}[lang]
    (last,) = re.findall(r"^\| N5 .*\n", text, re.MULTILINE)
    edited = text.replace(last, f"{last}| N6 | {anything} | {anything} | | |\n")
    (told,) = lint.check(document.read(edited.encode()))
    assert told.rows == ("N6",)
    assert all(name in told.message for name in example(lang).tables["N"].results)


def test_rows_that_are_finished_are_still_held_against_each_other() -> None:
    found = said(policy("unique", "key | any | yes", "key | any | no", "any | any | "))
    assert [(each.code, each.rows) for each in found] == [(Code.CONTRADICTION, ("B1", "B2"))]


# ---- exactly one row fits


def test_rows_that_disagree_are_shown_with_a_caller_both_would_take() -> None:
    found = only(
        policy(
            "unique",
            "key | any | yes",
            "not new | up to 3 | no",
            "regular or new | over 3 or unknown | later",
            "new | up to 3 | yes",
        )
    )
    assert (found.code, found.severity, found.rows) == (
        Code.CONTRADICTION,
        Severity.FAULT,
        ("B1", "B2"),
    )
    assert found.example == {"Client": "key", "Wait": "0 days"}
    assert (
        found.message
        == "Rows B1 and B2 both fit the case shown, yet Outcome is “yes” or “no”. Narrow one."
    )


def test_rows_that_agree_on_a_case_overlap_all_the_same() -> None:
    found = only(policy("unique", "any | up to 5 | yes", "any | 5 or more or unknown | yes"))
    assert (found.code, found.severity) == (Code.OVERLAP, Severity.FAULT)
    assert found.example == {"Client": "key", "Wait": "5 days"}


def test_a_gap_is_counted_shown_and_mended() -> None:
    found = only(
        policy(
            "unique",
            "key | any | yes",
            "regular or new | up to 30 | no",
            "regular or new | 33–60 | no",
        )
    )
    assert (found.code, found.missing) == (Code.GAP, 2 * 3)
    assert found.example == {"Client": "regular", "Wait": "31 days"}
    assert found.mend == "| B4 | regular or new | 31–32 days or unknown | no |"
    assert found.message.startswith(
        "Table B: no row fits 6 cases, for example Client: regular or new"
    )


def test_a_gap_between_decimals_is_shown_and_not_counted() -> None:
    found = only(policy("unique", "under 2.5 | yes", "over 2.75 | no", asks="Weight"))
    assert (found.code, found.missing) == (Code.GAP, None)
    assert found.example == {"Weight": "2.5 kg"}
    assert found.mend == "| B3 | 2.5–2.75 kg | no |"


def test_what_cannot_happen_is_neither_a_gap_nor_an_overlap() -> None:
    rows = ("key | any | yes", "regular | any | no", "new | up to 9 | no", "new | 9 | yes")
    barred = ("Client: new; Wait: over 9 or unknown", "Client: new; Wait: 9")
    assert said(policy("unique", *rows[:3], barred=barred[:1])) == []
    found = said(policy("unique", *rows, barred=barred))
    assert [(each.code, each.rows) for each in found] == [(Code.NEVER_MATCHES, ("B4",))]


def test_a_case_is_impossible_only_if_it_is_so_whatever_else_is_answered() -> None:
    rows = ("key | yes", "regular | no")
    half = "Client: new; Wait: up to 30"
    assert only(policy("unique", *rows, asks="Client", barred=(half,))).missing == 1
    both = (half, "Client: new; Wait: over 30 or unknown")
    assert said(policy("unique", *rows, asks="Client", barred=both)) == []


def test_an_unreadable_impossible_case_makes_no_false_gap() -> None:
    text = policy("unique", "key or regular | yes", asks="Client", barred=("Client: nwe",))
    assert said(text) == []


def test_rows_of_a_table_read_in_part_are_compared_but_no_gap_is_claimed() -> None:
    found = only(policy("unique", "key | any | yes", "kye | any | no", "key | 3 | no"))
    assert (found.code, found.rows) == (Code.CONTRADICTION, ("B1", "B3"))


def test_a_table_with_a_strange_column_is_not_judged() -> None:
    text = policy("unique", "key | any | yes", "key | 3 | no", asks="Client | Waits for")
    assert said(text) == []


# ---- the first row that fits


def test_a_row_one_row_above_takes_is_unreachable_and_told_by_which() -> None:
    found = only(policy("first", "key | any | yes", "key | 3 | no", "any | any | no"))
    assert (found.code, found.rows) == (Code.UNREACHABLE, ("B2",))
    assert (
        found.message
        == "Row B2 can never apply: row B1 already takes every such case. Move B2 up, or narrow B1."
    )


def test_a_row_several_rows_take_together_is_told_by_the_fewest() -> None:
    rows = ("any | up to 9 | a", "key | any | b", "new | any | c", "regular | 10 or more | d")
    found = only(policy("first", *rows, "regular | 5–20 | e", "any | any | f"))
    assert found.rows == ("B5",)
    assert "rows B1, B4 together" in found.message


def test_the_row_for_a_ragged_gap_of_a_table_read_from_the_top_takes_all_that_is_left() -> None:
    found = only(policy("first", "key | 1–3 | a", "new | 7–9 | b"))
    assert found.code is Code.GAP
    assert found.mend == "| B3 | any | any | a |"


@pytest.mark.parametrize("cell", ["61 or more", "not 0–60", "over 3 and under 4", "(3..4)"])
@pytest.mark.parametrize("barred", [(), ("Client: key",)])
@pytest.mark.parametrize("way", list(WAYS))
def test_a_row_that_no_answer_fits_is_told_just_once(
    way: str, barred: tuple[str, ...], cell: str
) -> None:
    cases = policy(way, f"not new | {cell} | yes", "any | any | no", barred=barred)
    found = lint.check(document.read(cases.encode()))
    assert [each.code for each in found if each.rows == ("B1",)] == [Code.NEVER_MATCHES]


def test_a_row_of_impossible_cases_is_unreachable_too() -> None:
    text = policy("first", "key | 3 | a", "any | any | b", barred=("Client: key; Wait: up to 9",))
    found = only(text)
    assert (found.code, found.rows) == (Code.UNREACHABLE, ("B1",))
    assert (
        found.message
        == "Row B1 can never apply: none of its cases can happen. Delete it, or mend its cells."
    )


def test_where_all_rows_apply_overlaps_and_gaps_are_no_faults() -> None:
    assert said(policy("collect", "key | any | a", "any | 3 | b")) == []


# ---- rows that could be one


@pytest.mark.parametrize(
    ("way", "rows", "merged"),
    [
        (
            "unique",
            (
                "key | any | a",
                "regular or new | up to 9 | b",
                "regular or new | over 9 or unknown | b",
            ),
            "| B2 | regular or new | any | b |",
        ),
        (
            "first",
            ("key | 1–3 | a", "key | 4–9 | a", "any | any | b"),
            "| B1 | key | 1–9 days | a |",
        ),
        ("collect", ("key | any | a", "key | any | a"), None),
    ],
)
def test_rows_that_one_row_could_say_are_noted(
    way: str, rows: tuple[str, ...], merged: str | None
) -> None:
    found = only(policy(way, *rows))
    assert (found.code, found.severity, found.mend) == (Code.MERGEABLE, Severity.NOTE, merged)


def test_a_row_proposed_has_its_cells_where_the_columns_stand() -> None:
    text = policy("unique", "a | key | up to 30")
    text = text.replace("| Client | Wait | → Outcome |", "| → Outcome | Client | Wait |")
    assert only(text).mend == (
        "| B2 | a | key | 31 days or more or unknown |\n| B3 | a | regular or new | any |"
    )


def test_rows_are_not_merged_over_one_between_them() -> None:
    assert (
        said(policy("first", "key | 1–3 | a", "any | 4 | b", "key | 4–9 | a", "any | any | b"))
        == []
    )


# ---- words


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


# ---- every slip in a table read as "exactly one row fits every case" is found

UNIQUE_TABLES = ("P", "S", "N")


def slips() -> Iterator[tuple[str, str]]:
    """Give every one-edit change of the conditions of the example's such tables."""
    text = source(Lang.EN).decode()
    for letter in UNIQUE_TABLES:
        table = example().tables[letter]
        for row in table.rows:
            line = next(each for each in text.split("\n") if each.startswith(f"| {row.ref} |"))
            yield f"{row.ref} dropped", text.replace(line + "\n", "")
            parts = line.split(" | ")
            for at, column in enumerate(table.columns, 1):
                for other in changed(parts[at], getattr(column.question.domain, "answers", ())):
                    mutant = " | ".join([*parts[:at], other, *parts[at + 1 :]])
                    yield f"{row.ref}: {parts[at]} → {other}", text.replace(line, mutant)


def changed(cell: str, answers: tuple[str, ...]) -> Iterator[str]:
    """Give every cell one edit away: one off, an answer more, less or another, not, any."""
    for number in re.finditer(r"\d+", cell):
        for by in (-1, 1):
            yield f"{cell[: number.start()]}{int(number[0]) + by}{cell[number.end() :]}"
    named = cell.split(" or ") if answers and cell != "any" else []
    for old, new in product(named, answers):
        if new not in named:
            yield cell.replace(old, new)
            yield f"{cell} or {new}"
    yield from (" or ".join(n for n in named if n != lost) for lost in named if len(named) > 1)
    yield from () if cell == "any" else ("any", f"not {cell}")
    for one, other in (("up to", "over"), ("over", "up to"), (" or more", ""), (" or unknown", "")):
        if one in cell:
            yield cell.replace(one, other)


SLIPS = list(slips())


def test_every_slip_in_a_condition_is_found() -> None:
    missed = [
        name
        for name, text in SLIPS
        if not any(finding.severity is Severity.FAULT for finding in _found(text))
    ]
    assert len(SLIPS) > 150
    assert missed == []


def _found(text: str) -> tuple[Finding, ...]:
    read = document.read(text.encode())
    assert read.policy is not None
    return (*read.findings, *analysis.analyse(read.policy, read.findings))


# ---- limits


def test_more_pairs_than_anyone_reads_are_cut_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "MAX_PAIRS", 5)
    found = said(policy("unique", *["any | any | a"] * 5))
    assert [each.code for each in found] == [Code.OVERLAP] * 5 + [Code.GAVE_UP]


def test_a_hard_table_is_given_up_with_its_limit_and_the_next_still_checked() -> None:
    found = said(
        hard(60, 260)
        + "\n"
        + "\n".join(["## Table C", "| No. | Q0 | → R |", "|---|---|---|", "| C1 | yes | r |"])
    )
    assert [(each.table, each.code) for each in found if each.code is not Code.UNREACHABLE] == [
        ("B", Code.GAVE_UP),
        ("C", Code.GAP),
    ]
    assert f"{analysis.MAX_STEPS}" in found[-2].message


def test_where_cases_take_too_long_to_be_counted_one_is_shown_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = written(KINDS["mixed, unknown and not"], ragged(120)).decode()
    (counted,) = [each for each in said(text) if each.code is Code.GAP]
    monkeypatch.setattr(analysis, "MAX_STEPS", 30_000)
    gap, limit = [each for each in said(text) if each.code in {Code.GAP, Code.GAVE_UP}]
    assert (limit.code, bool(counted.missing), gap.missing) == (Code.GAVE_UP, True, None)
    policy = document.read(text.encode()).policy
    assert policy is not None
    assert gap.example is not None
    decided = policy.decide("B", gap.example)
    assert isinstance(decided, Decision)
    assert decided.rows == ()


def ragged(rows: int) -> list[list[str]]:
    return KINDS["mixed, unknown and not"].rows(rows, 8, random.Random(3))


def test_a_hundred_rows_and_ten_columns_of_any_kind_reach_no_limit() -> None:
    for name, kind in KINDS.items():
        found = said(written(kind, kind.rows(100, 10, random.Random(name))).decode())
        assert all(each.code is not Code.GAVE_UP for each in found), name


def hard(questions: int, rows: int) -> str:
    """Write a table of rows that test three of many questions: as hard to cover as can be."""
    rng = random.Random(1)
    names = [f"Q{at}" for at in range(questions)]
    lines = []
    for at in range(1, rows + 1):
        chosen = rng.sample(names, 3)
        row = [rng.choice(["yes", "no"]) if name in chosen else "any" for name in names]
        lines.append(f"| B{at} | {' | '.join(row)} | r |")
    return "\n".join(
        [
            "| Question | Possible answers |",
            "|---|---|",
            *(f"| {name} | yes, no |" for name in names),
            f"## Table B: {WAYS['first']}",
            f"| No. | {' | '.join(names)} | → R |",
            "|---" * (questions + 2) + "|",
            *lines,
        ]
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
