"""Keeps clients' links out of the log: what follows /no/ and /offer/ is cut from every line."""

from __future__ import annotations

import logging
import re
from typing import Final

CUT: Final = "…"
#: The addresses as they stand in lines: by themselves, after a host, or within another address.
#: A folder of that name, deeper in a file's path, is none of them.
_BEFORE: Final = r"(?:^|[\s\"'`(\[{<>=,:;|]|https?://[^/\s]+)"
_SECRET: Final = re.compile(
    rf"({_BEFORE}/(?:no|offer)/|%2F(?:no|offer)%2F)[^\s\"'<>?&#]+", re.IGNORECASE | re.MULTILINE
)
_FORMATTER: Final = logging.Formatter()


class Unlogged(logging.Filter):
    """A filter that lets every line through, without the secrets in its words or its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Cut what is secret; a line that can't be put together stays as it is."""
        try:
            said = record.getMessage()
        except (TypeError, ValueError):
            return True
        if _SECRET.search(said):
            record.msg, record.args = without_secrets(said), ()
        if record.exc_info:
            traceback = record.exc_text or _FORMATTER.formatException(record.exc_info)
            # Whoever writes the line next takes the text that is there.
            record.exc_text = without_secrets(traceback)
        return True


def without_secrets(text: str) -> str:
    """A text without what follows a client's address."""
    return _SECRET.sub(rf"\1{CUT}", text)
