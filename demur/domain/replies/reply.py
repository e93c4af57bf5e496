"""What a client's reply means: a message they wrote, or words they said on the telephone.

Whoever asks us to stop is heard, whatever else they say; a yes is never taken for a no; and of
what may be either, a person decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from demur.domain.needs.text import fold, guess
from demur.domain.policy.suggest import slips_apart
from demur.domain.policy.words.lemmas import is_word
from demur.domain.refusal import Lang
from demur.domain.regret import Reason, They
from demur.domain.replies.latin_russian import in_cyrillic
from demur.domain.replies.named_days import named_days
from demur.domain.replies.own_words import own_words
from demur.domain.replies.sayings import A_DAY, Found, Kind, look_through, vocabulary
from demur.domain.short_codes import read_code


class Heard(StrEnum):
    """What a reply says: one of the four ways to refuse us, or no refusal at all."""

    PLAIN_NO = "plain no"
    NO_WITH_REASON = "reason"
    LATER = "later"
    NEVER = "never"
    WRONG_PERSON = "wrong person"
    YES = "yes"
    QUESTION = "question"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply says. Unless it is `sure`, a person looks at it before anything is done.

    `code` is the short code it names, `day` the earliest day they may mean by later, `words` what
    they wrote themselves.
    """

    said: Heard
    sure: bool
    words: str
    code: str | None = None
    reason: Reason | None = None
    day: date | None = None

    @property
    def they(self) -> They | None:
        """Give the way in which they refused us, None where it is no refusal."""
        return next((they for they in They if they.value == self.said.value), None)


