"""Set the company up: who we are, on which numbers, where, and what we serve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from demur.domain.brought.cells import nearest_trade
from demur.domain.needs import dialling
from demur.domain.needs.world import shipped
from demur.domain.refusal import Lang
from demur.records import journal
from demur.records.company import Company, changed


class NotSetUp(ValueError):
    """What is said of the company can't be right; the message says what to mend."""


def set_up(
    name: str,
    numbers: Sequence[str],
    region: str,
    zone: str,
    language: Lang,
    currency: str,
    trades: Sequence[str],
    now: datetime,
    *,
    country: str = "HU",
    by: str = "command line",
) -> Company:
    """Say who the company is; said again it changes nothing, said otherwise it changes that.

    `numbers` are ours in any spelling, the first is the one we name to callers; `country` is the
    ISO 3166 region they are spelt in, `region` an ISO 3166-2 code. Raises NotSetUp where a
    number, a time zone or a trade can't be read.
    """
    said: dict[str, Any] = {
        "name": name,
        "numbers": [_key(number, country) for number in numbers],
        "country": country,
        "region": region,
        "zone": _zone(zone),
        "language": language,
        "currency": currency,
        "trades": [_trade(trade) for trade in trades],
    }
    with transaction.atomic():
        company = Company.objects.select_for_update().filter(pk=1).first()
        before = {field: getattr(company, field) for field in said} if company else {}
        if company and said == before:
            return company
        Company.objects.update_or_create(pk=1, defaults=said)
        changed("goods", "partners", "standing")
        fields = sorted(field for field in said if said[field] != before.get(field))
        journal.write(by, "set up", "company", now, fields=fields)
    return Company.objects.get(pk=1)


def _key(number: str, country: str) -> str:
    dialled = dialling.read(number, country)
    if dialled.key is None:
        raise NotSetUp(dialled.message)
    return dialled.key


def _zone(zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise NotSetUp(
            f"{zone} is not a time zone. Please write it like Europe/Budapest."
        ) from error


def _trade(trade: str) -> str:
    trades = frozenset(one.id for one in shipped())
    if trade not in trades:
        nearest = nearest_trade(trade, trades)
        raise NotSetUp(f"We know no trade {trade}. Did you mean {nearest}?")
    return trade
