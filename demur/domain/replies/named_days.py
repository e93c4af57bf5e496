"""The day a client names for later, as the earliest it can mean: in January is the first of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from demur.domain.needs.lexicon import WEEKDAYS
from demur.domain.needs.text import fold
from demur.domain.policy.lengths import Unit, read_length
from demur.domain.policy.spelt_dates import MONTHS, SHORT
from demur.domain.refusal import Lang

HU, RU, EN = Lang.HU, Lang.RU, Lang.EN
#: Whoever names a later day means some day.
FARTHEST_DAYS: Final = 3 * 366
_FIRST, _LAST = 1, 31


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of a folded text that names a day, and the day, where that can be told."""

    start: int
    end: int
    day: date | None


def named_days(text: str, lang: Lang, today: date | None) -> list[Named]:
    """Give the days a folded text names, in order; without `today` it is only known that it does.

    What an earlier kind of naming has taken, a later one does not read again.
    """
    found: list[Named] = []
    for pattern, reckon in _WAYS[lang]:
        for match in pattern.finditer(text):
            if any(match.start() < one.end and one.start < match.end() for one in found):
                continue
            day = _reckoned(reckon, match, today or _ANY_DAY)
            if day is not _NOT_A_DAY:
                found.append(Named(match.start(), match.end(), day if today else None))
    return sorted(found, key=lambda one: one.start)


Reckon = Callable[[re.Match[str], date], date | None]
_NOT_A_DAY: Final = date.min
_ANY_DAY: Final = date(2026, 6, 1)


def _reckoned(reckon: Reckon, match: re.Match[str], today: date) -> date | None:
    try:
        day = reckon(match, today)
    except (ValueError, OverflowError):
        return _NOT_A_DAY
    if day is None or day is _NOT_A_DAY:
        return day
    return day if today < day <= today + timedelta(days=FARTHEST_DAYS) else None


# ---- reckoning


def _coming(today: date, month: int, day: int = _FIRST) -> date:
    """Give the next such day of the year after today."""
    this = date(today.year, month, day)
    return this if this > today else date(today.year + 1, month, day)