def read_reply(text: str, lang: Lang | None = None, today: date | None = None) -> Reply:
    """Read what a client wrote or said, in Hungarian, Russian or English, however hurried.

    `lang` is what they usually write in; `today` is needed to tell which day they name. Quoted
    messages, signatures and whatever is beyond 4000 characters are left aside.
    """
    words = own_words(text)
    code = read_code(words)
    spaced = _spaced(words)
    readings = [_read(spaced, tongue, today) for tongue in _tongues(words, lang)]
    if not any(one.tells for one in readings) and (latin := in_cyrillic(spaced)):
        readings = [_read(latin, Lang.RU, today)]
    # Of several languages the likeliest that says something; but stop is stop in any of them.
    best = min(readings, key=lambda one: (not one.is_a_stop, not one.tells))
    return Reply(
        best.said,
        best.sure,
        words,
        code if isinstance(code, str) else None,
        best.reason,
        best.day,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a text says in one language; `tells` where that language has a word for it at all."""

    said: Heard
    sure: bool
    reason: Reason | None
    day: date | None
    tells: bool

    @property
    def is_a_stop(self) -> bool:
        return self.said is Heard.NEVER and self.sure


#: What is done in a message by a sign, in words.
_SIGNS: Final = {
    **dict.fromkeys("👍👌✅🆗", " thumbup "),
    **dict.fromkeys("👎❌🙅", " thumbdown "),
    **dict.fromkeys("🛑⛔🚫", " stop "),
}
_ENDS: Final = re.compile(r"[.!;:()\[\]\"“”„«»…\n|]+")
_BETWEEN: Final = re.compile(r"[^\w?|.]+|_+")
_LETTERED: Final = re.compile(r"(?<!\w)\w(?: \w){3,}(?!\w)")
_APOSTROPHES: Final = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
#: More words than these that nobody understands, and it is no short answer any more.
_MOST_STRANGE: Final = 6
_FEW: Final = 4
_ENOUGH_TO_GUESS: Final = 400
_LONG_ENOUGH: Final = 5


def _spaced(words: str) -> str:
    """Give a text as its sayings are looked for: folded, one space between, `|` for an end."""
    signed = "".join(_SIGNS.get(sign, sign) for sign in words)
    folded = _APOSTROPHES.sub("", fold(signed)).replace("e-mail", "email")
    asked = folded.replace("?", " ? ")
    return f"{_LETTERED.sub(lambda found: found[0].replace(' ', ''), asked)} "


def _plain(folded: str) -> str:
    """Give a folded text with its signs as spaces and ends."""
    return " ".join(_BETWEEN.sub(" ", _ENDS.sub(" | ", folded)).replace(".", " ").split())


def _tongues(words: str, lang: Lang | None) -> list[Lang]:
    """Give the languages a text may be in, the likeliest first."""
    likely = guess(words[:_ENOUGH_TO_GUESS], lang)
    return sorted(Lang, key=lambda tongue: tongue is not likely)


def _read(spaced: str, lang: Lang, today: date | None) -> _Reading:
    text, day, named = _with_days(spaced, lang, today)
    text = _plain(text)
    found = look_through(text, lang)
    if not found.kinds & _TELLING and (mended := _mended(text, lang)) != text:
        found = look_through(mended, lang)
    heard, sure, reason = _weigh(found, text, named)
    if "?" in text and heard is Heard.QUESTION:
        heard, sure, reason = _besides(text, lang) or (heard, sure, reason)
    late = heard in {Heard.LATER, Heard.YES}
    tells = bool(found.kinds & _TELLING) or heard is not Heard.UNCLEAR
    return _Reading(heard, sure, reason, day if late else None, tells)


def _besides(text: str, lang: Lang) -> tuple[Heard, bool, Reason | None] | None:
    """Give what is said besides a question, for a person to look at; None where that is nothing."""
    rest = re.sub(r"[^|?]*\?", " ", text)
    found = look_through(rest, lang)
    if not found.kinds & _TELLING:
        return None
    heard, _, reason = _weigh(found, rest, A_DAY in rest.split())
    return heard, False, reason


def _with_days(spaced: str, lang: Lang, today: date | None) -> tuple[str, date | None, bool]:
    """Give a text with a mark for each day it names, and the earliest of them."""
    days = named_days(spaced, lang, today)
    for one in reversed(days):
        spaced = f"{spaced[: one.start]} {A_DAY} {spaced[one.end :]}"
    known = [one.day for one in days if one.day]
    return spaced, min(known, default=None), bool(days)


# ---- weighing

_REASONS: Final = {
    Kind.TOO_EXPENSIVE: Reason.TOO_EXPENSIVE,
    Kind.CHOSE_ANOTHER: Reason.CHOSE_ANOTHER,
    Kind.NO_LONGER_NEEDED: Reason.NO_LONGER_NEEDED,
    Kind.OTHER: Reason.OTHER,
}
_NOES: Final = frozenset({Kind.NO, Kind.BARE})
_TELLING: Final = frozenset(
    {Kind.NOT_A_NO, Kind.NEVER, Kind.WRONG_PERSON, Kind.LATER, Kind.YES}
) | {*(Kind.TOO_EXPENSIVE, Kind.CHOSE_ANOTHER, Kind.NO_LONGER_NEEDED, Kind.NO, Kind.BARE)}
_LIMITS: Final = frozenset(
    {Kind.NOT_A_NO, Kind.LATER, Kind.BUT, Kind.YES, Kind.PERHAPS, Kind.AUTOMATIC}
)
_UNCLEAR: Final = (Heard.UNCLEAR, False, None)
_Weighed = tuple[Heard, bool, Reason | None]


def _weigh(found: Found, text: str, named: bool) -> _Weighed:
    """Weigh what was found: what they say, whether that is sure, and their reason."""
    kinds, asks = found.kinds, "?" in text
    short = found.strange <= _MOST_STRANGE
    if Kind.NEVER in kinds:
        # "Don't call, just send it", "not today": a person looks whether it is never indeed.
        return Heard.NEVER, not asks and not kinds & _LIMITS and not named, None
    if Kind.AUTOMATIC in kinds:
        return _UNCLEAR
    if Kind.WRONG_PERSON in kinds:
        return _UNCLEAR if asks else (Heard.WRONG_PERSON, short, None)
    if asks:
        return _asked(found)
    if Kind.NOT_A_NO in kinds:
        return _not_a_no(kinds, named)
    return _UNCLEAR if Kind.BUT in kinds else _answered(found, named, short)


def _asked(found: Found) -> _Weighed:
    """A question is no answer, whatever it asks about; sure where it begins as questions do."""
    asks, told = Kind.ASKS in found.kinds, found.kinds & _TELLING - {*_NOES, Kind.NOT_A_NO}
    is_one = bool(found.strange or asks or told - {Kind.YES})
    return (Heard.QUESTION, asks and not told, None) if is_one else _UNCLEAR


def _not_a_no(kinds: frozenset[Kind], named: bool) -> _Weighed:
    """Take "no problem" for a yes, unless a no or a reason stands beside it."""
    if kinds & {*_NOES, *_REASONS, Kind.BUT, Kind.DOUBT}:
        return _UNCLEAR
    return Heard.YES, not named and not kinds & {Kind.LATER, Kind.DENIED}, None


def _answered(found: Found, named: bool, short: bool) -> _Weighed:
    kinds = found.kinds
    # A day by itself is for later; beside a no it is the day of what they cancel.
    later = Kind.LATER in kinds or (named and found.strange <= _FEW and Kind.NO not in kinds)
    if Kind.YES in kinds:
        return _with_a_yes(found, later or named)
    if later:
        # "I got it on Monday" names a day as well: that alone is sure where nothing else is said.
        sure = short and Kind.NO not in kinds if Kind.LATER in kinds else not found.strange
        return Heard.LATER, sure and Kind.PERHAPS not in kinds, _reason(kinds)
    if Kind.DOUBT in kinds:
        return _UNCLEAR
    # "Tuesday does not suit, Wednesday please" is no refusal, for all its no.
    return _refused(found, short and not named and Kind.PERHAPS not in kinds)


def _reason(kinds: frozenset[Kind]) -> Reason | None:
    return next((meant for kind, meant in _REASONS.items() if kind in kinds), None)


def _with_a_yes(found: Found, later: bool) -> _Weighed:
    """A yes by itself; beside a no or a reason nobody can tell, and a person looks."""
    if found.kinds & {*_NOES, *_REASONS, Kind.DENIED, Kind.DOUBT}:
        return _UNCLEAR
    return Heard.YES, not later and found.strange <= _FEW, None


def _refused(found: Found, short: bool) -> _Weighed:
    """A no, with its reason where one was given; of bad service alone nobody knows what it says."""
    kinds, reason = found.kinds, _reason(found.kinds)
    noes = kinds & {*_NOES, Kind.DENIED}
    if Kind.PERHAPS in kinds and Kind.NO not in kinds:
        alone = not noes and not reason
        return (Heard.YES, True, None) if alone and found.strange <= _FEW // 2 else _UNCLEAR
    if reason and (noes or reason is not Reason.OTHER):
        return Heard.NO_WITH_REASON, short if noes else found.strange <= _FEW, reason
    if kinds & _NOES:
        return Heard.PLAIN_NO, short, None
    return (Heard.QUESTION, False, None) if kinds & {Kind.ASKS} and not noes else _UNCLEAR


# ---- slips of the pen


def _mended(text: str, lang: Lang) -> str:
    """Give a text with each word that no dictionary knows as the saying's word it was meant for."""
    return " ".join(_meant(word, lang) for word in text.split())


@cache
def _by_length(lang: Lang) -> dict[int, tuple[str, ...]]:
    words = [word for word in vocabulary(lang) if len(word) >= _LONG_ENOUGH - 1]
    return {size: tuple(w for w in words if len(w) == size) for size in {len(w) for w in words}}


@lru_cache(maxsize=4096)
def _meant(word: str, lang: Lang) -> str:
    if len(word) < _LONG_ENOUGH or len(word) > 30 or word == A_DAY or not word.isalpha():
        return word
    known = _by_length(lang)
    if word in known.get(len(word), ()):
        return word
    sizes = (len(word), len(word) - 1, len(word) + 1)
    near = [w for size in sizes for w in known.get(size, ()) if slips_apart(word, w, 1) == 1]
    return near[0] if len(near) == 1 and not is_word(word, lang) else word
