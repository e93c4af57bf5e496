"""Whatever the bytes, a document is read or refused with a line and a sentence: never a crash."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.policy import document, lint, markdown
from demur.domain.policy.findings import Code, clean
from demur.domain.policy.margin import sentence
from demur.domain.policy.tables import Reading
from demur.domain.refusal import Lang
from tests.domain.policy.editions import example, source

ENGLISH = source(Lang.EN)


def codes(read: document.Document) -> set[Code]:
    return {finding.code for finding in read.findings}


@pytest.mark.parametrize("lang", list(Lang))
def test_the_example_is_read_whole(lang: Lang) -> None:
    policy = example(lang)
    assert (policy.version, policy.in_force_from) == (4, date(2026, 12, 1))
    assert policy.languages == (Lang.HU, Lang.RU, Lang.EN)
    assert policy.lang is lang
    assert {letter: len(table.rows) for letter, table in policy.tables.items()} == {
        "I": 6,
        "T": 11,
        "P": 4,
        "S": 8,
        "Q": 2,
        "N": 5,
    }
    assert [letter for letter, t in policy.tables.items() if t.reading is Reading.UNIQUE] == [
        *("P", "S", "N")
    ]
    assert len(policy.questions) == 14
    assert set(policy.wordings["W4"]) == set(Lang)


@pytest.mark.parametrize(
    ("lang", "company"),
    [
        (Lang.EN, "Inkwell Printers Ltd"),
        (Lang.HU, "Inkwell Nyomtató Kft."),
        (Lang.RU, "ООО «Инквелл»"),
    ],
)
def test_the_title_names_the_company(lang: Lang, company: str) -> None:
    assert example(lang).company == company


def test_the_same_bytes_come_back_with_their_hash() -> None:
    odd = ENGLISH.replace(b"\n", b"\r\n") + b"   \n\n"
    read = document.read(odd)
    assert read.source == odd
    assert read.sha256 == hashlib.sha256(odd).hexdigest()
    assert read.policy is not None
    assert len(read.policy.tables) == 6


def test_a_byte_order_mark_does_not_matter() -> None:
    assert document.read(b"\xef\xbb\xbf" + ENGLISH).findings == ()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_and_a_save_as_utf_8_asked_for(encoding: str) -> None:
    read = document.read(ENGLISH.decode().encode(encoding))
    assert [(f.code, f.line) for f in read.findings] == [(Code.ENCODING, 1)]
    assert "UTF-16" in read.findings[0].message
    assert read.policy is not None


@pytest.mark.parametrize(("lang", "encoding"), [(Lang.RU, "cp1251"), (Lang.HU, "cp1250")])
def test_an_old_windows_page_is_recognised_at_its_first_line(lang: Lang, encoding: str) -> None:
    old = source(lang).decode().replace("→", "=>").replace("ё", "е").encode(encoding, "replace")
    read = document.read(old)
    assert read.findings[0].code is Code.ENCODING
    assert read.findings[0].line == 1
    assert encoding[2:] in read.findings[0].message
    assert read.policy is not None


def test_a_nul_is_found_at_its_line() -> None:
    read = document.read(ENGLISH.replace(b"W1 | nobody", b"W1 | nob\0dy", 1))
    assert read.findings[0].code is Code.ENCODING
    assert ENGLISH[: ENGLISH.index(b"W1 | nobody")].count(b"\n") + 1 == read.findings[0].line


def test_fifty_megabytes_are_refused_at_once() -> None:
    read = document.read(b"| a " * 12_500_000)
    assert codes(read) == {Code.GAVE_UP}
    assert read.policy is None


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\n\n",
        b"no tables here",
        b"|",
        b"||||\n||||",
        b"|---|\n|---|",
        b"# \xf0\x9f\x96\xa8",
        b"| Question | Possible answers |\n|---|---|",
        b"| Question | Possible answers |\n|---|---|\n| |\n| a |\n| a | b |",
        b"```\n" + ENGLISH,
        b"<!-- " + ENGLISH.replace(b"-->", b""),
        ENGLISH[: len(ENGLISH) // 2],
        b"|" * 100_000 + b"\n" + b"|-" * 50_000,
        b"#" * 1_000_000,
        b"| a | b |\n" * 100_000,
        ("| " + "\u0301" * 5000 + " |\n|---|\n").encode(),
    ],
    ids=range(16),
)
def test_what_is_no_policy_gets_findings(source: bytes) -> None:
    read = document.read(source)
    assert lint.check(read)
    assert not clean(lint.check(read)) or read.policy


def test_too_wide_a_table_says_which_limit_it_passed() -> None:
    columns = 500
    wide = b"\n## Wide (table W)\n" + b"| No. " + b"| Reason " * columns + b"| -> R |\n"
    wide += b"|---" * (columns + 2) + b"|\n| W1 " + b"| any " * columns + b"| r |\n"
    read = document.read(ENGLISH + wide)
    assert any(
        f.code is Code.GAVE_UP and str(markdown.MAX_COLUMNS) in f.message for f in read.findings
    )
    assert read.policy is not None
    assert set(read.policy.tables) == set("ITPSQN")


def test_a_document_with_endless_faults_lists_no_more_than_a_person_reads() -> None:
    rows = b"".join(b"| W%d | nonsense | r |\n" % at for at in range(3000))
    read = document.read(
        ENGLISH + b"\n## (table W)\n| No. | Reason | -> R |\n|---|---|---|\n" + rows
    )
    assert len(read.findings) <= 501
    assert Code.GAVE_UP in codes(read)


def test_a_table_with_an_unreadable_row_is_read_but_does_not_decide() -> None:
    read = document.read(ENGLISH.replace(b"| T2 | wrong number |", b"| T2 | wrong numbre |"))
    assert read.policy is not None
    assert read.policy.tables["T"].broken
    assert not read.policy.tables["I"].broken


def test_the_marks_of_markdown_are_no_part_of_a_cell() -> None:
    marked = ENGLISH.replace(b"| T2 | wrong number |", b"| **T2** | `wrong number` |")
    marked = marked.replace(b"| any |", b"| _any_ |")
    assert document.read(marked).findings == ()


def test_code_and_comments_are_not_rules() -> None:
    hidden = b"\n```\n| No. | Rubbish | -> R |\n|---|---|---|\n```\n<!--\n| a | b |\n|-|-|\n-->\n"
    assert document.read(ENGLISH + hidden).findings == ()


def test_rows_keep_their_numbers_when_typed_on_a_cyrillic_keyboard() -> None:
    cyrillic = (
        source(Lang.RU).decode().replace("| T", "| \u0422").replace("таблица T", "таблица \u0422")
    )
    policy = document.read(cyrillic.encode()).policy
    assert policy is not None
    assert [str(row.ref) for row in policy.tables["T"].rows][:2] == ["T1", "T2"]


@given(st.binary(max_size=400))
def test_no_bytes_are_an_accident(noise: bytes) -> None:
    assert lint.check(document.read(noise)) is not None


PIECES = [
    *(b"|", b"\n", b"\0", b"\xff", b"{", b"}", b"#", b"```", b"<!--", b"->", b"any", b"not "),
    *(b"999999999999999999999", b"2026-02-30", b"25:99", b"\\|", b"(", b"..", b";", b":", b" or "),
    *("½²".encode(), "٣".encode(), "–".encode(), b"\r", b"\xd1", b"table T", b"unknown", b"1e400"),
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """An edition with pieces put in, cut out and moved."""
    text = bytearray(source(draw(st.sampled_from(list(Lang)))))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 40))
        match draw(st.sampled_from(["put", "cut", "copy"])):
            case "put":
                text[at:at] = draw(st.sampled_from(PIECES))
            case "cut":
                del text[at : at + length]
            case _:
                other = draw(st.integers(0, len(text)))
                text[other:other] = text[at : at + length]
    return bytes(text)


@given(mutated())
def test_no_damage_to_a_policy_is_an_accident(damaged: bytes) -> None:
    read = document.read(damaged)
    lines = damaged.count(b"\n") + damaged.count(b"\r") + 1
    for finding in lint.check(read):
        assert 0 < len(finding.message.split()) <= 20
        assert 0 < finding.line <= lines
    if read.policy:
        for letter in read.policy.tables:
            assert read.policy.decide(letter, {"Reason": "none", "Hour": "12:00"})


@pytest.mark.parametrize(
    ("lang", "counted"),
    [
        (Lang.EN, "500 barred words"),
        (Lang.HU, "500 tiltott szó"),
        (Lang.RU, "запрещённых слов: 500"),
    ],
)
def test_a_limit_is_named_in_the_documents_language(lang: Lang, counted: str) -> None:
    assert counted in sentence(lang, "gave up", {"limit": "500 barred words"})
