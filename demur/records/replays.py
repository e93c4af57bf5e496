"""Reads the past for a replay, and names its callers.

Every inquiry is read as it is. Having the database bring like ones together was twice as fast
where they were of a few thousand kinds, and two to four times slower where callers have yearly
values of their own (bench/replay.py measures the latter); this takes as long whatever they asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db.models import Max, Min, QuerySet

from demur.domain.partners import Figures, judged
from demur.domain.policy.many import Fact, Floats, Integers
from demur.domain.policy.names import QuestionKey, Trust
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Situation
from demur.domain.replayed import EXAMPLES, Cases, Group
from demur.records.inquiries import Inquiry

Progress = Callable[[float], object]

#: Inquiries read at once; smaller stretches were no faster, larger ones slower.
STRETCH: Final = 10_000
NUMBERS: Final = (
    *("pk", "policy_id", "worth_minor", "back_in", "yearly_value"),
    *("alternative", "importance_overruled"),
)
TEXTS: Final = ("currency", "situation", "partners", "client", "field", "importance", "row")


@dataclass(frozen=True, slots=True)
class PastCaller:
    """One of the callers whom another version would have treated otherwise."""

    ref: UUID
    at: datetime
    need: str
    who: str
    words: str


def past(
    old: int | None, since: datetime | None = None, progress: Progress = lambda _: None
) -> Cases:
    """The inquiries recorded since an instant, or all; `old` is the key of the version in force.

    Read a stretch at a time, so that `progress` can hear shares from 0 to 1.
    """
    ends = Inquiry.objects.aggregate(first=Min("pk"), last=Max("pk"))
    starts = range(ends["first"] or 0, (ends["last"] or -1) + 1, STRETCH)
    read = _Read()
    for done, start in enumerate(starts, start=1):
        stretch = _since(since).filter(pk__gte=start, pk__lt=start + STRETCH)
        read.add(list(stretch.values_list(*NUMBERS, *TEXTS)))
        progress(done / len(starts))
    return _cases(read, old)


def _since(since: datetime | None) -> QuerySet[Inquiry]:
    every = Inquiry.objects.order_by()
    return every.filter(at__gte=since) if since else every


class _Codes(dict[object, int]):
    """Texts to numbers, given out as they are met."""

    def __missing__(self, text: object) -> int:
        return self.setdefault(text, len(self))


@dataclass(slots=True)
class _Read:
    """What was read so far, a list of arrays a column; numbers have NaN for nothing."""

    arrays: dict[str, list[Any]] = field(
        default_factory=lambda: {name: [] for name in NUMBERS + TEXTS}
    )
    codes: dict[str, _Codes] = field(default_factory=lambda: {name: _Codes() for name in TEXTS})

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Take in a stretch of rows."""
        columns = list(zip(*rows, strict=True)) or [()] * len(self.arrays)
        for name, values in zip(NUMBERS + TEXTS, columns, strict=True):
            if name in self.codes:
                each = map(self.codes[name].__getitem__, values)
                self.arrays[name].append(np.fromiter(each, np.int64, len(values)))
            else:
                self.arrays[name].append(np.array(values, np.float64))

    def numbers(self, name: str) -> Floats:
        """A column of numbers, whole to the unit up to 2**53."""
        return np.concatenate([np.zeros(0), *self.arrays[name]])

    def whole(self, name: str) -> Integers:
        """A column of whole numbers, 0 for nothing."""
        return np.nan_to_num(self.numbers(name)).astype(np.int64)

    def texts(self, name: str) -> Fact:
        """A column of texts."""
        arrays = [np.zeros(0, np.int64), *self.arrays[name]]
        return Fact(tuple(self.codes[name]) or ("",), np.concatenate(arrays))


def _cases(read: _Read, old: int | None) -> Cases:
    keys = read.whole("pk")
    return Cases(
        id=keys,
        count=np.ones(len(keys), np.int64),
        worth=read.whole("worth_minor"),
        currency=read.texts("currency"),
        unpriced=np.isnan(read.numbers("worth_minor")).astype(np.int64),
        situation=read.texts("situation"),
        back_in=read.numbers("back_in"),
        alternative=read.whole("alternative") > 0,
        partners=read.texts("partners"),
        client=read.texts("client"),
        yearly_value=read.numbers("yearly_value"),
        field=read.texts("field"),
        importance=read.texts("importance"),
        overruled=read.whole("importance_overruled") > 0,
        row=read.texts("row"),
        by_old=read.whole("policy_id") == (old or -1),
    )


def callers_of(
    group: Group, limit: int = EXAMPLES, since: datetime | None = None
) -> tuple[PastCaller, ...]:
    """The newest callers of a group since an instant, newest first: at most 20."""
    rows = (
        _since(since)
        .filter(pk__in=group.examples[:limit])
        .select_related("contact", "refusal")
        .defer("search", "contact__search")
        .order_by("-at", "-pk")
    )
    return tuple(map(_caller, rows))


def asked_of(one: Inquiry, policy: Policy) -> dict[QuestionKey, object]:
    """What a policy's steps are asked of a recorded inquiry; it judges the partners itself."""
    near = [Figures.read(text) for text in (one.partners or "").split()]
    situation = Situation(one.situation)
    return {
        QuestionKey.REASON: "none" if situation is Situation.SERVED else situation,
        QuestionKey.BACK_IN: one.back_in,
        QuestionKey.ALTERNATIVE: bool(one.alternative),
        QuestionKey.PARTNER: any(judged(each, policy)[0] is Trust.RECOMMENDED for each in near),
        QuestionKey.CLIENT: one.client or None,
        QuestionKey.YEARLY_VALUE: one.yearly_value,
        QuestionKey.FIELD: one.field or None,
        QuestionKey.IMPORTANCE: one.importance or None,
    }


def refs_of(inquiries: Sequence[int]) -> dict[int, str]:
    """The references of inquiries, by which people and programs name them."""
    rows = Inquiry.objects.filter(pk__in=inquiries).values_list("pk", "ref")
    return {pk: str(ref) for pk, ref in rows}


def _caller(one: Inquiry) -> PastCaller:
    refusal = getattr(one, "refusal", None)
    return PastCaller(
        ref=one.ref,
        at=one.at,
        need=one.need,
        who=one.contact.name if one.contact else one.number_raw,
        words=refusal.words if refusal else str(one.answer.get("words", "")),
    )
