"""What a process keeps in memory between inquiries, rebuilt when its counter has moved.

Reading a policy, indexing a catalogue or judging the partners for every caller would cost far
more than answering. One small query a caller tells whether any of it has changed.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from demur.domain.needs import Item as Named
from demur.domain.needs.catalogue import Catalogue
from demur.domain.needs.text import warm_up as dictionaries
from demur.domain.needs.world import shipped
from demur.domain.partners import Partner as Candidate
from demur.domain.partners import Standing, standing
from demur.domain.policy import document
from demur.domain.policy.policy import Policy
from demur.domain.policy.words.lemmas import warm_up as barred_words
from demur.domain.refusal import Lang
from demur.records.company import Company, company
from demur.records.goods import Item
from demur.records.partners import Partner
from demur.records.policies import AlteredPolicy, in_force, signed_text

#: A catalogue, and what stands in for what.
Shelf = tuple[Catalogue, Mapping[str, tuple[str, ...]]]
#: From so many goods on, indexing takes too long for a caller to wait.
LARGE = 5_000
#: For so long a policy's bytes are trusted; somebody may change them behind our back.
TRUSTED = timedelta(seconds=5)


class NoPolicy(Exception):
    """No policy is in force, so there is nothing the desk may say."""


@dataclass(frozen=True, slots=True)
class Held:
    """The company, its policy in force, its catalogue and its partners, at one moment."""

    company: Company
    zone: ZoneInfo
    policy: Policy
    policy_ref: int
    catalogue: Catalogue
    stands_in: Mapping[str, tuple[str, ...]]
    partners: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A policy as it was read, and when its bytes were last those that were signed."""

    policy: Policy
    ref: int
    sha256: str
    at: datetime


_lock = threading.Lock()
_policies: dict[tuple[str, int, date], _Read] = {}
_catalogues: dict[tuple[str, int], Shelf] = {}
_indexing: set[tuple[str, int]] = set()
_partners: dict[tuple[str, int, int], tuple[Standing, ...]] = {}


def held(local: datetime, ours: Company | None = None) -> Held:
    """Everything in memory that an answer needs; one statement where nothing has changed.

    `local` is the instant on the company's clock: the version in force on that day decides, and
    its bytes are looked at again every few seconds. Raises NoPolicy where none is in force,
    AlteredPolicy where its bytes are not those that were signed, Company.DoesNotExist before the
    company is set up.
    """
    ours = ours or company()
    with _lock:
        policy, ref = _policy(ours, local)
        catalogue, stands_in = _catalogue(ours)
        partners = _standings(ours, policy, ref)
    return Held(ours, ZoneInfo(ours.zone), policy, ref, catalogue, stands_in, partners)


def policy_in_force(local: datetime, ours: Company) -> tuple[Policy, int] | None:
    """The policy that decides now and its place in the records; None where none may decide.

    For deeds that nobody's missing or altered policy may stop: a client's no above all.
    """
    try:
        with _lock:
            return _policy(ours, local)
    except (NoPolicy, AlteredPolicy):
        return None


def forget() -> None:
    """Drop everything held; for tests and for a database that was swapped underneath."""
    with _lock:
        for cache in (_policies, _catalogues, _partners):
            cache.clear()


def _policy(ours: Company, local: datetime) -> tuple[Policy, int]:
    key = (ours.name, ours.policy_change, local.date())
    read = _policies.get(key)
    if read is None or not timedelta(0) <= local - read.at < TRUSTED:
        # Whatever was read last knows the fingerprint, should that be changed with the bytes.
        read = _read(local, next(iter(_policies.values()), None))
        _policies.clear()
        _policies[key] = read
    return read.policy, read.ref


def _read(local: datetime, before: _Read | None) -> _Read:
    """The version in force, read anew where it is not the one that was read before."""
    version = in_force(local.date())
    if version is None:
        raise NoPolicy
    text = signed_text(version)
    if before and before.ref == version.pk:
        if before.sha256 != version.sha256:
            raise AlteredPolicy(version.version)
        return replace(before, at=local)
    policy = document.read(text).policy
    if policy is None:
        raise NoPolicy
    return _Read(policy, version.pk, version.sha256, local)


def _catalogue(ours: Company) -> Shelf:
    """The goods of this moment; while a large catalogue is indexed anew, those of the last one."""
    key = (ours.name, ours.goods_change)
    if key in _catalogues:
        return _catalogues[key]
    last = next((shelf for (name, _), shelf in _catalogues.items() if name == ours.name), None)
    if last is None or len(last[0].goods.items) < LARGE:
        _catalogues.clear()
        _catalogues[key] = _index(ours)
        return _catalogues[key]
    if key not in _indexing:
        _indexing.add(key)
        threading.Thread(target=_index_beside, args=(ours, key), daemon=True).start()
    return last


def _index(ours: Company) -> Shelf:
    shelf = Catalogue.build(named_items(), ours.trades, shipped()), alternatives()
    # With a large catalogue each full collection was a pause of some 90 ms. It stays until the
    # next one replaces it, so the collector need not look at it.
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    return shelf


def _index_beside(ours: Company, key: tuple[str, int]) -> None:
    """Index in a thread of its own, and put the old catalogue away when the new one is ready."""
    try:
        shelf = _index(ours)
        with _lock:
            _catalogues.clear()
            _catalogues[key] = shelf
    finally:
        _indexing.discard(key)
        connection.close()


def _standings(ours: Company, policy: Policy, ref: int) -> tuple[Standing, ...]:
    key = (ours.name, ours.partners_change, ref)
    if key not in _partners:
        standings = tuple(standing(candidate(row), policy) for row in Partner.objects.all())
        _partners.clear()
        _partners[key] = standings
    return _partners[key]


def named_items() -> list[Named]:
    """The goods as the catalogue knows them: names and what they are called, no stock."""
    rows = Item.objects.values_list(
        "code", "hu", "ru", "en", "field", "variant", "brand", "synonyms"
    )
    return [
        Named(
            id=code,
            names={Lang.HU: hu, Lang.RU: ru, Lang.EN: en},
            field=field or None,
            variant=variant or None,
            brand=brand or None,
            synonyms=tuple(synonyms),
        )
        for code, hu, ru, en, field, variant, brand, synonyms in rows.iterator(chunk_size=5000)
    ]


def alternatives() -> dict[str, tuple[str, ...]]:
    """What stands in for what, by code; only items that something stands in for."""
    rows = Item.objects.exclude(alternatives=[]).values_list("code", "alternatives")
    return {code: tuple(codes) for code, codes in rows.iterator(chunk_size=5000)}


def candidate(row: Partner) -> Candidate:
    """A partner's row as the domain thinks of it."""
    return Candidate(
        code=row.code,
        name=row.name,
        phone=row.phone,
        trades=frozenset(row.trades),
        regions=frozenset(row.regions),
        complaints_per_100=row.complaints_per_100,
        callback_hours=row.callback_hours,
        trust=float(row.trust) if row.trust is not None else None,
        terms_signed_on=row.terms_signed_on,
        ref=row.pk,
    )


def warm_up(now: datetime) -> None:
    """Build everything once before the first caller: imports, dictionaries, index, policy.

    A company that is not set up yet, or has no policy, has nothing to warm.
    """
    dictionaries()
    try:
        held(now).catalogue.match("printer")
    except (NoPolicy, Company.DoesNotExist):
        return
    barred_words()
