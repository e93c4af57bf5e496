"""The decision tables of a DMN model as values, and findings about what else it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from demur.channels import dmn_invoked
from demur.channels.dmn_xml import Element
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin

EXPORTER: Final = "Demur"
OWN: Final = "urn:demur:policy:1"
MAX_RULES: Final = 5_000
MAX_COLUMNS: Final = 60
_LEFT_OUT: Final = frozenset(
    {
        *("import", "businessKnowledgeModel", "decisionService", "elementCollection"),
        *("knowledgeSource", "textAnnotation", "organizationUnit", "performanceIndicator"),
    }
)
_LOGIC: Final = (
    *("decisionTable", "literalExpression", "invocation", "context", "list", "relation"),
    *("functionDefinition", "conditional", "filter", "for", "every", "some"),
)


@dataclass(frozen=True, slots=True)
class Input:
    """A column of a table: what it asks, of which type, and the values the model allows."""

    expression: str
    label: str
    type_ref: str
    allowed: str
    line: int


@dataclass(frozen=True, slots=True)
class Output:
    """A result of a table, its values from the most important on, and its default."""

    name: str
    type_ref: str
    values: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell in FEEL, and the words that describe it."""

    text: str
    said: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a table."""

    line: int
    place: int
    inputs: tuple[Entry, ...]
    outputs: tuple[Entry, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision made by a table; `result` is the name other decisions know its result by.

    `place` counts the tables of the model from 0.
    """

    id: str
    name: str
    result: str
    line: int
    hit_policy: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    required: frozenset[str]
    place: int


@dataclass(frozen=True, slots=True)
class ItemType:
    """A type the model defines: its base, its allowed values, its parts."""

    base: str
    allowed: str
    parts: Mapping[str, ItemType]
    is_list: bool


@dataclass(frozen=True, slots=True)
class Model:
    """A model as read: `data` gives each input's type by its name, `decided` each decision's.

    `decisions` names all its decisions, those that are no table too.
    """

    name: str
    decisions: tuple[str, ...]
    tables: tuple[DecisionTable, ...]
    types: Mapping[str, ItemType]
    data: Mapping[str, str]
    decided: Mapping[str, str]
    own: Element | None


def read_model(root: Element, margin: Margin) -> Model | None:
    """Read what a model's tables say; None and a finding where it is no DMN at all."""
    if root.name != "definitions":
        margin.fault(Code.UNREADABLE_FILE, root.line, "dmn not dmn", root=root.name)
        return None
    called = [dmn_invoked.called(root, decision) for decision in root.all("decision")]
    for child in root.children:
        if child.name in _LEFT_OUT and not any(child is each for each in called):
            name = child["name"] or child["id"] or child.text("text")
            fields = {"kind": child.name, "name": name}
            margin.warn(Code.NOT_CARRIED, child.line, "dmn left out", **fields)
    # A modeller that saves our model puts its own name in the place of ours.
    own = root.first("extensionElements", f"{{{OWN}}}document")
    if own is None and root["exporter"] == EXPORTER:
        margin.warn(Code.NOT_CARRIED, root.line, "dmn text gone")
    return Model(
        voc.tidy(root["name"]),
        tuple(_decision_name(each) for each in root.all("decision")),
        tuple(_tables(root, margin)),
        {item["name"]: _item(item, 0) for item in root.all("itemDefinition")},
        dict(_typed(root.all("inputData"))),
        dict(_typed(root.all("decision"))),
        own,
    )


def _item(element: Element, depth: int) -> ItemType:
    parts = element.all("itemComponent") if depth < 10 else []
    return ItemType(
        bare(element.text("typeRef") or element["typeRef"]),
        element.text("allowedValues", "text") or element.text("typeConstraint", "text"),
        {part["name"]: _item(part, depth + 1) for part in parts},
        element["isCollection"] == "true",
    )


def bare(type_ref: str) -> str:
    """Give a type's name without its prefix or namespace: `feel:number` is `number`."""
    return type_ref.strip().rpartition(":")[2].rpartition("}")[2]