def _month_end(today: date) -> date:
    return date(today.year + today.month // 12, today.month % 12 + 1, 1) - timedelta(days=1)


def _numbered(match: re.Match[str], today: date) -> date:
    """Reckon 2027-02-01, 01.02.2027, 15.01 and 15 January, the day after where they say after."""
    said = match.groupdict()
    month = int(said["m"]) if said.get("m") else _month(said["name"])
    day = int(said["d"])
    year = said.get("y")
    named = date(int(year), month, day) if year else _coming(today, month, day)
    return named + timedelta(days=bool(said.get("after") or said.get("past")))


def _month(name: str) -> int:
    start = fold(name)
    return next(number for begun, number in _MONTH_STEMS if start.startswith(begun))


def _in_month(match: re.Match[str], today: date) -> date:
    month = _month(match["name"])
    middle = match.groupdict().get("middle")
    if match.groupdict().get("end"):
        first = _coming(today, month)
        return _month_end(first) if first > today else first
    if month == today.month and middle:
        return _coming(today, month, 15)
    first = _coming(today, month, 15 if middle else _FIRST)
    if match.groupdict().get("past"):
        return _month_end(first) + timedelta(days=1)
    return first


def _span(match: re.Match[str], today: date) -> date | None:
    """Reckon "in two weeks": the length of time is read as in a policy."""
    length = read_length(_A_FEW.sub("2", match["span"]))
    if length is None or length.unit in {Unit.FOR_GOOD, Unit.NAMED_DAY}:
        return _NOT_A_DAY
    after = length.ends_on(today)
    return after - timedelta(days=1) if after else None


#: The earliest day that a few may mean is after two.
_A_FEW: Final = re.compile(
    r"\b(?:(?:a )?couple(?: of)?|a few|few|par|nehany|ket-harom|пару|несколько|пара)\b"
)


def _weekday(match: re.Match[str], today: date) -> date:
    number = next(n for n in range(7) if match[f"w{n}"])
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _days(count: int) -> Reckon:
    return lambda _match, today: today + timedelta(days=count)


def _next_monday(_match: re.Match[str], today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _next_month(_match: re.Match[str], today: date) -> date:
    return _month_end(today) + timedelta(days=1)


def _end_of_month(_match: re.Match[str], today: date) -> date:
    return _month_end(today) if _month_end(today) > today else _month_end(today + timedelta(days=1))


def _next_year(_match: re.Match[str], today: date) -> date:
    return date(today.year + 1, 1, 1)


def _end_of_year(_match: re.Match[str], today: date) -> date:
    return _coming(today, 12, _LAST)


def _quarter(match: re.Match[str], today: date) -> date:
    return _coming(today, 3 * int(match["q"]) - 2)


def _next_quarter(_match: re.Match[str], today: date) -> date:
    month = (today.month - 1) // 3 * 3 + 4
    return date(today.year + month // 13, (month - 1) % 12 + 1, 1)


def _season(month: int) -> Reckon:
    return lambda _match, today: _coming(today, month)


def _new_year(day: int) -> Reckon:
    """After the holidays, said from October to January, is after New Year's; else nobody knows."""

    def reckon(match: re.Match[str], today: date) -> date | None:
        surely = match.groupdict().get("surely")
        near = today.month in {10, 11, 12} or (today.month == 1 and today.day < day)
        return _coming(today, 1, day) if surely or near else None

    return reckon


def _some_day(_match: re.Match[str], _today: date) -> None:
    return None


# ---- how it is said

_MONTH_STEMS: Final = sorted(
    {
        (fold(stem), number)
        for spoken in (*MONTHS.values(), *SHORT.values())
        for number, name in enumerate(spoken.split(), 1)
        for stem in ({name[:-1], name} if "а" <= name[0] <= "я" else {name})
    },
    key=lambda each: -len(each[0]),
)


def _names(lang: Lang) -> str:
    stems = {fold(name) for spoken in (MONTHS[lang], SHORT[lang]) for name in spoken.split()}
    if lang is RU:
        stems = {stem[:-1] if len(stem) > 4 else stem for stem in stems} | {"мае", "маю"}
        return rf"(?P<name>(?:{'|'.join(sorted(stems, key=len, reverse=True))})[а-я]{{0,3}})"
    return rf"(?P<name>{'|'.join(sorted(stems, key=len, reverse=True))})"


def _week(lang: Lang) -> str:
    return "(?:" + "|".join(f"(?P<w{n}>{name})" for n, name in enumerate(WEEKDAYS[lang])) + ")"


_NUMERIC: Final = (
    (r"(?P<after>after |csak |после |until |till |до )?\b(?P<y>20\d\d) ?[-./] ?(?P<m>\d\d?)"
     r" ?[-./] ?(?P<d>\d\d?)\b\.?(?P<past> ?(?:-?[ae]n )?utan| ?-?ig)?", _numbered),
    (r"(?P<after>after |после |until |till |до )?\b(?P<d>\d\d?)[./](?P<m>\d\d?)[./](?P<y>20\d\d)\b",
     _numbered),
)  # fmt: skip
_SAID: Final[dict[Lang, tuple[tuple[str, Reckon], ...]]] = {
    EN: (
        (rf"(?P<after>after |until |till )?(?:on |from |by )?(?:the )?\b(?P<d>\d\d?)(?:st|"
         rf"nd|rd|th)?"
         rf"(?: of)? {_names(EN)}\b(?:,? (?P<y>20\d\d)\b)?", _numbered),
        (rf"(?P<after>after |until |till )?(?:on |from |by )?\b{_names(EN)} (?:the )?(?P<d>\d\d?)"
         rf"(?:st|nd|rd|th)?\b(?:,? (?P<y>20\d\d)\b)?", _numbered),
        (r"(?:\b(?:in|after|within|for|give me|give us|about) )?\b(?P<span>(?!in |after |within |"
         r"for |about |me |us )(?:half a year|(?:a |an |one |another |\w+ )?(?:couple of |half a |"
         r"and a half )?(?:days?|weeks?|months?|years?|fortnight)))"
         r"(?: or so| time| from now)?\b(?! ago)", _span),
        (r"\b(?:the )?day after tomorrow\b", _days(2)), (r"\btomorrow\b", _days(1)),
        (r"\b(?:some ?time )?(?:early )?next week\b", _next_monday), (r"\bnext "
         r"month\b", _next_month),
        (r"\b(?:early )?next year\b|\bthe new financial year\b", _next_year),
        (r"\bnext quarter\b", _next_quarter), (r"\b(?:in )?q(?P<q>[1-4])\b", _quarter),
        (r"\b(?:at )?(?:the )?end of (?:the|this) month\b|\bmonth end\b", _end_of_month),
        (r"\b(?:at )?(?:the )?end of (?:the|this) year\b|\byear end\b", _end_of_year),
        (r"\bafter (?:the )?(?:holidays|christmas|festive season|xmas)\b", _new_year(2)),
        (r"\b(?P<surely>after (?:the )?new year)s?\b|\bin the new year\b", _new_year(2)),
        (r"\b(?:in|after|come|this|next|around|until)? ?(?:the )?\bspring\b", _season(3)),
        (r"\b(?:in|after|this|next|around|until)? ?(?:the )?\bsummer\b", _season(6)),
        (r"\b(?:in|this|next|around|until)? ?(?:the )?\b(?:autumn|fall)\b", _season(9)),
        (r"\b(?:in|this|next|around|until)? ?(?:the )?\bwinter\b", _season(12)),
        (rf"\b(?:on |by |next |this |before )?{_week(EN)}s?\b", _weekday),
        (rf"\b(?:(?P<past>after) |in |around |until |(?P<end>end of )|(?P<middle>mid )|"
         rf"come |early |"
         rf"late )(?:early |late )?{_names(EN)}\b", _in_month),
        (r"\b(?:next (?:term|season|time)|after (?:easter|lunch|work|the summer)|another day)\b",
         _some_day),
    ),
    HU: (
        (rf"\b(?:(?P<y>20\d\d) ?\.? ?)?{_names(HU)}\.? (?P<d>\d\d?)\.?"
         rf"(?:-?[aeo]?[ndj]?(?:en|an|ere|ara|e|a)?)?(?P<past> utan|-?ig)?\b", _numbered),
        (r"\b(?P<span>(?:[\w,.]+ ){0,2}(?:nap|het|honap|ev|felev|negyedev)) mulva\b", _span),
        (r"\b(?P<span>(?:\w+ ){1,2}(?:nap|het|honap|ev))(?:on|en|et|ot)? (?:belul|utan)\b", _span),
        (r"\bholnaputan\w*\b", _days(2)), (r"\bholnap\w*\b", _days(1)),
        (r"\bjovo ?het\w*\b", _next_monday), (r"\bjovo ?honap\w*\b", _next_month),
        (r"\bjovore\b|\bjovo evben\b|\bjovo ev\w*\b|\bevfordulo utan\b", _next_year),
        (r"\bkovetkezo negyedev\w*\b", _next_quarter), (r"\bq(?P<q>[1-4])\b", _quarter),
        (r"\b(?:a )?honap veg\w*\b", _end_of_month), (r"\b(?:az )?ev veg\w*\b", _end_of_year),
        (r"\b(?:az )?unnepek utan\b|\bkaracsony utan\b", _new_year(2)),
        (r"\b(?P<surely>uj ?ev utan)\b", _new_year(2)),
        (r"\btavas\w+\b", _season(3)), (r"\bnyaron\b|\bnyarra\b|\bnyar \w+", _season(6)),
        (r"\bos(?:szel|szre|sz \w+)\b", _season(9)), (r"\btel(?:en|re)\b", _season(12)),
        (rf"\b(?:jovo )?{_week(HU)}(?:n|en|on|re|ra|ig|i)?\b", _weekday),
        (rf"\b{_names(HU)}(?:ban|ben|ra|re|tol|ig|i|(?P<middle> kozepen)|"
         rf"(?P<end> veg\w*)|(?P<past> utan)| elej\w*| korul| folyaman)\b", _in_month),
        (r"\b(?:husvet|nyaralas|ebed|munka|szezon) utan\b|\bmaskor\b", _some_day),
    ),
    RU: (
        (rf"(?P<after>после |"
         rf"до )?\b(?P<d>\d\d?)(?:-?го)? {_names(RU)}\b(?: (?P<y>20\d\d))?", _numbered),
        (r"\bчерез (?P<span>(?:\w+ ){0,3}?(?:дн\w+|день|недел\w+|месяц\w*|год\w*|лет|"
         r"полгода|полтора "
         r"года|квартал\w*|полугодие))\b", _span),
        (r"\bпослезавтра\b", _days(2)), (r"\bзавтра\b", _days(1)),
        (r"\b(?:на |к )?следующ\w+ недел\w+\b", _next_monday),
        (r"\b(?:в |со |с |к )?следующ\w+ месяц\w*\b", _next_month),
        (r"\b(?:в |со |с |к )?(?:следующ\w+|будущ\w+|новом|нового) год(?:у|а)\b(?<!нового года)",
         _next_year),
        (r"\b(?:в |со |с )?следующ\w+ квартал\w*\b", _next_quarter),
        (r"\b(?:в )?q(?P<q>[1-4])\b", _quarter),
        (r"\b(?:в |к )?кон(?:це|цу) месяца\b", _end_of_month),
        (r"\b(?:в |к )?кон(?:це|цу) года\b", _end_of_year),
        (r"\bпосле (?:праздник\w*|каникул|(?P<surely>нового года|нг))", _new_year(9)),
        (r"\b(?:к )?весн(?:ои|е|у|ы)\b", _season(3)), (r"\b(?:к )?лет(?:ом|у)\b", _season(6)),
        (r"\b(?:к )?осен(?:ью|и|ь)\b", _season(9)), (r"\b(?:к )?зим(?:ои|е|у)\b", _season(12)),
        (rf"\b(?:в |во |к |до |на )?{_week(RU)}\w*\b", _weekday),
        (rf"\b(?:в |к |с |(?P<past>после )|(?P<end>в конце |к концу )|"
         rf"(?P<middle>в середине )|в начале |"
         rf"до )(?:начал\w+ )?{_names(RU)}\b", _in_month),
        (r"\b(?:после (?:обеда|отпуска|пасхи|работы|майских)|в другои раз|"
         r"другои день)\b", _some_day),
    ),
}  # fmt: skip
_WAYS: Final = {
    lang: tuple((re.compile(pattern), reckon) for pattern, reckon in (*_NUMERIC, *ways))
    for lang, ways in _SAID.items()
}
