"""The cell the writer meant where one cannot be read: the nearest that can, if it is only one.

A slip may turn *under* into something that looks like *not*. So a cell is proposed by how few
slips it is away; where cells that mean different things are as near, none is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from demur.domain.policy import cells, phrases, suggest
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.cells import Test, Unreadable
from demur.domain.policy.domains import Domain, Listed, Range

_DIGIT_LIKE: Final = str.maketrans("OoОоlIЗз", "00001133")
_MARKS: Final = " –:()[]"
_ANY_ELSE: Final = {lang: frozenset(map(voc.fold, said)) for lang, said in voc.ANY_ELSE.items()}
_WITHIN_A_NUMBER: Final = re.compile(r"(?<=\d)[^\W\d_](?=\d)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_BETWEEN: Final = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(cells.NOT_WORDS | cells.OR_WORDS))})(?!\w)|[,;()\"]",
    re.IGNORECASE,
)
_LONGEST: Final = 80
_LINKS_WITHIN: Final = 2
"""An answer holds at most so many links of its own: iron, steel or brass."""
_MOST_SLIPS: Final = 3
_LENGTHENED: Final = str.maketrans("ae", "áé")


def cell_meant(text: str, domain: Domain) -> str | None:
    """Give the cell the writer meant, None when none is near or two that differ are as near.

    The one given reads; whether some answer passes it, `takes_answers` says.
    """
    if len(text) > _LONGEST:
        return None
    for tried in _ever_farther(text, domain):
        near = _by_meaning(tried, domain)
        if near:
            return " ".join(next(iter(near.values())).split()) if len(near) == 1 else None
    return None


def unit_meant(text: str, domain: Domain) -> str | None:
    """Give a cell with the question's unit in place of one that only spells it otherwise.

    None between two units we know: 3 km are no 3 kg, however near the letters. A letter amid the
    digits of a number is no unit at all.
    """
    apart = _WITHIN_A_NUMBER.sub("", text, count=1)
    if apart != text and takes_answers(apart, domain):
        return apart
    unit = domain.unit if isinstance(domain, Range) else None
    if unit is None or voc.fold(unit) in phrases.UNIT_KEYS:
        return None
    for word in text.split():
        cell = " ".join(unit if each == word else each for each in text.split())
        if suggest.closest(word, [unit]) and takes_answers(cell, domain):
            return cell
    return None


def takes_answers(text: str, domain: Domain) -> bool:
    """Say whether a cell reads, some answer passes it, and it does not reach beyond them."""
    found = cells.read_cell(text, domain)
    return not isinstance(found, Unreadable) and not found.never_matches and not found.beyond


def _by_meaning(tried: Iterable[str], domain: Domain) -> Mapping[Test, str]:
    """Give the cells that can be read, one for each meaning; those with answers before others.

    A lone dash reads, as *any*: nobody means that by a letter.
    """
    read: dict[Test, str] = {}
    for cell in tried:
        if not any(map(str.isalnum, cell)):
            continue
        test = cells.read_cell(cell, domain)
        if isinstance(test, Test):
            read.setdefault(test, cell)
    solid = {test: cell for test, cell in read.items() if not (test.never_matches or test.beyond)}
    return solid or read


def _ever_farther(text: str, domain: Domain) -> Iterator[Iterable[str]]:
    """Give the cells that may have been meant, the likelier first, then by the number of slips."""
    yield (cell for cell in _habits(text, domain) if takes_answers(cell, domain))
    yield (*_words_mended(text, domain, 1), *_signs_mended(text), *_little_words(text, domain))
    yield _strays_mended(text)
    for slips in range(2, _MOST_SLIPS + 1):
        yield _words_mended(text, domain, slips)
    if isinstance(domain, Listed):
        yield _joined(text)


def _habits(text: str, domain: Domain) -> Iterator[str]:
    """Give *any* for the rest, *or* for another link, and digits for letters that look alike."""
    yield from (voc.ANY[lang][0] for lang, said in _ANY_ELSE.items() if voc.fold(text) in said)
    words = text.split()
    for at, word in enumerate(words):
        other = voc.MISUSED.get(voc.fold(word))
        if other:
            yield " ".join([*words[:at], other, *words[at + 1 :]])
        if isinstance(domain, Range) and any(map(str.isdigit, word)):
            digits = word.translate(_DIGIT_LIKE)
            yield " ".join([*words[:at], digits, *words[at + 1 :]])


def _words_mended(text: str, domain: Domain, slips: int) -> Iterator[str]:
    """Give the cell with one word, or one listed answer, in place of one so many slips away."""
    for found in _WORD.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        for other in _so_far(found[0], _words_of(domain), slips):
            yield f"{before}{other}{after}"
    if isinstance(domain, Listed):
        for before, piece, after in _pieces(text):
            for answer in _so_far(piece, domain.all_answers, slips):
                yield f"{before}{answer}{after}"


def _so_far(word: str, choices: Iterable[str], slips: int) -> Iterator[str]:
    folded = voc.fold(word)
    for choice in choices:
        other = voc.fold(choice)
        if slips <= suggest.slips_allowed(folded, other) and (
            suggest.slips_apart(folded, other, slips) == slips
        ):
            yield choice


def _pieces(text: str) -> Iterator[tuple[str, str, str]]:
    """Give what stands between links, marks and *not*, with what is before and after it."""
    cuts = [(0, 0), *(found.span() for found in _BETWEEN.finditer(text)), (len(text), len(text))]
    for first, (_, start) in enumerate(cuts):
        for end, _ in cuts[first + 1 : first + 2 + _LINKS_WITHIN]:
            piece = text[start:end].strip()
            if piece:
                at = text.index(piece, start)
                yield text[:at], piece, text[at + len(piece) :]


def _signs_mended(text: str) -> Iterator[str]:
    """Give every cell with one sign too many taken out, two swapped, or a mark put in.

    A letter that stands alone is left: it is rather what is left of a word.
    """
    places = range(len(text) + 1)
    alone = {found.start() for found in _WORD.finditer(text) if len(found[0]) == 1}
    alone -= {at for at in alone if text[at - 1 : at].isdigit() or text[at + 1 : at + 2].isdigit()}
    kept = alone | {at for at, sign in enumerate(text) if sign.isdigit()}
    yield from (text[:at] + text[at + 1 :] for at in places[:-1] if at not in kept)
    yield from (text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in places[:-2])
    yield from (text[:at] + mark + text[at:] for at in places for mark in _MARKS)


def _strays_mended(text: str) -> Iterator[str]:
    """Give every cell with a mark in place of a letter, or without a letter that stands alone."""
    for at, sign in enumerate(text):
        if not sign.isdigit():
            yield text[:at] + text[at + 1 :]
            yield from (text[:at] + mark + text[at + 1 :] for mark in _MARKS)


def _little_words(text: str, domain: Domain) -> Iterator[str]:
    """Give every cell with a word of one letter put in, which is as soon lost as a letter."""
    little = [word for word in _words_of(domain) if len(word) == 1 and word.isalpha()]
    for gap in re.finditer(r"^|\s+", text):
        yield from (f"{text[: gap.start()]} {word} {text[gap.end() :]}" for word in little)


def _joined(text: str) -> Iterator[str]:
    """Give the cell with *or* between two answers that stand beside each other."""
    words = text.split()
    for at in range(1, len(words)):
        yield from (" ".join([*words[:at], spoken[0], *words[at:]]) for spoken in voc.OR.values())


def _words_of(domain: Domain) -> tuple[str, ...]:
    """Give every word that may stand in a cell of a question, its own first."""
    spoken = _spoken(isinstance(domain, Listed))
    if isinstance(domain, Listed):
        own = [word for answer in domain.all_answers for word in _WORD.findall(answer)]
    else:
        own = [*_WORD.findall(domain.unknown or ""), *_of_unit(domain.unit)]
    return tuple(dict.fromkeys((*own, *spoken)))


@cache
def _spoken(listed: bool) -> tuple[str, ...]:
    """Give the words that mean something in a cell of a list, or of a range."""
    notions = (voc.OR, voc.NOT, voc.ANY, voc.UNKNOWN, *((voc.YES, voc.NO) if listed else ()))
    words = [text for notion in notions for said in notion.values() for text in said]
    if not listed:
        words += [said for by in phrases.PHRASES.values() for each in by.values() for said in each]
        words += [form for forms in phrases.SUFFIXES.values() for form in forms]
        words += ["date", "time"]
    return tuple(dict.fromkeys(word for text in words for word in _WORD.findall(voc.fold(text))))


@cache
def _of_unit(unit: str | None) -> tuple[str, ...]:
    """Give the ways to write a unit, with the endings that Hungarian puts on it."""
    if unit is None:
        return ()
    known = phrases.UNIT_KEYS.get(voc.fold(unit))
    forms = (unit, *phrases.UNITS.get(known, ())) if known else (unit,)
    endings = [ending for each in phrases.SUFFIXES.values() for ending in each]
    ended = [
        form[:-1] + form[-1].translate(_LENGTHENED) + ending for form in forms for ending in endings
    ]
    return tuple(dict.fromkeys(word for form in (*forms, *ended) for word in _WORD.findall(form)))
