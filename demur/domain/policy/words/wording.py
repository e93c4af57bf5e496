"""The sentences we say: filled in the caller's language, and held to the policy's barred words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from demur.domain.policy import vocabulary as voc
from demur.domain.policy.appendices import Barred
from demur.domain.policy.policy import Policy
from demur.domain.policy.words.lemmas import (
    Word,
    headwords,
    parts_of,
    preverb_of,
    words_in,
)
from demur.domain.policy.words.typed import words_of
from demur.domain.refusal import Lang

PLACEHOLDERS: Final = frozenset(
    {
        *("caller", "item", "alternative", "date", "days", "price", "quantity"),
        *("partner", "partner_phone", "our_number", "right_number", "company"),
    }
)
BLANK: Final = re.compile(r"\{([^{}]*)\}")
_PAUSE: Final = re.compile(r"[.,;:!?…()]|\n\s*\n")
# What may stand between a Hungarian preverb and its verb: "meg tudjuk oldani", "meg is oldja".
_BETWEEN: Final = frozenset(
    (
        *("tud", "kell", "akar", "fog", "lehet", "szabad", "szokik", "szeret", "bír", "mer"),
        *("kíván", "próbál", "is", "sem", "nem", "ne"),
    )
)
_CLAUSE: Final = re.compile(r"\s*(?P<words>.+?)(?P<end>[;.!?…]+[\"”»“)]*(?=\s|$)|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence ready to be said, where it comes from, and the clauses it had to leave out."""

    text: str
    wording: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spotted:
    """A barred word found in a text: where, what was written, the entry, what to say instead."""

    start: int
    end: int
    found: str
    entry: str
    instead: str


@dataclass(frozen=True, slots=True)
class _Clause:
    words: str
    end: str

    @property
    def ends_sentence(self) -> bool:
        return not self.end.startswith(";")


# ---- saying


def say(policy: Policy, wording: str, lang: Lang, blanks: Mapping[str, str]) -> Said | None:
    """Give a sentence of the policy in the caller's language with its blanks filled.

    A clause (up to ; . ! ? …) with a blank that nothing fills is left out; None when nothing
    would be left, or when the policy has no such sentence in that language. What fills a blank is
    never searched for blanks itself.
    """
    template = policy.wordings.get(voc.letter(wording), {}).get(lang)
    if not template:
        return None
    text, left_out = fill(template, blanks)
    return Said(text, voc.letter(wording), left_out) if text else None


