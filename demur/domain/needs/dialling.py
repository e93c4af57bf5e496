"""Telephone numbers: one key for one line, and the numbers one slip of a finger away.

A number is read only where its spelling leaves no doubt. A wrong guess would merge two people,
or call one who was promised peace, so what can be read two ways is asked about instead.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat

from demur.domain.needs import dialled_text

DIGITS: Final = "0123456789"
#: The countries whose national spellings can be read (ISO 3166 codes).
HOMES: Final = frozenset(phonenumbers.SUPPORTED_REGIONS)
#: No spelling of one number, with its labels and its extension, is longer.
LONGEST_SPELLING: Final = 120
#: A full number as a careful person or program writes it; "(0" would be a trunk prefix kept.
PLAIN_INTERNATIONAL: Final = re.compile(r"\+[1-9](?:[0-9 .)-]|\((?!0)){6,24}")
#: Nobody is reached at a number this short but a service, an operator or a colleague.
SHORT_DIGITS: Final = 6
#: ITU-T E.164 §6: at most fifteen digits; no country's full number with its code has under seven.
E164_DIGITS: Final = range(7, 16)
#: Fewer digits without a + are more likely a number with its area code missing than a foreign one.
GUESSED_DIGITS: Final = 10
#: National prefixes that callers keep from home and that nobody else's number begins with: the
#: Russian 8 before ten digits (also written 7), the Hungarian 06 before a mobile's nine. 06 and
#: eight digits are a Hungarian landline too, but also a French or Dutch mobile: not read abroad.
TRUNKS: Final[Mapping[str, re.Pattern[str]]] = {
    "RU": re.compile(r"[78]\d{10}"),
    "HU": re.compile(r"06\d{9}"),
}


class Doubt(StrEnum):
    """Why a text is not one person's number."""

    SHORT = "short"
    WITHHELD = "withheld"
    AMBIGUOUS = "ambiguous"
    UNREADABLE = "unreadable"


#: English by default; a translation catalogue may be keyed by these very sentences.
MESSAGES: Final[Mapping[Doubt, str]] = {
    Doubt.SHORT: "%(raw)s is a short number: a service or an extension, not a person.",
    Doubt.WITHHELD: "The caller's number is withheld.",
    Doubt.AMBIGUOUS: "%(raw)s can be read in more than one way. Please ask, and write it with + "
    "and the country code. It may be: %(candidates)s.",
    Doubt.UNREADABLE: "%(raw)s is not a telephone number that can be called. Please write it with "
    "+, the country code and the area code: +36 1 234 5678.",
}


@dataclass(frozen=True, slots=True)
class Dialled:
    """A number as it was given: the line's one E.164 key, or the doubt that stands in its way.

    `candidates` are the E.164-shaped readings to ask about when the spelling is ambiguous; for
    a number that no line has, its digits in that shape as they were dialled. `extension` is what is
    keyed after the call is answered: no part of the line.
    Raises ValueError when it has both a key and a doubt, or neither.
    """

    key: str | None
    raw: str
    doubt: Doubt | None = None
    candidates: tuple[str, ...] = ()
    extension: str = ""

    def __post_init__(self) -> None:
        if (self.key is None) is (self.doubt is None):
            raise ValueError("a number has either a key or a doubt")

    @property
    def message(self) -> str:
        """What to do about the doubt, in English; empty when there is none."""
        if self.doubt is None:
            return ""
        listed = ", ".join(self.candidates)
        return MESSAGES[self.doubt] % {"raw": self.raw[:40], "candidates": listed}


class SlipKind(StrEnum):
    """What a finger did to a number (Damerau 1964: the four single slips)."""

    SUBSTITUTION = "substitution"
    TRANSPOSITION = "transposition"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Slip:
    """A number reached from another by one slip."""

    number: str
    kind: SlipKind


@dataclass(frozen=True, slots=True)
class Misdial:
    """A caller who meant another number and slipped into ours (article A7).

    `kind` is what was done to `meant` to arrive at `ours`. `right_number` is the number that
    the caller looks for when our book knows it, and `owner` whose it is.
    """

    meant: str
    ours: str
    kind: SlipKind
    right_number: str | None = None
    owner: str | None = None


