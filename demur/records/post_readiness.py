"""Can messages leave here? Asked by the doctor; whether anything is served does not hang on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from demur.domain.errands import State
from demur.records.errands import Errand
from demur.records.soundness import Fact, Severity
from demur.records.tellings import Telling

#: A message that has waited longer waits for somebody to mend something.
LONG = timedelta(hours=1)
LATELY = timedelta(days=7)


def facts(now: datetime) -> tuple[Fact, ...]:
    """Whether mail and SMS are set up, links lead to us, and what could not be sent lately."""
    return (mail(), sms(), links(), webhook(now), waiting(now), failed(now))


def mail() -> Fact:
    """Where mail leaves; not to be set up is no fault."""
    server = settings.MAIL_SERVER
    found = f"{server.host}:{server.port} ({server.security})" if server else "not set up"
    advice = _("Use smtps:// or smtp+starttls://: between here and there anybody can read along.")
    is_private = not server or server.security != "none" or _is_here(server.host)
    return _told("mail", is_private, found, advice)


def sms() -> Fact:
    """Where SMS leave."""
    gateway = settings.SMS_GATEWAY
    found = (urlsplit(gateway.url).hostname or "") if gateway else "not set up"
    return _told("SMS", True, found, "")


def links() -> Fact:
    """Whether the links in messages lead to us, over a connection that a mail program accepts."""
    is_sending = bool(settings.MAIL_SERVER or settings.SMS_GATEWAY)
    sound = not is_sending or (settings.HAS_URL and settings.URL.startswith("https://"))
    advice = _(
        "Set DEMUR_URL to the https address under which clients reach this server: until then "
        "messages with a link wait, and over http no mail program offers the one press."
    )
    return _told("links", sound, settings.URL if settings.HAS_URL else "not set up", advice)


def webhook(now: datetime) -> Fact:
    """Who is told of planned calls, and whether they take it."""
    hook = settings.WEBHOOK
    found = (urlsplit(hook.url).hostname or "") if hook else "not set up"
    late = Telling.objects.filter(next_at__isnull=False, call__planned_at__lt=now - LONG)
    worst = late.exclude(why="").order_by("pk").last() if hook else None
    advice = _("Mend what is said here: the receiver is then told of the calls by itself.")
    return _told("webhook", worst is None, f"{found}: {worst.why}" if worst else found, advice)


def waiting(now: datetime) -> Fact:
    """Whether messages leave in time: none overdue, none turned away again and again."""
    overdue = Q(next_at__lt=now - LONG) | (~Q(why="") & Q(at__lt=now - LONG))
    late = Errand.objects.filter(overdue, state=State.WAITING)
    worst = late.order_by("at").first()
    found = f"{late.count()}: {worst.why or 'nobody sends them'}" if worst else "none"
    advice = _("Mend what is said here: the messages then go by themselves.")
    return _told("messages that wait", worst is None, found, advice)


def failed(now: datetime) -> Fact:
    """Whether messages could not be sent lately."""
    lost = Errand.objects.filter(state=State.FAILED, at__gte=now - LATELY)
    last = lost.order_by("-at").first()
    found = f"{lost.count()} in 7 days; the last: {last.why}" if last else "none"
    advice = _("Look at what was said, and reach these people another way if they agree to it.")
    return _told("messages that failed", last is None, found, advice)


def _told(name: str, sound: bool, found: str, advice: str) -> Fact:
    return Fact(name, sound, Severity.WARNING, found, "" if sound else advice)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
