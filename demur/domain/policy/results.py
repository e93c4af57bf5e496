"""The closed lists of results: a question's answers, the desk's own words, the wording's names.

A result outside these lists is free text, held only against slips of the pen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final

from demur.domain.policy import names, phrases, spelling, suggest, values
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Question
from demur.domain.policy.domains import OutsideError
from demur.domain.policy.findings import Code
from demur.domain.policy.lengths import read_length
from demur.domain.policy.margin import Margin
from demur.domain.policy.names import ResultKey
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Row, Table
from demur.domain.policy.twins import Twins
from demur.domain.policy.values import Literal
from demur.domain.policy.what_stops import read_stops
from demur.domain.policy.words.lemmas import is_word
from demur.domain.refusal import Lang

_LONG_ENOUGH: Final = 6
_NUMBER: Final = re.compile(r"(?<![^\W\d_])\d")
#: What of a peace the desk reads, the sentence where it can't, and what it then takes it for.
_PEACE: Final[Mapping[ResultKey, tuple[Callable[[str], object], str, Mapping[Lang, str]]]] = (
    MappingProxyType(
        {
            ResultKey.WHAT_STOPS: (
                read_stops,
                "stops not read",
                {Lang.EN: "everything", Lang.HU: "minden", Lang.RU: "всё"},
            ),
            ResultKey.FOR_HOW_LONG: (
                read_length,
                "length not read",
                {Lang.EN: "for good", Lang.HU: "végleg", Lang.RU: "навсегда"},
            ),
        }
    )
)
#: Other ways to word a peace, of which one may have been meant.
_PEACE_WORDS: Final = (
    *("all calls and messages about this need", "all calls and messages", "calls", "marketing"),
    *("all but one better offer in writing", "calls; we write on the day they name"),
    *("minden hívás és üzenet erről az igényről", "minden hívás és üzenet", "hívások", "reklám"),
    *("minden, egy jobb írásos ajánlat kivételével", "a hívások; a megnevezett napon írunk"),
    *("все звонки и сообщения об этой заявке", "все звонки и сообщения", "звонки", "реклама"),
    *("всё, кроме одного лучшего письменного предложения", "звонки; пишем в названный день"),
    *("until that day", "a megnevezett napig", "до названного дня"),
)


def check_results(policy: Policy, table: Table, margin: Margin) -> None:
    """Hold every result cell of a table to the list that closes its column."""
    for name in table.results:
        key = names.RESULT_KEYS.get(voc.fold(name))
        rows = [row for row in table.rows if row.results.get(name)]
        question = policy.questions.get(name)
        if question:
            _check_answers(question, rows, margin)
        elif key is ResultKey.SAY:
            _check_wordings(policy, name, rows, margin)
        elif key is not None and _is_the_desks(key, name, rows):
            known = partial(names.meaning_of, key)
            _check_listed(name, rows, desk_words(key, margin.lang), known, margin)
        elif key is not None and key in _PEACE:
            _check_peace(name, rows, key, margin)
        else:
            if key is None:
                _doubt_name(policy, table, name, margin)
            _check_free(policy, name, rows, key, margin)


def _doubt_name(policy: Policy, table: Table, name: str, margin: Margin) -> None:
    """Ask about a result whose name is a slip away from a question's or one of the desk's."""
    ours = [each for names_of in names.RESULTS.values() for each in names_of]
    near = next((each for each in (*policy.questions, *ours) if a_slip_away(name, each)), None)
    if near:
        fields = {"table": table.letter, "column": name, "near": near}
        margin.warn(Code.UNKNOWN_COLUMN, table.line, "result read as", **fields)


def a_slip_away(name: str, other: str) -> bool:
    """Say whether two names are one; of short ones a letter more or other makes another word."""
    one, two = voc.fold(name), voc.fold(other)
    if suggest.slips_apart(one, two, 1) != 1:
        return False
    return len(one) >= _LONG_ENOUGH or sorted(one) == sorted(two)


def wordings_said(policy: Policy) -> frozenset[str]:
    """Name the sentences some row says."""
    return frozenset(
        voc.letter(row.results[name])
        for table in policy.tables.values()
        for name in table.results
        if names.RESULT_KEYS.get(voc.fold(name)) is ResultKey.SAY
        for row in table.rows
    )


def desk_words(key: ResultKey, lang: Lang) -> list[str]:
    """Give the words for a result in the alphabet and, where it can be told, the language."""
    every = [word for words in names.MEANINGS[key].values() for word in words]
    cyrillic = [word for word in every if re.search("[а-я]", word)]
    return cyrillic if lang is Lang.RU else [word for word in every if word not in cyrillic]


def _is_the_desks(key: ResultKey, name: str, rows: Sequence[Row]) -> bool:
    """Say whether a column holds the desk's own words, most of them at least."""
    known = [bool(names.meaning_of(key, row.results[name])) for row in rows]
    return 2 * sum(known) >= len(known) > 0


def _check_answers(question: Question, rows: Sequence[Row], margin: Margin) -> None:
    choices = getattr(question.domain, "all_answers", (question.domain.choices(),))

    def listed(text: str) -> bool:
        try:
            question.domain.read(text)
        except OutsideError:
            return False
        return True

    _check_listed(question.name, rows, choices, listed, margin)


