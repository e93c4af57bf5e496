"""A policy's values to the document that holds them; read back, it says the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from demur.domain.policy import markdown
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.appendices import Barred, Example, Head, Impossible, Invariant, Wording
from demur.domain.policy.columns import Question
from demur.domain.policy.domains import Domain
from demur.domain.policy.editing.edits import escape
from demur.domain.policy.margin import Margin
from demur.domain.policy.messages import say
from demur.domain.policy.policy import Policy
from demur.domain.policy.questions import read_questions
from demur.domain.policy.sections import sort_out
from demur.domain.policy.tables import Reading, Table
from demur.domain.policy.writing.grids import Grid, Part, written
from demur.domain.policy.writing.writing_cells import answers_text
from demur.domain.refusal import Lang

_TABLE: Final = rf"\b{voc.TABLE_WORD}\b"
_READINGS: Final = (Reading.UNIQUE, Reading.FIRST, Reading.COLLECT)


def column(lang: Lang, key: str) -> str:
    """Give the name we propose for a column of the document."""
    return voc.HEADERS[key][lang][0]


def write(policy: Policy) -> bytes:
    """Write a policy as a document of its own, without the prose of the one it came from."""
    return written(policy_parts(policy))


def policy_parts(policy: Policy) -> Iterator[Part]:
    """Give a policy as parts of a document, in the order people expect them."""
    lang = policy.lang
    head = Head(
        policy.version, policy.in_force_from, policy.replaces, policy.owner, policy.languages
    )
    yield f"# {policy.title}\n" if policy.title else ""
    if policy.version:
        yield "\n"
        yield head_grid(lang, head)
    yield section(lang, "section questions")
    yield questions_grid(lang, policy.questions.values())
    if policy.barred:
        yield section(lang, "section barred")
        yield barred_grid(lang, policy.barred)
    for table in policy.tables.values():
        yield f"\n## {table.title}\n" if table.title else "\n"
        yield table_grid(lang, table)
    yield from _appendices(policy)


def _appendices(policy: Policy) -> Iterator[Part]:
    lang = policy.lang
    if policy.sentences:
        yield section(lang, "section wording")
        yield wording_grid(lang, policy.sentences.values(), policy.languages)
    if policy.impossible:
        yield section(lang, "section impossible")
        yield impossible_grid(lang, policy.impossible)
    if policy.invariants:
        yield section(lang, "section invariants")
        yield invariants_grid(lang, policy.invariants)
    if policy.examples:
        yield section(lang, "section examples")
        yield examples_grid(lang, policy.examples)


def section(lang: Lang, key: str) -> str:
    """Give the heading of a part of the document."""
    return f"\n## {say(lang, key)}\n"


def heading(lang: Lang, name: str, letter: str, reading: Reading) -> str:
    """Give a table's heading: its name, its letter, and in words how it is read.

    A name that itself says how to read a table, or speaks of another one, is left out.
    """
    folded = voc.fold(name)
    patterns = (_TABLE, *(each for ways in voc.READING_WAYS.values() for each in ways))
    if any(re.search(pattern, folded) for pattern in patterns):
        name = ""
    way = voc.READING_WORDING[lang][_READINGS.index(reading)]
    return say(lang, "table heading", name=escape(name), table=letter, way=way).strip()


def head_grid(lang: Lang, head: Head) -> Grid:
    """Give the table of version, dates, owner and languages."""
    keys = ("version", "in force from", "replaces", "owner", "languages")
    cells = (
        str(head.version),
        head.in_force_from.isoformat() if head.in_force_from else "",
        head.replaces,
        head.owner,
        ", ".join(head.languages),
    )
    return Grid(tuple(column(lang, key) for key in keys), (cells,))


def questions_grid(lang: Lang, questions: Iterable[Question]) -> Grid:
    """Give the table of questions with the closed lists of their answers."""
    header = tuple(column(lang, key) for key in ("question", "meaning", "answers"))
    return Grid(header, tuple((q.name, q.meaning, answers_text(q.domain, lang)) for q in questions))


def reads_back(domain: Domain, lang: Lang) -> bool:
    """Say whether a question's answers, once written, are read as the same answers."""
    grid = questions_grid(lang, [Question("?", "", domain, 0)])
    (raw,) = markdown.read_page(written([grid]).decode()).tables
    margin = Margin(lang)
    read = read_questions(sort_out(raw, margin), margin).get("?")
    return read is not None and read.domain == domain


def table_grid(lang: Lang, table: Table) -> Grid:
    """Give a decision table's cells as they were written."""
    rows = [
        (str(row.ref), *row.cells, *(row.results[name] for name in table.results))
        for row in table.rows
    ]
    return rules_grid(lang, [question.name for question in table.questions], table.results, rows)


def rules_grid(
    lang: Lang, questions: Sequence[str], results: Sequence[str], rows: Iterable[tuple[str, ...]]
) -> Grid:
    """Give a decision table; a row is its number, its cells and what it results in."""
    arrows = (f"→ {name}" for name in results)
    return Grid((column(lang, "number"), *questions, *arrows), tuple(rows))


def barred_grid(lang: Lang, barred: Iterable[Barred]) -> Grid:
    """Give the barred words, one row a language."""
    by_lang: dict[Lang, list[str]] = {}
    for each in barred:
        by_lang.setdefault(each.lang, []).append(
            f"{each.entry} → {each.instead}" if each.instead else each.entry
        )
    words = f"{column(lang, 'barred')} → {voc.HEADERS['instead'][lang][0].lower()}"
    rows = tuple((str(spoken), "; ".join(entries)) for spoken, entries in by_lang.items())
    return Grid((column(lang, "language"), words), rows)


def wording_grid(lang: Lang, sentences: Iterable[Wording], languages: Sequence[Lang]) -> Grid:
    """Give the wording, one row a sentence and one column a language."""
    known = tuple(sentences)
    spoken = languages or tuple(each for each in Lang if any(each in w.texts for w in known))
    spoken = (*spoken, *(e for e in Lang if e not in spoken and any(e in w.texts for w in known)))
    rows = tuple((w.name, *(w.texts.get(each, "") for each in spoken)) for w in known)
    return Grid((column(lang, "say"), *map(str, spoken)), rows)


def examples_grid(lang: Lang, examples: Iterable[Example]) -> Grid:
    """Give the worked examples."""
    header = tuple(column(lang, key) for key in ("table", "case", "must be row"))
    none = voc.NO_ROW[lang][0]
    rows = tuple((each.table, case_text(each.case), each.row or none) for each in examples)
    return Grid(header, rows)


def impossible_grid(lang: Lang, impossible: Iterable[Impossible]) -> Grid:
    """Give the combinations that cannot happen."""
    header = tuple(column(lang, key) for key in ("table", "case"))
    return Grid(header, tuple((each.table or "", case_text(each.cells)) for each in impossible))


def invariants_grid(lang: Lang, invariants: Iterable[Invariant]) -> Grid:
    """Give what must never happen."""
    header = tuple(column(lang, key) for key in ("number", "table", "when", "never"))
    always = voc.ANY[lang][0]
    rows = tuple(
        (each.number, each.table, case_text(each.when) or always, case_text(each.never))
        for each in invariants
    )
    return Grid(header, rows)


def case_text(case: Mapping[str, str]) -> str:
    """Write a case in one cell: `Reason: out of stock; Back in: 2`."""
    return "; ".join(f"{name}: {answer}" for name, answer in case.items())
