"""What clients refuse us for: every no they gave, why, whom they chose, what it saved (B7)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final

from django.db.models import Prefetch, QuerySet

from demur.domain.errands import Kind, State
from demur.domain.refusal import Direction, Money
from demur.domain.regret import Reason
from demur.records.better_offers import BetterOffer, OfferAnswer
from demur.records.errands import Errand
from demur.records.inquiries import Came, Explanation, Refusal
from demur.records.peace import Peace, Spared

PAGE = 50
#: So ends the key of a letter that repeats one which did not arrive.
AGAIN: Final = "/again"


@dataclass(frozen=True, slots=True)
class Rival:
    """Somebody clients chose instead: how often, and how much cheaper than ours.

    `gap` is the middle of what clients told us, as a share of our own price (.2 is 20 % cheaper
    than ours, -.1 dearer), None where nobody named both prices in one currency; `told` says how
    many did.
    """

    name: str
    count: int
    gap: float | None
    told: int


@dataclass(frozen=True, slots=True)
class Learned:
    """What the noes of a while say together; those taken back count for nothing.

    `spared` are the calls and messages that the peace which came of them has held back so far.
    """

    count: int
    taken_back: int
    by_robots: int
    reasons: Sequence[tuple[Reason | None, int]]
    rivals: Sequence[Rival]
    spared: int


def learned(since: datetime, until: datetime) -> Learned:
    """Count the noes given from `since` on and before `until`."""
    rows = list(_told().filter(at__gte=since, at__lt=until))
    standing = [one for one in rows if not was_taken_back(one)]
    reasons = Counter(reason_of(one) for one in standing)
    peaces = Peace.objects.filter(refusal__in=[one.pk for one in standing])
    return Learned(
        count=len(standing),
        taken_back=len(rows) - len(standing),
        by_robots=sum(was_a_robots(one) for one in standing),
        reasons=reasons.most_common(),
        rivals=_rivals(standing),
        spared=Spared.objects.filter(peace__in=peaces).count(),
    )


def regrets(after: int | None = None, most: int = PAGE) -> tuple[Sequence[Refusal], str]:
    """A page of the noes, the newest first, and where the next one begins, if there is one."""
    rows = _told().select_related("contact", "offer__item", "better_offer__answer")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: most + 1])
    return found[:most], str(found[most - 1].pk) if len(found) > most else ""


def one(pk: int) -> Refusal | None:
    """A no by its place in the records."""
    rows = _told().select_related("contact__merged_into", "offer__item", "link")
    return rows.filter(pk=pk).first()


def rival_price(refusal: Refusal) -> Money | None:
    """What the client last said that the rival asks."""
    word = last_word(refusal)
    if word is None or word.rival_price_minor is None:
        return None
    return Money(word.rival_price_minor, word.currency)


def last_word(refusal: Refusal) -> Explanation | None:
    """What the client said of it last."""
    return next(iter(refusal.explanations.all()), None)


def reason_of(refusal: Refusal) -> Reason | None:
    """Why they refused, where they said it."""
    given = next((one.reason for one in refusal.explanations.all() if one.reason), "")
    return Reason(given) if given else None


def was_taken_back(refusal: Refusal) -> bool:
    """Whether the client changed their mind."""
    return any(one.came == Came.TAKEN_BACK for one in refusal.outcomes.all())


def may_be_answered(refusal: Refusal, now: datetime) -> bool:
    """Whether a listed no has room for our one answer, as far as its own peaces say."""
    if was_taken_back(refusal) or getattr(refusal, "better_offer", None):
        return False
    lasting = (one for one in refusal.peaces.all() if one.until is None or now < one.until)
    return any(one.leaves_room and not hasattr(one, "lift") for one in lasting)


def letters(refusals: Iterable[Refusal]) -> dict[int, Errand]:
    """By the no that they answer, the last letters that brought our answer, or are to bring it."""
    offers = {made.ref: one.pk for one in refusals if (made := getattr(one, "better_offer", None))}
    sent = Errand.objects.filter(about__in=offers, kind=Kind.ANSWER).order_by("pk")
    return {offers[one.about]: one for one in sent if one.about}


def answer_to(refusal: Refusal) -> BetterOffer | None:
    """Our one answer to a no, where it is written."""
    return BetterOffer.objects.filter(regret=refusal).select_related("regret__offer__item").first()


def is_lost(letter: Errand) -> bool:
    """Whether a letter rests for good without having arrived, and may be sent once more."""
    rests = letter.state in {State.FAILED, State.HELD} and letter.next_at is None
    return rests and not letter.key.endswith(AGAIN)


def lost_letter(offer: BetterOffer) -> Errand | None:
    """The letter of a better offer that never arrived, if it is the only one and unanswered."""
    if OfferAnswer.objects.filter(offer=offer).exists():
        return None
    found = Errand.objects.filter(about=offer.ref, kind=Kind.ANSWER).order_by("pk").last()
    return found if found and is_lost(found) else None


def was_a_robots(refusal: Refusal) -> bool:
    """Whether a machine may have pressed it."""
    return any(one.proof.get("by_robot") for one in refusal.peaces.all())


def price_gap(refusal: Refusal) -> float | None:
    """How much cheaper than ours the rival's price was, as a share of ours."""
    word, offer = last_word(refusal), refusal.offer
    if not (word and offer and word.rival_price_minor is not None and offer.price_minor):
        return None
    if word.currency != offer.currency:
        return None
    return (offer.price_minor - word.rival_price_minor) / offer.price_minor


def _told() -> QuerySet[Refusal]:
    words = Explanation.objects.order_by("-pk")
    peaces = Prefetch("peaces", Peace.objects.select_related("answered", "lift"))
    return (
        Refusal.objects.filter(direction=Direction.REGRET)
        .select_related("offer")
        .prefetch_related(Prefetch("explanations", words), "outcomes", peaces)
    )


def _rivals(noes: Iterable[Refusal]) -> list[Rival]:
    """Rivals by how often they were chosen; spelt as they were spelt last."""
    by_name: dict[str, list[tuple[str, float | None]]] = defaultdict(list)
    for one in noes:
        word = last_word(one)
        if word and word.rival:
            by_name[word.rival.casefold()].append((word.rival, price_gap(one)))
    found = [_rival(told) for told in by_name.values()]
    return sorted(found, key=lambda rival: (-rival.count, rival.name))


def _rival(told: Sequence[tuple[str, float | None]]) -> Rival:
    gaps = [gap for _, gap in told if gap is not None]
    return Rival(told[-1][0], len(told), median(gaps) if gaps else None, len(gaps))
