"""Sheets: from any office program, streamed, refused with the line; and written so nothing runs."""

import codecs
import csv
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.channels.sheets import Flaw, Row, Sheet, SheetFault, read, write_rows
from demur.channels.sheets_columns import HEADINGS, column_names, folded_heading, meaning
from demur.channels.sheets_faults import MESSAGES
from demur.channels.sheets_writing import guarded, unguarded

HUNGARIAN = "név;telefon;megjegyzés\r\nŐze Ödön;06 30 123 4567;tűzőgépet keresett\r\n"
RUSSIAN = "имя;телефон;примечание\r\nФёдор Ёлкин;8 (916) 123-45-67;искал принтер\r\n"
#: What a spreadsheet would run, and what looks like it.
PAYLOADS = [
    "=cmd|' /C calc'!A0",
    "+36301234567",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "\u200b=1+1",
    "\u00a0=1+1",
    "'=1+1",
    "''=1",
    '"=1"',
    "\n=1",
]


def opened(source: bytes | Path | io.BytesIO, plain: tuple[str, ...] = ()) -> Sheet:
    sheet = read(source, plain)
    assert isinstance(sheet, Sheet), sheet
    return sheet


def values(sheet: Sheet) -> list[dict[str, str]]:
    return [dict(row.values) for row in rows(sheet)]


def rows(sheet: Sheet) -> Iterator[Row]:
    for row in sheet.rows:
        assert isinstance(row, Row), row
        yield row


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HUNGARIAN, "utf-8"),
        (HUNGARIAN, "utf-8-sig"),
        (HUNGARIAN, "utf-16"),
        (HUNGARIAN, "utf-16-le"),
        (HUNGARIAN, "utf-16-be"),
        (HUNGARIAN, "cp1250"),
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "utf-32"),
    ],
)
def test_a_sheet_is_read_in_the_encoding_it_was_saved_in(text: str, encoding: str) -> None:
    sheet = opened(text.encode(encoding))
    name, number, note = text.splitlines()[1].split(";")
    assert (sheet.encoding, sheet.delimiter) == (encoding, ";")
    assert sheet.columns == ("name", "number", "note")
    assert values(sheet) == [{"name": name, "number": number, "note": note}]


def test_utf16_with_a_big_endian_mark_is_read() -> None:
    sheet = opened(codecs.BOM_UTF16_BE + RUSSIAN.encode("utf-16-be"))
    assert values(sheet)[0]["name"] == "Фёдор Ёлкин"


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "mac-cyrillic"])
def test_another_cyrillic_encoding_is_refused_with_the_line(encoding: str) -> None:
    text = "name;note\r\n" + "".join(
        f"Client {place};Клиент искал принтер и спрашивал о доставке в воскресенье\r\n"
        for place in range(20)
    )
    refused = read(text.encode(encoding))
    assert isinstance(refused, SheetFault)
    assert (refused.flaw, refused.line) == (Flaw.ENCODING, 2)


def test_the_dos_encoding_of_hungarian_is_refused() -> None:
    refused = read("név;szám\r\nárvíztűrő tükörfúrógép;1\r\n".encode("cp852"))
    assert isinstance(refused, SheetFault)
    assert refused.flaw is Flaw.ENCODING


def test_a_damaged_utf8_sheet_is_refused_with_the_line_and_not_taken_for_another_encoding() -> None:
    damaged = "név,szám\nŐze,1\nÖdön,2\nÁbel,3\n".encode().replace("Ábel".encode(), b"\xff\xfebel")
    assert read(damaged) == SheetFault(Flaw.ENCODING, 4)


def test_a_sheet_glued_from_two_encodings_is_refused_where_the_second_begins() -> None:
    glued = "név;megjegyzés\n".encode() + "Őze Ödön;tűzőgép\n".encode("cp1250") * 5
    assert read(glued) == SheetFault(Flaw.ENCODING, 2)


def test_a_sheet_cut_inside_a_character_is_refused_with_the_line() -> None:
    assert read("név,szám\nŐze,1\nÖd".encode()[:-3] + b"\xc3") == SheetFault(Flaw.ENCODING, 3)
    assert read("név,szám\nŐze,1\n".encode("utf-16-le") + b"a") == SheetFault(Flaw.ENCODING, 3)


