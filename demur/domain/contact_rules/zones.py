"""Where a client's clock stands, as far as we know: one zone, several candidates, or none.

A call must be allowed by the clock of every candidate; where there is none, nobody is called.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from phonenumbers import timezone as number_zones

#: Longer than any zone's, region's or country's name, or any number.
_LONGEST: Final = 40
#: A number with its country's calling code, of which the number's own digits are a few at least.
_WHOLE: Final = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
#: Where in it the calling code may end.
_CODES: Final = (2, 3, 4)
#: In the database of some machines, and nobody's place.
_NO_PLACES: Final = frozenset({"Factory", "localtime"})


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """zones.json: the zones of countries and regions, and what to read for a wrong one."""

    countries: Mapping[str, tuple[str, ...]]
    regions: Mapping[str, tuple[str, ...]]
    instead: Mapping[str, str]


def zones_of(zone: str, region: str, number_key: str, country: str) -> tuple[ZoneInfo, ...]:
    """Give the zones in which a client may be, from the surest of what is known of them.

    `zone` is an IANA name and decides alone, "" where the client told none: one that cannot be
    read gives no zone at all, as no guess replaces what they said. Then the `region` (ISO 3166-2,
    RU-SVE), the `country` (ISO 3166) where it keeps one clock, what the number itself tells
    (`number_key` in E.164), and at last every zone of the country.
    """
    return _zones(*(each.strip()[:_LONGEST] for each in (zone, region, number_key, country)))


def country_of(country: str, region: str, number_key: str) -> str:
    """Give a client's country (ISO 3166): as told, else of their region, else of their number.

    "" where none of them tells.
    """
    told = [country.strip().upper(), region.strip().upper().partition("-")[0]]
    known = next((each for each in told if each in _known().countries), None)
    return known or _country_of_number(number_key.strip()[:_LONGEST])


def zone_named(text: str) -> str:
    """Give a zone's IANA name as it is spelt, however it was typed: " asia/omsk" is Asia/Omsk.

    Blanks may stand for the underscores in it. "" where there is no such zone.
    """
    folded = "_".join(text[:_LONGEST].split()).casefold()
    found = _by_fold().get(folded, "")
    return "" if found in _NO_PLACES else found


def zones_in(country: str) -> tuple[str, ...]:
    """Give the names of a country's zones (ISO 3166), for somebody to choose from."""
    return _known().countries.get(country.strip().upper(), ())


def countries() -> tuple[str, ...]:
    """Give the countries (ISO 3166) whose zones we know."""
    return tuple(_known().countries)


def is_region(code: str) -> bool:
    """Whether a code (ISO 3166-2) may be a region's.

    Where we know the regions of a country it must be one of them; elsewhere its country must be.
    """
    country, dash, part = code.partition("-")
    listed = any(known.startswith(f"{country}-") for known in _known().regions)
    if listed:
        return code in _known().regions
    return bool(dash and part.isalnum() and len(part) <= 3) and country in _known().countries


def clocks(zones: Iterable[ZoneInfo], at: datetime) -> tuple[datetime, ...]:
    """Give what the clocks of some zones show at an instant, each once, the earliest first."""
    shown = {at.astimezone(zone).utcoffset() or timedelta(): zone for zone in zones}
    return tuple(at.astimezone(shown[offset]) for offset in sorted(shown))


@lru_cache(maxsize=32768)
def _zones(zone: str, region: str, number_key: str, country: str) -> tuple[ZoneInfo, ...]:
    if zone:
        return _read([_by_fold().get(zone.casefold(), "")])
    home = country_of(country, region, number_key)
    code = region.upper() if "-" in region else f"{home}-{region.upper()}"
    every = _known().countries.get(home, ())
    if code in _known().regions:
        return _read(_known().regions[code])
    told = _told_by(number_key, home, every) if len(every) > 1 else ()
    return _read(told or every)


def _told_by(number_key: str, home: str, every: tuple[str, ...]) -> tuple[str, ...]:
    """The zones of a number, if they are all zones of that country; another's are none of it.

    A mobile's are those of its whole country, and phonenumbers' list of them has strangers in it
    and lacks some: where it does, all that the country has are safer.
    """
    number = _number(number_key)
    if number is None:
        return ()
    found = number_zones.time_zones_for_number(number)
    instead = _known().instead
    told = tuple(instead.get(f"{home} {name}", name) for name in found)
    return told if set(told) <= set(every) else ()


@lru_cache(maxsize=32768)
def _country_of_number(number_key: str) -> str:
    alone = _alone_behind(number_key) if _WHOLE.fullmatch(number_key) else ""
    if alone:
        return alone if alone in _known().countries else ""
    number = _number(number_key)
    found = phonenumbers.region_code_for_number(number) if number else None
    return found if found and found in _known().countries else ""


def _alone_behind(number_key: str) -> str:
    """The region that has a number's calling code to itself, which the code alone then tells; "" of
    a code that several share, or that nobody has. No code begins with another."""
    codes = (phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(number_key[1:end])) for end in _CODES)
    regions = next((one for one in codes if one), ())
    return str(regions[0]) if len(regions) == 1 else ""


def _number(number_key: str) -> phonenumbers.PhoneNumber | None:
    if not number_key.startswith("+"):
        return None
    try:
        return phonenumbers.parse(number_key)
    except phonenumbers.NumberParseException:
        return None


def _read(names: Iterable[str]) -> tuple[ZoneInfo, ...]:
    """The zones of these names; none at all where this machine lacks one of them."""
    wanted = tuple(names)
    there = all(name in available() for name in wanted)
    return tuple(ZoneInfo(name) for name in wanted) if there else ()


@cache
def available() -> frozenset[str]:
    """Give the names of all zones that this machine's time zone database has."""
    return frozenset(available_timezones())


@cache
def _by_fold() -> Mapping[str, str]:
    return {name.casefold(): name for name in available()}


@cache
def _known() -> _Known:
    told = json.loads(files(__package__).joinpath("zones.json").read_text("utf-8"))
    countries = {code: tuple(names) for code, names in told["countries"].items()}
    regions = {code: tuple(names) for code, names in told["regions"].items()}
    return _Known(countries, regions, told["instead"])
