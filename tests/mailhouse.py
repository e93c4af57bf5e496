"""A mail house of real parts on loopback: an SMTP server before Dovecot, which is read by IMAP.

Dovecot runs without privileges, in a folder and on ports of its own; what it says is in its log.
"""

from __future__ import annotations

import imaplib
import os
import pwd
import shutil
import smtplib
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.world import free_port

DOVECOT = Path("/usr/sbin/dovecot")
PASSWORD = "keine Sorge"
START_SECONDS = 60
CONFIG = """\
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{home}/mail/%u
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail/%u allow_all_users=yes
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""


@dataclass
class Sorting:
    """Takes mail by SMTP and passes it on; `answers` are said to the next recipients instead."""

    lmtp_port: int = 0
    answers: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    before_data: Callable[[], None] | None = None

    async def handle_RCPT(self, *said: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        _, _, envelope, address, _ = said
        if self.answers and (answer := self.answers.pop(0)):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *said: Any) -> str:  # noqa: N802
        _, _, envelope = said
        if self.before_data:
            self.before_data()
        self.taken.append(envelope.original_content)
        if self.lmtp_port:
            with smtplib.LMTP("127.0.0.1", self.lmtp_port, timeout=60) as inner:
                inner.sendmail(envelope.mail_from, envelope.rcpt_tos, envelope.original_content)
        return "250 kept"

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, read as a mail program reads it."""
        return [read(one) for one in self.taken]


@dataclass(frozen=True)
class MailHouse:
    """Where it listens, and what comes in."""

    smtp_port: int
    imap_port: int
    sorting: Sorting

    def inbox(self, user: str) -> list[EmailMessage]:
        """Every mail of a user, as IMAP gives it."""
        with imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=60) as imap:
            imap.login(user, PASSWORD)
            imap.select("INBOX", readonly=True)
            _, found = imap.search(None, "ALL")
            return [read(_fetched(imap, number)) for number in found[0].split()]


def read(source: bytes) -> EmailMessage:
    """A mail from its bytes."""
    mail = message_from_bytes(source, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


@contextmanager
def smtp_server(
    sorting: Sorting, tls: ssl.SSLContext | None = None, *, starts: bool = False, **more: Any
) -> Iterator[int]:
    """A real SMTP server on a port of its own; `starts` lets it begin plainly (STARTTLS)."""
    port = free_port()
    given: dict[str, Any] = {"server_hostname": "mail.test", **more}
    if tls and starts:
        given |= {"tls_context": tls, "require_starttls": True}
    context = None if starts else tls
    controller = Controller(sorting, "127.0.0.1", port, ssl_context=context, **given)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def only(user: str, password: str) -> Callable[..., AuthResult]:
    """Lets one user in."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> Any:
        known = LoginPassword(user.encode(), password.encode())
        return AuthResult(success=data == known, handled=data == known)

    return authenticate


def certificate(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """A server's context for this name, and the file in which it is vouched for."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"),
            *("-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, cert


@contextmanager
def mail_house() -> Iterator[MailHouse]:
    """SMTP on one port, IMAP on another, and Dovecot in between."""
    home = Path(tempfile.mkdtemp(prefix="mailhouse-"))
    # Dovecot is not run by root, whoever runs the tests.
    who = pwd.getpwuid(os.getuid() or pwd.getpwnam("nobody").pw_uid)
    group = Path("/proc/self").group() if os.getuid() else "nogroup"
    imap, lmtp = free_port(), free_port()
    fields = {"home": home, "user": who.pw_name, "group": group, "imap": imap, "lmtp": lmtp}
    (home / "dovecot.conf").write_text(CONFIG.format(**fields))
    if os.getuid() == 0:
        shutil.chown(home, who.pw_uid, who.pw_gid)
    inner = subprocess.Popen(
        [DOVECOT, "-F", "-c", home / "dovecot.conf"],
        user=who.pw_uid if os.getuid() == 0 else None,
        group=who.pw_gid if os.getuid() == 0 else None,
        extra_groups=[] if os.getuid() == 0 else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _await(imap, inner, home / "log")
        sorting = Sorting(lmtp)
        with smtp_server(sorting) as smtp:
            yield MailHouse(smtp, imap, sorting)
    finally:
        inner.terminate()
        inner.communicate(timeout=START_SECONDS)
        shutil.rmtree(home, ignore_errors=True)


def _await(port: int, inner: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if inner.poll() is not None:
            assert inner.stderr
            raise AssertionError(f"Dovecot ended at once: {inner.stderr.read().decode()}")
        try:
            imaplib.IMAP4("127.0.0.1", port, timeout=2).shutdown()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"Dovecot does not answer: {log.read_text() if log.exists() else ''}")


def _fetched(imap: imaplib.IMAP4, number: bytes) -> bytes:
    _, parts = imap.fetch(number.decode(), "(BODY.PEEK[])")
    part = parts[0]
    assert isinstance(part, tuple)
    return part[1]