def test_a_bad_byte_far_down_a_long_sheet_is_seen_before_the_first_row() -> None:
    head = "név,szám\n".encode()
    assert read(head + b"Kata,1\n" * 50_000 + b"\xff\n") == SheetFault(Flaw.ENCODING, 50_002)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_between_the_headings(delimiter: str) -> None:
    text = f'name{delimiter}note\n"Nagy{delimiter} Anna"{delimiter}"a,b;c\td"\n'
    sheet = opened(text.encode())
    assert sheet.delimiter == delimiter
    assert values(sheet) == [{"name": f"Nagy{delimiter} Anna", "note": "a,b;c\td"}]


def test_a_separator_line_says_the_delimiter_and_is_no_row() -> None:
    sheet = opened(b"sep=;\r\nname;number\r\nKata;1\r\n")
    assert [(row.line, row.values["name"]) for row in rows(sheet)] == [(3, "Kata")]


def test_a_quoted_cell_may_hold_lines_and_the_next_row_still_knows_its_line() -> None:
    sheet = opened(b'name,note\r\nKata,"one\r\ntwo\rthree\nfour ""five"""\r\n\r\nAnna,\r\n')
    found = list(rows(sheet))
    assert [row.line for row in found] == [2, 7]
    assert found[0].values["note"] == 'one\r\ntwo\rthree\nfour "five"'


@pytest.mark.parametrize(
    ("heading", "ours"),
    [
        ("Név", "name"),
        ("ИМЯ", "name"),
        ("  Name ", "name"),
        ("nev", "name"),
        ("E-mail cím", "mail"),
        ("Телефон:", "number"),
        ("phone_number", "number"),
        ("born_on", "born_on"),
        ("Készlet (db)", None),
        ("qty.", "stock"),
        ("наименование", "name_ru"),
    ],
)
def test_a_column_is_known_by_its_heading_in_three_languages(
    heading: str, ours: str | None
) -> None:
    assert meaning(heading) == ours


def test_no_heading_means_two_columns() -> None:
    headings = [
        folded_heading(heading)
        for ours, listed in HEADINGS.items()
        for heading in {ours, *listed.split(",")}
        if folded_heading(heading) != folded_heading(ours) or heading == ours
    ]
    assert len(headings) == len(set(headings))


def test_unknown_columns_are_reported_and_kept() -> None:
    sheet = opened("név,kedvenc szín,\nKata,zöld,x\n".encode())
    assert sheet.unknown == ("kedvenc szín",)
    assert values(sheet) == [{"name": "Kata", "kedvenc szín": "zöld", "column 3": "x"}]


def test_a_client_with_several_numbers_has_several_columns() -> None:
    names, unknown = column_names(["név", "telefon", "mobil", "phone", "x", "x"])
    assert names == ("name", "number", "number_2", "number_3", "x", "x_2")
    assert unknown == ("x", "x")


@given(st.lists(st.text(max_size=8), max_size=8))
def test_every_column_has_a_name_of_its_own(headings: list[str]) -> None:
    names, _ = column_names(headings)
    assert len(set(names)) == len(headings)


def test_a_list_without_headings_is_read_by_the_names_given() -> None:
    sheet = opened(b"+36301234567\n+36301234568;Kov\xc3\xa1cs, Anna\n", ("number", "owner"))
    assert (sheet.delimiter, sheet.columns, sheet.unknown) == (";", ("number", "owner"), ())
    assert [(row.line, row.values["owner"]) for row in rows(sheet)] == [
        (1, ""),
        (2, "Kovács, Anna"),
    ]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b";;;\n", b"sep=;\n"])
def test_an_empty_sheet_says_so(content: bytes) -> None:
    assert read(content) == SheetFault(Flaw.EMPTY, 1)


def test_a_sheet_of_headings_only_has_no_rows() -> None:
    assert values(opened(b"name,number")) == []