def fill(template: str, blanks: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Fill a template; give the text, empty if nothing can be said, and the clauses left out."""
    given = {name: tidied for name, value in blanks.items() if (tidied := voc.tidy(value))}
    kept: list[_Clause] = []
    left_out: list[str] = []
    starts = True
    for clause in _clauses(template):
        filled = _filled(clause.words, given)
        if filled is None:
            left_out.append(clause.words + clause.end)
            if clause.ends_sentence:
                _close(kept)
            starts = starts or clause.ends_sentence
        else:
            words = filled.removesuffix(".") if clause.end.startswith(".") else filled
            kept.append(_Clause(_capitalised(words) if starts else words, clause.end))
            starts = clause.ends_sentence
    _close(kept)
    return " ".join(clause.words + clause.end for clause in kept), tuple(left_out)


def _clauses(template: str) -> Iterator[_Clause]:
    for found in _CLAUSE.finditer(template.strip()):
        yield _Clause(found["words"], found["end"])


def _filled(words: str, given: Mapping[str, str]) -> str | None:
    """Fill a clause's blanks in one pass; None when one is missing or a brace stands alone."""
    if any(name.strip() not in given for name in BLANK.findall(words)):
        return None
    if re.search(r"[{}]", BLANK.sub("", words)):
        return None
    return BLANK.sub(lambda blank: given[blank[1].strip()], words)


def _close(kept: list[_Clause]) -> None:
    """End the last sentence properly when the clauses that ended it were left out."""
    if kept and not (kept[-1].end and kept[-1].ends_sentence):
        kept[-1] = _Clause(kept[-1].words, ".")


def _capitalised(text: str) -> str:
    at = next((at for at, char in enumerate(text) if char.isalnum()), None)
    if at is None or text[at + 1 : at + 2].isupper():
        return text
    return text[:at] + text[at].upper() + text[at + 1 :]


# ---- barred words


def barred_in(policy: Policy, text: str, lang: Lang) -> tuple[Spotted, ...]:
    """Find the policy's barred words in a text, in all their inflected forms, in order.

    The first call in a language loads its dictionary (seconds); afterwards a word costs some
    microseconds.
    """
    entries = tuple(entry for entry in policy.barred if entry.lang is lang)
    return spot(text, entries, lang, message=True)


def spot(
    text: str, entries: Sequence[Barred], lang: Lang, *, message: bool = False
) -> tuple[Spotted, ...]:
    """Find entries in a text: each word of an entry is a set of lemmas, met one after another.

    The words of an entry stand in one clause: "Nem. Tudom, mire gondol." is no "nem tudom".
    A Hungarian preverb is found where it stands apart too: megold, "nem oldja meg"; and a short
    `message` may have been typed without accents.
    """
    if not entries:
        return ()
    sought = _index(tuple(entries), lang)
    words = words_in(text, lang, message=message)
    found = {
        Spotted(first.start, last.end, text[first.start : last.end], way.entry, way.instead)
        for at, word in enumerate(words)
        for form in word.forms
        for way in sought.get(form, ())
        if (met := _met(way, words, at - way.at, text))
        for first, last in [met]
    }
    return tuple(sorted(found, key=lambda each: (each.start, -each.end, each.entry)))


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A way to meet an entry: for each word the forms that fit; `pauses`: commas may come in.

    `at` is the place of its rarest word among the list's, by which it is looked up.
    """

    entry: str
    instead: str
    slots: tuple[frozenset[str], ...]
    pauses: bool
    at: int


@lru_cache(maxsize=64)
def _index(entries: tuple[Barred, ...], lang: Lang) -> Mapping[str, tuple[_Pattern, ...]]:
    """Give for each form the patterns to try at it, so that a long list costs little."""
    ways = {slots: barred for barred in reversed(entries) for slots in _ways(barred.entry, lang)}
    met = Counter(form for slots in ways for slot in slots for form in slot)
    index: dict[str, list[_Pattern]] = {}
    for slots, barred in ways.items():
        at = min(range(len(slots)), key=lambda at: max(met[form] for form in slots[at]))
        pauses = bool(_PAUSE.search(barred.entry))
        pattern = _Pattern(barred.entry, barred.instead, slots, pauses, at)
        for form in slots[at]:
            index.setdefault(form, []).append(pattern)
    return {form: tuple(patterns) for form, patterns in index.items()}


def _ways(entry: str, lang: Lang) -> Iterator[tuple[frozenset[str], ...]]:
    words = [part for _, _, word in words_of(entry) for part in parts_of(word, lang)]
    if words:
        yield tuple(headwords(word, lang) for word in words)
    if len(words) == 1 and (apart := preverb_of(words[0], lang)):
        preverb, verb = (frozenset({part}) for part in apart)
        yield verb, preverb
        yield preverb, _BETWEEN, verb


def _met(way: _Pattern, words: Sequence[Word], at: int, text: str) -> tuple[Word, Word] | None:
    """Give the first and the last word of an entry that begins at a word, None if it does not."""
    met = words[at : at + len(way.slots)] if at >= 0 else ()
    if len(met) < len(way.slots):
        return None
    if any(slot.isdisjoint(word.forms) for slot, word in zip(way.slots, met, strict=True)):
        return None
    between = (text[one.end : other.start] for one, other in pairwise(met))
    whole = way.pauses or not any(map(_PAUSE.search, between))
    return (met[0], met[-1]) if whole else None
