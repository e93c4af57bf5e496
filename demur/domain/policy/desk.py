"""What the desk will answer a policy's questions with, held against the answers it lists.

The desk knows six reasons, three kinds of client, and so on. Of a reason the policy does not list
no row can speak, and an answer the desk never gives is a rule that never applies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from demur.domain.policy import facts, names, phrases, results
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Column, Question
from demur.domain.policy.domains import Listed, OutsideError
from demur.domain.policy.findings import Code, Finding, Severity
from demur.domain.policy.margin import sentence
from demur.domain.policy.names import QuestionKey, ResultKey
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Table
from demur.domain.refusal import Lang

_YES_NO: Final = (True, False)
#: Numbers that the desk may answer with: where a range begins too late, one of them is outside.
_NUMBERS: Final[Mapping[QuestionKey, tuple[object, ...]]] = MappingProxyType(
    {
        QuestionKey.BACK_IN: (0, 1, 30),
        QuestionKey.YEARLY_VALUE: (0, 1, 1_000),
        QuestionKey.COMPLAINTS: (0, 1, 100),
        QuestionKey.CALLBACK: (0, 1, 8),
        QuestionKey.ATTEMPTS: (0, 1, 9),
    }
)
_FACTS: Final[Mapping[QuestionKey, tuple[object, ...]]] = MappingProxyType(
    {
        **{key: tuple(answers) for key, answers in names.ANSWERS.items()},
        **_NUMBERS,
        QuestionKey.ALTERNATIVE: _YES_NO,
        QuestionKey.PARTNER: _YES_NO,
        QuestionKey.HOUR: ("00:00", "12:00", "23:59"),
        # Whatever trade a caller is in: what is not listed is unknown.
        QuestionKey.FIELD: (),
    }
)
_DAY: Final = MappingProxyType(
    {Lang.EN: "working days", Lang.HU: "munkanap", Lang.RU: "рабочий день"}
)
_HOUR: Final = MappingProxyType(
    {Lang.EN: "working hours", Lang.HU: "munkaóra", Lang.RU: "рабочий час"}
)
#: The units it counts in: as we call them, and as a document may.
_UNITS: Final[Mapping[QuestionKey, tuple[Mapping[Lang, str], frozenset[str]]]] = MappingProxyType(
    {
        QuestionKey.BACK_IN: (_DAY, frozenset({"days", "working days"})),
        QuestionKey.CALLBACK: (_HOUR, frozenset({"hours", "working hours"})),
    }
)
#: What nobody at the desk may know.
_MAY_BE_UNKNOWN: Final = frozenset(
    {
        QuestionKey.BACK_IN,
        QuestionKey.YEARLY_VALUE,
        QuestionKey.FIELD,
        QuestionKey.CALLBACK,
    }
)
#: Results by which no caller is answered; what their tables are asked of the clients we call.
_LATER: Final[Mapping[ResultKey, frozenset[QuestionKey]]] = MappingProxyType(
    {
        ResultKey.WAIT_BEFORE_NEXT_CALL: frozenset({QuestionKey.ATTEMPTS}),
        ResultKey.MAY_WE_CALL: frozenset({QuestionKey.DAY, QuestionKey.HOUR}),
        ResultKey.WHAT_STOPS: frozenset({QuestionKey.THEY_SAID}),
        ResultKey.FOR_HOW_LONG: frozenset({QuestionKey.THEY_SAID}),
    }
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question put to the desk: `key` is None where it cannot answer, `now` while they call."""

    table: Table
    column: Column
    key: QuestionKey | None
    now: bool = True

    @property
    def question(self) -> Question:
        return self.column.question


def for_the_desk(policy: Policy) -> tuple[Finding, ...]:
    """Say where the desk's answers and a policy's questions do not meet, each once.

    A fault is an answer the desk will give and the policy does not list: no row decides then. A
    warning is an answer that may be missing, or is wanted only when we call. Notes are what others
    may answer: a question that the desk cannot, and an answer that it never gives.
    """
    told: dict[str, Finding] = {}
    for asked in _asked_of_the_desk(policy):
        for finding in _against(policy, asked):
            told.setdefault(finding.message, finding)
    return tuple(told.values())


# ---- what the desk is asked


def _asked_of_the_desk(policy: Policy) -> Iterator[_Asked]:
    """Give every question a table of the desk asks, also through the tables that feed it."""
    for result, given in facts.ANSWERED.items():
        if table := policy.result_table(result):
            yield from _through(policy, table, given, ())
    for result, given in _LATER.items():
        table = policy.result_table(result)
        for asked in _through(policy, table, given, ()) if table else ():
            if asked.table is table and asked.key:
                yield _Asked(table, asked.column, asked.key, now=False)


