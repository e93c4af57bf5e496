"""A policy document on paper: a PDF to be signed, whose footer carries the hash of its Markdown.

The tables are printed as the program reads them, cell by cell. The same bytes give the same PDF,
today and tomorrow.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.resources import files
from itertools import zip_longest
from typing import Any, Final

from demur.channels import paper_prose
from demur.domain.people import display_name
from demur.domain.policy import document, markdown
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.document import Document
from demur.domain.policy.messages import say
from demur.domain.policy.policy import Policy
from demur.domain.policy.writing.grids import Grid, Part, parts_of
from demur.domain.refusal import Lang

MAX_CELLS: Final = 20_000
MAX_TEXT: Final = 1_000_000
_SIGNED: Final = re.compile(r"_{5,}")
_BLANK: Final = re.compile(r"\{[^\W\d]\w{0,24}\}")
_WIDE, _WIDEST = 7, 11
_FEW_ROWS, _FEW_LETTERS = 12, 1_500
_LETTERS: Final = {"plain": 90, "wide": 90, "widest": 120}
"""So many letters side by side fit a page, whatever they are: no line of a table is longer."""


class Unprintable(Exception):
    """A document cannot be printed here; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands in the footer of every page."""

    title: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who adopted a version, on which day, and from which day it holds unless it was withdrawn."""

    by: str
    on: date
    in_force_from: date
    withdrawn_on: date | None = None


def pdf(
    source: bytes,
    signature: Signature | None = None,
    reached: Callable[[int], object] | None = None,
) -> bytes:
    """Typeset a policy document on A4 in its own language; raises Unprintable.

    The footer tells the signature of an adopted one; of any other, the day that it names itself.
    WeasyPrint does the typesetting; it needs the system's Pango and a font with Cyrillic letters.
    Text alone takes five seconds at most, full tables up to half a minute: `reached` hears of each
    page that is laid out. It is for one who prints one document at a time.
    """
    page = html(source, signature)
    typesetter = _typesetter()
    with _heard(reached):
        return _typeset(typesetter, page, source)


def _typeset(typesetter: Any, page: str, source: bytes) -> bytes:
    style = files("demur.channels").joinpath("paper.css").read_text("utf-8")
    sheet = typesetter.CSS(string=style, url_fetcher=_fetches_nothing)
    made = typesetter.HTML(string=page, url_fetcher=_fetches_nothing)
    identifier = document.read(source).sha256.encode()
    return bytes(made.write_pdf(stylesheets=[sheet], pdf_identifier=identifier, pdf_tags=True))


@contextmanager
def _heard(reached: Callable[[int], object] | None) -> Iterator[None]:
    """Pass on which page is laid out, of which WeasyPrint speaks in its log alone."""
    log = logging.getLogger("weasyprint.progress")
    if reached is None:
        yield
        return
    pages, level = _Pages(reached), log.level
    log.addHandler(pages)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.setLevel(level)
        log.removeHandler(pages)


class _Pages(logging.Handler):
    def __init__(self, reached: Callable[[int], object]) -> None:
        super().__init__()
        self._reached = reached

    def emit(self, record: logging.LogRecord) -> None:
        if "Page" in str(record.msg) and isinstance(record.args, tuple):
            self._reached(int(str(record.args[0])))


def _typesetter() -> Any:
    try:
        import weasyprint
    except OSError as missing:
        raise Unprintable(
            "printing needs the system library Pango. On Debian: "
            "apt install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-core"
        ) from missing
    return weasyprint


def _fetches_nothing(url: str, *_: object, **__: object) -> Any:
    raise ValueError(f"a policy fetches nothing, not even {url[:60]}")


def html(source: bytes, signature: Signature | None = None) -> str:
    """Give the document as one page of HTML that asks for nothing else; raises Unprintable."""
    text = markdown.decode(source[: markdown.MAX_BYTES]).text
    parts = parts_of(text)
    cells = sum(len(row) for part in parts if isinstance(part, Grid) for row in part.rows)
    if cells > MAX_CELLS or len(text) > MAX_TEXT or len(source) > markdown.MAX_BYTES:
        raise Unprintable(
            f"gave-up: the document is too long to print: more than {MAX_CELLS} cells or "
            f"{MAX_TEXT // 1_000_000} million characters. Print its tables as a workbook (.xlsx)."
        )
    read = document.read(source)
    body = "".join(_printed(parts))
    body += "" if _SIGNED.search(text) else _signature(read)
    return _page(read, body, imprint_of(read, signature))


def _printed(parts: Sequence[Part]) -> Iterator[str]:
    """Give the parts as HTML; raises Unprintable where the text would be typeset for too long."""
    weight = 0
    for part, following in zip_longest(parts, parts[1:]):
        if isinstance(part, Grid):
            yield _grid(part)
            continue
        prose = paper_prose.html(part)
        weight += paper_prose.weight(part, prose)
        if weight > paper_prose.MAX:
            raise Unprintable(
                "gave-up: the text between the tables is too long to print: more than "
                f"{paper_prose.MAX} letters, a paragraph or an item of a list counting as "
                f"{paper_prose.LETTERS_A_BOX}. Split it."
            )
        yield _before(following, prose) if isinstance(following, Grid) else prose


