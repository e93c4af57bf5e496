"""A second opinion on quiet hours, written apart: one instant, its wall clock, yes or no.

It shares nothing with the windows it judges: rules come from the packs' raw JSON, the policy's
rows from its document's text, holidays straight from the package, and every minute is asked alone.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import holidays

#: The zones of the proof, each with a country and a region for its holidays. Beside ours: edges at
#: midnight (Santiago, Havana, Cairo, Beirut), half hours (Lord Howe, St John's), rules that changed
#: within the years (Asunción, Almaty, Nuuk), time set back for Ramadan (Casablanca), none at all.
PLACES = {
    "Europe/Budapest": ("HU", "HU-GS"),
    "Europe/Kaliningrad": ("RU", "RU-KGD"),
    "Asia/Yekaterinburg": ("RU", "RU-SVE"),
    "Europe/London": ("GB", "GB-ENG"),
    "Atlantic/Azores": ("PT", "PT-20"),
    "Australia/Lord_Howe": ("AU", "AU-NSW"),
    "America/Santiago": ("CL", ""),
    "America/Havana": ("CU", ""),
    "Africa/Cairo": ("EG", ""),
    "Asia/Beirut": ("LB", ""),
    "Africa/Casablanca": ("MA", ""),
    "America/Asuncion": ("PY", ""),
    "America/St_Johns": ("CA", "CA-NL"),
    "America/Nuuk": ("GL", ""),
    "Asia/Almaty": ("KZ", ""),
    "America/New_York": ("US", "US-NY"),
}
YEARS = (2024, 2025, 2026)
ROW = re.compile(r"^\| Q\d+ \| (.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
MINUTE = timedelta(minutes=1)
PACKS = files("demur.domain.contact_rules").joinpath("packs")


def fit(
    at: datetime, zone: ZoneInfo, country: str, region: str, policy: str = "", *, rules: bool = True
) -> bool:
    """Say whether a call may be made at an instant; `policy` is a document's text, "" for none."""
    there = at.astimezone(zone)
    kind = kind_of(there.date(), country, region)
    clock = f"{there.hour:02}:{there.minute:02}"
    by_rules = not rules or rules_say_yes("RU" if country == "RU" else "EU", kind, clock)
    return by_rules and (not policy or row_says_yes(policy, kind, clock))


@cache
def rules_say_yes(pack: str, kind: str, clock: str) -> bool:
    """Whether all hours of a pack allow a minute of a kind of day."""
    spans = [hours[kind] for hours in pack_hours(pack)]
    return all(any(first <= clock < last for first, last in each) for each in spans)


@cache
def pack_hours(pack: str) -> tuple[dict[str, list[tuple[str, str]]], ...]:
    """The hours of a pack as text; Hungary's own are asked too, as they may become stricter."""
    rules: list[Any] = []
    for name in ("hu", "eu") if pack == "EU" else ("ru",):
        rules += json.loads(PACKS.joinpath(f"{name}.json").read_text("utf-8"))["rules"]
    return tuple(
        {kind: [(s[:5], s[-5:]) for s in spans] for kind, spans in rule["values"].items()}
        for rule in rules
        if rule["kind"] == "hours"
    )


@cache
def row_says_yes(policy: str, kind: str, clock: str) -> bool:
    """The first row of an English quiet-hours table, plainly written, that fits."""
    for day, hour, may in ROW.findall(policy):
        days = {"any": kind, "Sunday or holiday": "sunday"}.get(day, day.lower())
        if days == kind and (hour == "any" or hour[:5] <= clock <= hour[-5:]):
            return bool(may == "yes")
    return False


@cache
def calendar(country: str, region: str, year: int) -> holidays.HolidayBase:
    """The package's calendar, by region where the proof's countries have regional ones."""
    subdivision = region[3:] if country in {"AU", "CA", "GB", "PT", "US"} else None
    return holidays.country_holidays(country, subdiv=subdivision, years=[year])


@cache
def kind_of(day: date, country: str, region: str) -> str:
    """What a day is there, from the package's own answers."""
    kept = calendar(country, region, day.year)
    if day in kept:
        return "sunday"
    if day in kept.weekend_workdays:
        return "working day"
    if day.strftime("%a") == "Sat":
        return "saturday"
    return (
        "sunday" if day.strftime("%a") == "Sun" or day.weekday() in kept.weekend else "working day"
    )


@cache
def edges(name: str, first_year: int, last_year: int) -> list[datetime]:
    """The hours within which a zone's clock is set, found by asking it every hour."""
    zone, found = ZoneInfo(name), []
    at, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while at < end:
        if at.astimezone(zone).utcoffset() != (at + 60 * MINUTE).astimezone(zone).utcoffset():
            found.append(at)
        at += 60 * MINUTE
    return found
