"""A policy on paper: what is printed is what runs, in its own language, and the same tomorrow."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from demur.channels import paper
from demur.domain.policy import document
from demur.domain.refusal import Lang
from tests.domain.policy.editions import source
from tests.domain.policy.invented import invented

pypdf = pytest.importorskip("pypdf")
ROOT = Path(__file__).parents[2]
FOOTERS = {
    Lang.EN: "Version 4, in force from 2026-12-01",
    Lang.HU: "4. változat, hatályos: 2026-12-01",
    Lang.RU: "Версия 4, действует с 2026-12-01",
}


@pytest.fixture(scope="module")
def printed() -> dict[Lang, bytes]:
    return {lang: paper.pdf(source(lang)) for lang in Lang}


@cache
def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("lang", Lang)
def test_every_page_carries_the_hash_the_version_and_its_number(
    lang: Lang, printed: dict[Lang, bytes]
) -> None:
    found = pages(printed[lang])
    assert len(found) >= 3
    for number, text in enumerate(found, 1):
        assert sha256(source(lang)).hexdigest() in text
        assert FOOTERS[lang] in text
        assert f"{number} / {len(found)}" in text


SIGNED = {
    Lang.EN: "Version 4, in force from 2027-01-15; signed by Szabó Anna, 2026-11-22; "
    "the text names 2026-12-01",
    Lang.HU: "4. változat, hatályos: 2027-01-15; aláírta: Szabó Anna, 2026-11-22; "
    "a szövegben: 2026-12-01",
    Lang.RU: "Версия 4, действует с 2027-01-15; подписано: Szabó Anna, 2026-11-22; "
    "в тексте указано 2026-12-01",
}
WITHDRAWN = {
    Lang.EN: "Version 4; signed by Szabó Anna, 2026-11-22; withdrawn before its day, 2026-11-25",
    Lang.HU: "4. változat; aláírta: Szabó Anna, 2026-11-22; "
    "hatálybalépés előtt visszavonva: 2026-11-25",
    Lang.RU: "Версия 4; подписано: Szabó Anna, 2026-11-22; "
    "отозвана до вступления в силу, 2026-11-25",
}


@pytest.mark.parametrize("lang", Lang)
def test_the_paper_of_an_adopted_version_says_the_day_that_was_signed_for(lang: Lang) -> None:
    read = document.read(source(lang))
    signed = paper.Signature("Szabó Anna", date(2026, 11, 22), date(2027, 1, 15))
    assert paper.imprint_of(read, signed).version == SIGNED[lang]
    as_named = replace(signed, in_force_from=date(2026, 12, 1))
    assert paper.imprint_of(read, as_named).version.count("2026-12-01") == 1
    withdrawn = replace(signed, withdrawn_on=date(2026, 11, 25))
    assert paper.imprint_of(read, withdrawn).version == WITHDRAWN[lang]


def test_a_name_on_paper_is_text_and_stays_in_its_footer() -> None:
    name = "<b>Anna</b> \u202e" + "x" * 200
    signed = paper.Signature(name, date(2026, 11, 22), date(2027, 1, 15))
    page = paper.html(source(Lang.EN), signed)
    foot = page[page.index("<footer>") : page.index("</footer>")]
    assert "&lt;b&gt;Anna&lt;/b&gt;" in foot
    assert "\u202e" not in foot
    assert "x" * 41 not in foot


@pytest.mark.parametrize("lang", Lang)
def test_fonts_are_embedded(lang: Lang, printed: dict[Lang, bytes]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(printed[lang]))
    fonts = [
        inner.get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
        for inner in font.get_object()["/DescendantFonts"]
    ]
    assert fonts
    assert all(
        "/FontFile2" in f["/FontDescriptor"] or "/FontFile3" in f["/FontDescriptor"] for f in fonts
    )


def test_letters_of_three_languages_are_printed(printed: dict[Lang, bytes]) -> None:
    assert "Győr" in "".join(pages(printed[Lang.EN]))
    assert re.search("ű|ő", "".join(pages(printed[Lang.HU])))
    assert "Политика отказов" in pages(printed[Lang.RU])[0]


def test_the_same_document_gives_the_same_pdf_in_another_process_on_another_day(
    printed: dict[Lang, bytes],
) -> None:
    script = (
        "import sys; from demur.channels import paper; import time; time.time = lambda: 2e9; "
        "sys.stdout.buffer.write(paper.pdf(sys.stdin.buffer.read()))"
    )
    again = subprocess.run(
        [sys.executable, "-c", script],
        input=source(Lang.EN),
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"},
        check=True,
    )
    assert again.stdout == printed[Lang.EN]


def test_a_long_table_repeats_its_head_on_every_page() -> None:
    rows = "\n".join(f"| T{n} | up to {n} | wait |" for n in range(1, 120))
    text = (
        "# Long\n\n| Question | Possible answers |\n|---|---|\n| Wait | 0–500 days |\n\n"
        f"## Table T\n| No. | Wait | → Step |\n|---|---|---|\n{rows}\n"
    )
    found = pages(paper.pdf(text.encode()))
    assert len(found) > 2
    assert all("No." in page and "Step" in page for page in found)


@pytest.mark.parametrize("lang", Lang)
def test_the_rules_of_a_short_table_stand_on_one_page(
    lang: Lang, printed: dict[Lang, bytes]
) -> None:
    policy = document.read(source(lang)).policy
    assert policy is not None
    found = pages(printed[lang])
    for table in policy.tables.values():
        rows = [rf"^{row.ref}\b" for row in table.rows]
        whole = [all(re.search(row, page, re.MULTILINE) for row in rows) for page in found]
        assert any(whole), table.letter


def test_a_blank_is_never_hyphenated(printed: dict[Lang, bytes]) -> None:
    blanks = set(re.findall(r"\{\w+\}", source(Lang.EN).decode()))
    for content in printed.values():
        whole = re.findall(r"\{[^}]*\}", "".join(pages(content)))
        assert len(whole) > 20
        assert set(whole) <= blanks


def test_hostile_text_is_printed_as_typed_and_never_fetched() -> None:
    hostile = (
        "# <script>alert(1)</script>\n\n"
        '<img src="file:///etc/passwd"> ![x](http://example.invalid/x.png) '
        "[y](javascript:alert(1)) <style>body{display:none}</style>\n\n"
        "| <b>Question</b> | Possible answers |\n|---|---|\n| <iframe src=x> | yes, no |\n"
    )
    page = paper.html(hostile.encode())
    body = page.partition("<body>")[2]
    assert not re.search(r"<(script|img|style|iframe|b|a)\b", body)
    text = "".join(pages(paper.pdf(hostile.encode())))
    assert "<script>" in text
    assert "http://example.invalid/x.png" in text


def test_nothing_is_ever_fetched() -> None:
    with pytest.raises(ValueError, match="fetches nothing"):
        paper._fetches_nothing("file:///etc/passwd")


def test_a_document_without_a_place_to_sign_gets_one() -> None:
    assert 'class="signature"' in paper.html("# Szabályzat ő\n".encode())
    assert 'class="signature"' not in paper.html(source(Lang.EN))


def test_a_document_too_long_to_print_is_refused_in_a_sentence() -> None:
    rows = "| a | b | c | d | e | f | g | h | i | j |\n" * 4_500
    with pytest.raises(paper.Unprintable, match="too long"):
        paper.pdf(("|a|b|c|d|e|f|g|h|i|j|\n|" + "-|" * 10 + "\n" + rows).encode())


@pytest.mark.parametrize("seed", range(2))
def test_an_invented_policy_can_be_printed(seed: int) -> None:
    assert paper.pdf(invented(seed)).startswith(b"%PDF")


def test_a_word_too_long_for_the_page_is_broken_and_not_cut_off() -> None:
    word = "x" * 150
    text = source(Lang.EN).replace(b"polite no", b"polite no " + word.encode(), 1)
    text = text.replace(b"send nobody, talk to the partner", word.encode())
    whole = "".join(pages(paper.pdf(text)))
    assert word not in whole
    assert whole.count("x") >= 150


def test_the_heading_of_a_landscape_table_stands_on_its_page() -> None:
    asked = "".join(f"| Matter {at} | what it is | yes, no |\n" for at in range(12))
    head = "| No. | " + " | ".join(f"Matter {at}" for at in range(12)) + " | → Then |"
    wide = f"{head}\n{'|---' * 14}|\n| T1 |{' any |' * 12} go on |\n"
    questions = "| Question | What it means | Possible answers |\n|---|---|---|\n"
    text = f"# Wide\n\n{questions}{asked}\n## Everything (table T)\n{wide}"
    first, second = pages(paper.pdf(text.encode()))
    assert "Everything" not in first
    assert "Everything" in second


PROSE = {
    "nested quotes and lists": "> - " * 14 + "text *a* `b`\n",
    "paragraphs": "x\n\n",
    "rules": "***\n",
    "line ends": "a  \n",
    "one word": "abcdefgh",
    "brackets": "[" * 500 + "]" * 500,
    "items": "- item\n",
}


@pytest.mark.parametrize("kind", PROSE)
def test_text_that_would_be_typeset_for_too_long_is_given_up_at_once(kind: str) -> None:
    text = "# Policy\n\n" + PROSE[kind] * (250_000 // len(PROSE[kind]))
    began = time.process_time()
    with pytest.raises(paper.Unprintable, match="gave-up: the text between the tables"):
        paper.pdf(text.encode())
    assert time.process_time() - began < 5


def _code(lines: int) -> bytes:
    return ("# A\n\n```\n" + "x\n" * lines + "```\n").encode()


def test_code_of_many_lines_is_given_up_and_of_few_is_printed() -> None:
    with pytest.raises(paper.Unprintable, match="gave-up"):
        paper.html(_code(40_000))
    assert "<pre>" in paper.html(_code(40))


def test_a_long_policy_with_many_tables_is_let_through() -> None:
    head = "| Question | Possible answers |\n|---|---|\n| Q | 0–99 |\n"
    rows = "".join(f"| A{at} | {at} | call the client back |\n" for at in range(50))
    table = (
        f"\n## What we do (table A)\nA word before it.\n\n| No. | Q | → R |\n|---|---|---|\n{rows}"
    )
    assert paper.html((head + table * 100).encode()).count("<table") == 101


def test_what_stands_right_above_a_table_is_kept_with_it() -> None:
    page = paper.html(b"# A\n\nFirst.\n\nLast.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter.\n")
    assert page.count('<p class="lead">') == 1
    assert '<p class="lead">Last.</p>' in page


def test_each_page_that_is_laid_out_is_heard_of() -> None:
    heard: list[int] = []
    paper.pdf(source(Lang.EN), reached=heard.append)
    assert heard[:3] == [1, 2, 3]
    level = logging.getLogger("weasyprint.progress").level
    heard.clear()
    paper.pdf(b"# A\n")
    assert heard == []
    assert logging.getLogger("weasyprint.progress").level == level
