"""What the tables of a model ask, and which of their results answer one another's questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from demur.channels.dmn_answers import Asked, as_answer, closed, kind_of, resolved, typed
from demur.channels.dmn_feel import Lit, Type, plain, read_literal, read_tests
from demur.channels.dmn_feel_writing import domain_tests, type_of
from demur.channels.dmn_model import DecisionTable, Input, Model
from demur.channels.dmn_own import Own
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Question
from demur.domain.policy.domains import Range
from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin
from demur.domain.policy.values import Kind
from demur.domain.policy.writing.writing_cells import answers_text
from demur.domain.policy.writing.writing_policy import reads_back
from demur.domain.refusal import Lang

Place = tuple[int, int]
"""A table's place in the model, and the place of an input or an output in the table."""
_SEVERAL: Final = frozenset({"COLLECT", "RULE ORDER", "OUTPUT ORDER"})
"""The hit policies that give a list of results; every other one gives one result."""
_COMPUTED: Final = re.compile(r'[()*+\[\]{}<>="?]|\s[-/]\s|\b(?:if|then|else|for|and|or|in)\b')
ARROW: Final = re.compile(r"^(?:→|->|=>|⇒|➜|➔|⟶)\s*")


@dataclass(frozen=True, slots=True)
class Known:
    """A question whose answers are closed, and FEEL's type of them."""

    question: Question
    type: Type


@dataclass(frozen=True, slots=True)
class Asking:
    """A model's questions: by input, by name; and the names of all results.

    `untested` are questions no table needs, which are left out.
    """

    names: Mapping[Place, str]
    results: Mapping[Place, str]
    known: Mapping[str, Known]
    untested: frozenset[str]
    model: Model
    own: Own | None


def asking_of(model: Model, own: Own | None, margin: Margin) -> Asking:
    """Collect the questions of all tables and close their answers."""
    feeds = dict(_feeds(model))
    names = _names(model, own, feeds, margin)
    asked = _collected(model, names, feeds, margin)
    known: dict[str, Known] = {}
    untested: set[str] = set()
    for name, each in asked.items():
        before = own.policy.questions.get(name) if own else None
        made = _kept(each, before) if before else None
        made = made or _closed(each, before, margin)
        if made is not None:
            known[name] = made
        elif _is_untested(each, margin.lang):
            margin.warn(Code.NOT_CARRIED, each.line, "dmn untested", question=name)
            untested.add(name)
    results = _results(model, own, names, feeds)
    return Asking(names, results, known, frozenset(untested), model, own)


# ---- who answers whom


def _feeds(model: Model) -> Iterator[tuple[Place, Place]]:
    """Give the inputs that another table's output answers, with that output."""
    for table in model.tables:
        for at, asked in enumerate(table.inputs):
            source = _source(model, table, asked.expression)
            if source is not None:
                yield (table.place, at), source


def _source(model: Model, asking: DecisionTable, expression: str) -> Place | None:
    if expression in model.data:
        return None
    for table in model.tables:
        if table.place == asking.place:
            continue
        alone = len(table.outputs) == 1
        required = table.id in asking.required
        for at, output in enumerate(table.outputs):
            spelt = {f"{table.result}.{output.name}", f"{table.name}.{output.name}"}
            spelt |= {table.result, table.name} if alone else set()
            spelt |= {output.name} if required else set()
            if expression in spelt:
                return table.place, at
    return None


def _names(
    model: Model, own: Own | None, feeds: Mapping[Place, Place], margin: Margin
) -> dict[Place, str]:
    """Name the question behind each input; what one output answers has one name."""
    names: dict[Place, str] = {}
    by_source: dict[object, str] = {}
    taken: dict[str, object] = {}
    for table in model.tables:
        for at, asked in enumerate(table.inputs):
            source: object = feeds.get((table.place, at), asked.expression)
            if source not in by_source:
                wanted = _wanted(asked, own, margin)
                by_source[source] = _free(_tidied(wanted), taken)
                taken[voc.fold(by_source[source])] = source
                _remark(model, asked, by_source[source], isinstance(source, tuple), margin)
            names[table.place, at] = by_source[source]
    return names


def _wanted(asked: Input, own: Own | None, margin: Margin) -> str:
    """Give a question's name: in a model of ours the label, where what is asked is a result."""
    if own is None or not asked.label:
        return asked.expression
    if asked.expression not in own.policy.questions:
        return asked.label
    if asked.label != asked.expression:
        fields = {"label": asked.label, "question": asked.expression}
        margin.note(Code.NOT_CARRIED, asked.line, "dmn label", **fields)
    return asked.expression


def _tidied(name: str) -> str:
    return ARROW.sub("", voc.tidy(name)) or "?"


def _free(name: str, taken: Mapping[str, object]) -> str:
    count, free = 1, name
    while voc.fold(free) in taken:
        count += 1
        free = f"{name} ({count})"
    return free


def _remark(model: Model, asked: Input, name: str, is_fed: bool, margin: Margin) -> None:
    if name not in {asked.expression, asked.label}:
        fields = {"name": asked.expression, "other": name}
        margin.warn(Code.ASSUMED, asked.line, "dmn renamed", **fields)
    known = is_fed or asked.expression in model.data
    if not known and _COMPUTED.search(asked.expression):
        margin.warn(Code.NOT_CARRIED, asked.line, "dmn computed", question=asked.expression)


# ---- what they can be answered


