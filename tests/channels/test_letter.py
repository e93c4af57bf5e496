"""A mail says who writes, how to say no, and nothing that a stranger slipped into a name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from uuid import UUID

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.channels.letter import Letter, Sender, message_id, written
from demur.domain.card import Card
from demur.domain.letters import LINK
from demur.domain.refusal import Lang
from tests.mailhouse import read

REF = UUID("2f0c1a52-7a54-4f5c-9d63-5c0b6ff5a7b1")
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SENDER = Sender("Tintakút Kft.", "iroda@tintakut.example", unsubscribe="nem@tintakut.example")
TOKEN_LINK = "https://desk.tintakut.example/no/Zk3vq0w8S1mG4b7Xh2p9Ag"
LETTER = Letter(
    ref=REF,
    at=AT,
    to="eva@example.hu",
    to_name="Őry Éva",
    lang=Lang.HU,
    subject="Ajánlatunk: lézernyomtató",
    text=f"Tisztelt Őry Éva!\n\nKi-be kapcsolható: {LINK}\n\nTintakút Kft.",
    link=TOKEN_LINK,
    cards=[Card("Tintakút Kft.", "+3696555010"), Card("Képpont Kft.", "+3696555020")],
    day=date(2027, 1, 15),
    day_title="Tintakút Kft. jelentkezik",
)
HEADERS = {
    *("from", "to", "subject", "date", "message-id", "content-language", "auto-submitted"),
    *("list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type"),
}
BREAKS = ("\r\n", "\n", "\r", "\u2028", "\u0085", "\v", "\f", "\0", "\x1c", "\r\n\r\n")
SLIPPED = (
    *("Bcc: all@example.org", "Content-Type: text/html", "\tBcc: folded@example.org"),
    *("=?utf-8?q?=0D=0ABcc:_x@example.org?=", "<script>alert(1)</script>", '"><img src=x>'),
    *('Éva" <other@example.org>, "x', "Éva, other@example.org", "a(b)c; group: x@y.z;"),
    *("{link}", "\u202egnp.exe", "--==boundary==--"),
)
HOSTILE = [f"Éva{cut}{words}" for cut in BREAKS for words in SLIPPED]


def mail(letter: Letter = LETTER, sender: Sender = SENDER) -> EmailMessage:
    """The letter after its journey: written to bytes, and read again."""
    return read(written(letter, sender).as_bytes())


def part(message: EmailMessage, kind: str) -> str:
    """The text of the one part of this kind."""
    (found,) = [one for one in message.walk() if one.get_content_type() == kind]
    return str(found.get_content()).replace("\r\n", "\n")


def test_a_mail_has_our_headers_and_no_others() -> None:
    found = mail()
    assert {name.lower() for name in found.keys()} == HEADERS  # noqa: SIM118 (may be there twice)
    assert len(found.keys()) == len(HEADERS)
    assert found["Subject"] == "Ajánlatunk: lézernyomtató"
    assert found["To"].addresses[0].display_name == "Őry Éva"
    assert found["Message-ID"] == message_id(REF, "tintakut.example")
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "hu"


def test_the_mail_program_can_say_no_with_one_press() -> None:
    found = mail()
    ways = re.findall("<([^>]+)>", found["List-Unsubscribe"])
    assert ways == [TOKEN_LINK, f"mailto:nem@tintakut.example?subject={REF}"]
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_an_address_of_ours_no_address_is_named_for_a_no() -> None:
    found = mail(sender=replace(SENDER, unsubscribe=""))
    assert found["List-Unsubscribe"] == f"<{TOKEN_LINK}>"


def test_one_press_is_promised_only_over_https() -> None:
    plain = mail(replace(LETTER, link="http://127.0.0.1:8000/no/abc"))
    assert plain["List-Unsubscribe-Post"] is None
    assert mail(replace(LETTER, link=""))["List-Unsubscribe"] is None


def test_a_long_link_is_neither_cut_nor_encoded() -> None:
    long = "https://" + "desk." * 40 + "example/no/" + "A" * 22
    raw = written(replace(LETTER, link=long), SENDER).as_bytes().decode("ascii")
    assert f"List-Unsubscribe: <{long}>, <mailto:" in raw


@pytest.mark.parametrize("lang", Lang)
def test_text_and_html_say_the_same_with_one_link(lang: Lang) -> None:
    words = {Lang.HU: "Árvíztűrő", Lang.RU: "Ёлка & Ко", Lang.EN: "Plain <b>"}[lang]
    found = mail(replace(LETTER, lang=lang, text=f"{words}\n\n{LINK}"))
    assert part(found, "text/plain").strip() == f"{words}\n\n{TOKEN_LINK}"
    html = part(found, "text/html")
    assert f'<html lang="{lang}">' in html
    assert words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in html
    assert html.count(TOKEN_LINK) == 2
    assert re.findall("(?:src|href|url)[=(]['\"]?([^'\")>]+)", html) == [TOKEN_LINK]


def test_the_cards_and_the_day_come_along_as_files() -> None:
    found = mail()
    files = {one.get_filename(): one.get_content() for one in found.iter_attachments()}
    assert list(files) == ["nevjegy.vcf", "naptar.ics"]
    assert files["nevjegy.vcf"].count("BEGIN:VCARD") == 2
    (event,) = icalendar.Calendar.from_ical(files["naptar.ics"]).walk("VEVENT")
    assert (event["uid"], event["dtstart"].dt) == (str(REF), date(2027, 1, 15))
    assert event["summary"] == "Tintakút Kft. jelentkezik"


def test_there_are_at_least_120_hostile_strings() -> None:
    assert len(set(HOSTILE)) >= 120


@pytest.mark.parametrize("place", ["to_name", "subject", "text", "day_title", "sender", "card"])
def test_nothing_that_is_typed_begins_a_header_a_part_or_an_element(place: str) -> None:
    for typed in HOSTILE:
        letter, sender = LETTER, SENDER
        if place == "sender":
            sender = replace(SENDER, name=typed)
        elif place == "card":
            letter = replace(LETTER, cards=[Card(typed, typed, typed, typed, typed)])
        else:
            letter = replace(LETTER, **{place: typed})
        found = mail(letter, sender)
        assert {name.lower() for name in found.keys()} == HEADERS, repr(typed)  # noqa: SIM118
        assert [str(one.addr_spec) for one in found["To"].addresses] == ["eva@example.hu"]
        assert [str(one.addr_spec) for one in found["From"].addresses] == [SENDER.address]
        assert found.get_content_type() == "multipart/mixed"
        assert len(list(found.walk())) == 6, repr(typed)
        html = part(found, "text/html")
        assert "<script" not in html
        assert "<img" not in html


@pytest.mark.parametrize(
    "address",
    ["anna@xn--rtek-5na.example", "a,b@example.hu", "o'neil+x@example.hu", '"@example.hu'],
)
def test_any_address_that_is_a_mail_key_can_be_written_to(address: str) -> None:
    found = mail(replace(LETTER, to=address))
    (to,) = found["To"].addresses
    assert f"{to.username}@{to.domain}" == address


def test_an_address_with_letters_of_its_own_stays_as_it_is() -> None:
    raw = written(replace(LETTER, to="őry@example.hu"), SENDER).as_bytes().decode()
    assert "<őry@example.hu>" in raw


@given(st.text(max_size=200), st.text(max_size=2000))
def test_any_subject_and_text_arrive_as_mail(subject: str, text: str) -> None:
    kept = (subject + text).encode("utf-8", "replace").decode()
    letter = replace(LETTER, subject=kept[: len(subject)], text=kept[len(subject) :])
    found = mail(letter)
    assert {name.lower() for name in found.keys()} == HEADERS  # noqa: SIM118
    for line in written(letter, SENDER).as_bytes().split(b"\r\n"):
        assert len(line) <= 998
        assert line.isascii()
