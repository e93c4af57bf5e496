"""What must never happen, proved over a chain of tables and held against every single case."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from demur.domain.policy import document, lint
from demur.domain.policy.findings import Code, Finding, Severity
from demur.domain.policy.margin import Margin
from demur.domain.policy.policy import Policy
from demur.domain.policy.proof import invariants
from demur.domain.policy.proof.invariants import check_invariants
from demur.domain.policy.proof.invariants import proved as all_proved
from demur.domain.policy.tables import Decision
from demur.domain.refusal import Lang
from tests.domain.policy.case_by_case import takes_in
from tests.domain.policy.editions import example, source
from tests.domain.policy.random_policies import RANK, Draft, a_chain, cases

EXAMPLE = source(Lang.EN).decode()


def proved(policy: Policy) -> list[Finding]:
    """Give the findings on invariants that can be broken."""
    margin = Margin(policy.lang)
    check_invariants(policy, margin)
    return [each for each in margin.written if each.code is Code.INVARIANT]


def with_invariant(row: str, text: str = EXAMPLE) -> list[Finding]:
    """Give all findings on the line of an invariant that is added to the example."""
    lines = text.split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("| V2 |")) + 1
    lines.insert(at, row)
    findings = lint.check(document.read("\n".join(lines).encode()))
    return [each for each in findings if each.line == at + 1]


# ---- in the example


def test_a_broken_invariant_names_its_rows_and_a_caller_who_meets_it() -> None:
    (finding,) = with_invariant("| V3 | T | Client: key; Partner: no | Step: polite no | . |")
    assert finding.code is Code.INVARIANT
    assert finding.rows == ("T11",)
    assert finding.example is not None
    assert finding.example["Client"] == "key"
    assert finding.message == (
        "V3 can be broken: T11 decides the case shown. Narrow T11, or change V3."
    )


def test_what_another_table_answers_is_weighed_with_the_same_answers() -> None:
    assert not with_invariant("| V3 | S | Client: key | Then: stop | . |")
    (finding,) = with_invariant("| V3 | S | Client: new | Then: stop | . |")
    assert finding.rows == ("S8",)


@pytest.mark.parametrize(
    "never", ["Step: ask to wait; Say: not W2", "→ Step: wait; Say: anything but W2", "say: W7"]
)
def test_results_are_named_in_the_words_of_a_cell(never: str) -> None:
    (finding,) = with_invariant(f"| V3 | T | any | {never} | . |")
    assert finding.rows == ("T4", "T7")


def test_a_result_that_holds_a_semicolon_is_read_whole() -> None:
    (finding,) = with_invariant(
        "| V3 | N | any | What stops: calls; we write on the day they name | . |"
    )
    assert finding.rows == ("N4",)


def test_the_table_is_found_by_what_it_results_in() -> None:
    (finding,) = with_invariant("| V3 | | Day: Saturday | May we call: no | . |")
    assert (finding.table, finding.rows) == ("Q", ("Q2",))


@pytest.mark.parametrize(
    ("row", "code", "near"),
    [
        ("| V3 | X | any | Step: serve | . |", Code.UNKNOWN_TABLE, None),
        ("| V3 | T | any | Stepp: serve | . |", Code.UNKNOWN_COLUMN, "Step"),
        ("| V3 | | any | Stepp: serve | . |", Code.UNKNOWN_COLUMN, "Step"),
        ("| V3 | T | any | Step: polite nop | . |", Code.UNREADABLE_CELL, "polite no"),
        ("| V3 | T | Reson: none | Step: serve | . |", Code.UNKNOWN_COLUMN, None),
        ("| V3 | T | Reason: non | Step: serve | . |", Code.UNREADABLE_CELL, "none"),
        ("| V3 | T | any | serve | . |", Code.UNKNOWN_COLUMN, None),
        ("| V3 | T | any | | . |", Code.UNKNOWN_COLUMN, None),
    ],
)
def test_what_an_invariant_names_has_to_be_there(row: str, code: Code, near: str | None) -> None:
    (finding,) = with_invariant(row)
    assert finding.code is code
    assert finding.mend == near


@pytest.mark.parametrize(
    ("never", "strange"),
    [
        ("Then: sing", ["sing"]),
        ("Then: sing or Dance", ["sing", "Dance"]),
        ("Importance: gold", ["gold"]),
    ],
)
def test_a_result_no_row_gives_is_named_with_what_they_give_and_never_read_as_another(
    never: str, strange: list[str]
) -> None:
    table = "I" if never.startswith("Imp") else "S"
    told = with_invariant(f"| V3 | {table} | any | {never} | . |")
    assert [(each.code, each.severity, each.mend) for each in told] == [
        (Code.RESULT_NOT_LISTED, Severity.WARNING, None) for _ in strange
    ]
    for each, word in zip(told, sorted(strange), strict=True):
        assert f"no row of table {table} gives “{word}”. They give: " in each.message
        assert "Did you mean" not in each.message


def test_beside_a_result_no_row_gives_the_others_are_proved() -> None:
    told = with_invariant("| V3 | S | Client: new | Then: sing or stop | . |")
    assert [each.code for each in told] == [Code.INVARIANT, Code.RESULT_NOT_LISTED]
    assert told[0].rows == ("S8",)
    told = with_invariant("| V3 | I | any | Importance: not gold | . |")
    assert {each.code for each in told} == {Code.INVARIANT, Code.RESULT_NOT_LISTED}


def test_what_speaks_of_a_result_no_row_gives_is_not_shown_as_proved() -> None:
    text = EXAMPLE.replace("| V2 |", "| V3 | S | any | Then: sing | . |\n| V2 |", 1)
    policy = document.read(text.encode()).policy
    assert policy
    shown = all_proved(policy, lint.check(document.read(text.encode())))
    assert len(shown) == len(policy.invariants) - 1


def test_tables_that_wait_for_each_other_are_left_to_their_own_finding() -> None:
    text = EXAMPLE.replace("| No. | Client | Yearly value |", "| No. | Client | Step |", 1)
    assert all(each.code is not Code.INVARIANT for each in with_invariant("| V3 | |", text))


@pytest.mark.parametrize("lang", list(Lang))
def test_every_edition_proves_its_two_invariants_and_notices_when_they_break(lang: Lang) -> None:
    text = source(lang).decode()
    whole = document.read(text.encode()).policy
    assert whole
    assert len(whole.invariants) == 2
    assert not proved(whole)
    last = next(line for line in text.split("\n") if line.startswith("| N5 |"))
    other = next(line for line in text.split("\n") if line.startswith("| N3 |"))
    cells, others = last.split(" | "), other.split(" | ")
    broken = document.read(text.replace(last, " | ".join([*cells[:3], *others[3:]])).encode())
    assert broken.policy
    assert [each.rows for each in proved(broken.policy)] == [("N5",)]


# ---- what is proved, told


@pytest.mark.parametrize(
    ("lang", "promises"),
    [
        (
            Lang.EN,
            (
                "V1 holds: when They said is never call again, then What stops is always "
                "“everything” (table N).",
                "V2 holds: when Client is key, Reason is out of stock, Back in is up to 30 days, "
                "then Step is never “polite no” (table T).",
            ),
        ),
        (
            Lang.HU,
            (
                "V1 teljesül: ha Mit mondott: soha többé ne hívjuk, akkor Mi szűnik meg: mindig "
                "„minden” (N táblázat).",
                "V2 teljesül: ha Ügyfél: kulcs, Ok: nincs raktáron, Mikorra lesz: legfeljebb 30 "
                "nap, akkor Lépés: sosem „udvarias nem” (T táblázat).",
            ),
        ),
        (
            Lang.RU,
            (
                "V1 соблюдается: если Клиент сказал: больше не звонить, то Что прекращаем: всегда "
                "«всё» (таблица N).",
                "V2 соблюдается: если Клиент: ключевой, Причина: нет в наличии, Будет через: не "
                "более 30 дней, то Шаг: никогда не «вежливый отказ» (таблица T).",
            ),
        ),
    ],
)
def test_what_is_proved_reads_as_the_promise_it_is(lang: Lang, promises: tuple[str, ...]) -> None:
    assert invariants.proved(example(lang), ()) == promises


@pytest.mark.parametrize(
    ("never", "told"),
    [
        ("What stops: anything but everything", "in every case What stops is always “everything”"),
        ("What stops: not all of it", "in every case What stops is always “all of it”"),
        ("What stops: everything", "in every case What stops is never “everything”"),
        (
            "What stops: everything; For how long: not for good",
            "when What stops is everything, then For how long is always “for good”",
        ),
        (
            "What stops: not everything; For how long: for good",
            "when For how long is for good, then What stops is always “everything”",
        ),
        (
            "What stops: everything; For how long: for good",
            "when What stops is everything, then For how long is never “for good”",
        ),
    ],
)
def test_never_anything_else_is_told_as_always(never: str, told: str) -> None:
    (first, *_) = example().invariants
    results = dict(part.split(": ") for part in never.split("; "))
    asked = replace(example(), invariants=(replace(first, table="", when={}, never=results),))
    (sentence,) = invariants.proved(asked, ())
    assert sentence == f"V1 holds: {told}."


# ---- against every case


def breaking_rows(draft: Draft, policy: Policy, place: int) -> set[str]:
    """Go through all cases, and give the rows that do what must never happen."""
    invariant = policy.invariants[place]
    said = draft.invariants[place][2].split()[-1]
    wanted = {"this", "that", "other"} - {said} if " " in draft.invariants[place][2][4:] else {said}
    rows: set[str] = set()
    for case in cases([each for each in draft.asks if each is not RANK]):
        whole = dict(case)
        weighed = policy.decide("I", case)
        assert isinstance(weighed, Decision)
        if weighed.row and weighed.results["Rank"] in RANK.answers:
            whole["Rank"] = weighed.results["Rank"]
        if not all(name in whole for name in invariant.when):
            continue
        possible = not any(
            takes_in(policy, cells, whole)
            for cells in draft.impossible
            if cells.keys() <= whole.keys()
        )
        decided = policy.decide("T", case)
        if possible and takes_in(policy, invariant.when, whole) and isinstance(decided, Decision):
            fits = [row for row in policy.tables["T"].rows if row.ref in decided.rows]
            hit = [row for row in fits if row.results["Do"] in wanted]
            rows |= set() if decided.conflict else {str(row.ref) for row in hit}
    return rows


def hold_against_every_case(seed: int) -> None:
    draft = a_chain(random.Random(seed))
    read = document.read(draft.text.encode())
    assert read.policy
    found = {each.line: each for each in proved(read.policy)}
    for place, invariant in enumerate(read.policy.invariants):
        finding = found.pop(invariant.line, None)
        told = set(finding.rows) if finding else set()
        assert told == breaking_rows(draft, read.policy, place), (seed, invariant, draft.text)
        if finding:
            meets_it(read.policy, finding)
    assert not found


def meets_it(policy: Policy, finding: Finding) -> None:
    """The caller of the example is decided by one of the rows named."""
    assert finding.example is not None
    decided = policy.decide("T", finding.example)
    assert isinstance(decided, Decision)
    assert {str(ref) for ref in decided.rows} & set(finding.rows)


def test_an_invariant_is_broken_exactly_where_a_case_breaks_it() -> None:
    for seed in range(40):
        hold_against_every_case(seed)


@pytest.mark.deep
def test_an_invariant_is_broken_exactly_where_a_case_breaks_it_in_many_chains() -> None:
    for seed in range(100, 500):
        hold_against_every_case(seed)
