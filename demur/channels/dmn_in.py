"""A DMN model brought in as a policy document: its tables, questions and closed answers.

What the standard can say and a policy cannot is a finding with its line. A model that Demur wrote
comes back with its prose, wording and examples; what was changed in its tables since, holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from demur.channels import dmn_own
from demur.channels.dmn_asking import Asking, asking_of
from demur.channels.dmn_document import new_parts, parts_with
from demur.channels.dmn_model import DecisionTable, Model, read_model
from demur.channels.dmn_rules import Brought, brought_table
from demur.channels.dmn_xml import read_xml
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.findings import Code, Finding
from demur.domain.policy.margin import Margin
from demur.domain.policy.writing.grids import written
from demur.domain.refusal import Lang


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a table came from: the decision, and what its inputs and outputs are called now.

    `inputs` pairs the expression of each input with the question it became, `outputs` the name of
    each output with the result it became; an input that no rule tests has become none.
    """

    letter: str
    decision: str
    id: str
    hit_policy: str
    inputs: tuple[tuple[str, str | None], ...]
    outputs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What came of an import: the document's bytes, None where there is nothing to write.

    `tables` are the decisions' names by the letters they have in the document; `left_out` names
    the decisions that are none of them. `places` gives for the document's lines the sheet and the
    row of the workbook they came from.
    """

    document: bytes | None
    tables: Mapping[str, str]
    findings: tuple[Finding, ...]
    origins: tuple[Origin, ...] = ()
    left_out: tuple[str, ...] = ()
    places: Mapping[int, tuple[str, int]] = field(default_factory=dict)


def bring_in(source: bytes, lang: Lang = Lang.EN) -> BroughtIn:
    """Read a DMN model of any version into a document; whatever the bytes, nothing raises.

    `lang` is the language the document is written in, unless the model says which.
    """
    margin = Margin(lang)
    root = read_xml(source, margin)
    model = read_model(root, margin) if root is not None else None
    if model is None:
        return BroughtIn(None, {}, margin.findings())
    own = dmn_own.own_of(model)
    if own is not None:
        margin.lang = own.lang
    asking = asking_of(model, own, margin)
    tables = list(_tables(model, asking, margin))
    if not any(table.questions for table in tables):
        margin.fault(Code.NO_TABLES, 1, "dmn no tables")
        return BroughtIn(None, {}, margin.findings(), left_out=model.decisions)
    lang = margin.lang
    parts = parts_with(own, tables) if own else tuple(new_parts(model.name, tables, lang))
    named = {table.letter: table.name for table in tables}
    origins = tuple(_origin(model.tables[table.place], table, asking) for table in tables)
    left_out = tuple(name for name in model.decisions if name not in named.values())
    return BroughtIn(written(parts), named, margin.findings(), origins, left_out)


def _origin(table: DecisionTable, brought: Brought, asking: Asking) -> Origin:
    kept = {question.name for question in brought.questions}
    names = [asking.names[table.place, at] for at in range(len(table.inputs))]
    asked = [(each.expression, name) for each, name in zip(table.inputs, names, strict=True)]
    said = [output.name or table.result for output in table.outputs]
    return Origin(
        brought.letter,
        table.name,
        table.id,
        table.hit_policy,
        tuple((expression, name if name in kept else None) for expression, name in asked),
        tuple(zip(said, brought.results, strict=True)),
    )


def _tables(model: Model, asking: Asking, margin: Margin) -> Iterator[Brought]:
    letters = _letters(model.tables)
    for table in model.tables:
        brought = brought_table(table, letters[table.place], asking, margin)
        if brought is not None:
            yield brought


def _letters(tables: Sequence[DecisionTable]) -> list[str]:
    """Give each table its letter: that of its row numbers, its name's first, or the next free."""
    given: list[str] = []
    for table in tables:
        wanted = (dmn_own.letter_of(table), voc.letter(table.name[:1]))
        free = (each for each in (*wanted, *_alphabet()) if each.isalpha() and each.isupper())
        given.append(next(each for each in free if each not in given))
    return given


def _alphabet() -> Iterator[str]:
    capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    yield from capitals
    yield from (f"{one}{other}" for one in capitals for other in capitals)
    yield from (f"{a}{b}{c}" for a in capitals for b in capitals for c in capitals)
