"""A no that may be answered, the page on which Anna answers it, and what she sends from there."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.test import Client

from demur.actions.decline import decline
from demur.domain.regret import No
from demur.records.inquiries import Refusal
from demur.records.people import Mail, Number
from tests.actions.better_offers import EXPENSIVE, client, offered
from tests.shop import NOW

#: The next day at noon in Győr.
LATER = NOW + timedelta(days=1, hours=2)
ADDRESS = "eva@example.hu"


def refused(no: No = EXPENSIVE, *, mail: str = ADDRESS, number: str = "") -> Refusal:
    """A client with an address has refused the printer."""
    contact = client()
    if mail:
        Mail.objects.create(contact=contact, key=mail, raw=mail)
    if number:
        Number.objects.create(contact=contact, key=number, raw=number)
    return decline(offered(contact).link, no, NOW).refusal


def page(anna: Client, regret: Refusal, status: int = 200) -> str:
    """What the page says on which a no is answered."""
    response = anna.get(f"/regrets/{regret.pk}/answer")
    assert response.status_code == status
    return text(response.content)


def text(content: bytes) -> str:
    """What a page says, without its tags."""
    bare = re.sub(r"<head>.*?</head>|<[^>]*>", " ", content.decode(), flags=re.DOTALL)
    return " ".join(unescape(bare).replace("\N{NO-BREAK SPACE}", " ").split())


def form(**more: str) -> dict[str, str]:
    """An answer that may be sent."""
    mail = Mail.objects.get()
    return {"do": "send", "price": "79000", "to": f"mail-{mail.pk}", "lang": "en"} | more


def send(anna: Client, regret: Refusal, **more: str) -> Any:
    """Send an answer to a no."""
    return anna.post(f"/regrets/{regret.pk}/answer", form(**more))