def _through(
    policy: Policy, table: Table, given: frozenset[QuestionKey], above: tuple[str, ...]
) -> Iterator[_Asked]:
    for column in table.columns:
        name = column.question.name
        key, feeder = names.QUESTION_KEYS.get(voc.fold(name)), policy.feeders.get(name, table)
        is_fed = feeder is not table and feeder.letter not in above
        if is_fed and (key not in given or key is QuestionKey.IMPORTANCE):
            yield from _through(policy, feeder, given, (*above, table.letter))
        elif not _is_meant_by_a_result(policy, name):
            yield _Asked(table, column, key if key in given else None)


def _is_meant_by_a_result(policy: Policy, name: str) -> bool:
    """Say whether some table would answer a question but for a slip, which is told where it is."""
    named = (result for table in policy.tables.values() for result in table.results)
    return any(results.a_slip_away(result, name) for result in named)


# ---- what is to be said of it


def _against(policy: Policy, asked: _Asked) -> Iterator[Finding]:
    """Say what does not meet in one question."""
    said = partial(_said, policy, asked)
    may, must = asked.column.unsaid
    can_matter = may != must and asked.question.domain.unknown is None
    if asked.key is None:
        if can_matter:
            yield said(Severity.NOTE, "not for the desk")
        return
    listed, missing = _met(asked.question, asked.key, policy.lang)
    strange = _never_given(asked.question, asked.key, listed)
    severity = Severity.FAULT if asked.now else Severity.WARNING
    if missing and not listed and asked.key in _NUMBERS:
        yield said(severity, "desk counts", answers=missing[:1])
    else:
        key = "desk answers, or so" if strange else "desk answers"
        for answer in missing:
            yield said(severity, key, answers=(answer,), strange=strange)
    ours, unit = _unit(asked.question, asked.key, policy.lang)
    if unit:
        yield said(Severity.FAULT, "desk counts in", ours=ours, unit=unit)
    if strange and not missing and asked.key is QuestionKey.THEY_SAID:
        yield said(Severity.WARNING, "desk never hears", strange=strange)
    if strange and asked.now:
        yield said(Severity.NOTE, "desk never answers", strange=strange)
    if can_matter and asked.key in _MAY_BE_UNKNOWN:
        yield said(Severity.WARNING, "desk may not know")


def _met(
    question: Question, key: QuestionKey, lang: Lang
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Give the answers of a question that the desk gives, and those it gives that are not there."""
    listed, missing = set(), []
    for fact in _FACTS[key]:
        answer = facts.answer_for(question, key, fact)
        try:
            question.domain.read(answer)
        except OutsideError:
            missing.append(_named(key, fact, lang))
        else:
            listed.add(question.domain.show(answer))
    return frozenset(listed), tuple(missing)


def _named(key: QuestionKey, fact: object, lang: Lang) -> str:
    if key not in names.ANSWERS:
        return str(fact)
    meant = {True: "yes", False: "no"}[fact] if isinstance(fact, bool) else str(fact)
    return names.answer_named(key, meant, lang)


def _unit(question: Question, key: QuestionKey, lang: Lang) -> tuple[str, str]:
    """Give the desk's unit and the question's where these are two, else nothing."""
    ours, fitting = _UNITS.get(key, ({}, frozenset()))
    unit = getattr(question.domain, "unit", None) or ""
    meant = phrases.UNIT_KEYS.get(voc.fold(unit))
    return (ours[lang], unit) if ours and meant and meant not in fitting else ("", "")


def _never_given(question: Question, key: QuestionKey, listed: frozenset[str]) -> tuple[str, ...]:
    """Give the answers in a list that the desk never gives; a trade may be any."""
    if key is QuestionKey.FIELD or not isinstance(question.domain, Listed):
        return ()
    return tuple(answer for answer in question.domain.answers if answer not in listed)


def _said(
    policy: Policy,
    asked: _Asked,
    severity: Severity,
    key: str,
    answers: tuple[str, ...] = (),
    strange: tuple[str, ...] = (),
    **units: str,
) -> Finding:
    """Write a finding at a question, with a caller of whom no row can speak."""
    question = asked.question
    fields = {
        "table": asked.table.letter,
        "question": question.name,
        "answers": _quoted(answers, policy.lang),
        "strange": _quoted(strange, policy.lang),
        **units,
    }
    return Finding(
        Code.NOT_FOR_THE_DESK,
        severity,
        question.line,
        sentence(policy.lang, key, fields),
        table=asked.table.letter,
        example=MappingProxyType({question.name: answers[0]}) if answers else None,
    )


_QUOTES: Final = MappingProxyType({Lang.EN: "“{}”", Lang.HU: "„{}”", Lang.RU: "«{}»"})


def _quoted(answers: tuple[str, ...], lang: Lang) -> str:
    return ", ".join(_QUOTES[lang].format(answer) for answer in answers)