def read(raw: str, home: str = "HU") -> Dialled:
    """Whose line a spelling means, or why that can't be said.

    `home` is the ISO 3166 region whose national spellings are read without a country code. A
    number with + or 00 is taken at its word; a national one must be valid at home, or only under
    a prefix in `TRUNKS`; anything else with a likely reading is ambiguous.
    Validity and lengths: the numbering plans that the phonenumbers package carries.
    """
    if PLAIN_INTERNATIONAL.fullmatch(raw) and (key := _valid_key(raw)):
        return Dialled(key, raw)  # what a file of a million people mostly holds
    if len(raw) > LONGEST_SPELLING:
        return Dialled(None, raw, Doubt.UNREADABLE)
    text = dialled_text.bare(raw)
    if not any(char in DIGITS for char in text) or dialled_text.is_withheld(text):
        nobody = Doubt.WITHHELD if dialled_text.is_withheld(text) else Doubt.UNREADABLE
        return Dialled(None, raw, nobody)
    line, extension = dialled_text.extension_apart(text)
    found = _read_line(line, home)
    if found.doubt is Doubt.UNREADABLE:
        found = _one_of_several(text, home) or found
    return Dialled(found.key, raw, found.doubt, found.candidates, extension)


def _valid_key(raw: str) -> str | None:
    try:
        number = phonenumbers.parse(raw)
    except phonenumbers.NumberParseException:
        return None
    return _e164(number) if phonenumbers.is_valid_number(number) else None


def slips(key: str) -> list[tuple[str, SlipKind]]:
    """Every number one slip away from a key: 229 of them for eleven digits without a repeat.

    The slips run over the whole number after the +, as a caller from abroad dials it: a digit
    for another, two neighbours swapped, one left out, one too many. No number comes twice, and
    never the key itself. The kind says what was done to `key`.
    """
    found: dict[str, SlipKind] = {}
    for number, kind in _every_slip(key.removeprefix("+")):
        found.setdefault("+" + number, kind)
    found.pop(key, None)
    return list(found.items())


def nearest(key: str, book: Container[str]) -> tuple[Slip, ...]:
    """The numbers of a book that one slip leads to from a key; a set or mapping answers at once.

    Some 230 look-ups whatever the size of the book: no index beside it is needed.
    """
    return tuple(Slip(number, kind) for number, kind in slips(key) if number in book)


def misdialled(dialled: Dialled, ours: Collection[str], book: Mapping[str, str]) -> Misdial | None:
    """Whether the number a caller says they dialled is one slip from ours, and whose it is.

    `ours` are our own keys, `book` the known numbers and their owners. None when they did dial
    ours (then a wrong listing sends them, article A6), or when no single slip explains the call.
    """
    said = (dialled.key,) if dialled.key else dialled.candidates
    if any(number in ours for number in said):
        return None
    own = frozenset(ours)
    for meant in said:
        for slip in nearest(meant, own):
            right = meant if meant in book else None
            return Misdial(meant, slip.number, slip.kind, right, book.get(meant))
    return None


def region_of(key: str) -> str | None:
    """The county a Hungarian geographic number belongs to (ISO 3166-2:HU), else None.

    Mobile, toll-free and location-independent numbers have no region, nor have other countries'
    here. The codes are those of `AREA_CODES`.
    """
    national = key.removeprefix("+36")
    if national == key or len(national) != 8:
        return None
    return COUNTY_OF.get("1" if national.startswith("1") else national[:2])


#: Hungarian area codes by county. Codes and their towns: the national numbering plan as notified
#: to the ITU (country code 36, communication of 15.XI.2005); counties: ISO 3166-2:HU. Area 53
#: (Cegléd) and 69 (Mohács) follow the town that names them, as the rest do.
AREA_CODES: Final[Mapping[str, str]] = {
    "HU-BU": "1",
    "HU-FE": "22 25",
    "HU-PE": "23 24 26 27 28 29 53",
    "HU-NO": "32 35",
    "HU-KE": "33 34",
    "HU-HE": "36 37",
    "HU-SZ": "42 44 45",
    "HU-BZ": "46 47 48 49",
    "HU-HB": "52 54",
    "HU-JN": "56 57 59",
    "HU-CS": "62 63",
    "HU-BE": "66 68",
    "HU-BA": "69 72 73",
    "HU-TO": "74 75",
    "HU-BK": "76 77 78 79",
    "HU-SO": "82 84 85",
    "HU-ZA": "83 92 93",
    "HU-VE": "87 88 89",
    "HU-VA": "94 95",
    "HU-GS": "96 99",
}
COUNTY_OF: Final = {code: county for county, codes in AREA_CODES.items() for code in codes.split()}


def _read_line(line: str, home: str) -> Dialled:
    """One line's spelling without its extension; signs that are in no number make it unreadable."""
    spelt = line.replace("+", "", 1) if line.startswith(("+", "(+")) else line
    digits = re.sub(r"[\s().\-/_~'*\[\]]", "", spelt)
    if not digits.isdecimal():
        return Dialled(None, line, Doubt.UNREADABLE)
    if line.startswith(("+", "(+")):
        return _read_international(digits, line, home)
    if digits.startswith("00"):
        return _read_international(digits[2:], line, home)
    return _read_national(digits, line, home)


