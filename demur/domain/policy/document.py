"""The policy document: bytes of Markdown in; a policy, findings and the same bytes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from demur.domain.policy import appendices, markdown
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.appendices import Head
from demur.domain.policy.columns import Question
from demur.domain.policy.findings import Code, Finding
from demur.domain.policy.margin import Margin
from demur.domain.policy.markdown import Limit, Page
from demur.domain.policy.policy import Policy
from demur.domain.policy.questions import by_fold, read_questions
from demur.domain.policy.rules import named_letter, read_table
from demur.domain.policy.sections import Kind, Section, language_of, sort_out
from demur.domain.policy.tables import Table
from demur.domain.refusal import Lang


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: `findings` are those of reading it; lint.check has all of them.

    `policy` is None when there are no questions or no tables to decide by.
    """

    source: bytes
    policy: Policy | None
    findings: tuple[Finding, ...]
    lang: Lang

    @property
    def sha256(self) -> str:
        """Give the hexadecimal SHA-256 of the exact bytes, as it stands in the printed footer."""
        return hashlib.sha256(self.source).hexdigest()


def read(source: bytes) -> Document:
    """Read a policy document; whatever the bytes, nothing raises and every failure is a finding.

    A file over 8 MB is not read at all (`gave-up`); other limits are named where they are met.
    """
    if len(source) > markdown.MAX_BYTES:
        margin = Margin(Lang.EN)
        margin.exceeded(1, Limit("MB", markdown.MAX_BYTES // 1_000_000))
        return Document(source, None, margin.findings(), Lang.EN)
    decoded = markdown.decode(source)
    page = markdown.read_page(decoded.text)
    margin = Margin(language_of(page.tables, page.title.text if page.title else ""))
    if decoded.encoding:
        own = f"encoding {decoded.encoding}"
        key = own if decoded.encoding in {markdown.NUL, markdown.BINARY} else "encoding"
        margin.fault(Code.ENCODING, decoded.line, key, encoding=decoded.encoding)
    elif hidden := markdown.hidden_mark(decoded.text):
        margin.warn(Code.ENCODING, hidden.line, "hidden mark", mark=hidden.mark, mend=hidden.mend)
    policy = _policy(page, decoded.text, margin)
    return Document(source, policy, margin.findings(), margin.lang)


def _policy(page: Page, text: str, margin: Margin) -> Policy | None:
    _note_the_unread(page, margin)
    sections = [sort_out(raw, margin) for raw in page.tables]
    for section in sections:
        if section.raw.limit and (section.kind is not Kind.DECISION or not section.raw.rows):
            margin.exceeded(section.raw.line, section.raw.limit, table=named_letter(section.raw))
    questions = _questions(_of(sections, Kind.QUESTIONS), margin)
    head = _head(_of(sections, Kind.METADATA), margin)
    if not questions:
        _unless_given_up(Code.NO_QUESTIONS, "no questions", margin)
        return None
    tables = _tables(_of(sections, Kind.DECISION), by_fold(questions), head, margin)
    if not tables:
        _unless_given_up(Code.NO_TABLES, "no tables", margin)
        return None
    policy = _put_together(page, sections, head, questions, tables, margin)
    return replace(policy, text=_text(text, sections))


def _unless_given_up(code: Code, key: str, margin: Margin) -> None:
    """Miss what the document lacks; what could not be read for its size may hold it."""
    if not any(finding.code is Code.GAVE_UP for finding in margin.written):
        margin.fault(code, 1, key)


def _put_together(
    page: Page,
    sections: list[Section],
    head: Head,
    questions: Mapping[str, Question],
    tables: Mapping[str, Table],
    margin: Margin,
) -> Policy:
    title = page.title.text if page.title else ""
    asked = by_fold(questions)
    for section in (each for each in _of(sections, Kind.OTHER) if not each.raw.limit):
        margin.note(Code.UNUSED_TABLE, section.raw.line, "unused table")
    wordings: dict[str, appendices.Wording] = {}
    for section in _of(sections, Kind.WORDING):
        wordings.update(appendices.read_wordings(section, margin))
    return Policy(
        title=title,
        company=appendices.company_in(title),
        version=head.version,
        in_force_from=head.in_force_from,
        replaces=head.replaces,
        owner=head.owner,
        languages=head.languages,
        lang=margin.lang,
        questions=MappingProxyType(dict(questions)),
        tables=MappingProxyType(dict(tables)),
        sentences=MappingProxyType(wordings),
        barred=tuple(
            entry
            for section in _of(sections, Kind.BARRED)
            for entry in appendices.read_barred(section, margin)
        ),
        examples=tuple(
            example
            for section in _of(sections, Kind.EXAMPLES)
            for example in appendices.read_examples(section, asked, margin)
        ),
        impossible=tuple(
            case
            for section in _of(sections, Kind.IMPOSSIBLE)
            for case in appendices.read_impossible(section, asked, margin)
        ),
        invariants=tuple(
            invariant
            for section in _of(sections, Kind.INVARIANTS)
            for invariant in appendices.read_invariants(section, asked, margin)
        ),
    )


def _text(text: str, sections: Iterable[Section]) -> tuple[str, ...]:
    """Give the lines beside the tables that mean something; the change log is no text either."""
    within = {
        line
        for section in sections
        if section.kind is not Kind.OTHER
        for line in range(section.raw.line, _last_line(section) + 1)
    }
    lines = enumerate(markdown.lines_of(text)[: markdown.MAX_LINES], 1)
    return tuple(tidy for at, line in lines if at not in within and (tidy := voc.tidy(line)))


def _last_line(section: Section) -> int:
    """Give the line a table ends with: its rows, else the dashes below its names."""
    return section.raw.rows[-1].line if section.raw.rows else section.raw.line + 1


def _of(sections: Iterable[Section], kind: Kind) -> list[Section]:
    return [section for section in sections if section.kind is kind]


def _note_the_unread(page: Page, margin: Margin) -> None:
    if page.title is None:
        margin.note(Code.METADATA, 1, "no title")
    for half in page.halves:
        margin.fault(Code.ROW_LENGTH, half.line, "half a table")
    if page.limit:
        margin.exceeded(*page.limit)


def _questions(sections: list[Section], margin: Margin) -> dict[str, Question]:
    questions: dict[str, Question] = {}
    seen: set[str] = set()
    for section in sections:
        for name, question in read_questions(section, margin).items():
            if voc.fold(name) in seen:
                margin.fault(Code.DUPLICATE, question.line, "question twice", question=name)
            else:
                questions[name] = question
                seen.add(voc.fold(name))
    return questions


def _head(sections: list[Section], margin: Margin) -> Head:
    if not sections:
        margin.note(Code.METADATA, 1, "no head")
        return Head()
    return appendices.read_head(sections[0], margin)


def _tables(
    sections: list[Section], asked: Mapping[str, Question], head: Head, margin: Margin
) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for section in sections:
        table = read_table(section, asked, head.version, margin)
        if table and table.letter in tables:
            margin.fault(Code.TABLE_LETTER, table.line, "letter twice", table=table.letter)
        elif table:
            tables[table.letter] = table
    return tables
