"""Who rests, as lists ask for it: a page at a time, each beginning where the one before ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import F, Q, QuerySet

from demur.domain.people import search_text
from demur.records.rounds import Rest, Resting

PAGE: Final = 50
#: Whom we no longer call.
STOPPED: Final = Q(why=Resting.STOP) | Q(why=Resting.REFUSED, until=None)


def resting(words: str, after: int | None = None, most: int = PAGE) -> tuple[Sequence[Rest], str]:
    """A page of the clients at rest, whose day comes first above, and where the next one begins."""
    rows = _found(words).exclude(STOPPED).order_by(F("until").asc(nulls_last=True), "pk")
    last = Rest.objects.filter(pk=after or 0).first()
    return _page(rows.filter(_behind(last)) if last else rows, most)


def stopped(words: str, after: int | None = None, most: int = PAGE) -> tuple[Sequence[Rest], str]:
    """A page of the clients whom we no longer call, by their names, and where the next begins."""
    rows = _found(words).filter(STOPPED).order_by("contact__search", "pk")
    last = Rest.objects.filter(pk=after or 0).select_related("contact").first()
    if last:
        name = last.contact.search
        same = Q(contact__search=name, pk__gt=last.pk)
        rows = rows.filter(Q(contact__search__gt=name) | same)
    return _page(rows, most)


def _found(words: str) -> QuerySet[Rest]:
    rows = Rest.objects.filter(contact__merged_into=None).select_related("contact")
    for word in search_text(words).split():
        rows = rows.filter(contact__search__contains=word)
    return rows


def _behind(last: Rest) -> Q:
    """What comes after a row in the order of days; who rests without a day stands at the end."""
    undated = Q(until=None)
    if last.until is None:
        return undated & Q(pk__gt=last.pk)
    return undated | Q(until__gt=last.until) | Q(until=last.until, pk__gt=last.pk)


def _page(rows: QuerySet[Rest], most: int) -> tuple[Sequence[Rest], str]:
    found = list(rows[: most + 1])
    return found[:most], str(found[most - 1].pk) if len(found) > most else ""