def _read_international(digits: str, line: str, home: str) -> Dialled:
    """Digits after + or 00, taken at their word: a new range that no plan lists yet is a line too.

    The habit "+36 (0)30 …" is mended only where the number is not valid with its nought, since
    Italian numbers keep theirs.
    """
    without = _after_country_code(digits) if "(0)" in line.replace(" ", "") else digits
    for spelling, fits in ((digits, _valid), (without, _valid), (without, _possible)):
        number = _parsed("+" + spelling, None)
        if number and fits(number):
            return Dialled(_e164(number), line)
    trunk = _trunk_readings(digits, home)
    if trunk:
        return Dialled(None, line, Doubt.AMBIGUOUS, trunk)
    return _no_line(digits, "+" + digits, line)


def _after_country_code(digits: str) -> str:
    """The digits without the nought in brackets that follows their country code."""
    for length in (1, 2, 3):
        if int(digits[:length]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return digits[:length] + digits[length:].removeprefix("0")
    return digits


def _read_national(digits: str, line: str, home: str) -> Dialled:
    """Digits without a country code: at home, under a trunk prefix from elsewhere, or a guess."""
    own, elsewhere = _parsed(digits, home), _trunk_readings(digits, home)
    shaped = _without_trunk(digits, home)
    if own and _valid(own):
        return Dialled(_e164(own), line)
    if elsewhere:
        return Dialled(elsewhere[0], line)
    guess = _parsed("+" + digits, None) if len(digits) >= GUESSED_DIGITS else None
    if guess and _valid(guess):
        return Dialled(None, line, Doubt.AMBIGUOUS, (_e164(guess),))
    return _no_line(digits, shaped, line)


def _without_trunk(digits: str, home: str) -> str:
    """The digits in the shape of E.164 when they begin with the home country's own prefix."""
    plan = PhoneMetadata.metadata_for_region(home)
    if plan is None or not plan.national_prefix or not digits.startswith(plan.national_prefix):
        return ""
    return f"+{plan.country_code}{digits.removeprefix(plan.national_prefix)}"


def _trunk_readings(digits: str, home: str) -> tuple[str, ...]:
    """What the digits mean to callers from elsewhere who dial as they do at home."""
    readings = []
    for region, pattern in TRUNKS.items():
        if region == home or not pattern.fullmatch(digits):
            continue
        number = _parsed(digits, region)
        if number and _valid(number):
            readings.append(_e164(number))
    return tuple(readings)


def _no_line(digits: str, shaped: str, line: str) -> Dialled:
    """Too short for a person, or a number that no line has: its digits are kept to ask about."""
    doubt = Doubt.SHORT if len(digits) <= SHORT_DIGITS else Doubt.UNREADABLE
    fits = len(shaped) - 1 in E164_DIGITS and doubt is Doubt.UNREADABLE
    return Dialled(None, line, doubt, (shaped,) if fits else ())


def _one_of_several(text: str, home: str) -> Dialled | None:
    """Several numbers in one field: which one is meant must be asked, unless they are the same."""
    parts = dialled_text.parts(text)
    keys = [_read_line(dialled_text.extension_apart(part)[0], home).key for part in parts]
    candidates = tuple(dict.fromkeys(key for key in keys if key))
    if len(parts) < 2 or not candidates:
        return None
    if len(candidates) == 1 and None not in keys:
        return Dialled(candidates[0], text)
    return Dialled(None, text, Doubt.AMBIGUOUS, candidates)


def _parsed(spelling: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(spelling, region)
    except phonenumbers.NumberParseException:
        return None


def _valid(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.is_valid_number(number)


def _possible(number: phonenumbers.PhoneNumber) -> bool:
    """Of a length that lines have, and no prefix left over: a nought where the plan has none."""
    length = phonenumbers.is_possible_number_with_reason(number)
    return length == phonenumbers.ValidationResult.IS_POSSIBLE and not number.italian_leading_zero


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _every_slip(digits: str) -> Iterator[tuple[str, SlipKind]]:
    for place in range(len(digits)):
        before, digit, after = digits[:place], digits[place], digits[place + 1 :]
        for other in DIGITS:
            yield before + other + after, SlipKind.SUBSTITUTION
            yield before + other + digit + after, SlipKind.EXTRA
        if after:
            yield before + after[0] + digit + after[1:], SlipKind.TRANSPOSITION
        yield before + after, SlipKind.MISSING
    for other in DIGITS:
        yield digits + other, SlipKind.EXTRA