@pytest.mark.parametrize(
    ("content", "flaw", "line"),
    [
        (b'name,note\nKata,x\nAnna,"cut in the', Flaw.UNCLOSED_QUOTE, 3),
        (b'name,note\nKata,"never\nclosed\n' + b"Anna,x\n" * 30_000, Flaw.TOO_LONG, 2),
        (b"name,note\nKata,x\n" + b"y" * 3_000_000, Flaw.TOO_LONG, 3),
        (b"name,note,source\nKata,x,y\nAnna,z", Flaw.CUT, 3),
    ],
)
def test_a_sheet_cut_in_the_middle_ends_with_the_line(
    content: bytes, flaw: Flaw, line: int
) -> None:
    last = list(opened(content).rows)[-1]
    assert isinstance(last, SheetFault)
    assert (last.flaw, last.line) == (flaw, line)
    assert str(line) in last.message


def test_headings_that_never_end_are_refused() -> None:
    assert read(b"name;" * 100_000) == SheetFault(Flaw.TOO_LONG, 1, {"limit": 65_536})
    assert read(b'"name;note\nKata;x\n') == SheetFault(Flaw.UNCLOSED_QUOTE, 1)


def test_one_bad_row_does_not_hide_the_next() -> None:
    content = b'name,note\nKata,"a"b\nAnna,x,y\nOlga,z,,\nIda,w\n'
    kinds = [
        row if isinstance(row, SheetFault) else row.values["name"] for row in opened(content).rows
    ]
    assert kinds == [
        SheetFault(Flaw.STRAY_QUOTE, 2),
        SheetFault(Flaw.TOO_MANY_CELLS, 3, {"cells": 3, "columns": 2}),
        "Olga",
        "Ida",
    ]


def test_a_nul_in_a_cell_stays_in_its_cell() -> None:
    assert values(opened(b"name,note\nKa\0ta,x\n")) == [{"name": "Ka\0ta", "note": "x"}]


def test_a_path_and_a_stream_read_like_bytes(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(RUSSIAN.encode("cp1251"))
    stream = io.BytesIO(path.read_bytes())
    stream.read(7)
    assert values(opened(path)) == values(opened(stream)) == values(opened(path.read_bytes()))
    assert not stream.closed


def test_a_file_that_is_not_there_raises_oserror(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        read(tmp_path / "none.csv")


def test_a_long_sheet_streams_in_constant_memory_and_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    line = "Kovács Árpád;+36301234567;egy kicsit hosszabb megjegyzés\n".encode()
    path.write_bytes("név;telefon;megjegyzés\n".encode() + line * 60_000)
    tracemalloc.start()
    last = 0
    for row in rows(opened(path)):
        assert row.position >= last
        last = row.position
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert last == path.stat().st_size
    assert peak < 2_000_000


def test_every_flaw_has_its_message() -> None:
    assert set(MESSAGES) == set(Flaw)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_cell_that_a_spreadsheet_might_run_is_written_as_text(payload: str) -> None:
    content = b"".join(write_rows(["name", "note"], [[payload, "x"]])).decode("utf-8-sig")
    cell = next(csv.DictReader(io.StringIO(content, newline="")))["name"]
    assert cell.startswith(("'", '"'))
    assert cell.endswith(payload)


@pytest.mark.parametrize("text", ["Kata", "36 30", "a=b", "O'Brien", "'hood", "", "12-34", "«-»"])
def test_a_cell_that_nothing_would_run_is_written_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_whole_numbers_are_written_as_numbers() -> None:
    assert b"".join(write_rows(["value"], [[-5], [None]])).splitlines()[1:] == [b'"-5"', b'""']


CELLS = st.one_of(st.text(max_size=20), st.sampled_from(PAYLOADS))


@given(CELLS)
def test_taking_the_guard_off_gives_the_text_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6),
    st.sampled_from([",", ";", "\t"]),
)
def test_any_text_in_any_cell_is_read_back_as_it_was_written(
    table: list[tuple[str, str, str]], delimiter: str
) -> None:
    filled = [cells for cells in table if any(map(str.strip, cells))]
    written = b"".join(write_rows(["name", "note", "need"], filled, delimiter))
    read_back = [tuple(row.values.values()) for row in rows(opened(written))]
    assert read_back == filled


@given(st.binary(max_size=300))
def test_any_bytes_are_a_sheet_or_a_refusal_with_a_line(content: bytes) -> None:
    sheet = read(content)
    faults = [sheet] if isinstance(sheet, SheetFault) else list(sheet.rows)
    for fault in faults:
        assert fault.line >= 1
        assert isinstance(fault, Row) or fault.message
