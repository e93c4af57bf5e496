"""A message is put together from what is on record, in the policy's words where it has them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from demur.actions.adopt import adopt
from demur.channels.errand_letters import letter_of
from demur.channels.letter import Sender, written
from demur.domain.errands import Kind
from demur.domain.letters import LINK
from demur.domain.peace import Purpose
from demur.domain.refusal import Channel, Lang
from demur.records.company import Company
from demur.records.errands import Errand, Message, send_soon
from demur.records.held import forget
from demur.records.letters import For, To, message
from demur.records.people import Contact
from tests.mailhouse import read
from tests.records.test_errands import TOKEN
from tests.shop import NOW, policy_text

pytestmark = pytest.mark.django_db
OWN = "| RECEIPT | Rendben, {caller}: {promise}. | Хорошо: {promise}. | Very well: {promise}. |"


@pytest.fixture(name="ours")
def _ours() -> Company:
    forget()
    return Company.objects.create(
        pk=1, name="Tintakút", numbers=["+3696555010"], trades=["shop/printer_ink"]
    )


def receipt(ours: Company, to: To, **more: object) -> Message:
    given = {
        "key": "receipt/1",
        "by": "client",
        "now": NOW,
        "token": TOKEN,
        "blanks": {"promise": "Erről nem keressük önt"},
        "day": date(2027, 1, 15),
    }
    return message(Kind.RECEIPT, to, For(Purpose.ASKED, asked_at=NOW), ours, **{**given, **more})  # type: ignore[arg-type]


def test_a_receipt_by_mail_has_the_promise_the_way_back_and_the_day(ours: Company) -> None:
    eva = Contact.objects.create(name="Őry Éva", created_at=NOW)
    to = To(Channel.MAIL, "eva@example.hu", Lang.HU, eva)
    assert send_soon(receipt(ours, to), NOW)
    mail = read(
        written(letter_of(Errand.objects.get()), Sender("", "a@tintakut.example")).as_bytes()
    )
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Tisztelt Őry Éva!" in text
    assert "Erről nem keressük önt." in text
    assert "január 15., péntek" in text
    assert f"/no/{TOKEN}" in text
    assert mail["Subject"] == "Tintakút: megkaptuk a válaszát, köszönjük"
    (calendar,) = [
        one for one in mail.iter_attachments() if one.get_content_subtype() == "calendar"
    ]
    assert "SUMMARY:Tintakút jelentkezik" in calendar.get_content()


def test_an_sms_is_one_text_and_encloses_nothing(ours: Company) -> None:
    made = receipt(ours, To(Channel.SMS, "+36305550142", Lang.RU))
    assert (made.subject, made.enclosed) == ("", {})
    assert made.text.startswith("Tintakút: спасибо, что сказали.")
    assert made.text.endswith(LINK)


def test_the_policy_in_force_gives_its_own_words(ours: Company) -> None:
    text = policy_text().decode()
    last = re.findall(r"^\| W8 \|.*$", text, re.MULTILINE)[0]
    source = text.replace(last, f"{last}\n{OWN}").encode()
    adopt(source, "Anna", NOW.date() - timedelta(days=300), NOW)
    ours.refresh_from_db()
    eva = Contact.objects.create(name="Őry Éva", created_at=NOW)
    made = receipt(ours, To(Channel.SMS, "+36305550142", Lang.HU, eva))
    assert made.text == f"Rendben, Őry Éva: Erről nem keressük önt. {LINK}"


def test_without_a_policy_the_plain_words_are_said(ours: Company) -> None:
    made = message(
        Kind.REST,
        To(Channel.SMS, "+36305550142", Lang.EN),
        For(Purpose.SALE),
        ours,
        key="rest/1",
        by="plan",
        now=NOW,
        token=TOKEN,
    )
    assert made.text == (
        "Tintakút: we called and do not want to disturb you. No longer needed? One tap is enough: "
        + LINK
    )
