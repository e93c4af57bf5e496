"""Whom a command is about: by id, code, number or mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demur.cli import CouldNot

if TYPE_CHECKING:
    from demur.records.people import Contact


def somebody(who: str, country: str) -> tuple[Contact | None, str]:
    """A contact, or the address of somebody we do not know; raises CouldNot."""
    from demur.domain.needs.dialling import read
    from demur.domain.people import mail_key
    from demur.records.people import Contact, Mail, Number

    is_id = who.isascii() and who.isdigit() and len(who) < 19
    by_id = Contact.objects.filter(pk=who) if is_id else None
    found = (by_id and by_id.first()) or Contact.objects.filter(code=who).first()
    if found:
        return found, ""
    address = mail_key(who) if "@" in who else read(who, country).key
    if not address:
        raise CouldNot(f"{who} is no person, number or mail address that we know how to read")
    table = Mail if "@" in address else Number
    owner = table._default_manager.filter(key=address).select_related("contact").first()
    return (owner.contact if owner else None), address
