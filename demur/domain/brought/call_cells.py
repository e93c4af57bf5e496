"""What the cells of a call log mean: an instant, a length, a direction; an ending in any words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from demur.domain.people import search_text

#: Longer cells hold no instant and no length.
CELL_MOST: Final = 60
_DATE: Final = (
    re.compile(r"(?P<y>\d{4})[-./]\s?(?P<m>\d\d?)[-./]\s?(?P<d>\d\d?)\.?"),
    re.compile(r"(?P<d>\d\d?)[.-]\s?(?P<m>\d\d?)[.-]\s?(?P<y>\d{4})\.?"),
    re.compile(r"(?P<a>\d\d?)/(?P<b>\d\d?)/(?P<y>\d{4})"),
)
_CLOCK: Final = re.compile(
    r"(?P<h>\d\d?)[:.](?P<min>\d\d)(?:[:.](?P<s>\d\d)(?:[.,]\d+)?)?\s?(?P<half>[ap]\.?m\.?)?"
    r"\s?(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-]\d\d(?::?\d\d)?)?",
    re.IGNORECASE,
)
_SECONDS_SINCE_1970: Final = re.compile(r"\d{10}(?:\d{3})?(?:[.,]\d+)?")
#: Day 0 of the days that spreadsheets count.
_SHEETS_BEGIN: Final = datetime(1899, 12, 30)  # noqa: DTZ001 (a wall clock: the file has its zone)
_SHEET_DAYS: Final = re.compile(r"\d{5}[.,]\d+")


@lru_cache(maxsize=1 << 12)
def instant_in(text: str, zone: tzinfo) -> datetime | None:
    """The instant that a cell names, in UTC; a clock without a zone stands in the given one.

    A day without a clock is its noon. Reads ISO 8601, 2026. 11. 02. 9:15, 02.11.2026 09:15:30,
    2 pm, seconds since 1970 and a spreadsheet's days. Slashes only where one of the two numbers
    can be no month. None for anything else.
    """
    said = " ".join(text.replace("\u00a0", " ").split())
    if not said or len(said) > CELL_MOST:
        return None
    local: datetime | None
    try:
        local = _counted(said) or _day_alone(said) or datetime.fromisoformat(said)
    except ValueError:
        local = _spelt(said)
    return _in_utc(local, zone) if local else None


def _in_utc(local: datetime, zone: tzinfo) -> datetime | None:
    try:
        return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _counted(said: str) -> datetime | None:
    """An instant told as a number alone."""
    if _SHEET_DAYS.fullmatch(said):
        days = timedelta(days=float(said.replace(",", ".")))
        return (_SHEETS_BEGIN + days + timedelta(milliseconds=500)).replace(microsecond=0)
    if not _SECONDS_SINCE_1970.fullmatch(said):
        return None
    whole = re.split("[.,]", said)[0]
    return datetime.fromtimestamp(int(whole[:10]), UTC)


def _day_alone(said: str) -> datetime | None:
    found = next(filter(None, (shape.fullmatch(said) for shape in _DATE)), None)
    if found is None:
        return None
    return datetime(*_day(found.groupdict()), 12)  # noqa: DTZ001 (a wall clock)


def _spelt(said: str) -> datetime | None:
    found = next(filter(None, (shape.match(said) for shape in _DATE)), None)
    if found is None:
        return None
    clock = _CLOCK.fullmatch(said[found.end() :].lstrip(" T,"))
    if clock is None:
        return None
    year, month, day = _day(found.groupdict())
    try:
        wall = time(_hour(clock), int(clock["min"]), int(clock["s"] or 0)).isoformat()
        day_said = date(year, month, day).isoformat()
        return datetime.fromisoformat(f"{day_said}T{wall}{_offset(clock['zone'] or '')}")
    except ValueError:
        return None


def _day(parts: Mapping[str, str]) -> tuple[int, int, int]:
    """Year, month, day; month 0, which is none, where slashes leave both readings open."""
    if "a" not in parts:
        return int(parts["y"]), int(parts["m"]), int(parts["d"])
    first, second = int(parts["a"]), int(parts["b"])
    if first > 12:
        return int(parts["y"]), second, first
    return int(parts["y"]), first if second > 12 or first == second else 0, second


def _hour(clock: re.Match[str]) -> int:
    hour, half = int(clock["h"]), (clock["half"] or "").lower()
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(clock["h"])
    return hour % 12 + (12 if half.startswith("p") else 0)


def _offset(zone: str) -> str:
    digits = re.sub(r"[^0-9]", "", zone)
    if not digits:
        return "+00:00" if zone else ""
    sign = "-" if "-" in zone else "+"
    return f"{sign}{digits[:2]}:{digits[2:4] or '00'}"


# ---- how long they spoke

#: How a unit of time may begin, by its seconds; the longer beginning is looked at first.
_UNITS: Final = {
    **dict.fromkeys(("h", "ó", "ч"), 3600),
    **dict.fromkeys(("mp", "más", "s", "с"), 1),
    **dict.fromkeys(("m", "p", "м"), 60),
}
_PIECE: Final = re.compile(r"(\d{1,7})(?:[.,]\d+)?\s*([^\W\d_]+)\.?\s*")
_COLONS: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,5}):(\d\d)(?:[.,]\d+)?")
_BARE: Final = re.compile(r"(\d{1,7})(?:[.,]\d+)?")


@lru_cache(maxsize=1 << 12)
def seconds_in(text: str) -> int | None:
    """The seconds that a cell names: 35, 35 s, 0:35, 1:02:03, 2 min 5 s; None for anything else."""
    said = " ".join(text.casefold().split())
    if len(said) > CELL_MOST:
        return None
    if bare := _BARE.fullmatch(said):
        return int(bare[1])
    if colons := _COLONS.fullmatch(said):
        hours, minutes, seconds = (int(part or 0) for part in colons.groups())
        return hours * 3600 + minutes * 60 + seconds if seconds < 60 else None
    pieces = _PIECE.findall(said)
    if not pieces or _PIECE.sub("", said):
        return None
    each = [(int(count), _unit(word)) for count, word in pieces]
    return None if any(unit is None for _, unit in each) else sum(n * (u or 0) for n, u in each)


def _unit(word: str) -> int | None:
    return next((seconds for begins, seconds in _UNITS.items() if word.startswith(begins)), None)


# ---- which way it went


class Direction(StrEnum):
    """Which way a call went; only those that went out are attempts."""

    OUT = "out"
    IN = "in"
    WITHIN = "within"


def _folded(listed: Mapping[str, str]) -> Mapping[str, str]:
    """By each of the words after it, folded, what is meant."""
    return MappingProxyType(
        {
            search_text(word): meant
            for meant, words in listed.items()
            for word in (meant, *words.split(","))
        }
    )


_DIRECTIONS: Final = _folded(
    {
        Direction.OUT: "outgoing,outbound,outward,dialled,dialed,placed,kimenő,ki,tárcsázott,"
        "hívott,исходящий,исходящая,исходящее,исходящие,исх,исход",
        Direction.IN: "incoming,inbound,received,missed call,bejövő,beérkező,be,fogadott,"
        "nem fogadott,входящий,входящая,входящее,входящие,вх,пропущенный,принятый",
        Direction.WITHIN: "internal,local,belső,внутренний,внутренняя",
    }
)


def direction_in(text: str) -> Direction | None:
    """Which way a cell says that a call went; where it says nothing the call went out."""
    said = search_text(text[:CELL_MOST])
    found = _DIRECTIONS.get(said) if said else Direction.OUT
    return Direction(found) if found else None


# ---- how it ended

#: By the code of a disposition that we ship, how telephone systems and sheets call it.
_ENDINGS: Final = _folded(
    {
        "answered": "answer,connected,completed,talked,spoke,reached,ok,call answered,"
        "felvette,felvették,fogadta,beszéltünk,elértem,elérve,sikeres,sikeres hívás,"
        "ответил,ответила,ответили,дозвон,дозвонились,поговорили,успешный,отвечен",
        "missed": "no answer,noanswer,not answered,unanswered,no reply,busy,line busy,cancel,"
        "cancelled,canceled,congestion,failed,timeout,not reached,did not answer,"
        "nem vette fel,nem vették fel,nem fogadta,foglalt,nem elérhető,nem értem el,sikertelen,"
        "не ответил,не ответила,не ответили,нет ответа,занято,недозвон,не дозвонились,"
        "не берёт трубку,недоступен,сброс,пропущен",
        "voicemail": "voice mail,vm,mailbox,answering machine,machine,left message,"
        "hangposta,üzenetrögzítő,rögzítő,автоответчик,голосовая почта",
        "later": "call later,call back,callback,call back later,busy now,"
        "később,hívjuk később,visszahívás,visszahívást kért,visszahívni,"
        "позже,перезвонить,перезвонить позже,просил перезвонить,просили перезвонить",
        "no": "refused,not interested,declined,rejected,lost,"
        "nem,nem kéri,nem érdekli,nem kér,elutasította,lemondta,"
        "нет,отказ,отказался,отказалась,отказались,не интересно,не нужно",
        "sale": "sold,bought,won,ordered,order,success,"
        "vett,vásárolt,megvette,eladva,eladás,megrendelte,rendelt,"
        "купил,купила,купили,продажа,продано,заказ,заказали",
        "never": "do not call,dnc,never again,never call,remove,"
        "soha,soha többé,ne hívjuk,nem hívható,tiltott,tiltólista,"
        "никогда,больше никогда,не звонить,не звоните,чёрный список",
        "secretary": "gatekeeper,receptionist,assistant,titkár,titkárnő,recepció,asszisztens,"
        "секретарь,секретарша,ресепшн,ассистент",
        "wrong person": "another person,other person,left the company,más személy,nem ő,"
        "már nem ott dolgozik,не тот человек,не тот,уволился,уволилась,другой человек",
        "wrong number": "invalid number,number not found,not in service,disconnected,dead number,"
        "chanunavail,téves,téves szám,rossz szám,nem létező szám,nem kapcsolható,"
        "неверный номер,не тот номер,номер не существует,ошибочный номер",
    }
)


def ending_in(text: str, own: Mapping[str, str]) -> str | None:
    """The disposition that a cell's words mean; `own` are a firm's, folded, and go first."""
    said = search_text(text[:CELL_MOST])
    return own.get(said) or _ENDINGS.get(said)
