"""Each document under tests/policies names, in comments, the findings it must have: no more."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from demur.domain.policy import document, lint
from demur.domain.policy.messages import sentences

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


def test_every_sentence_is_there_in_three_languages_and_short() -> None:
    for key, by_lang in sentences().items():
        assert set(by_lang) == {"en", "hu", "ru"}, key
        fields = [set(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", text)) for text in by_lang.values()]
        assert fields[0] == fields[1] == fields[2], key
        assert all(len(text.split()) <= 20 for text in by_lang.values()), key
