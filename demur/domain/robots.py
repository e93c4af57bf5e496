"""Robots: what tells that a machine may have pressed a client's no.

Mail scanners follow links, and some press what they find there. A no that a machine may have
pressed stands all the same and is only marked; nobody is turned away for looking like one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

#: What machines call themselves, folded, each with the page on which its owner says so.
MACHINES: Final = (
    ("slackbot", "https://api.slack.com/robots"),
    ("facebookexternalhit", "https://developers.facebook.com/docs/sharing/webmasters/web-crawlers"),
    ("twitterbot", "https://developer.x.com/en/docs/x-for-websites/cards/guides/getting-started"),
    ("linkedinbot", "https://www.linkedin.com/robots.txt"),
    ("bingpreview", "https://www.bing.com/webmasters/help/which-crawlers-does-bing-use-8c184ec0"),
    ("google-safety", "https://developers.google.com/search/docs/crawling-indexing"),
    ("headlesschrome", "https://developer.chrome.com/docs/chromium/headless"),
    ("phantomjs", "https://phantomjs.org/"),
    ("curl/", "https://curl.se/docs/manpage.html"),
    ("wget/", "https://www.gnu.org/software/wget/manual/wget.html"),
    ("python-requests", "https://requests.readthedocs.io/"),
    ("python-urllib", "https://docs.python.org/3/library/urllib.request.html"),
    ("go-http-client", "https://pkg.go.dev/net/http"),
    ("apache-httpclient", "https://hc.apache.org/"),
)
#: Words by which the others name their trade.
TRADES: Final = ("bot/", "bot;", "crawler", "spider", "link preview", "linkpreview", "scanner")
#: What a browser sends of itself with a form, one of them at least, text browsers included.
BROWSERS_SEND: Final = frozenset(
    {"accept-language", "referer", "origin", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"}
)
#: Nobody reads a page and presses a button of it sooner.
FASTEST_READER: Final = timedelta(seconds=1)
#: Nobody changes their mind sooner.
FASTEST_CHANGE: Final = timedelta(seconds=2)


class Sign(StrEnum):
    """Something about a press that a person's rarely has."""

    KNOWN_MACHINE = "known machine"
    NO_BROWSER = "no browser"
    AT_ONCE = "at once"
    MANY_BUTTONS = "many buttons"


@dataclass(frozen=True, slots=True)
class Press:
    """What is known of whoever pressed a button.

    `sent` are the names of the request's headers, in small letters. `page_age` is how long ago
    the page was made, None where it does not say; `since_another` how long ago another of its
    buttons was pressed, None where none was.
    """

    agent: str
    sent: frozenset[str]
    page_age: timedelta | None = None
    since_another: timedelta | None = None


def signs(press: Press) -> frozenset[Sign]:
    """Give the signs that a machine pressed; none where nothing tells it from a person."""
    seen = {
        Sign.KNOWN_MACHINE: _is_known(press.agent),
        Sign.NO_BROWSER: press.sent.isdisjoint(BROWSERS_SEND),
        Sign.AT_ONCE: _is_within(press.page_age, FASTEST_READER),
        Sign.MANY_BUTTONS: _is_within(press.since_another, FASTEST_CHANGE),
    }
    return frozenset(sign for sign, is_seen in seen.items() if is_seen)


def _is_known(agent: str) -> bool:
    folded = agent[:1000].casefold()
    return any(mark in folded for mark in (*(name for name, _ in MACHINES), *TRADES))


def _is_within(gone: timedelta | None, limit: timedelta) -> bool:
    """A clock that was set back between the two makes nobody a machine."""
    return gone is not None and timedelta() <= gone < limit