def _before(grid: Grid, prose: str) -> str:
    """Mark what stands right above a table: a line to be kept with it, a heading to be turned.

    CSS could find them by `:has(+ table)`, in a time that grows with the square of the text.
    """
    kinds = {"</p>\n": ("<p>", "lead"), "</h2>\n": ("<h2>", "turned")}
    tag, kind = next((kinds[end] for end in kinds if prose.endswith(end)), ("", ""))
    if not tag or (kind == "turned" and len(grid.header) <= _WIDEST):
        return prose
    start, _, inner = prose.rpartition(tag)
    return f'{start}{tag[:-1]} class="{kind}">{inner}'


def _page(read: Document, body: str, imprint: Imprint) -> str:
    return (
        f'<!DOCTYPE html><html lang="{read.lang}"><head><meta charset="utf-8">'
        f"<title>{escape(imprint.title)}</title></head><body>"
        f'<footer><span class="title">{escape(imprint.title)}</span> · '
        f'<span class="version">{escape(imprint.version)}</span>'
        f'<span class="hash">SHA-256 {imprint.sha256}</span></footer>{body}</body></html>'
    )


def imprint_of(read: Document, signature: Signature | None = None) -> Imprint:
    """Give what a footer says: the title, the version with its day, and the hash."""
    policy = read.policy
    title = policy.title if policy else ""
    version = "; ".join(_told(read.lang, policy, signature)) if policy else ""
    return Imprint(title or say(read.lang, "paper untitled"), version, read.sha256)


def _told(lang: Lang, policy: Policy, signature: Signature | None) -> Iterator[str]:
    """Tell the version and its day: the one that was signed for, and the text's own if another."""
    named, day = policy.in_force_from, policy.in_force_from
    if signature:
        day = None if signature.withdrawn_on else signature.in_force_from
    key = "paper version from" if day else "paper version"
    yield say(lang, key, version=policy.version, date=day)
    if signature is None:
        return
    yield say(lang, "paper adopted", by=display_name(signature.by, 40), date=signature.on)
    if signature.withdrawn_on:
        yield say(lang, "paper withdrawn", date=signature.withdrawn_on)
    elif named and named != day:
        yield say(lang, "paper text names", date=named)


def _signature(read: Document) -> str:
    signed, dated = (say(read.lang, key) for key in ("paper signed", "paper dated"))
    return f'<p class="signature"><span>{escape(signed)}</span><span>{escape(dated)}</span></p>'


# ---- tables


def _grid(grid: Grid) -> str:
    width = len(grid.header)
    size = "widest" if width > _WIDEST else "wide" if width > _WIDE else "plain"
    langs = [voc.LANG_KEYS.get(voc.fold(name)) for name in grid.header]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in grid.header)
    rows = "".join(_row(cells, width, langs) for cells in grid.rows)
    numbered = voc.HEADER_KEYS.get(voc.fold(grid.header[0])) == "number" if width else False
    tight = sum(_longest_words(grid)) > _LETTERS[size]
    marks = {"numbered": numbered, "tight": tight, "whole": _is_short(grid)}
    kind = " ".join([size, *(mark for mark, holds in marks.items() if holds)])
    return f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>\n'


def _is_short(grid: Grid) -> bool:
    """Say whether a table takes less than about a third of a page: then it is kept on one."""
    letters = sum(len(cell) for row in grid.rows for cell in row)
    return len(grid.rows) <= _FEW_ROWS and letters <= _FEW_LETTERS


def _longest_words(grid: Grid) -> Iterator[int]:
    """Give for each column the length of its longest word, which is the least it can be."""
    rows = [row for row in (grid.header, *grid.rows) if row]
    for column in zip_longest(*rows, fillvalue=""):
        yield max(len(word) for cell in column for word in (cell.split() or [""]))


def _row(cells: Sequence[str], width: int, langs: Sequence[object]) -> str:
    """Give a row; cells too many or too few are shown, as the reader complains of them."""
    padded = [*cells, *[""] * (width - len(cells))]
    return f"<tr>{''.join(_cells(padded, langs))}</tr>"


def _cells(cells: Sequence[str], langs: Sequence[object]) -> Iterator[str]:
    for at, text in enumerate(cells):
        lang = f' lang="{langs[at]}"' if at < len(langs) and langs[at] else ""
        yield f"<td{lang}>{_BLANK.sub(_unbroken, escape(text))}</td>"


def _unbroken(blank: re.Match[str]) -> str:
    """Keep a blank in one piece: hyphenated, {part-ner} would be another one."""
    return f'<span class="blank">{blank[0]}</span>'
