"""Everything that can be said against a document without weighing its rows against each other.

What needs rows to be compared (overlaps, gaps, rows never reached) belongs to analysis.
"""

from __future__ import annotations

import re

from demur.domain.policy import cells, cells_meant, results
from demur.domain.policy.appendices import Example, Impossible
from demur.domain.policy.desk import for_the_desk
from demur.domain.policy.document import Document
from demur.domain.policy.domains import OutsideError
from demur.domain.policy.findings import Code, Finding, Severity, by_place
from demur.domain.policy.margin import Margin
from demur.domain.policy.messages import say
from demur.domain.policy.policy import Policy
from demur.domain.policy.proof import analysis
from demur.domain.policy.proof.invariants import check_invariants
from demur.domain.policy.tables import Unanswerable
from demur.domain.policy.words import lint_words


def check(document: Document) -> tuple[Finding, ...]:
    """Give all findings about a document, those of reading it included, in document order.

    The first check in a process loads the dictionaries of the languages with barred words.
    """
    if document.policy is None:
        return document.findings
    margin = Margin(document.lang)
    for table in document.policy.tables.values():
        results.check_results(document.policy, table, margin)
    margin.written.extend(for_the_desk(document.policy))
    _check_chains(document.policy, margin)
    lint_words.check_words(document.policy, margin)
    for example in document.policy.examples:
        _check_example(document.policy, example, margin)
    for impossible in document.policy.impossible:
        _check_impossible(document.policy, impossible, margin)
    check_invariants(document.policy, margin)
    proved = analysis.analyse(document.policy, document.findings)
    return tuple(sorted((*document.findings, *margin.written, *proved), key=by_place))


# ---- tables


def _check_chains(policy: Policy, margin: Margin) -> None:
    """Find tables that wait for each other's results."""
    seen: set[str] = set()
    for letter, table in policy.tables.items():
        circle = _circle_from(policy, letter, ())
        if circle and not seen & set(circle):
            seen |= set(circle)
            named = " → ".join((*circle, circle[0]))
            margin.fault(Code.CYCLE, table.line, "cycle", table=letter, tables=named)


def _circle_from(policy: Policy, letter: str, above: tuple[str, ...]) -> tuple[str, ...]:
    if letter in above:
        return above[above.index(letter) :]
    for question in policy.tables[letter].questions:
        feeder = policy.feeders.get(question.name)
        if feeder and (circle := _circle_from(policy, feeder.letter, (*above, letter))):
            return circle
    return ()


# ---- examples


def _check_example(policy: Policy, example: Example, margin: Margin) -> None:
    """Hold a worked example to the table it names: it is a test of the document."""
    table = policy.table(example.table)
    if table is None:
        _unknown_table(policy, example.table, example, margin)
        return
    if _has_strange_answers(policy, example, margin):
        return
    decided = policy.decide(example.table, example.case)
    under = "must be row"
    if isinstance(decided, Unanswerable):
        key, fields, under = "example unanswerable", {"question": decided.question}, "case"
    elif table.broken or _as_expected(decided.rows, example.row):
        return
    else:
        key = "example fails" if decided.rows else "example fits no row"
        rows = ", ".join(map(str, decided.rows))
        fields = {"expected": example.row or "", "decided": rows}
        key = key if example.row else "example fits a row"
    message = say(policy.lang, key, table=table.letter, **fields)
    margin.written.append(_failed(example, message, example.headers.get(under)))


def _has_strange_answers(policy: Policy, example: Example, margin: Margin) -> bool:
    """Name the answers of an example that are none, with the case as it was probably meant."""
    strange = [name for name, answer in example.case.items() if not _listed(policy, name, answer)]
    for name in strange:
        answer, domain = example.case[name], policy.questions[name].domain
        is_slip = isinstance(cells.read_cell(answer, domain), cells.Unreadable)
        may = is_slip and margin.may_mend(answer)
        near = cells_meant.cell_meant(answer, domain) if may else None
        near = near if near and _listed(policy, name, near) else None
        case = {**example.case, name: near}
        margin.fault(
            Code.EXAMPLE_FAILS,
            example.line,
            "example answer",
            under=example.headers.get("case"),
            table=example.table,
            row=example.row,
            question=name,
            answer=answer,
            answers=domain.choices(),
            near=near,
            mend=near and "; ".join(f"{asked}: {said}" for asked, said in case.items()),
        )
    return bool(strange)


def _listed(policy: Policy, name: str, answer: str) -> bool:
    try:
        policy.questions[name].domain.read(answer)
    except OutsideError:
        return False
    return True


def _unknown_table(policy: Policy, named: str, case: Example | Impossible, margin: Margin) -> None:
    fields = {"table": named, "tables": ", ".join(policy.tables)}
    under = case.headers.get("table")
    margin.fault(Code.UNKNOWN_TABLE, case.line, "unknown table", under=under, **fields)


def _as_expected(rows: tuple[object, ...], expected: str | None) -> bool:
    wanted = [part for part in re.split(r"[,;\s]+", expected or "") if part]
    return sorted(map(str, rows)) == sorted(wanted)


def _failed(example: Example, message: str, column: str | None) -> Finding:
    rows = (example.row,) if example.row else ()
    return Finding(
        Code.EXAMPLE_FAILS,
        Severity.FAULT,
        example.line,
        message,
        table=example.table,
        rows=rows,
        example=example.case,
        column=column,
    )


def _check_impossible(policy: Policy, impossible: Impossible, margin: Margin) -> None:
    if impossible.table and policy.table(impossible.table) is None:
        _unknown_table(policy, impossible.table, impossible, margin)
    for name, text in impossible.cells.items():
        domain = policy.questions[name].domain
        if isinstance(cells.read_cell(text, domain), cells.Unreadable):
            meant = cells_meant.cell_meant(text, domain) if margin.may_mend(text) else None
            margin.fault(
                Code.UNREADABLE_CELL,
                impossible.line,
                "impossible cell",
                under=impossible.headers.get("case", name),
                column=name,
                cell=text,
                near=meant,
                mend=meant,
            )
