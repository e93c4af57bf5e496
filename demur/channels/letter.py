"""A mail as it travels: plain text and simple HTML, our headers, a card, a calendar entry.

RFC 5322 (the message), 2047 and 6532 (its letters), 3834 (that no person wrote it), 2369 and 8058
(how to say no with one press of the mail program's own button).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from html import escape
from typing import Final
from uuid import UUID

from demur.channels.calendars import day_entry
from demur.channels.cards import vcard
from demur.domain.card import Card
from demur.domain.letters import LINK
from demur.domain.people import display_name
from demur.domain.refusal import Lang

SUBJECT_MOST: Final = 150
NAME_MOST: Final = 80
#: Headers made of ASCII addresses that no line break may cut and no encoding may touch.
AS_THEY_ARE: Final = frozenset({"list-unsubscribe", "message-id"})
CARD_FILES: Final = {Lang.HU: "nevjegy.vcf", Lang.RU: "vizitka.vcf", Lang.EN: "card.vcf"}
DAY_FILES: Final = {Lang.HU: "naptar.ics", Lang.RU: "kalendar.ics", Lang.EN: "calendar.ics"}


class _Post(EmailPolicy):
    """Python's policy for SMTP, save that it would encode a long address as if it were words."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in AS_THEY_ARE:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


POST: Final = _Post(linesep=SMTP.linesep, max_line_length=78)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the name and address in From, where answers go, what the mail program presses.

    `unsubscribe` is a mail address that takes a no, where the company keeps one.
    """

    name: str
    address: str
    reply_to: tuple[str, str] = ("", "")
    unsubscribe: str = ""

    @property
    def domain(self) -> str:
        """Our own domain, on which message ids are made."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, ready to be put into an envelope; `to` is a mail key, `link` a whole address.

    `paragraphs` are separated by an empty line in `text`.
    """

    ref: UUID
    at: datetime
    to: str
    lang: Lang
    subject: str
    text: str
    to_name: str = ""
    link: str = ""
    cards: Sequence[Card] = ()
    day: date | None = None
    day_title: str = ""


def message_id(ref: UUID, domain: str) -> str:
    """The Message-ID of an errand: the same however often it is sent."""
    return f"<{ref}@{domain}>"


def written(letter: Letter, sender: Sender) -> EmailMessage:
    """The whole mail; the same bytes for the same letter, but for the parts' boundaries.

    Nothing that a name or a need holds can begin a header, a part or an element of HTML.
    """
    mail = EmailMessage(POST.clone(utf8=not letter.to.isascii()))
    _head(mail, letter, sender)
    mail.set_content(_plain(letter), cte="quoted-printable")
    mail.add_alternative(_html(letter), subtype="html", cte="quoted-printable")
    if letter.cards:
        _enclose(mail, vcard(*letter.cards), "vcard", CARD_FILES[letter.lang])
    if letter.day:
        entry = day_entry(str(letter.ref), letter.day, letter.day_title, letter.at)
        _enclose(mail, entry, "calendar", DAY_FILES[letter.lang])
    # At the end: whatever is called Content- moves into the part that is put in next.
    mail["Content-Language"] = letter.lang.value
    return mail


def _head(mail: EmailMessage, letter: Letter, sender: Sender) -> None:
    mail["From"] = _address(sender.name, sender.address)
    mail["To"] = _address(letter.to_name, letter.to)
    if sender.reply_to[1]:
        mail["Reply-To"] = _address(*sender.reply_to)
    mail["Subject"] = _shown(letter.subject, SUBJECT_MOST)
    mail["Date"] = letter.at
    mail["Message-ID"] = message_id(letter.ref, sender.domain)
    mail["Auto-Submitted"] = "auto-generated"
    ways = [f"<{letter.link}>"] if letter.link else []
    if letter.link and sender.unsubscribe:
        ways.append(f"<mailto:{sender.unsubscribe}?subject={letter.ref}>")
    if ways:
        mail["List-Unsubscribe"] = ", ".join(ways)
    # RFC 8058, section 3.1: only together with an HTTPS address.
    if letter.link.startswith("https://"):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _address(name: str, address: str) -> Address:
    """A name and an address; given in parts, so that nothing in them is read as syntax."""
    local, _, domain = address.rpartition("@")
    return Address(_shown(name, NAME_MOST), local, domain)


def _shown(typed: str, most: int) -> str:
    """What somebody typed, as it may stand in a header.

    Python reads a header's words once more as they are set: "=?utf-8?q?=0D=0ABcc:_x?=", typed as a
    name, would become a line break and a header of its own. So "=?" is never left together. The
    isolates that set a right-to-left name off on a page would only be letters here.
    """
    return display_name(typed, most).strip("\u2068\u2069").replace("=?", "= ?")


def _plain(letter: Letter) -> str:
    return letter.text.replace(LINK, letter.link) + "\n"


def _html(letter: Letter) -> str:
    """Paragraphs and one link; nothing is fetched from anywhere, so nothing can be watched."""
    link = escape(letter.link)
    anchor = f'<a href="{link}">{link}</a>'
    paragraphs = [
        "<p>" + escape(one).replace(LINK, anchor).replace("\n", "<br>\n") + "</p>"
        for one in letter.text.split("\n\n")
    ]
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="{letter.lang}">',
            f"<head><meta charset=utf-8><title>{escape(letter.subject)}</title></head>",
            "<body>",
            *paragraphs,
            "</body>\n</html>\n",
        ]
    )


def _enclose(mail: EmailMessage, text: str, subtype: str, name: str) -> None:
    mail.add_attachment(text, subtype=subtype, cte="quoted-printable", filename=name)