def _check_listed(
    name: str,
    rows: Sequence[Row],
    choices: Sequence[str],
    listed: Callable[[str], object],
    margin: Margin,
) -> None:
    said = dict.fromkeys(result for row in rows if listed(result := row.results[name]))
    for row in rows:
        if not listed(row.results[name]):
            _not_listed(row, name, choices, said, margin)


def _not_listed(
    row: Row, name: str, choices: Sequence[str], said: Collection[str], margin: Margin
) -> None:
    """Write down a result outside its list; what other rows say is meant before the rest of it."""
    result, near = row.results[name], None
    if margin.may_mend():
        near = suggest.closest(result, (*said, *choices), likelier=said)
    margin.fault(
        Code.RESULT_NOT_LISTED,
        row.line,
        "result not listed",
        table=row.ref.table,
        row=row.ref,
        column=name,
        result=result,
        near=near,
        mend=near,
    )


def _check_wordings(policy: Policy, name: str, rows: Sequence[Row], margin: Margin) -> None:
    known = list(policy.sentences)
    for row in rows:
        said = row.results[name]
        if voc.letter(said) in policy.sentences:
            continue
        near = suggest.closest(said, known) if margin.may_mend() else None
        margin.fault(
            Code.MISSING_WORDING,
            row.line,
            "no such wording" if known else "no wording table",
            table=row.ref.table,
            row=row.ref,
            column=name,
            wording=said,
            near=near,
            mend=near,
        )


# ---- peace


def _check_peace(name: str, rows: Sequence[Row], key: ResultKey, margin: Margin) -> None:
    """Hold what stops, and for how long, to what the desk understands: else it takes the most."""
    reads, sentence, most = _PEACE[key]
    for row in rows:
        result = row.results[name]
        if reads(result) is not None:
            continue
        known = dict.fromkeys(each.results[name] for each in rows if reads(each.results[name]))
        near = None
        if margin.may_mend(result):
            near = suggest.closest(result, (*known, *_PEACE_WORDS, *most.values()), likelier=known)
            near = near or _length_meant(result, rows, name)
        margin.warn(
            Code.PEACE_NOT_READ,
            row.line,
            sentence,
            table=row.ref.table,
            row=row.ref,
            column=name,
            result=result,
            near=near,
            mend=near or most[margin.lang],
        )


def _length_meant(result: str, rows: Sequence[Row], name: str) -> str | None:
    """Give a length of time with the unit that was meant: 90 dyas is 90 days."""
    number, _, unit = result.partition(" ")
    near = _unit_meant(unit, rows, name) if number.isdigit() else None
    return f"{number} {near}" if near and read_length(f"{number} {near}") else None


# ---- free text


def _check_free(
    policy: Policy, name: str, rows: Sequence[Row], key: ResultKey | None, margin: Margin
) -> None:
    counts = Counter(row.results[name] for row in rows)
    twins = Twins(counts, partial(is_word, lang=margin.lang))
    for row in rows:
        result = row.results[name]
        fields = {"table": row.ref.table, "row": row.ref, "column": name, "result": result}
        if _NUMBER.search(result):
            _check_number(row, rows, key, fields, margin)
        elif counts[result] == 1 and (near := twins.of(result)):
            margin.note(
                Code.RESULT_NOT_LISTED, row.line, "result alone", near=near, mend=near, **fields
            )
        elif not margin.has_mended_enough:
            for word, meant in spelling.slips_in(
                result, margin.lang, counts, policy.result_words, margin.may_mend
            ):
                mended = {"near": meant, "mend": meant and result.replace(word, meant)}
                margin.note(
                    Code.RESULT_NOT_LISTED, row.line, "result word", word=word, **mended, **fields
                )


def _check_number(
    row: Row,
    rows: Sequence[Row],
    key: ResultKey | None,
    fields: Mapping[str, object],
    margin: Margin,
) -> None:
    """Hold a number in a result to what closes it: a length of time has a unit we know."""
    result = str(fields["result"])
    if key not in names.DURATIONS:
        margin.note(Code.UNCHECKED_NUMBER, row.line, "unchecked number", **fields)
        return
    if is_duration(result):
        return
    number, _, unit = result.partition(" ")
    near = None
    if number.isdigit() and margin.may_mend():
        near = _unit_meant(unit, rows, str(fields["column"]))
    if near is None:
        margin.note(Code.UNCHECKED_NUMBER, row.line, "unchecked number", **fields)
    else:
        meant = f"{number} {near}"
        margin.warn(Code.UNIT, row.line, "result unit", near=meant, mend=meant, **fields)


def _unit_meant(unit: str, rows: Sequence[Row], name: str) -> str | None:
    """Give the unit that was meant: one of the other rows', else one we know."""
    others = [row.results[name].partition(" ")[2] for row in rows]
    near = suggest.closest_strictly(unit, [each for each in others if each != unit])
    return near or suggest.closest(unit, phrases.UNIT_KEYS)


def is_duration(text: str) -> bool:
    """Say whether a result reads as a length of time, `10 working days`: a number with its unit."""
    found = values.tokens(text, whole=True)
    return len(found) == 1 and isinstance(found[0], Literal) and found[0].unit is not None
