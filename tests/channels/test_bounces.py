"""A mail that came back is known by its own Message-ID, and nothing else is taken for one."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.channels.bounces import Bounce, read_bounce

REF = UUID("2f0c1a52-7a54-4f5c-9d63-5c0b6ff5a7b1")
NOTICE = f"""\
From: MAILER-DAEMON@mail.example.hu
To: iroda@tintakut.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you <{UUID(int=7)}@tintakut.example>.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.hu

Original-Recipient: rfc822;Eva@Example.HU
Final-Recipient: rfc822; eva@inner.example.hu
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <eva@example.hu>: no
    such user here

--b
Content-Type: message/rfc822

From: iroda@tintakut.example
To: eva@example.hu
Message-ID: <{REF}@tintakut.example>
Subject: =?utf-8?q?N=C3=A9vjegy?=

Tisztelt =C3=89va!

--b--
"""
HEADERS_ONLY = NOTICE.replace("Content-Type: message/rfc822", "Content-Type: text/rfc822-headers")


@pytest.mark.parametrize("notice", [NOTICE, HEADERS_ONLY, NOTICE.replace("\n", "\r\n")])
def test_a_notice_tells_which_mail_for_whom_and_why(notice: str) -> None:
    found = read_bounce(notice.encode())
    assert found[0] == Bounce(
        REF, "eva@example.hu", "5.1.1 550 5.1.1 <eva@example.hu>: no such user here"
    )
    assert [one.address for one in found] == ["eva@example.hu", "eva@inner.example.hu"]


@pytest.mark.parametrize(
    "notice",
    [
        NOTICE.replace("Action: failed", "Action: delayed"),
        NOTICE.replace("Action: failed", "Action: delivered"),
        NOTICE.replace("multipart/report; report-type=delivery-status;", "multipart/mixed;"),
        NOTICE.replace(f"<{REF}@tintakut.example>", "<20261123@elsewhere.example>"),
        "Subject: hello\n\n" + NOTICE,
        "",
    ],
)
def test_what_is_no_such_notice_says_nothing(notice: str) -> None:
    assert read_bounce(notice.encode()) == ()


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(source: bytes) -> None:
    assert read_bounce(source) == ()


@given(st.integers(0, len(NOTICE)), st.binary(max_size=40))
def test_a_notice_damaged_anywhere_is_still_read_or_left(place: int, noise: bytes) -> None:
    whole = NOTICE.encode()
    for found in read_bounce(whole[:place] + noise + whole[place + len(noise) :]):
        assert isinstance(found.ref, UUID)
        assert len(found.why) <= 200
