"""Reads the notice that a mail came back (RFC 3464, 6522): which one, for whom, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Final
from uuid import UUID

from demur.domain.people import mail_key

WHY_MOST: Final = 200
PARTS_MOST: Final = 100
_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>", re.IGNORECASE)
#: What a recipient's fields may be called; the original is who we wrote to.
WHO: Final = ("original-recipient", "final-recipient")


@dataclass(frozen=True, slots=True)
class Bounce:
    """One address to which one of our mails could not be delivered, for good."""

    ref: UUID
    address: str
    why: str


def read_bounce(source: bytes) -> tuple[Bounce, ...]:
    """What a mail says came back; nothing where it is no such notice, or only tells of a delay.

    The mail meant is known by the Message-ID of the one returned with the notice.
    """
    notice = message_from_bytes(source)
    if notice.get_content_type() != "multipart/report":
        return ()
    parts = [part for part, _ in zip(notice.walk(), range(PARTS_MOST), strict=False)]
    ref = next((found for part in parts if (found := _returned(part))), None)
    if ref is None:
        return ()
    fields = [field for part in parts for field in _recipients(part)]
    return tuple(
        Bounce(ref, address, _why(one))
        for one in fields
        if str(one.get("action", "")).strip().lower() == "failed"
        for address in dict.fromkeys(filter(None, (_address(one, name) for name in WHO)))
    )


def _returned(part: Message) -> UUID | None:
    """The errand whose mail, or only its headers, came back in this part."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        text = str(first.get("message-id", "")) if isinstance(first, Message) else ""
    elif kind == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        headers = message_from_bytes(payload if isinstance(payload, bytes) else b"")
        text = str(headers.get("message-id", ""))
    else:
        return None
    found = _OURS.search(text)
    return UUID(found[1]) if found else None


def _recipients(part: Message) -> Iterator[Message]:
    """The groups of fields of a delivery status, one a recipient: to Python, messages."""
    payload = part.get_payload()
    if part.get_content_type() == "message/delivery-status" and isinstance(payload, list):
        yield from (one for one in payload if isinstance(one, Message))


def _address(fields: Message, name: str) -> str | None:
    """The address of a field such as "rfc822; eva@example.hu"."""
    return mail_key(str(fields.get(name, "")).partition(";")[2])


def _why(fields: Message) -> str:
    """The status and what the other server said, in one line."""
    said = str(fields.get("diagnostic-code", "")).partition(";")[2]
    told = " ".join(f"{fields.get('status', '')} {said}".split())
    return told.encode("utf-8", "replace").decode()[:WHY_MOST] or "came back"
