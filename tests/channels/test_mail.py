"""Mail goes through a real SMTP server into a real mailbox, and is read back whole."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from demur.channels.letter import Letter, written
from demur.channels.mail import NoServer, send_mail, talking
from demur.domain.errands import Away, Later, Never, Sent, Went
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang
from demur.post_settings import MailServer
from demur.records.gate import Cleared, Wanted, ask
from tests.channels.test_letter import LETTER, SENDER, TOKEN_LINK, part
from tests.mailhouse import MailHouse, Sorting, certificate, mail_house, only, smtp_server
from tests.shop import NOW
from tests.world import free_port

pytestmark = pytest.mark.django_db

BODIES = {
    Lang.HU: ("Árajánlat két nyomtatóra", "Tisztelt Őry Éva!\n\nÁrvíztűrő tükörfúrógép: {}"),
    Lang.RU: ("Предложение на два принтера", "Здравствуйте, Ёлкина!\n\nСъешь же ещё: {}"),
    Lang.EN: ("Our offer", "Dear Eve,\n\n“Naïve” café – 5 €: {}"),
}


def cleared(address: str) -> Cleared:
    """The gate's yes."""
    wanted = Wanted(address, Approach(Channel.MAIL, Purpose.ASKED, NOW))
    return ask(Exit.MAIL, [wanted]).cleared[0]


def send(port: int, letter: Letter = LETTER, **more: str) -> Went:
    server = MailServer("127.0.0.1", port, **{"security": "none", **more})  # type: ignore[arg-type]
    with talking(server) as smtp:
        return send_mail(cleared(letter.to), written(letter, SENDER), smtp)


@pytest.fixture(name="house", scope="module")
def _house() -> Iterator[MailHouse]:
    with mail_house() as house:
        yield house


@pytest.mark.needs("dovecot")
@pytest.mark.parametrize("lang", Lang)
def test_a_mail_is_read_back_from_its_mailbox_whole(house: MailHouse, lang: Lang) -> None:
    subject, text = BODIES[lang]
    user = f"eva-{lang}@example.hu"
    letter = replace(LETTER, to=user, lang=lang, subject=subject, text=text)
    assert send(house.smtp_port, letter) == Sent()
    (found,) = house.inbox(user)
    assert found["Subject"] == subject
    assert part(found, "text/plain").strip() == text.replace("{}", TOKEN_LINK)
    assert found["List-Unsubscribe"].startswith(f"<{TOKEN_LINK}>, <mailto:")
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["Message-ID"] == f"<{LETTER.ref}@tintakut.example>"
    assert found["Content-Language"] == lang
    assert found["To"].addresses[0].display_name == "Őry Éva"
    files = [one.get_content_type() for one in found.iter_attachments()]
    assert files == ["text/vcard", "text/calendar"]
    assert "Képpont" in part(found, "text/vcard")
    assert "20270115" in part(found, "text/calendar")


@pytest.mark.needs("dovecot")
def test_a_repeat_can_be_known_by_its_message_id(house: MailHouse) -> None:
    user = replace(LETTER, to="twice@example.hu")
    assert [send(house.smtp_port, user) for _ in range(2)] == [Sent(), Sent()]
    first, second = house.inbox("twice@example.hu")
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 no such user", Never),
        ("551 elsewhere", Never),
        ("550 5.7.1 relaying denied", Later),
        ("451 4.7.1 greylisted", Later),
        ("421 too busy, leaving", Away),
    ],
)
def test_every_answer_of_a_server_means_something(answer: str, outcome: type[Went]) -> None:
    sorting = Sorting(answers=[answer])
    with smtp_server(sorting) as port:
        assert isinstance(send(port), outcome)
        assert not sorting.taken


def test_a_server_that_is_away_is_told_before_anything_is_asked() -> None:
    with pytest.raises(NoServer):
        send(free_port())


def test_an_address_the_server_can_not_write_is_given_up() -> None:
    letter = replace(LETTER, to="őry@example.hu")
    with smtp_server(Sorting(), enable_SMTPUTF8=False) as port:
        assert isinstance(send(port, letter), Never)
    with smtp_server(Sorting(), enable_SMTPUTF8=True) as port:
        assert send(port, letter) == Sent()


@pytest.mark.needs("dovecot")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_password_goes_only_to_a_server_that_proves_its_name(
    security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, vouched = certificate(tmp_path)
    seen: list[str] = []
    lets_in = only("desk", "open sesame")

    def watched(*said: object) -> object:
        seen.append("asked")
        return lets_in(*said)

    more = {"authenticator": watched, "auth_required": True, "auth_require_tls": False}
    sorting, user = Sorting(), {"user": "desk", "password": "open sesame"}
    with smtp_server(sorting, context, starts=security == "starttls", **more) as port:
        server = MailServer("localhost", port, security, **user)
        with pytest.raises(NoServer, match="CERTIFICATE_VERIFY_FAILED"), talking(server):
            pass
        assert not seen
        monkeypatch.setenv("SSL_CERT_FILE", str(vouched))
        with pytest.raises(NoServer, match="mismatch"), talking(replace(server, host="127.0.0.1")):
            pass
        with talking(server) as smtp:
            assert send_mail(cleared(LETTER.to), written(LETTER, SENDER), smtp) == Sent()
        with pytest.raises(NoServer, match="535"), talking(replace(server, password="wrong")):
            pass
    assert len(sorting.taken) == 1


def test_a_server_that_leaves_in_between_gets_it_again_later() -> None:
    sorting = Sorting()
    with smtp_server(sorting) as port, talking(MailServer("127.0.0.1", port, "none")) as smtp:
        smtp.close()
        assert isinstance(send_mail(cleared(LETTER.to), written(LETTER, SENDER), smtp), Away)


def test_the_conversation_is_a_real_one() -> None:
    with smtp_server(Sorting()) as port, smtplib.SMTP("127.0.0.1", port) as smtp:
        assert smtp.noop()[0] == 250
