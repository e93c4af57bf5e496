"""Decline: the client says no through their link, and what they say of it later is added."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from demur.domain.answers import Vow
from demur.domain.contact_rules.packs import in_force
from demur.domain.contact_rules.resting import at_least, objecting, objections
from demur.domain.contact_rules.zones import country_of
from demur.domain.peace import Scope
from demur.domain.policy import facts
from demur.domain.policy.policy import Policy
from demur.domain.policy.stops import Granted, promised
from demur.domain.refusal import Channel, Direction, Importance, Money
from demur.domain.regret import CHANGES_A_DAY, No, They
from demur.records import journal, peace_journal
from demur.records.better_offers import BetterOffer
from demur.records.company import Company
from demur.records.held import policy_in_force
from demur.records.inquiries import Explanation, Promised, Refusal, changes
from demur.records.keyed import need_mark
from demur.records.offers import Link
from demur.records.peace import Peace, keys_of
from demur.records.people import Contact

CLIENT = "client"
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Declined:
    """A client's no that is on record, with the peace it brought.

    `before` says that it was on record already, and this press added nothing; `enough`, that it
    did not because so much was said through this link today.
    """

    refusal: Refusal
    peaces: tuple[Peace, ...]
    before: bool = False
    enough: bool = False


@dataclass(frozen=True, slots=True)
class _Ruled:
    """What the policy says of this no: its place in the records, how they matter, the peace."""

    policy: int | None
    importance: Importance
    importance_row: str
    granted: Granted
    besides: tuple[Granted, ...]
    zone: ZoneInfo


def decline(link: Link, no: No, now: datetime, by: str = CLIENT) -> Declined:
    """Record a client's no and the peace it brings; however often it is pressed, it is one no.

    A second word through the same link (a reason, a day, "never") is added to the no that
    stands: "never" widens the peace, a reason or a day puts the peace that the policy promises
    for it in place of the first; after twenty changes in a day only "never" is taken. Where the
    peace of the first no has run out or was lifted, the press is a new no. Raises LostJournal or
    LostKey, and then nothing is recorded.
    """
    with transaction.atomic():
        link = (
            Link.objects.select_for_update(of=("self",))
            .select_related("contact", "offer__item")
            .get(pk=link.pk)
        )
        standing = link.no
        if standing is None or not keeping(standing, now):
            return _first(link, no, now, by)
        if no.they is They.PLAIN_NO and not no.explains:
            return Declined(standing, _lasting(standing), before=True)
        return _further(link, standing, no, now, by)


def keeping(refusal: Refusal, now: datetime) -> tuple[Peace, ...]:
    """What a no keeps at peace at this instant: what nobody has lifted, and has not run out."""
    return tuple(one for one in _lasting(refusal) if one.until is None or now < one.until)


def considered(link: Link, no: No, now: datetime) -> Granted:
    """The peace that a no through this link would bring; nothing is recorded."""
    return _ruled(link, no, now).granted


def _first(link: Link, no: No, now: datetime, by: str) -> Declined:
    ruled = _ruled(link, no, now)
    refusal = _refusal(link, no, ruled, now, by)
    refusal.save(force_insert=True)
    peaces = _grant(link, refusal, no, ruled, now, by)
    _explain(refusal, no, now)
    journal.write(by, "declined", f"link {link.pk}", now, they=no.they, by=no.by)
    return Declined(refusal, peaces)


def _further(link: Link, refusal: Refusal, no: No, now: datetime, by: str) -> Declined:
    """A word more to a no that stands. What was said twice is said once."""
    lasting = _lasting(refusal)
    has_all = any(is_all_for_good(one) for one in lasting)
    said_before = _explained_so(refusal, no)
    if (no.they is They.NEVER and has_all) or (no.they is not They.NEVER and said_before):
        return Declined(refusal, lasting, before=True)
    if no.they is not They.NEVER and changes(link.pk, now - DAY) >= CHANGES_A_DAY:
        # A plain no that stands already is answered as one, whatever was typed beside it.
        return Declined(refusal, lasting, before=True, enough=no.they is not They.PLAIN_NO)
    if not has_all:
        granted = _grant(link, refusal, no, _ruled(link, no, now), now, by)
        if no.they is not They.NEVER:
            replaced = [one for one in lasting if one.row not in objections()]
            peace_journal.end(replaced, by, f"the client said more: {no.reason or no.they}", now)
            lasting = tuple(one for one in lasting if one.row in objections())
        lasting = (*lasting, *granted)
    _explain(refusal, no, now)
    journal.write(by, "said more", f"link {link.pk}", now, they=no.they, by=no.by)
    return Declined(refusal, lasting)


def is_all_for_good(peace: Peace) -> bool:
    """Whether "never" has nothing to add: everything, on every channel, without an end."""
    return peace.scope == Scope.EVERYTHING and peace.until is None and not peace.channels


def _ruled(link: Link, no: No, now: datetime) -> _Ruled:
    ours = Company.objects.filter(pk=1).first() or Company()
    zone = ZoneInfo(ours.zone)
    found = policy_in_force(now.astimezone(zone), ours)
    policy, ref = found or (None, None)
    weighed = _weighed(link.contact, policy) if policy and link.contact else None
    importance = (weighed and weighed.importance) or Importance.CHANCE
    granted = promised(policy, no.they, importance, now, no.day, zone)
    rules = in_force(_country(link) or ours.country, now.astimezone(zone).date())
    granted = at_least(granted, no.they, rules, now)
    if granted.scope is Scope.NEED and not link.need:
        # A link about no offer in particular can only be refused as a whole.
        granted = replace(granted, scope=Scope.MARKETING)
    return _Ruled(
        policy=ref,
        importance=importance,
        importance_row=str(weighed.row or "") if weighed else "",
        granted=granted,
        besides=objecting(no.by, rules),
        zone=zone,
    )


def _country(link: Link) -> str:
    """The client's country, as far as their region or their first number tells."""
    if link.contact is None:
        return ""
    number = link.contact.numbers.order_by("pk").values_list("key", flat=True).first()
    return country_of("", link.contact.region, number or "")


