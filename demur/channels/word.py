"""A policy document as Word people know it: headings, tables, and the hash in the footer.

For reading and comment: the Markdown is what runs, and the footer says which one this was.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import docx as word_files
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from markdown_it.token import Token

from demur.channels import paper_prose
from demur.channels.paper import imprint_of
from demur.channels.steady import same_bytes
from demur.domain.policy import document, markdown
from demur.domain.policy.writing.grids import Grid, parts_of
from demur.domain.refusal import Lang

_LANGUAGES: Final = {Lang.HU: "hu-HU", Lang.RU: "ru-RU", Lang.EN: "en-GB"}
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FONT: Final = "Noto Serif"
_STYLES: Final = {"bullet_list_open": "List Bullet", "ordered_list_open": "List Number"}
_WIDE: Final = 9
_LONG_AGO: Final = datetime(1980, 1, 1, tzinfo=UTC)


def docx(source: bytes) -> bytes:
    """Write a policy document as a Word file; the same bytes give the same file."""
    read = document.read(source)
    parts = parts_of(markdown.decode(source[: markdown.MAX_BYTES]).text)
    paper = word_files.Document()
    _set_up(paper, read.lang, any(isinstance(p, Grid) and len(p.header) > _WIDE for p in parts))
    for part in parts:
        if isinstance(part, Grid):
            _table(paper, part)
        else:
            _prose(paper, paper_prose.tokens(part))
    _imprint(paper, read)
    made = io.BytesIO()
    paper.save(made)
    return same_bytes(made.getvalue())


def _set_up(paper: Any, lang: Lang, is_wide: bool) -> None:
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _LANGUAGES[lang])
    normal.element.get_or_add_rPr().append(language)
    section = paper.sections[0]
    width, height = (Mm(297), Mm(210)) if is_wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = Mm(20)


# ---- text


def _prose(paper: Any, tokens: Sequence[Token]) -> None:
    lists: list[str] = []
    style = ""
    for token in tokens:
        if token.type in _STYLES:
            lists.append(_STYLES[token.type])
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "heading_open":
            style = f"Heading {token.tag[1]}" if token.tag != "h1" else "Title"
        elif token.type == "paragraph_open":
            style = lists[-1] if lists else "Normal"
        elif token.type == "inline":
            _runs(paper.add_paragraph(style=style or "Normal"), token.children or [])
        elif token.type in {"fence", "code_block"}:
            paper.add_paragraph(_plain(token.content.rstrip("\n")))


def _runs(paragraph: Any, children: Sequence[Token]) -> None:
    bold = italic = 0
    for child in children:
        bold += {"strong_open": 1, "strong_close": -1}.get(child.type, 0)
        italic += {"em_open": 1, "em_close": -1}.get(child.type, 0)
        text = {"softbreak": " ", "hardbreak": "\n"}.get(child.type, child.content)
        if text:
            run = paragraph.add_run(_plain(text))
            run.bold, run.italic = bool(bold) or None, bool(italic) or None


def _plain(text: str) -> str:
    return _NOT_IN_XML.sub(" ", text)


# ---- tables


def _table(paper: Any, grid: Grid) -> None:
    """Write a table whose head is repeated on every page and whose rows are kept whole."""
    made = paper.add_table(rows=1 + len(grid.rows), cols=len(grid.header))
    made.style = "Table Grid"
    for row, cells in zip(made._tbl.tr_lst, (grid.header, *grid.rows), strict=True):
        _property(row, "w:cantSplit")
        for cell, text in zip(row.tc_lst, cells, strict=False):
            paragraph = cell.p_lst[0]
            paragraph.add_r().text = _plain(text)
    if made._tbl.tr_lst:
        _head(made)
    paper.add_paragraph()


def _head(made: Any) -> None:
    _property(made._tbl.tr_lst[0], "w:tblHeader")
    for cell in made.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _property(row: Any, name: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(name))


# ---- the footer


def _imprint(paper: Any, read: document.Document) -> None:
    imprint = imprint_of(read)
    footer = paper.sections[0].footer.paragraphs[0]
    for text in (f"{imprint.title} · {imprint.version}\n", f"SHA-256 {imprint.sha256}\n"):
        footer.add_run(_plain(text)).font.size = Pt(7)
    for field in ("PAGE", "NUMPAGES"):
        for element in _field(field):
            run = footer.add_run()
            run.font.size = Pt(7)
            run._r.append(element)
        footer.add_run(" / " if field == "PAGE" else "").font.size = Pt(7)
    about = paper.core_properties
    about.title, about.author = _plain(imprint.title)[:250], "Demur"
    about.comments, about.language = f"SHA-256 {imprint.sha256}", _LANGUAGES[read.lang]
    about.created = about.modified = _LONG_AGO


def _field(name: str) -> Iterator[Any]:
    """Give the parts of a field Word fills in: the number of the page, of all pages."""
    for mark in ("begin", None, "end"):
        element = OxmlElement("w:fldChar" if mark else "w:instrText")
        if mark:
            element.set(qn("w:fldCharType"), mark)
        else:
            element.text = name
        yield element
