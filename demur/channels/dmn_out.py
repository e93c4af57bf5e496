"""A policy as a DMN 1.3 model: one decision a table, one input a question, S-FEEL in the cells.

Elements stand in the order of the standard's schema (DMN 1.3, clause 12). What DMN cannot hold
travels as an extension, so that the model brought back in is the document again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from demur.channels import dmn_feel_writing as feel
from demur.channels.dmn_feel import Type
from demur.channels.dmn_model import EXPORTER, OWN
from demur.channels.dmn_own import own_parts
from demur.domain.policy import document
from demur.domain.policy.columns import Question
from demur.domain.policy.domains import OutsideError
from demur.domain.policy.findings import Code, Finding
from demur.domain.policy.margin import Margin
from demur.domain.policy.markdown import decode
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Row, Table
from demur.domain.policy.writing.grids import Grid, Part, parts_of

_MODEL: Final = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_NO_XML: Final = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class SentOut:
    """What came of an export: its bytes, None where there is nothing to export."""

    content: bytes | None
    findings: tuple[Finding, ...]


def send_out(source: bytes) -> SentOut:
    """Write a policy document as a DMN 1.3 model; what cannot be carried over is a finding."""
    read = document.read(source)
    margin = Margin(read.lang)
    if read.policy is None:
        margin.fault(Code.NO_TABLES, 1, "export no policy")
        return SentOut(None, margin.findings())
    parts = parts_of(decode(source).text)
    lines = _definitions(read.policy, parts, margin)
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n"
    return SentOut(text.encode("utf-8", "replace"), margin.findings())


def _definitions(policy: Policy, parts: tuple[Part, ...], margin: Margin) -> Iterator[str]:
    name = policy.title or policy.company or "policy"
    yield (
        f'<definitions xmlns="{_MODEL}" xmlns:demur="{OWN}" id="policy" name={_quoted(name)} '
        f'namespace="{OWN}" exporter="{EXPORTER}">'
    )
    yield "  <extensionElements>"
    yield from _document(parts, policy)
    yield "  </extensionElements>"
    places = {question: place for place, question in enumerate(policy.questions, 1)}
    for question in policy.questions.values():
        yield from _item(question, places[question.name])
    for question in policy.questions.values():
        if question.name not in policy.feeders:
            yield from _data(question, places[question.name])
    for table in policy.tables.values():
        if table.broken:
            margin.warn(Code.NOT_CARRIED, table.line, "export broken", table=table.letter)
        else:
            yield from _decision(policy, table, places)
    yield "</definitions>"


# ---- the document around the tables


def _document(parts: tuple[Part, ...], policy: Policy) -> Iterator[str]:
    yield '    <demur:document xml:space="preserve">'
    for part, letter in own_parts(parts, policy):
        if isinstance(part, Grid):
            mark = f" table={_quoted(letter)}" if letter else ""
            rows = "\n".join(map(_row, (part.header, *part.rows)))
            yield f"<demur:grid{mark}>\n{rows}\n</demur:grid>"
        else:
            yield f"<demur:text>{_text(part)}</demur:text>"
    yield "</demur:document>"


def _row(cells: Sequence[str]) -> str:
    inner = "".join(f"<demur:cell>{_text(cell)}</demur:cell>" for cell in cells)
    return f"<demur:row>{inner}</demur:row>"


def _text(text: str) -> str:
    return escape(_NO_XML.sub(" ", text))


def _quoted(text: str) -> str:
    return quoteattr(_NO_XML.sub(" ", text))


# ---- questions


def _item(question: Question, place: int) -> Iterator[str]:
    yield f'  <itemDefinition id="type-{place}" name={_quoted(_type_name(place))}>'
    yield f"    <typeRef>{feel.type_of(question.domain)}</typeRef>"
    allowed = _text(feel.domain_tests(question.domain))
    yield f'    <allowedValues id="answers-{place}"><text>{allowed}</text></allowedValues>'
    yield "  </itemDefinition>"


def _type_name(place: int) -> str:
    return f"Answers{place}"


def _data(question: Question, place: int) -> Iterator[str]:
    name = _quoted(question.name)
    yield f'  <inputData id="question-{place}" name={name}>'
    if question.meaning:
        yield f"    <description>{_text(question.meaning)}</description>"
    yield f'    <variable id="variable-{place}" name={name} typeRef="{_type_name(place)}"/>'
    yield "  </inputData>"


# ---- tables


def _decision(policy: Policy, table: Table, places: dict[str, int]) -> Iterator[str]:
    name, label = _quoted(_decision_name(policy, table)), _quoted(table.title)
    yield f'  <decision id="{_id(table)}" name={name} label={label}>'
    yield f"    <variable name={name}{_result_type(policy, table, places)}/>"
    yield from _requirements(policy, table, places)
    yield f'    <decisionTable id="{_id(table)}-table" hitPolicy="{table.reading.upper()}">'
    for question in table.questions:
        yield from _input(policy, table, question, places[question.name])
    for name_ in table.results:
        yield from _output(policy, table, name_, places)
    yield f"      <annotation name={_quoted('No.')}/>"
    for row in table.rows:
        yield from _rule(policy, table, row)
    yield "    </decisionTable>"
    yield "  </decision>"


def _id(table: Table) -> str:
    return f"table-{table.letter}"


def _decision_name(policy: Policy, table: Table) -> str:
    """Name a decision as others know its result: by that result, where it has just one."""
    same = [each for each in policy.tables.values() if each.results[:1] == table.results[:1]]
    alone = len(table.results) == 1 and len(same) == 1
    is_fed = policy.feeders.get(table.results[0]) is table if alone else False
    free = alone and (is_fed or table.results[0] not in policy.questions)
    return table.results[0] if free else table.letter


def _expression(policy: Policy, table: Table, question: Question) -> str:
    feeder = policy.feeders.get(question.name)
    if feeder is None or feeder is table:
        return question.name
    name = _decision_name(policy, feeder)
    return name if len(feeder.results) == 1 else f"{name}.{question.name}"


def _result_type(policy: Policy, table: Table, places: dict[str, int]) -> str:
    known = len(table.results) == 1 and table.results[0] in policy.questions
    return f' typeRef="{_type_name(places[table.results[0]])}"' if known else ""


def _requirements(policy: Policy, table: Table, places: dict[str, int]) -> Iterator[str]:
    hrefs = []
    for question in table.questions:
        feeder = policy.feeders.get(question.name)
        own = feeder is None or feeder is table
        kind = "requiredInput" if own or feeder is None else "requiredDecision"
        target = f"question-{places[question.name]}" if own or feeder is None else _id(feeder)
        hrefs.append(f'<{kind} href="#{target}"/>')
    for place, href in enumerate(dict.fromkeys(hrefs), 1):
        yield f'    <informationRequirement id="{_id(table)}-needs-{place}">'
        yield f"      {href}"
        yield "    </informationRequirement>"


def _input(policy: Policy, table: Table, question: Question, place: int) -> Iterator[str]:
    yield f'      <input id="{_id(table)}-asks-{place}" label={_quoted(question.name)}>'
    text = _text(_expression(policy, table, question))
    typed = f'<inputExpression typeRef="{_type_name(place)}">'
    yield f"        {typed}<text>{text}</text></inputExpression>"
    allowed = _text(feel.domain_tests(question.domain))
    yield f"        <inputValues><text>{allowed}</text></inputValues>"
    yield "      </input>"


def _output(policy: Policy, table: Table, name: str, places: dict[str, int]) -> Iterator[str]:
    question = policy.questions.get(name)
    type_ref = _type_name(places[name]) if question else Type.STRING
    results = dict.fromkeys(_result(policy, row, name)[0] for row in table.rows)
    yield f'      <output name={_quoted(name)} typeRef="{type_ref}">'
    allowed = feel.domain_tests(question.domain) if question else ",".join(results)
    yield f"        <outputValues><text>{_text(allowed)}</text></outputValues>"
    yield "      </output>"


def _rule(policy: Policy, table: Table, row: Row) -> Iterator[str]:
    yield f'      <rule id="row-{row.ref}">'
    for question, cell, test in zip(table.questions, row.cells, row.tests, strict=True):
        yield _entry("inputEntry", feel.test_text(test, question.domain), cell)
    for name in table.results:
        text, said = _result(policy, row, name)
        yield _entry("outputEntry", text, text if text == feel.literal(Type.STRING, said) else said)
    yield f"        <annotationEntry><text>{row.ref}</text></annotationEntry>"
    yield "      </rule>"


def _entry(element: str, text: str, said: str) -> str:
    """Write a cell, with its words as the description where FEEL words it otherwise."""
    described = "" if text == said else f"<description>{_text(said)}</description>"
    return f"        <{element}>{described}<text>{_text(text)}</text></{element}>"


def _result(policy: Policy, row: Row, name: str) -> tuple[str, str]:
    """Give a result in FEEL and in words; one that answers a question is of the question's type."""
    said, question = row.results[name], policy.questions.get(name)
    if question is not None:
        try:
            return feel.answer_literal(question.domain, said), said
        except OutsideError:
            pass
    return feel.literal(Type.STRING, said), said