def _typed(elements: Sequence[Element]) -> Iterator[tuple[str, str]]:
    for data in elements:
        variable = data.first("variable")
        named = variable["name"] if variable else ""
        type_ref = bare(variable["typeRef"]) if variable else ""
        yield _name(named or data["name"]), type_ref
        yield _name(data["name"]), type_ref


def _tables(root: Element, margin: Margin) -> Iterator[DecisionTable]:
    place = 0
    for decision in root.all("decision"):
        name = _decision_name(decision)
        logic = _logic(root, decision)
        if logic is None or logic.name != "decisionTable":
            kind = logic.name if logic else "no logic"
            fields = {"decision": name, "kind": kind}
            margin.warn(Code.NOT_CARRIED, decision.line, "dmn logic", **fields)
        elif language := _strange_language(root, logic):
            fields = {"decision": name, "language": language}
            margin.warn(Code.NOT_CARRIED, logic.line, "dmn language", **fields)
        elif len(logic.all("rule")) > MAX_RULES or len(logic.children) > MAX_RULES + MAX_COLUMNS:
            margin.fault(Code.GAVE_UP, logic.line, "gave up", limit=f"{MAX_RULES} rules")
        else:
            yield _table(decision, name, logic, place)
            place += 1


def _logic(root: Element, decision: Element) -> Element | None:
    """Give how a decision decides: what it holds, or the table it calls."""
    model = dmn_invoked.called(root, decision)
    if model is not None:
        return dmn_invoked.table_of(model)
    return next((child for child in decision.children if child.name in _LOGIC), None)


def _strange_language(root: Element, logic: Element) -> str:
    """Give the language a table is written in where it is not FEEL."""
    named = [root["expressionLanguage"], *(each["expressionLanguage"] for each in logic.walk())]
    return next((name for name in named if name and "feel" not in name.casefold()), "")


def _table(decision: Element, name: str, logic: Element, place: int) -> DecisionTable:
    variable, bindings = decision.first("variable"), dmn_invoked.bound(decision)
    hit_policy = " ".join((logic["hitPolicy"] or "UNIQUE", logic["aggregation"])).strip()
    return DecisionTable(
        decision["id"],
        name,
        _name(variable["name"]) if variable and variable["name"] else name,
        logic.line,
        hit_policy.replace("_", " "),
        tuple(_input(each, bindings) for each in logic.all("input")),
        tuple(_output(each) for each in logic.all("output")),
        tuple(_rule(each, place) for place, each in enumerate(logic.all("rule"), 1)),
        frozenset(
            each["href"].rpartition("#")[2]
            for each in decision.walk()
            if each.name == "requiredDecision"
        ),
        place,
    )


def _input(element: Element, bindings: Mapping[str, str]) -> Input:
    expression = element.first("inputExpression")
    label = _name(element["label"])
    asked = _name(element.text("inputExpression", "text"))
    return Input(
        _name(dmn_invoked.asked(asked or label or element["id"], bindings)),
        label,
        bare(expression["typeRef"]) if expression else "",
        element.text("inputValues", "text"),
        element.line,
    )


def _output(element: Element) -> Output:
    default = element.first("defaultOutputEntry")
    return Output(
        _name(element["name"] or element["label"]),
        bare(element["typeRef"]),
        element.text("outputValues", "text"),
        element.text("defaultOutputEntry", "text") if default else None,
    )


def _rule(element: Element, place: int) -> Rule:
    notes = [_name(each.text("text")) for each in element.all("annotationEntry")]
    return Rule(
        element.line,
        place,
        tuple(_entry(each) for each in element.all("inputEntry")),
        tuple(_entry(each) for each in element.all("outputEntry")),
        tuple(notes),
    )


def _entry(element: Element) -> Entry:
    return Entry(element.text("text"), voc.tidy(element.text("description")))


def _decision_name(decision: Element) -> str:
    return _name(decision["name"] or decision["id"])


def _name(text: str) -> str:
    return voc.tidy(text)[:200]