def _weighed(contact: Contact, policy: Policy) -> facts.Ruling | None:
    value = contact.yearly_value_minor
    return facts.importance(
        policy,
        client=contact.client,
        yearly_value=Money(value, contact.currency).amount if value is not None else None,
        field=contact.field or None,
    )


def _refusal(link: Link, no: No, ruled: _Ruled, now: datetime, by: str) -> Refusal:
    return Refusal(
        direction=Direction.REGRET,
        contact=link.contact,
        offer=link.offer,
        link=link,
        at=now,
        reason=no.reason or no.they,
        policy_id=ruled.policy,
        row=ruled.granted.row,
        importance=ruled.importance,
        importance_row=ruled.importance_row,
        by=by,
    )


def _grant(
    link: Link, refusal: Refusal, no: No, ruled: _Ruled, now: datetime, by: str
) -> tuple[Peace, ...]:
    """The peace the policy promises, for every number and address of theirs.

    A no that was answered once leaves room for no other answer, whatever is said of it later.
    """
    may_answer = not BetterOffer.objects.filter(regret=refusal).exists()
    peaces = tuple(
        Peace(
            ref=uuid4(),
            refusal=refusal,
            scope=granted.scope,
            channels=sorted(granted.channels),
            need=need_mark(link.need) if granted.scope is Scope.NEED else "",
            since=now,
            until=granted.until,
            but_one_offer=granted.but_one_offer and may_answer,
            source=no.by,
            proof=_proof(link, no),
            granted_by=by,
            row=granted.row,
        )
        for granted in (ruled.granted, *ruled.besides)
    )
    peace_journal.grant(peaces, _keys(link))
    if day := ruled.granted.writes_on:
        _promise_to_write(refusal, day, ruled.zone)
    return peaces


def _promise_to_write(refusal: Refusal, day: date, zone: ZoneInfo) -> None:
    """On the day they named we write, and do not ring."""
    until = datetime.combine(day, time.max, zone)
    Promised.objects.create(refusal=refusal, what=Vow.WRITE, until=until, channel=Channel.MAIL)


def _proof(link: Link, no: No) -> dict[str, str | int | bool]:
    """What can be shown for it; never the token, which only the client has."""
    proof: dict[str, str | int | bool] = {"link": link.pk}
    if no.words:
        proof["words"] = no.words
    if no.by_robot:
        proof["by_robot"] = True
    return proof


def _keys(link: Link) -> set[str]:
    contact = link.contact_id
    return set(link.keys) | (keys_of([contact])[contact] if contact else set())


def _lasting(refusal: Refusal) -> tuple[Peace, ...]:
    return tuple(refusal.peaces.filter(lift=None).order_by("pk"))


def _explain(refusal: Refusal, no: No, now: datetime) -> None:
    if not no.explains and no.day is None:
        return
    Explanation.objects.create(refusal=refusal, at=now, **_said(no))


def _said(no: No) -> dict[str, object]:
    price = no.rival_price
    return {
        "reason": no.reason or "",
        "rival": no.rival,
        "rival_price_minor": price.minor if price else None,
        "currency": price.currency if price else "",
        "day": no.day,
        "words": no.words,
    }


def _explained_so(refusal: Refusal, no: No) -> bool:
    last = refusal.explanations.order_by("-pk").first()
    return last is not None and all(
        getattr(last, name) == value for name, value in _said(no).items()
    )
