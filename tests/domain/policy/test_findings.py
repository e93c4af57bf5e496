"""Each document under tests/policies names, in comments, the findings it must have: no more."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from demur.domain.policy import document, lint
from demur.domain.policy.markdown import decode, read_page
from demur.domain.policy.messages import sentences
from demur.domain.policy.vocabulary import fold
from demur.domain.refusal import Lang
from tests.domain.policy import editions

DOCUMENTS = sorted((Path(__file__).parents[2] / "policies").glob("*.md"))
EXPECTED = re.compile(r"<!-- (?P<code>[a-z-]+) (?P<line>\d+)(?: (?P<row>\w+))? -->")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_faulty_document_has_exactly_the_findings_it_names(path: Path) -> None:
    source = path.read_bytes()
    expected = Counter(
        (found["code"], int(found["line"]), found["row"] or "")
        for found in EXPECTED.finditer(source.decode())
    )
    found = Counter(
        (each.code.value, each.line, "".join(each.rows))
        for each in lint.check(document.read(source))
    )
    assert found == expected


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_findings_column_is_a_header_of_the_table_it_stands_in(path: Path) -> None:
    source = path.read_bytes()
    tables = read_page(decode(source).text).tables
    for finding in lint.check(document.read(source)):
        if finding.column is None:
            continue
        lines = [row.line for table in tables for row in table.rows]
        assert finding.line in [*lines, *(table.line for table in tables)], finding
        table = max((t for t in tables if t.line <= finding.line), key=lambda t: t.line)
        headers = {fold(header) for header in table.header}
        assert {fold(finding.column), f"→ {fold(finding.column)}"} & headers, finding


@pytest.mark.parametrize(
    ("lang", "right", "wrong", "column"),
    [
        (Lang.EN, "| T3 | out of stock | up to 3", "| T3 | out of stok | up to 3", "Reason"),
        (Lang.HU, "| T3 | nincs raktáron |", "| T3 | nincs raktaron |", "Ok"),
        (Lang.RU, "| просим подождать | W2 |", "| просим подожлать | W2 |", "Шаг"),
        (Lang.RU, "| просим подождать | W2 |", "| просим подождать | W22 |", "Фраза"),
        (Lang.EN, "| yes, no |", "| yes, no, yes |", "Possible answers"),
        (Lang.HU, "Kollégáink most mind", "Probléma! Kollégáink most mind", "hu"),
        (Lang.RU, "| 4 | 2026-12-01 |", "| 4 | скоро |", "Действует с"),
        (Lang.EN, "chance | T3 |", "chance | T4 |", "Must be row"),
        (Lang.RU, "Шаг: вежливый отказ", "Шах: вежливый отказ", "Никогда"),
        (Lang.EN, "calm down → I understand", "calm down → ", "Do not say → say instead"),
    ],
)
def test_a_finding_names_its_column_in_the_documents_words(
    lang: Lang, right: str, wrong: str, column: str
) -> None:
    text = editions.source(lang).decode()
    assert right in text
    found = lint.check(document.read(text.replace(right, wrong, 1).encode()))
    assert column in {finding.column for finding in found}, found


def test_every_sentence_is_there_in_three_languages_and_short() -> None:
    for key, by_lang in sentences().items():
        assert set(by_lang) == {"en", "hu", "ru"}, key
        fields = [set(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", text)) for text in by_lang.values()]
        assert fields[0] == fields[1] == fields[2], key
        assert all(len(text.split()) <= 20 for text in by_lang.values()), key
