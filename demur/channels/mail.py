"""Hands a mail to the company's own SMTP server (RFC 5321), over a verified connection."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from typing import Final

from demur.domain.errands import Away, Later, Never, Sent, Went
from demur.domain.exits import Exit
from demur.post_settings import MailServer
from demur.records.gate import Cleared, leaves_by

#: For each word of the conversation; with all of them it stays well under an errand's lease.
TIMEOUT_SECONDS: Final = 15
ANSWER_MOST: Final = 200


class NoServer(Exception):
    """The mail server can't be reached, does not prove who it is, or does not let us in."""


@contextmanager
def talking(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A conversation with the server, up to the point where it would take a mail.

    Raises NoServer. It is opened before the gate is asked, so that nothing slow lies between
    the gate's yes and the mail.
    """
    try:
        smtp = _connected(server)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NoServer(_said(error)) from error
    try:
        yield smtp
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()
        smtp.close()


@leaves_by(Exit.MAIL)
def send_mail(cleared: Cleared, mail: EmailMessage, smtp: smtplib.SMTP) -> Went:
    """Hand over one mail to whom the gate has cleared, and tell what the server said."""
    sender = mail["From"].addresses[0].addr_spec
    try:
        smtp.send_message(mail, sender, [cleared.address])
    except smtplib.SMTPRecipientsRefused as error:
        return _by_code(*error.recipients[cleared.address])
    except smtplib.SMTPNotSupportedError:
        return Never("the mail server takes no address with such letters")
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPSenderRefused) as error:
        return Away(_said(error))
    except smtplib.SMTPResponseException as error:
        return _by_code(error.smtp_code, error.smtp_error)
    except OSError as error:
        return Away(_said(error))
    return Sent()


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    try:
        if server.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp


def _by_code(code: int, said: bytes | str) -> Went:
    """What a reply means (RFC 5321 §4.2.1): 5yz for good, 4yz for now; 421 is a server leaving.

    A status 5.7.z (RFC 3463 §3.8) is about policy: what the server will not have may be us, and
    is mended by whoever looks after it.
    """
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    why = f"{code} {' '.join(words.split())}"[:ANSWER_MOST]
    if code == 421:
        return Away(why)
    about_us = re.match(r"\d{3} 5\.7\.", why)
    return Never(why) if code >= 500 and not about_us else Later(why)


def _said(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:ANSWER_MOST]
