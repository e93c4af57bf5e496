"""The rule packs we ship, which of them bind for a client, and the strictest rule of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from demur.domain.contact_rules.reading import read
from demur.domain.contact_rules.terms import After, Ask, Basis, Consent, Kind, Pack, Rest, Rule
from demur.domain.peace import Purpose
from demur.domain.refusal import Channel

#: The pack that binds beside a member's own, and for want of another everywhere else.
UNION: Final = "EU"
#: Longer than any number of days a pack may say.
_FOR_GOOD: Final = 10_000


@cache
def packs() -> Mapping[str, Pack]:
    """Give every pack by its code; raises PackError where one is malformed."""
    folder = files(__package__).joinpath("packs")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".json")), key=str)
    read_ones = [read(file.read_text("utf-8"), file.name) for file in found]
    return MappingProxyType({pack.code: pack for pack in read_ones})


def in_force(country: str, on: date) -> tuple[Rule, ...]:
    """Give the rules that bind for a client of a country (ISO 3166, two letters) on a day.

    Its own pack; the European one for members beside their own, and as the careful default for
    any country that has none.
    """
    return _in_force(country.strip().upper()[:8], on)


def rules_of(country: str) -> tuple[Rule, ...]:
    """Give the same rules whatever their dates, for whoever asks of each day by itself."""
    return _rules_of(country.strip().upper()[:8])


@lru_cache(maxsize=4096)
def _in_force(country: str, on: date) -> tuple[Rule, ...]:
    return tuple(rule for rule in _rules_of(country) if rule.binds_on(on))


@lru_cache(maxsize=1024)
def _rules_of(country: str) -> tuple[Rule, ...]:
    own = [pack for pack in packs().values() if pack.code != UNION and country in pack.countries]
    union = packs()[UNION]
    binding = [*own, union] if country in union.countries or not own else own
    return tuple(rule for pack in binding for rule in pack.rules)


@lru_cache(maxsize=4096)
def on_channel(rules: tuple[Rule, ...], channel: Channel) -> tuple[Rule, ...]:
    """Keep the rules that speak of a channel: of a partner's hand-over none does."""
    return tuple(rule for rule in rules if channel in rule.channels)


def consent(
    rules: Iterable[Rule], channel: Channel, purpose: Purpose, *, robot: bool = False
) -> Rule | None:
    """Give the rule that asks for the most consent; None where none does.

    No rule speaks of what the client asked for themselves. `robot` is a call or
    message that no human being dials.
    """
    asking = [
        (tuple(Ask).index(rule.terms.ask), _weight(rule), rule)
        for rule in rules
        if isinstance(rule.terms, Consent)
        and channel in rule.channels
        and purpose in rule.terms.purposes
        and (robot or not rule.terms.robot)
    ]
    return max(asking, key=lambda each: each[:2])[2] if asking else None


def rest(rules: Iterable[Rule], after: After) -> Rule | None:
    """Give the rule that promises the longest peace after a no or an objection."""
    resting = [
        (rule.terms.days or _FOR_GOOD, _weight(rule), rule)
        for rule in rules
        if isinstance(rule.terms, Rest) and rule.terms.after is after
    ]
    return max(resting, key=lambda each: each[:2])[2] if resting else None


def first_words(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Give the rules that say what a client hears first; all of them bind together."""
    return tuple(rule for rule in rules if rule.kind is Kind.FIRST_WORDS)


def _weight(rule: Rule) -> int:
    """Of two rules equally strict the law is quoted before our own floor."""
    return -tuple(Basis).index(rule.basis)
