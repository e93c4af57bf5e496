"""Everything that can be said against a document without weighing its rows against each other.

What needs rows to be compared (overlaps, gaps, rows never reached) belongs to analysis.
"""

from __future__ import annotations

import re
from typing import Final

from demur.domain.policy import cells, names, results, suggest, wording
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.appendices import Barred, Example, Impossible, Wording
from demur.domain.policy.document import Document
from demur.domain.policy.findings import Code, Finding, Severity, by_place
from demur.domain.policy.margin import Margin
from demur.domain.policy.messages import say
from demur.domain.policy.names import ResultKey
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Table, Unanswerable
from demur.domain.refusal import Lang

_GLUED: Final = re.compile(r"\w\{[^{}]*\}|\{[^{}]*\}[-‑]?[^\W\d_]")
_OF_THE_DESK: Final = (ResultKey.IMPORTANCE, ResultKey.STEP, ResultKey.STATUS)


def check(document: Document) -> tuple[Finding, ...]:
    """Give all findings about a document, those of reading it included, in document order.

    The first check in a process loads the dictionaries of the languages with barred words.
    """
    if document.policy is None:
        return document.findings
    margin = Margin(document.lang)
    for table in document.policy.tables.values():
        results.check_results(document.policy, table, margin)
        _check_desk(document.policy, table, margin)
    _check_chains(document.policy, margin)
    _check_wordings(document.policy, margin)
    _check_barred(document.policy, margin)
    for example in document.policy.examples:
        _check_example(document.policy, example, margin)
    for impossible in document.policy.impossible:
        _check_impossible(document.policy, impossible, margin)
    return tuple(sorted((*document.findings, *margin.written), key=by_place))


# ---- tables


def _check_desk(policy: Policy, table: Table, margin: Margin) -> None:
    """Note the questions the desk would have to answer and cannot."""
    needed = [policy.result_table(result) for result in _OF_THE_DESK]
    if not any(table is each for each in needed):
        return
    for question in table.questions:
        known = voc.fold(question.name) in names.QUESTION_KEYS or question.name in policy.feeders
        if not known and question.domain.unknown is None:
            margin.note(
                Code.NOT_FOR_THE_DESK,
                question.line,
                "not for the desk",
                table=table.letter,
                question=question.name,
            )


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


# ---- words


def _check_wordings(policy: Policy, margin: Margin) -> None:
    spoken = policy.languages or tuple(
        lang for lang in Lang if any(lang in each.texts for each in policy.sentences.values())
    )
    said = results.wordings_said(policy)
    whole = not any(table.broken for table in policy.tables.values())
    for sentence in policy.sentences.values():
        for lang in spoken:
            if lang not in sentence.texts:
                fields = {"wording": sentence.name, "language": lang}
                margin.fault(Code.MISSING_LANGUAGE, sentence.line, "wording lacks", **fields)
        if whole and said and sentence.name not in said:
            margin.note(Code.UNUSED_WORDING, sentence.line, "wording unused", wording=sentence.name)
        for lang, text in sentence.texts.items():
            _check_blanks(sentence, lang, text, margin)


def _check_blanks(sentence: Wording, lang: Lang, text: str, margin: Margin) -> None:
    fields = {"wording": sentence.name, "language": lang}
    known = sorted(wording.PLACEHOLDERS)
    for name in wording.BLANK.findall(text):
        if name.strip() not in wording.PLACEHOLDERS:
            near = suggest.closest(name, known)
            margin.fault(
                Code.PLACEHOLDER,
                sentence.line,
                "placeholder unknown",
                name=name,
                near=near,
                mend=f"{{{near}}}" if near else None,
                **fields,
            )
    if re.search(r"[{}]", wording.BLANK.sub("", text)):
        margin.fault(Code.PLACEHOLDER, sentence.line, "placeholder broken", **fields)
    for glued in _GLUED.finditer(text):
        name = glued[0].split("{")[1].split("}")[0]
        margin.fault(Code.PLACEHOLDER, sentence.line, "placeholder glued", name=name, **fields)


def _check_barred(policy: Policy, margin: Margin) -> None:
    for lang in Lang:
        entries = tuple(entry for entry in policy.barred if entry.lang is lang)
        if entries:
            _check_barred_in_wordings(policy, entries, lang, margin)
            _check_barred_in_instead(entries, lang, margin)


def _check_barred_in_wordings(
    policy: Policy, entries: tuple[Barred, ...], lang: Lang, margin: Margin
) -> None:
    for sentence in policy.sentences.values():
        text = wording.BLANK.sub(lambda blank: " " * len(blank[0]), sentence.texts.get(lang, ""))
        for spotted in wording.spot(text, entries, lang):
            margin.fault(
                Code.BARRED_WORD,
                sentence.line,
                "barred in wording",
                wording=sentence.name,
                language=lang,
                word=spotted.found,
                instead=spotted.instead,
                mend=spotted.instead,
            )


def _check_barred_in_instead(entries: tuple[Barred, ...], lang: Lang, margin: Margin) -> None:
    for entry in entries:
        for spotted in wording.spot(entry.instead, entries, lang):
            margin.fault(
                Code.BARRED_WORD,
                entry.line,
                "barred in instead",
                instead=entry.instead,
                entry=entry.entry,
                word=spotted.found,
            )


# ---- examples


def _check_example(policy: Policy, example: Example, margin: Margin) -> None:
    """Hold a worked example to the table it names: it is a test of the document."""
    table = policy.table(example.table)
    if table is None:
        named = {"table": example.table, "tables": ", ".join(policy.tables)}
        margin.fault(Code.UNKNOWN_TABLE, example.line, "unknown table", **named)
        return
    decided = policy.decide(example.table, example.case)
    if isinstance(decided, Unanswerable):
        key, fields = "example unanswerable", {"question": decided.question}
    elif table.broken or _as_expected(decided.rows, example.row):
        return
    else:
        none = say(policy.lang, "no row")
        rows = ", ".join(map(str, decided.rows)) or none
        key, fields = "example fails", {"expected": example.row or none, "decided": rows}
    margin.written.append(_failed(example, say(policy.lang, key, table=table.letter, **fields)))


def _as_expected(rows: tuple[object, ...], expected: str | None) -> bool:
    wanted = [part for part in re.split(r"[,;\s]+", expected or "") if part]
    return sorted(map(str, rows)) == sorted(wanted)


def _failed(example: Example, message: str) -> Finding:
    rows = (example.row,) if example.row else ()
    return Finding(
        Code.EXAMPLE_FAILS,
        Severity.FAULT,
        example.line,
        message,
        table=example.table,
        rows=rows,
        example=example.case,
    )


def _check_impossible(policy: Policy, impossible: Impossible, margin: Margin) -> None:
    if impossible.table and policy.table(impossible.table) is None:
        named = {"table": impossible.table, "tables": ", ".join(policy.tables)}
        margin.fault(Code.UNKNOWN_TABLE, impossible.line, "unknown table", **named)
    for name, text in impossible.cells.items():
        domain = policy.questions[name].domain
        if isinstance(cells.read_cell(text, domain), cells.Unreadable):
            meant = suggest.mended_cell(text, domain) if margin.may_mend() else None
            margin.fault(
                Code.UNREADABLE_CELL,
                impossible.line,
                "impossible cell",
                column=name,
                cell=text,
                near=meant,
                mend=meant,
            )
