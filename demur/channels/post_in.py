"""Takes in what clients answer to our messages: a clear no is a no, all else a person reads."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from demur.actions.decline import decline
from demur.actions.hear import Answer, hear
from demur.actions.make_link import make_link
from demur.domain.heard import Understood, understand
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By
from demur.records.company import company
from demur.records.errands import Errand
from demur.records.keyed import keyed
from demur.records.offers import Link, link_behind
from demur.records.people import Contact, Mail, Number
from demur.records.replies import Reply
from demur.records.sealing import unsealed

BY = {Channel.SMS: By.SMS, Channel.MAIL: By.MAIL}


def take_in(answer: Answer, by: str, now: datetime) -> Reply:
    """Put an answer on record and, where it is a no beyond doubt, bring its writer peace.

    A message that the carrier delivers twice is one: it is known by the carrier's number. Raises
    LostJournal or LostKey, and then nothing is recorded: the carrier sends it again.
    """
    before = Reply.objects.filter(channel=answer.channel, number=answer.number)
    if reply := before.first():
        return reply
    try:
        return _taken_in(answer, by, now)
    except IntegrityError:
        if reply := before.first():
            return reply  # it was delivered twice at once
        raise


@transaction.atomic
def _taken_in(answer: Answer, by: str, now: datetime) -> Reply:
    contact, ours = _contact(answer.address), company()
    lang = Lang((contact and contact.language) or ours.language)
    today = now.astimezone(ZoneInfo(ours.zone)).date()
    understood = understand(answer.words, BY[answer.channel], lang, today)
    link = _link(answer, understood, contact, lang, by, now) if understood.no else None
    if link and understood.no:
        decline(link, understood.no, now)
    return hear(answer, contact, meant=understood.meant, is_no=bool(link), by=by, now=now)


def _contact(address: str) -> Contact | None:
    table = Mail if "@" in address else Number
    owner = table._default_manager.filter(key=address).select_related("contact").first()
    return owner.contact if owner else None


def _link(
    answer: Answer,
    understood: Understood,
    contact: Contact | None,
    lang: Lang,
    by: str,
    now: datetime,
) -> Link | None:
    """What their no is about: the code they gave, else our last message to them, else all of it.

    None where nobody could be given peace: no code of ours, from no number that can be read.
    """
    if understood.code:
        found = Link.objects.filter(code_hash=keyed("code", understood.code)).first()
        if found is not None:
            return found
    if not answer.address:
        return None
    asked = _last_asked(answer)
    if asked is not None:
        return asked
    return make_link(contact, lang=lang, by=by, now=now, address=answer.address).link


def _last_asked(answer: Answer) -> Link | None:
    """The link of the last message that we sent to this address, if it had one."""
    sent = Errand.objects.filter(channel=answer.channel, address=answer.address)
    last = sent.filter(sent_at__isnull=False).exclude(token="").order_by("-sent_at").first()
    try:
        return link_behind(unsealed(last.token, last.ref)) if last else None
    except ValueError:
        return None  # sealed under a secret that was changed since
