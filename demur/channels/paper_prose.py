"""The text between a document's tables, as tokens to be printed: nothing in it is run or fetched.

HTML, links and pictures are what was typed: the paper shows the marks themselves. What the reader
of policies does not know as a heading is none here either.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

_AS_TYPED: Final = ("link", "image", "autolink", "html_inline", "html_block", "reference")
_NOT_READ: Final = ("lheading", "code", "table")


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 20})
    return reader.disable([*_AS_TYPED, *_NOT_READ], ignoreInvalid=True)


def html(text: str) -> str:
    """Give the text as HTML, everything hostile escaped."""
    return str(_reader().render(text))


def tokens(text: str) -> list[Token]:
    """Give the text as tokens: headings, paragraphs, lists, code."""
    return _reader().parse(text)