def _collected(
    model: Model, names: Mapping[Place, str], feeds: Mapping[Place, Place], margin: Margin
) -> dict[str, Asked]:
    asked: dict[str, Asked] = {}
    for table in model.tables:
        for at, each in enumerate(table.inputs):
            name = names[table.place, at]
            one = asked.setdefault(name, Asked(name, each.line, label=each.label))
            _told(model, each, one)
            cells = [rule.inputs[at].text for rule in table.rules if at < len(rule.inputs)]
            read = [read_tests(text) for text in cells]
            one.tests += [tests for tests in read if tests is not None]
            one.is_beyond |= None in read
            source = feeds.get((table.place, at))
            if source is not None:
                _fed(model, source, one, margin)
    return asked


def _told(model: Model, asked: Input, one: Asked) -> None:
    """Note what the model says of a question's type: at the column, else at what it names."""
    here, here_allowed = resolved(model, asked.type_ref)
    there, there_allowed = typed(model, asked.expression)
    one.type_names += [here, there]
    one.allowed += [next(filter(None, (asked.allowed, here_allowed, there_allowed)), "")]


def _fed(model: Model, source: Place, one: Asked, margin: Margin) -> None:
    table, at = model.tables[source[0]], source[1]
    if table.hit_policy in _SEVERAL:
        margin.warn(Code.NOT_CARRIED, one.line, "dmn chain", question=one.name)
    entries = [rule.outputs[at].text for rule in table.rules if at < len(rule.outputs)]
    default = table.outputs[at].default
    entries += [default] if default is not None else []
    said = [lit for text in entries if (lit := read_literal(text))]
    one.results += [*said, *_added_up(table.hit_policy, said)]
    one.type_names.append(resolved(model, table.outputs[at].type_ref)[0])


def _added_up(hit_policy: str, said: Sequence[Lit]) -> list[Lit]:
    """Give the ends of what results can add up to: a question they answer has to hold them."""
    numbers = [lit.number for lit in said if lit.type is Type.NUMBER]
    ends = {
        "COLLECT SUM": (sum(n for n in numbers if n < 0), sum(n for n in numbers if n > 0)),
        "COLLECT COUNT": (0, len(said)),
    }.get(hit_policy, ())
    return [Lit(Type.NUMBER, plain(Decimal(end))) for end in ends]


def _kept(asked: Asked, before: Question) -> Known | None:
    """Take a question as our own document words it, while the model still allows the same."""
    if set(filter(None, asked.allowed)) != {domain_tests(before.domain)}:
        return None
    return Known(before, type_of(before.domain))


def _closed(asked: Asked, before: Question | None, margin: Margin) -> Known | None:
    ranged = before.domain if before and isinstance(before.domain, Range) else None
    if ranged is not None and ranged.whole and ranged.kind is Kind.NUMBER:
        asked.type_names.append("integer")
    kind = kind_of(asked)
    if not isinstance(kind, Type):
        return _of_no_type(asked, kind, margin)
    made = closed(asked, kind, margin.lang)
    if made is None:
        return None
    if ranged is not None and isinstance(made.domain, Range) and made.domain.kind is ranged.kind:
        made = replace(made, domain=replace(made.domain, unit=ranged.unit))
    if not reads_back(made.domain, margin.lang):
        return _of_no_type(asked, kind, margin)
    _tell_of_quotes(asked, kind, margin)
    if made.assumed:
        answers = answers_text(made.domain, margin.lang)
        margin.warn(Code.ASSUMED, asked.line, "dmn assumed", question=asked.name, answers=answers)
    meaning = before.meaning if before else asked.label if asked.label != asked.name else ""
    return Known(Question(asked.name, meaning, made.domain, asked.line), kind)


def _tell_of_quotes(asked: Asked, kind: Type, margin: Margin) -> None:
    """Say where an answer is spelt without the quotation marks that stand within it."""
    texts = (lit.text for lit in asked.literals if kind is lit.type is Type.STRING)
    quoted = next((text for text in texts if as_answer(text) != voc.tidy(text)), None)
    if quoted is not None and voc.tidy(quoted):
        fields = {"question": asked.name, "answer": quoted, "spelt": as_answer(quoted)}
        margin.warn(Code.ASSUMED, asked.line, "dmn respelt", **fields)


def _is_untested(asked: Asked, lang: Lang) -> bool:
    """Say whether no table needs the answer: nothing closes the list, and every cell is open."""
    kind = kind_of(asked)
    return isinstance(kind, Type) and not asked.is_beyond and closed(asked, kind, lang) is None


def _of_no_type(asked: Asked, kind: str, margin: Margin) -> Known | None:
    margin.warn(Code.NOT_CARRIED, asked.line, "dmn type", question=asked.name, kind=kind)
    return None


# ---- results


def _results(
    model: Model, own: Own | None, names: Mapping[Place, str], feeds: Mapping[Place, Place]
) -> dict[Place, str]:
    """Name every result: as the question it answers, else so that it answers none."""
    answered = {source: names[place] for place, source in feeds.items()}
    questions = {voc.fold(name) for name in names.values()}
    results: dict[Place, str] = {}
    for table in model.tables:
        taken: dict[str, object] = {}
        single = table.hit_policy not in _SEVERAL
        for at, output in enumerate(table.outputs):
            name = answered.get((table.place, at)) if single else None
            if name is None:
                alone = len(table.outputs) == 1 and own is None
                wanted = table.result if alone else output.name or f"{table.result} {at + 1}"
                name = _apart(_tidied(wanted), table.result, questions | taken.keys())
            taken[voc.fold(name)] = at
            results[table.place, at] = name
    return results


def _apart(name: str, table: str, taken: set[str]) -> str:
    if voc.fold(name) not in taken:
        return name
    return _free(f"{table}: {name}" if table != name else name, dict.fromkeys(taken))
