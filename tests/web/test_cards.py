"""After a no the caller may have our card, if they say yes: by SMS or by mail, once."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings as DjangoSettings

from demur.actions.finish import finish
from demur.channels.post import Round, Ways
from demur.domain.answers import Choice
from demur.domain.errands import State
from demur.domain.refusal import Channel, Lang
from demur.post_settings import MailServer
from demur.records.company import Company
from demur.records.errands import Errand
from demur.records.gather import Asked
from demur.records.inquiries import Inquiry
from demur.records.journal import Entry
from demur.records.users import Role
from tests.mailhouse import Sorting, smtp_server
from tests.shop import NOW, open_shop
from tests.smshouse import SmsHouse, sms_house
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db
CALLER = "+36 30 555 0142"


@pytest.fixture(name="shop", autouse=True)
def _shop(settings: DjangoSettings) -> Company:
    settings.MAIL_SERVER = MailServer("127.0.0.1", 1, "none")
    settings.MAIL_FROM = ("", "iroda@inkwell.example")
    return open_shop()


@pytest.fixture(name="house")
def _house(settings: DjangoSettings) -> Iterator[SmsHouse]:
    with sms_house() as house:
        settings.SMS_GATEWAY = house.gateway
        yield house


@pytest.fixture(name="kata")
def _kata() -> Client:
    return signed_in(somebody(Role.SELLER, "Kata"))


def refused(need: str = "négy monitor kellene holnapra", lang: Lang = Lang.HU) -> UUID:
    """A caller who was sent to a partner."""
    ref = uuid4()
    finish(Asked(need, lang=lang, number=CALLER), Choice(), ref, by="Kata", now=NOW)
    return ref


def send(client: Client, ref: UUID, **fields: str) -> HttpResponse:
    given = {"to": CALLER, "agreed": "yes", "from": "inquiry", **fields}
    return client.post(f"/inquiries/{ref}/card", given)


def test_a_card_goes_out_by_sms_with_the_partners_number(kata: Client, house: SmsHouse) -> None:
    ref = refused()
    assert send(kata, ref).url == f"/inquiries/{ref}"
    assert [done.became.state for done in Round(Ways(None, house.gateway)).all_due()] == [
        State.SENT
    ]
    (sent,) = house.messages
    assert sent["to"] == "+36305550142"
    assert "Képpont Kft." in sent["text"]
    assert "Köszönjük a hívását!" in sent["text"]


def test_a_card_goes_out_by_mail_with_both_cards(kata: Client) -> None:
    send(kata, refused(), to="Eva <EVA@példa.example>")
    sorting = Sorting()
    with smtp_server(sorting) as port:
        list(Round(Ways(MailServer("127.0.0.1", port, "none"), None)).all_due())
    (mail,) = sorting.mails
    assert mail["To"].addresses[0].addr_spec == "eva@xn--plda-bpa.example"
    card = next(iter(mail.iter_attachments())).get_content()
    assert card.count("BEGIN:VCARD") == 2
    assert "EMAIL:iroda@inkwell.example" in card
    assert "NOTE:" in card
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Ezzel foglalkozunk" in body.get_content()


def test_that_they_said_yes_is_on_record(kata: Client, house: SmsHouse) -> None:
    ref = refused()
    send(kata, ref)
    entry = Entry.objects.get(deed="was told yes")
    assert (entry.who, entry.subject) == ("Kata", f"inquiry {ref}")
    assert entry.facts == {"channel": "sms", "for": "card"}
    errand = Errand.objects.get()
    assert errand.asked_at is not None
    assert (errand.purpose, errand.channel) == ("asked", Channel.SMS)


def test_without_a_yes_nothing_is_sent(kata: Client, house: SmsHouse) -> None:
    page = send(kata, refused(), agreed="")
    assert page.status_code == 400
    assert "ask them first" in unescape(page.content.decode())
    assert not Errand.objects.exists()


@pytest.mark.parametrize("to", ["", "12", "eva@", "@example.hu", "withheld", "a" * 500, "\u202e"])
def test_an_address_that_is_none_comes_back_as_it_was_typed(
    kata: Client, house: SmsHouse, to: str
) -> None:
    page = send(kata, refused(), to=to)
    assert page.status_code == 400
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Errand.objects.exists()


def test_what_is_not_set_up_is_said_before_anything_is_promised(kata: Client) -> None:
    page = send(kata, refused())
    assert page.status_code == 400
    assert "can't be sent from here yet" in unescape(page.content.decode())


def test_pressing_twice_sends_once_and_another_address_sends_again(
    kata: Client, house: SmsHouse
) -> None:
    ref = refused()
    for _ in range(3):
        send(kata, ref)
    send(kata, ref, to="eva@example.hu")
    assert Errand.objects.count() == 2
    assert Entry.objects.filter(deed="was told yes").count() == 2


def test_the_desk_offers_it_right_after_the_no(kata: Client, house: SmsHouse) -> None:
    ref = refused()
    page = kata.get(f"/desk?done={ref}").content.decode()
    assert f'action="/inquiries/{ref}/card"' in page
    assert f'value="{CALLER}"' in page
    back = send(kata, ref, **{"from": "desk"}).url
    assert back == f"/desk?done={ref}"
    assert "Our card, by SMS: on its way" in kata.get(back).content.decode()


def test_the_inquirys_page_tells_what_became_of_it(kata: Client, house: SmsHouse) -> None:
    ref = refused()
    send(kata, ref)
    assert "Our card, by SMS: on its way" in kata.get(f"/inquiries/{ref}").content.decode()
    list(Round(Ways(None, house.gateway)).all_due())
    assert "Our card, by SMS: sent" in kata.get(f"/inquiries/{ref}").content.decode()


def test_a_reader_and_a_house_without_mail_see_no_form(settings: DjangoSettings) -> None:
    ref = refused()
    reader = signed_in(somebody(Role.READER))
    assert "/card" not in reader.get(f"/inquiries/{ref}").content.decode()
    settings.MAIL_SERVER = None
    seller = signed_in(somebody(Role.SELLER))
    assert "/card" not in seller.get(f"/inquiries/{ref}").content.decode()


def test_whoever_was_served_gets_no_card(kata: Client, house: SmsHouse) -> None:
    ref = refused("Taiga R-80 blokknyomtató")
    assert not hasattr(Inquiry.objects.get(ref=ref), "refusal")
    assert send(kata, ref).status_code == 404


@pytest.mark.parametrize("lang", Lang)
def test_the_card_is_in_the_callers_language(kata: Client, house: SmsHouse, lang: Lang) -> None:
    needs = {Lang.HU: "monitor", Lang.RU: "нужен монитор", Lang.EN: "a monitor please"}
    send(kata, refused(needs[lang], lang))
    thanks = {Lang.HU: "Köszönjük", Lang.RU: "Спасибо", Lang.EN: "Thank you"}
    assert thanks[lang] in Errand.objects.get().body
