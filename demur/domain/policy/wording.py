"""The sentences we say: filled in the caller's language, and held to the policy's barred words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from demur.domain.policy import vocabulary as voc
from demur.domain.policy.appendices import Barred
from demur.domain.policy.lemmas import lemmas, words_of
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Lang

PLACEHOLDERS: Final = frozenset(
    {
        *("caller", "item", "alternative", "date", "days", "price", "quantity"),
        *("partner", "partner_phone", "our_number", "right_number", "company"),
    }
)
BLANK: Final = re.compile(r"\{([^{}]*)\}")
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
    return spot(text, tuple(entry for entry in policy.barred if entry.lang is lang), lang)


def spot(text: str, entries: Sequence[Barred], lang: Lang) -> tuple[Spotted, ...]:
    """Find entries in a text: each word of an entry is a set of lemmas, met one after another."""
    if not entries:
        return ()
    words = words_of(text)
    forms = [lemmas(word, lang) for _, _, word in words]
    found = [
        Spotted(words[at][0], words[at + size - 1][1], "", entry.entry, entry.instead)
        for entry in entries
        for size, wanted in [(len(_wanted(entry.entry, lang)), _wanted(entry.entry, lang))]
        for at in range(len(words) - size + 1)
        if size and all(one & other for one, other in zip(wanted, forms[at:], strict=False))
    ]
    return tuple(
        Spotted(each.start, each.end, text[each.start : each.end], each.entry, each.instead)
        for each in sorted(found, key=lambda each: (each.start, -each.end, each.entry))
    )


@lru_cache(maxsize=2_000)
def _wanted(entry: str, lang: Lang) -> tuple[frozenset[str], ...]:
    return tuple(lemmas(word, lang) for _, _, word in words_of(entry))
