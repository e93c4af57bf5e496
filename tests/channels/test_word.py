"""A policy as a Word file: the same headings and tables, the hash in the footer."""

from __future__ import annotations

import io
import time
from hashlib import sha256

import docx as word_files
import pytest

from demur.channels import word
from demur.domain.policy.writing.grids import Grid, parts_of
from demur.domain.refusal import Lang
from tests.domain.policy.editions import source
from tests.domain.policy.invented import invented


def read(content: bytes) -> word_files.document.Document:
    return word_files.Document(io.BytesIO(word.docx(content)))


@pytest.mark.parametrize("lang", Lang)
def test_every_table_stands_in_it_cell_by_cell(lang: Lang) -> None:
    made = read(source(lang))
    grids = [part for part in parts_of(source(lang).decode()) if isinstance(part, Grid)]
    assert len(made.tables) == len(grids)
    for table, grid in zip(made.tables, grids, strict=True):
        cells = [tuple(cell.text for cell in row.cells) for row in table.rows]
        assert cells == [grid.header, *grid.rows]
        assert "tblHeader" in table.rows[0]._tr.xml


@pytest.mark.parametrize("lang", Lang)
def test_the_footer_carries_the_hash(lang: Lang) -> None:
    footer = read(source(lang)).sections[0].footer
    text = "".join(paragraph.text for paragraph in footer.paragraphs)
    assert sha256(source(lang)).hexdigest() in text
    assert "PAGE" in footer._element.xml


def test_headings_are_headings() -> None:
    styles = {each.style.name: each.text for each in read(source(Lang.EN)).paragraphs if each.style}
    assert styles["Title"] == "Refusal policy of Inkwell Printers Ltd, Győr"
    assert "Heading 2" in styles


def test_the_same_document_gives_the_same_file() -> None:
    first = word.docx(source(Lang.RU))
    time.sleep(1.1)
    assert word.docx(source(Lang.RU)) == first


def test_hostile_text_is_text() -> None:
    made = read(
        b"# <w:p/>\n\n<script>x</script> \x0c [a](b) &amp; **bold**\n\n"
        b"| a | b |\n|---|---|\n| =1 | \x02 |"
    )
    text = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert "<w:p/>" in text
    assert "<script>x</script>" in text
    assert "[a](b)" in text


@pytest.mark.parametrize("seed", range(10))
def test_an_invented_policy_is_a_word_file(seed: int) -> None:
    assert read(invented(seed)).tables
