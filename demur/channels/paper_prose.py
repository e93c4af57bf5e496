"""The text between a document's tables, as tokens to be printed: nothing in it is run or fetched.

HTML, links and pictures are what was typed: the paper shows the marks themselves. What the reader
of policies does not know as a heading is none here either.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX: Final = 300_000
"""So many letters between the tables are typeset in some four seconds."""
LETTERS_A_BOX: Final = 100
"""A paragraph, an item of a list, an emphasis, a line of code: each takes as long as so many."""
_LONG_WORD: Final = re.compile(r"\S{500,}")
_OF_LONG_WORDS: Final = 700
"""Words are broken in a time that grows with their square: 700 letters of them count as so many."""
_BOX: Final = re.compile(r"<[a-z]")
_CODE: Final = re.compile(r"<pre>.*?</pre>", re.DOTALL)
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


def weight(text: str, html: str) -> int:
    """Say as how many letters a text counts: what takes long to be typeset counts as more."""
    long: int = sum(map(len, _LONG_WORD.findall(text)))
    lines: int = sum(code.count("\n") for code in _CODE.findall(html))
    boxes = len(_BOX.findall(html)) + lines
    return len(text) + LETTERS_A_BOX * boxes + long * long // _OF_LONG_WORDS
