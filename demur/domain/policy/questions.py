"""The questions of a policy and the closed lists of their answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from demur.domain.policy import cells, heard, phrases, suggest, values
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Question
from demur.domain.policy.domains import NO_WORDS, UNKNOWN_WORDS, YES_WORDS, Domain, Listed, Range
from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin
from demur.domain.policy.markdown import Limit, RawRow
from demur.domain.policy.sections import Section
from demur.domain.policy.values import Kind, Literal, Token

MAX_QUESTIONS: Final = 500
MAX_ANSWERS: Final = 200
_OR: Final = "|".join(sorted(cells.OR_WORDS))
_UNKNOWN_TAIL: Final = re.compile(
    rf"(?:\s*[,;]\s*|\s+)(?:(?:{_OR})\s+)?(?P<unknown>{'|'.join(sorted(UNKNOWN_WORDS))})\s*$",
    re.IGNORECASE,
)
_LABELS: Final = "|".join(sorted(voc.words(voc.OF_A_RANGE), key=len, reverse=True))
_LABEL: Final = re.compile(rf"^\s*(?:{_LABELS})\b\s*:?\s*(?=\S)", re.IGNORECASE)
_ENDS: Final = frozenset(
    tuple(voc.fold(phrase).split())
    for by_lang in (phrases.PHRASES["in"],)
    for phrases in by_lang.values()
    for phrase in phrases
)
_RESERVED: Final = cells.NOT_WORDS | cells.OR_WORDS | (cells.ANY_WORDS - {"-"})
_OF_NUMBERS: Final = (
    "up to ",
    "over ",
    "under ",
    "from ",
    "at least ",
    "legfeljebb ",
    "до ",
    "от ",
)


def read_questions(section: Section, margin: Margin) -> dict[str, Question]:
    """Read the table of questions; a question that cannot be read is left out with a finding."""
    named, answered = section.place("question"), section.place("answers")
    meant = section.place("meaning")
    assert named is not None  # noqa: S101
    assert answered is not None  # noqa: S101
    questions: dict[str, Question] = {}
    seen: set[str] = set()
    headers = section.headers
    for row in section.raw.rows[:MAX_QUESTIONS]:
        if len(row.cells) <= max(named, answered):
            margin.fault(Code.ROW_LENGTH, row.line, "question row short")
            continue
        name = row.cells[named]
        if voc.fold(name) in seen:
            fields = {"question": name, "under": headers["question"]}
            margin.fault(Code.DUPLICATE, row.line, "question twice", **fields)
            continue
        domain = _read_answers(row, name, row.cells[answered], headers, margin)
        if domain is not None:
            meaning = row.cells[meant] if meant is not None and meant < len(row.cells) else ""
            questions[name] = Question(name, meaning, domain, row.line)
            seen.add(voc.fold(name))
    if len(section.raw.rows) > MAX_QUESTIONS:
        line = section.raw.rows[MAX_QUESTIONS].line
        margin.exceeded(line, Limit("questions", MAX_QUESTIONS, len(section.raw.rows)))
    return questions


def _read_answers(
    row: RawRow, name: str, text: str, headers: Mapping[str, str], margin: Margin
) -> Domain | None:
    fields = {"question": name or "?", "under": headers["answers" if name else "question"]}
    if not name or not text:
        margin.fault(Code.UNREADABLE_ANSWERS, row.line, "answers empty", **fields)
        return None
    ranged = read_range(text)
    if isinstance(ranged, Range) and ranged.lowest <= ranged.highest:
        return ranged
    if meant := _with_unknown(text):
        fields |= {"answers": text, "near": meant.written, "mend": meant.written}
        margin.fault(Code.UNREADABLE_ANSWERS, row.line, "answers slip", **fields)
        return meant
    if ranged is not None or _like_a_range(text):
        fields["answers"] = text
        margin.fault(Code.UNREADABLE_ANSWERS, row.line, "answers unreadable", **fields)
        return None
    return _read_list(row, text, fields, margin)


def _with_unknown(text: str) -> Range | None:
    """Give the range that was meant where *unknown* after it has a slip in it."""
    body, _, last = text.rpartition(" ")
    meant = _unknown_meant(last)
    return read_range(f"{body} {meant}") if meant and voc.fold(last) != meant else None


def _unknown_meant(word: str, most: int | None = None) -> str | None:
    """Give the word for *unknown* that was meant; of two as near the first: both say it."""
    spoken = [word for said in voc.UNKNOWN.values() for word in said]
    return next(iter(suggest.nearest(word, spoken, most=most)), None)


def _like_a_range(text: str) -> bool:
    """Say whether a text without a list is a test of numbers, "0 or more", or has a range in it."""
    found = values.tokens(text, whole=True)
    symbols = ["#" if isinstance(token, Literal) else str(token) for token in found]
    if "," in text or "#" not in symbols:
        return False
    is_one = not {*symbols} & {*cells.SEPARATORS, "/"}
    stretches = (tuple(symbols[at : at + 3]) in _ENDS for at in range(len(symbols)))
    return heard.phrase_at(symbols, 0)[0] > 1 or (is_one and any(stretches))


def read_range(text: str) -> Range | None:
    """Read `0–250 days, or unknown`, `00:00–23:59` or a stretch of dates; None if it is a list."""
    tail = _UNKNOWN_TAIL.search(text)
    body = _LABEL.sub("", text[: tail.start()] if tail else text)
    unknown = tail["unknown"] if tail else None
    for whole in (True, False):
        found = _with_a_unit_of_its_own(values.tokens(body, whole=whole))
        ends = [token for token in found if isinstance(token, Literal)]
        symbols = tuple("#" if isinstance(token, Literal) else str(token) for token in found)
        if symbols in _ENDS and ends[0].kind is ends[1].kind:
            unit = _unit_as_written(body, ends[1].unit or ends[0].unit)
            low, high = ends[0].value, ends[1].value
            return Range(ends[0].kind, low, high, whole, unit, unknown, written=text)
    return None


def _with_a_unit_of_its_own(found: tuple[Token, ...]) -> tuple[Token, ...]:
    """Take the words after the last number for its unit, known to us or not: 0–500 prints."""
    last = max((at for at, token in enumerate(found) if isinstance(token, Literal)), default=-1)
    tail = found[last + 1 :]
    words = [str(part) for part in tail if part != "/"]
    if last < 0 or not words or not all(word.isalpha() for word in words):
        return found
    end = found[last]
    assert isinstance(end, Literal)  # noqa: S101
    per = end.unit is None or tail[0] == "/"
    if end.kind is not Kind.NUMBER or not per or len(tail) > 3:
        return found
    unit = " ".join([*filter(None, [end.unit]), *map(str, tail)]).replace(" / ", "/")
    return (*found[:last], Literal(end.kind, end.value, unit))


def _unit_as_written(body: str, folded: str | None) -> str | None:
    if folded is None:
        return None
    at = voc.fold(body).rfind(folded)
    same_length = len(voc.fold(body)) == len(body)
    return body[at : at + len(folded)] if same_length and at >= 0 else folded


def _read_list(row: RawRow, text: str, fields: Mapping[str, str], margin: Margin) -> Listed | None:
    pieces = list(_pieces(text))
    unknown = next((piece for piece in pieces if voc.fold(piece) in UNKNOWN_WORDS), None)
    answers = [piece for piece in pieces if voc.fold(piece) not in UNKNOWN_WORDS]
    folded = [voc.fold(answer) for answer in answers]
    for answer in {answer for answer in answers if folded.count(voc.fold(answer)) > 1}:
        margin.warn(Code.DUPLICATE, row.line, "answer twice", answer=answer, **fields)
    answers = list({voc.fold(answer): answer for answer in reversed(answers)}.values())[::-1]
    if len(answers) > MAX_ANSWERS:
        limit = Limit("answers", MAX_ANSWERS, len(answers))
        margin.exceeded(row.line, limit, under=fields["under"])
        return None
    if not answers:
        margin.fault(
            Code.UNREADABLE_ANSWERS, row.line, "answers unreadable", answers=text, **fields
        )
        return None
    for answer in answers:
        _doubt(row, answer, frozenset(folded), fields, margin)
    if unknown is None:
        _doubt_unknown(row, text, answers[-1], fields, margin)
    return Listed(tuple(answers), unknown)


def _doubt_unknown(
    row: RawRow, text: str, last: str, question: Mapping[str, str], margin: Margin
) -> None:
    """Ask about a last answer that is a letter away from *unknown*."""
    meant = _unknown_meant(last, most=1)
    if meant and voc.fold(last) != meant:
        fields = {**question, "answer": last, "near": meant, "mend": text.replace(last, meant)}
        margin.warn(Code.AMBIGUOUS_ANSWER, row.line, "answer slip", **fields)


def _pieces(text: str) -> Iterator[str]:
    """Cut a list at its semicolons, else its commas, else its "or"s and slashes; quotes protect."""
    for mark in (";", ",", rf"\s+(?:{_OR})\s+", "/"):
        parts = _cut(text, mark)
        if len(parts) > 1:
            break
    for part in parts:
        bare = re.sub(rf"^(?:{_OR})\s+", "", part.strip(), flags=re.IGNORECASE)
        if bare := bare.strip('"“”„«» '):
            yield bare


def _cut(text: str, mark: str) -> list[str]:
    guarded = re.sub(
        r'"[^"]*"|“[^”]*”|«[^»]*»|„[^“”]*[“”]', lambda quoted: _hide(quoted[0], mark), text
    )
    return [part.replace("\x1f", mark[:1]) for part in re.split(mark, guarded, flags=re.IGNORECASE)]


def _hide(quoted: str, mark: str) -> str:
    return quoted.replace(mark, "\x1f") if len(mark) == 1 else quoted


def _doubt(
    row: RawRow,
    answer: str,
    all_answers: frozenset[str],
    question: Mapping[str, str],
    margin: Margin,
) -> None:
    """Ask about an answer that a cell could take for something else."""
    folded = voc.fold(answer)
    first, _, rest = folded.partition(" ")
    fields = {**question, "answer": answer}
    if "," in answer or ";" in answer:
        margin.warn(Code.AMBIGUOUS_ANSWER, row.line, "answer with comma", **fields)
    elif folded not in YES_WORDS | NO_WORDS and first in _RESERVED:
        margin.warn(Code.AMBIGUOUS_ANSWER, row.line, "answer reserved", word=first, **fields)
    elif _parts_are_answers(folded, all_answers):
        margin.warn(Code.AMBIGUOUS_ANSWER, row.line, "answer of answers", **fields)
    elif rest and folded.startswith(_OF_NUMBERS):
        margin.note(Code.AMBIGUOUS_ANSWER, row.line, "answer reserved", word=first, **fields)


def _parts_are_answers(folded: str, all_answers: frozenset[str]) -> bool:
    parts = re.split(rf"\s(?:{_OR})\s", folded)
    return len(parts) > 1 and all(part in all_answers for part in parts)


def by_fold(questions: Mapping[str, Question]) -> dict[str, Question]:
    """Give the questions by their folded names, as columns and callers spell them."""
    return {voc.fold(name): question for name, question in questions.items()}
