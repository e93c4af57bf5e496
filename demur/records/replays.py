"""Reads the past for a replay, and names its callers.

The database sends a stretch of inquiries as five long texts: a number column each, and what is
text in one. That takes a quarter of the time that a row an inquiry did (bench/replay.py), and as
long whatever they asked; having the database bring like inquiries together took longer where
callers have yearly values of their own.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Count, Max, Min, QuerySet

from demur.domain.partners import Figures, judged
from demur.domain.policy.many import Fact, Floats, Integers
from demur.domain.policy.names import QuestionKey, Trust
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Situation
from demur.domain.replayed import Cases, Flags
from demur.records.inquiries import Inquiry

#: Keys of inquiries read at once; larger stretches were no faster.
STRETCH: Final = 20_000
#: What ends an inquiry and a text of it. People's texts are taken in without control characters.
END, NEXT, NEVER = "\x1e", "\x1f", "\x1d"
NUMBERS: Final = ("id", "worth_minor", "back_in", "yearly_value")
TEXTS: Final = (
    *("policy_id", "alternative", "importance_overruled", "currency", "situation", "partners"),
    *("client", "field", "importance", "row"),
)
#: To the last digit, which SQLite's own way from a number to a text leaves out.
EXACT: Final = {"sqlite": "format('%%!.17g', {})", "postgresql": "CAST({} AS text)"}


@dataclass(frozen=True, slots=True)
class PastCaller:
    """One of the callers whom another version would have treated otherwise."""

    ref: UUID
    at: datetime
    need: str
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Reached:
    """How many of how many inquiries have been read; when all are, they are decided."""

    read: int
    of: int


def past(
    old: int | None, since: datetime | None = None, newest: int | None = None
) -> Generator[Reached, None, Cases]:
    """The inquiries recorded since an instant, or all, or only so many of the newest.

    `old` is the key of the version in force. Yields how far it has come after every stretch.
    """
    first, end, count = _bounds(since, newest)
    read = _Read()
    for start in range(first, end, STRETCH):
        read.add(_stretch(start, min(start + STRETCH, end), since))
        yield Reached(read.size, max(read.size, count))
    return _cases(read, old)


def backwards(
    old: int | None, since: datetime | None, before: int | None
) -> Iterator[tuple[Reached, Cases]]:
    """The same inquiries a stretch at a time, the newest first, from before a key on."""
    first, end, count = _bounds(since)
    end, seen = min(end, before or end), 0
    for top in range(end, first, -STRETCH):
        read = _Read()
        read.add(_stretch(max(first, top - STRETCH), top, since))
        seen += read.size
        yield Reached(seen, count), _cases(read, old)


def _bounds(since: datetime | None, newest: int | None = None) -> tuple[int, int, int]:
    """The first key, the one after the last, and how many there are."""
    rows = _since(since)
    found = rows.aggregate(first=Min("pk"), last=Max("pk"), count=Count("pk"))
    first, count = found["first"] or 0, found["count"]
    if newest and count > newest:
        keys = rows.order_by("-pk").values_list("pk", flat=True)
        first, count = keys[newest - 1], newest
    return first, (found["last"] or -1) + 1, count


def _since(since: datetime | None) -> QuerySet[Inquiry]:
    every = Inquiry.objects.order_by()
    return every.filter(at__gte=since) if since else every


def _stretch(start: int, end: int, since: datetime | None) -> tuple[str | None, ...]:
    """The columns of the inquiries from one key up to another, each as one text."""
    with connection.cursor() as cursor:
        limits = [start, end, connection.ops.adapt_datetimefield_value(since)]
        cursor.execute(_question(with_since=since is not None), limits[: 2 + bool(since)])
        return tuple(cursor.fetchone())


def _question(*, with_since: bool) -> str:
    name = connection.ops.quote_name
    value = name("yearly_value")
    exact = EXACT[connection.vendor].format(value)
    numbers = [f"COALESCE({name(one)}, -1)" for one in NUMBERS[:-1]]
    shown = [f"CAST({each} AS text)" for each in numbers] + [
        f"CASE WHEN {value} IS NULL THEN 'nan' ELSE {exact} END"
    ]
    texts = ", ".join(_text(name(one), one) for one in TEXTS)
    columns = [f"string_agg({each}, ',')" for each in shown]
    columns.append(f"string_agg(concat_ws('{NEXT}', {texts}), '{END}')")
    table, key, at = (name(one) for one in (Inquiry._meta.db_table, "id", "at"))
    since = f" AND {at} >= %s" if with_since else ""
    return f"SELECT {', '.join(columns)} FROM {table} WHERE {key} >= %s AND {key} < %s{since}"  # noqa: S608


def _text(quoted: str, column: str) -> str:
    """A column as text; a yes is 1 on every engine, and partners never kept are not none."""
    if column in {"alternative", "importance_overruled"}:
        quoted = f"CAST({quoted} AS integer)"
    return f"COALESCE(CAST({quoted} AS text), '{NEVER if column == 'partners' else ''}')"


class _Codes(dict[str, int]):
    """Texts to numbers, given out as they are met."""

    def __missing__(self, text: str) -> int:
        return self.setdefault(text, len(self))


@dataclass(slots=True)
class _Read:
    """What was read so far: a list of arrays a number, and the distinct texts with their codes."""

    size: int = 0
    arrays: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in NUMBERS})
    codes: _Codes = field(default_factory=_Codes)
    coded: list[Integers] = field(default_factory=list)

    def add(self, columns: tuple[str | None, ...]) -> None:
        """Take in a stretch; one without inquiries has no texts."""
        *numbers, texts = columns
        if texts is None:
            return
        for name, text in zip(NUMBERS, numbers, strict=True):
            kind = np.float64 if name == "yearly_value" else np.int64
            self.arrays[name].append(np.fromstring(text or "", kind, sep=","))
        each = texts.split(END)
        self.coded.append(np.fromiter(map(self.codes.__getitem__, each), np.int64, len(each)))
        self.size += len(each)

    def whole(self, name: str) -> Integers:
        """A column of whole numbers, -1 for nothing."""
        return np.concatenate([np.zeros(0, np.int64), *self.arrays[name]])

    def yearly_values(self) -> Floats:
        """What they may buy in a year, NaN where nobody knew."""
        return np.concatenate([np.zeros(0), *self.arrays["yearly_value"]])

    def texts(self) -> dict[str, Fact]:
        """The columns of texts."""
        of = np.concatenate([np.zeros(0, np.int64), *self.coded])
        apart = [text.split(NEXT) for text in self.codes] or [[""] * len(TEXTS)]
        facts = (Fact.of(values) for values in zip(*apart, strict=True))
        return {name: fact.at(of) for name, fact in zip(TEXTS, facts, strict=True)}


def _cases(read: _Read, old: int | None) -> Cases:
    worth, back_in, texts = read.whole("worth_minor"), read.whole("back_in"), read.texts()
    return Cases(
        id=read.whole("id"),
        count=np.ones(read.size, np.int64),
        worth=np.maximum(worth, 0),
        currency=texts["currency"],
        unpriced=((worth < 0) | _is(texts["currency"], "")).astype(np.int64),
        situation=texts["situation"],
        back_in=np.where(back_in < 0, np.nan, back_in),
        alternative=_is(texts["alternative"], "1"),
        partners=_kept(texts["partners"]),
        client=texts["client"],
        yearly_value=read.yearly_values(),
        field=texts["field"],
        importance=texts["importance"],
        overruled=_is(texts["importance_overruled"], "1"),
        row=texts["row"],
        by_old=_is(texts["policy_id"], str(old)),
    )


def _is(fact: Fact, text: str) -> Flags:
    return np.array([value == text for value in fact.values], bool)[fact.codes]


def _kept(partners: Fact) -> Fact:
    return Fact(tuple(None if one == NEVER else one for one in partners.values), partners.codes)


def past_callers(inquiries: Sequence[int]) -> dict[int, PastCaller]:
    """Who made some inquiries, by their keys; one statement."""
    rows = (
        Inquiry.objects.filter(pk__in=inquiries)
        .select_related("contact", "refusal")
        .defer("search", "contact__search")
    )
    return {one.pk: _caller(one) for one in rows}


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
