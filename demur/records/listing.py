"""The lists: found by words, filtered, newest first, a page at a time.

A page begins where the one before it ended (its last row's instant and id), so that the
hundredth page costs what the first does, and nothing is ever counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from demur.domain.people import search_text
from demur.domain.refusal import Step
from demur.records.inquiries import Came, Inquiry, Offered, Outcome, Refusal
from demur.records.people import Contact

Row = TypeVar("Row", Contact, Inquiry, covariant=True)
PAGE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
#: All that a line of the list shows; the kept answer alone is larger than all of it.
LINE = (
    *("ref", "at", "need", "lang", "number_key", "number_raw", "dialled_key", "dialled_raw"),
    *("situation", "step", "source", "by", "contact_id", "contact__name", "contact__organisation"),
    *("refusal__words", "refusal__row", "refusal__step", "refusal__taken", "refusal__at"),
    *("refusal__importance", "refusal__seconds", "refusal__source", "refusal__inquiry_id"),
    "refusal__policy__version",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which inquiries are asked for; an empty field asks for all.

    `words` are looked for in the need, the name, the number and the source, each anywhere;
    `number` is an E.164 key; `since` and `until` bound the instant, `until` itself left out.
    """

    words: str = ""
    number: str = ""
    situation: str = ""
    step: str = ""
    taken: str = ""
    since: datetime | None = None
    until: datetime | None = None
    contact: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the list a page ended: the row after which the next one begins."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // MICROSECOND}-{self.id}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place a text stands for, or None: a mangled one is the beginning."""
        moment, _, number = text.partition("-")
        if not (moment.isascii() and moment.isdigit() and number.isascii() and number.isdigit()):
            return None
        if len(moment) > 17 or len(number) > 18:
            return None
        return cls(EPOCH + int(moment) * MICROSECOND, int(number))


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and where the next ones begin, if there are any."""

    rows: Sequence[Row]
    more: str = ""


def inquiries(wanted: Wanted, after: Place | None = None, most: int = PAGE) -> Page[Inquiry]:
    """A page of inquiries with their refusals, newest first; two statements.

    The first finds the page by what indexes hold, the second reads its rows whole: a search
    looks through many thousand rows and must not read them.
    """
    found = _found(wanted)
    if after is not None:
        found = found.filter(at__lte=after.at).exclude(at=after.at, id__gte=after.id)
    places = list(found.order_by("-at", "-id").values_list("at", "id")[: most + 1])
    last = places[most - 1] if len(places) > most else None
    rows = lines([number for _, number in places[:most]])
    return Page(rows, str(Place(*last)) if last else "")


def lines(keys: Sequence[int]) -> list[Inquiry]:
    """Inquiries by their keys as a list shows them, newest first."""
    taken_back = Outcome.objects.filter(refusal__inquiry=OuterRef("pk"), came=Came.TAKEN_BACK)
    rows = (
        Inquiry.objects.filter(pk__in=keys)
        .select_related("contact", "refusal__policy")
        .only(*LINE)
        .annotate(is_taken_back=Exists(taken_back))
        .order_by("-at", "-id")
    )
    return list(rows)


def all_inquiries(wanted: Wanted, at_once: int = 500) -> Iterator[Sequence[Inquiry]]:
    """All of them, some hundred at a time: as many as memory holds at once."""
    after: Place | None = None
    while True:
        page = inquiries(wanted, after, at_once)
        yield page.rows
        if not page.more:
            return
        after = Place.read(page.more)


def inquiry(ref: UUID) -> Inquiry:
    """One inquiry with everything that came of it; raises Inquiry.DoesNotExist."""
    offers = Offered.objects.order_by("position").select_related("partner", "item")
    return (
        Inquiry.objects.select_related("contact", "item", "refusal__policy")
        .defer("search", "refusal__policy__source", "item__search", "contact__search")
        .prefetch_related(
            Prefetch("refusal__offers", offers), "refusal__promises", "refusal__outcomes"
        )
        .get(ref=ref)
    )


def same_demand(one: Inquiry) -> list[Inquiry]:
    """The other inquiries of the same demand, newest first."""
    first = one.demand_id or one.pk
    rows = Inquiry.objects.filter(Q(pk=first) | Q(demand=first)).exclude(pk=one.pk)
    return list(rows.only("ref", "at", "need").order_by("-at", "-id")[:PAGE])


def people(words: str, number: str, after: int | None = None, most: int = PAGE) -> Page[Contact]:
    """A page of contacts with their numbers, those who came last first; two statements."""
    known = Contact.objects.filter(merged_into=None).defer("search", "note")
    rows = known.prefetch_related("numbers").order_by("-pk")
    rows = rows.filter(numbers__key=number) if number else _with_words(rows, words)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: most + 1])
    more = str(found[most - 1].pk) if len(found) > most else ""
    return Page(found[:most], more)


def _found(wanted: Wanted) -> QuerySet[Inquiry]:
    """The inquiries asked for; a served one has no refusal."""
    rows: QuerySet[Inquiry] = Inquiry.objects.all()
    if wanted.number:
        rows = rows.filter(number_key=wanted.number)
    elif wanted.words and (wanted.situation or wanted.contact):
        # Left to itself the engine takes the other index, and reads whole rows for their words.
        rows = rows.filter(pk__in=_with_words(Inquiry.objects.all(), wanted.words).values("pk"))
    else:
        rows = _with_words(rows, wanted.words)
    asked = {
        "situation": wanted.situation,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
        "contact": wanted.contact,
    }
    return _refused(rows, wanted).filter(**{name: value for name, value in asked.items() if value})


def _refused(rows: QuerySet[Inquiry], wanted: Wanted) -> QuerySet[Inquiry]:
    """Those that ended as asked. Asked row by row, the list is read in its own order and ends
    with the page; joined, all refusals are read and sorted first.
    """
    refusals = Refusal.objects.filter(inquiry=OuterRef("pk"))
    if wanted.step == Step.SERVE:
        rows = rows.filter(~Exists(refusals))
    elif wanted.step:
        refusals = refusals.filter(step=wanted.step)
    if wanted.taken:
        refusals = refusals.filter(taken=wanted.taken)
    ended = wanted.taken or wanted.step not in {"", Step.SERVE}
    return rows.filter(Exists(refusals)) if ended else rows


def _with_words(rows: QuerySet[Row], words: str) -> QuerySet[Row]:
    """The rows whose search column holds every word, wherever it stands."""
    for word in search_text(words).split():
        rows = rows.filter(search__contains=word)
    return rows
