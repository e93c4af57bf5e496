"""A policy as a workbook and back, and workbooks that people and strangers made."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from datetime import time as clock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from demur.channels import policy_sheets, policy_sheets_in
from demur.channels.dmn_in import BroughtIn
from demur.domain.policy import document
from demur.domain.policy.findings import Code
from demur.domain.policy.tables import Decision
from demur.domain.refusal import Lang
from tests.domain.policy.editions import source
from tests.domain.policy.invented import invented

QUESTIONS = (("Question", "Possible answers"), ("Wait", "0–60 days"), ("Client", "key, new"))
RULES = (
    ("No.", "Wait", "Client", "→ Step"),
    ("T1", "up to 3", "any", "ask to wait"),
    ("T2", "any", "any", "polite no"),
)
Shape = Callable[[Workbook], None]


def book(sheets: Mapping[str, Sequence[Sequence[object]]], shape: Shape | None = None) -> bytes:
    """Make a workbook as somebody would by hand."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if shape:
        shape(made)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def by_hand(rules: Sequence[Sequence[object]] = RULES, shape: Shape | None = None) -> BroughtIn:
    name = "Table T, the first row that fits decides"
    return policy_sheets_in.bring_in(book({"Questions": QUESTIONS, name[:31]: rules}, shape))


@pytest.mark.parametrize("lang", Lang)
def test_an_example_goes_out_and_comes_back_byte_for_byte(lang: Lang) -> None:
    back = policy_sheets_in.bring_in(policy_sheets.workbook(source(lang)))
    assert back.document == source(lang)
    assert back.findings == ()


@pytest.mark.parametrize("seed", range(25))
def test_an_invented_policy_comes_back_the_same(seed: int) -> None:
    content = invented(seed)
    assert policy_sheets_in.bring_in(policy_sheets.workbook(content)).document == content


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(25, 200))
def test_two_hundred_invented_policies_come_back_the_same(seed: int) -> None:
    content = invented(seed)
    assert policy_sheets_in.bring_in(policy_sheets.workbook(content)).document == content


def test_the_same_document_gives_the_same_workbook() -> None:
    first = policy_sheets.workbook(source(Lang.HU))
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    time.sleep(1.1)
    assert policy_sheets.workbook(source(Lang.HU)) == first


def test_a_sheet_a_table_with_frozen_heads_that_are_repeated_on_paper() -> None:
    made = load_workbook(io.BytesIO(policy_sheets.workbook(source(Lang.EN))))
    assert made.sheetnames[:3] == ["Text", "Head", "Questions"]
    assert {"Table T", "Wording", "Barred words", "Examples", "Cannot happen"} <= set(
        made.sheetnames
    )
    sheet = made["Table T"]
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$1:$2"
    assert all(dimension.width <= 48 for dimension in sheet.column_dimensions.values())


def test_what_looks_like_a_formula_goes_out_as_text() -> None:
    content = source(Lang.EN).replace(b"| Q2 | any | any | no |", b"| Q2 | any | any | =1+1 |")
    made = load_workbook(io.BytesIO(policy_sheets.workbook(content)))
    (cell,) = [each for row in made["Table Q"].iter_rows() for each in row if each.value == "=1+1"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert policy_sheets_in.bring_in(policy_sheets.workbook(content)).document == content


def test_a_heading_changed_in_its_sheet_is_changed_in_the_document() -> None:
    made = load_workbook(io.BytesIO(policy_sheets.workbook(source(Lang.EN))))
    heading = made["Table Q"]["A1"]
    assert isinstance(heading.value, str)
    heading.value = heading.value.replace("Quiet hours", "When we may call")
    kept = io.BytesIO()
    made.save(kept)
    assert policy_sheets_in.bring_in(kept.getvalue()).document == source(Lang.EN).replace(
        b"Quiet hours (table", b"When we may call (table"
    )


# ---- changed by somebody else


def changed(change: Shape) -> BroughtIn:
    """Change the example's workbook as people do, and bring it back in."""
    made = load_workbook(io.BytesIO(policy_sheets.workbook(source(Lang.EN))))
    change(made)
    kept = io.BytesIO()
    made.save(kept)
    return policy_sheets_in.bring_in(kept.getvalue())


def test_a_row_put_in_the_middle_without_a_number_gets_the_next_and_that_is_said() -> None:
    def insert(made: Workbook) -> None:
        made["Table S"].insert_rows(5)
        for column, text in enumerate(("tactical", "99", "1 day", "call"), 2):
            made["Table S"].cell(5, column, text)

    found = changed(insert)
    (finding,) = found.findings
    assert (finding.severity, finding.line) == ("note", 5)
    assert "it is now S9" in finding.message
    lines = (found.document or b"").decode().splitlines()
    at = lines.index("| S9 | tactical | 99 | 1 day | call |")
    assert lines[at - 1].startswith("| S2 |")
    assert lines[at + 1].startswith("| S3 |")


def test_a_sheet_under_a_new_name_is_found_by_its_heading() -> None:
    def rename(made: Workbook) -> None:
        made["Table S"].title = "Silence"

    found = changed(rename)
    assert (found.document, found.findings) == (source(Lang.EN), ())


def test_a_sheet_that_is_gone_is_named() -> None:
    def remove(made: Workbook) -> None:
        del made["Table S"]

    (finding,) = changed(remove).findings
    assert (finding.code, finding.severity) == (Code.NOT_CARRIED, "warning")
    assert "“Table S”" in finding.message


def test_the_sheet_of_text_that_is_gone_is_told() -> None:
    def remove(made: Workbook) -> None:
        del made["Text"]

    (finding,) = changed(remove).findings
    assert (finding.code, finding.severity) == (Code.NOT_CARRIED, "warning")
    assert "title and sentences" in finding.message


def test_hidden_rows_are_read_and_that_is_said() -> None:
    def hide(made: Workbook) -> None:
        made["Table S"].row_dimensions[5].hidden = True

    found = changed(hide)
    assert found.document == source(Lang.EN)
    assert [(each.severity, each.line) for each in found.findings] == [("note", 5)]


def test_what_does_not_show_in_a_table_changes_nothing() -> None:
    def decorate(made: Workbook) -> None:
        sheet = made["Table S"]
        sheet["B3"].comment = Comment("Why?", "Kata")
        sheet["B3"].fill = PatternFill("solid", fgColor="FFFF0000")
        sheet.insert_rows(6)
        sheet["B5"] = f"{sheet['B5'].value}  \n"
        sheet.auto_filter.ref = "A2:E11"
        made.move_sheet("Table S", -5)

    found = changed(decorate)
    assert (found.document, found.findings) == (source(Lang.EN), ())


def test_each_line_of_a_table_knows_the_row_of_its_sheet() -> None:
    def copy(made: Workbook) -> None:
        made["Table S"].insert_rows(4)
        for column in range(1, 6):
            made["Table S"].cell(12, column, made["Table S"].cell(11, column).value)

    found = changed(copy)
    (twice,) = [
        each for each in document.read(found.document or b"").findings if each.severity == "fault"
    ]
    assert twice.code is Code.ROW_NUMBER
    assert found.places[twice.line] == ("Table S", 12)


# ---- made by hand


def test_a_workbook_made_by_hand_is_a_policy_that_decides() -> None:
    found = by_hand()
    assert found.findings == ()
    policy = document.read(found.document or b"").policy
    assert policy is not None
    decided = policy.decide("T", {"Wait": 3, "Client": "key"})
    assert isinstance(decided, Decision)
    assert dict(decided.results) == {"Step": "ask to wait"}


def test_typed_cells_are_read_as_people_see_them() -> None:
    typed = (1, 2.5, 3.0, date(2027, 2, 3), clock(9, 30), True, 0.2)
    rows = (
        ("No.", "Wait", "Client", "→ Step"),
        *((f"T{n}", "any", "any", v) for n, v in enumerate(typed, 1)),
    )

    def percent(made: Workbook) -> None:
        made.worksheets[1]["D8"].number_format = "0%"

    found = by_hand(rows, percent)
    text = (found.document or b"").decode()
    for said in ("1", "2.5", "3", "2027-02-03", "09:30", "yes", "20 %"):
        assert f"| any | {said} |" in text


def test_a_moment_that_is_no_day_and_no_time_is_a_finding() -> None:
    found = by_hand((*RULES[:2], ("T2", "any", "any", datetime(2027, 2, 3, 4, 5))))  # noqa: DTZ001
    (finding,) = found.findings
    assert (finding.code, finding.line) == (Code.UNREADABLE_CELL, 3)


def test_a_formula_is_not_calculated_and_not_trusted() -> None:
    found = by_hand((*RULES[:2], ("T2", "any", "any", '=IF(TRUE,"polite no","x")')))
    (finding,) = found.findings
    assert (finding.code, finding.line) == (Code.FORMULA, 3)
    assert "D3" in finding.message
    assert b"IF(" not in (found.document or b"")


def test_merged_cells_say_the_same_and_that_is_noted() -> None:
    rows = (RULES[0], ("T1", "up to 3", "key", "wait"), ("T2", None, "new", "no"))

    def merge(made: Workbook) -> None:
        made.worksheets[1].merge_cells("B2:B3")

    found = by_hand(rows, merge)
    assert [each.code for each in found.findings] == [Code.MERGED_CELLS]
    assert b"| T2 | up to 3 | new |" in (found.document or b"")


def test_a_hidden_sheet_is_not_read_and_that_is_said() -> None:
    def hide(made: Workbook) -> None:
        made.create_sheet("Secret").append(["No.", "→ Step"])
        made["Secret"].sheet_state = "veryHidden"

    found = by_hand(shape=hide)
    assert [each.code for each in found.findings] == [Code.NOT_CARRIED]
    assert b"Secret" not in (found.document or b"")


# ---- made by strangers


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return kept.getvalue()


def with_doctype() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    return kept.getvalue()


def torn() -> bytes:
    """Give a workbook whose packing is broken inside."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", random.Random(1).randbytes(500).hex())
    whole = bytearray(kept.getvalue())
    whole[60:80] = b"\xff" * 20
    return bytes(whole)


def far_cell() -> bytes:
    def far(made: Workbook) -> None:
        made.worksheets[1]["XFD1048576"] = "x"

    return book({"Questions": QUESTIONS, "T": RULES}, far)


def merged_everything() -> bytes:
    whole = book({"Questions": QUESTIONS, "Table T": RULES})
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            merge = (
                b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
            )
            new.writestr(name, content.replace(b"</sheetData>", merge))
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.UNREADABLE_FILE),
        (b"a;b;c\n1;2;3", Code.UNREADABLE_FILE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000, Code.UNREADABLE_FILE),
        (b"PK\x03\x04" + b"\0" * 100, Code.UNREADABLE_FILE),
        (bomb(), Code.GAVE_UP),
        (with_doctype(), Code.REFUSED),
        (torn(), Code.UNREADABLE_FILE),
        (book({"A": [["b"]]}), Code.NO_TABLES),
        (b"\0" * 30_000_000, Code.GAVE_UP),
    ],
)
def test_a_hostile_workbook_is_a_finding_at_once(content: bytes, code: Code) -> None:
    begun = time.process_time()
    found = policy_sheets_in.bring_in(content)
    assert found.document is None
    assert [each.code for each in found.findings] == [code]
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("content", [far_cell(), merged_everything()])
def test_a_workbook_of_seventeen_thousand_million_cells_does_not_hang(content: bytes) -> None:
    begun = time.process_time()
    found = policy_sheets_in.bring_in(content)
    assert found.findings
    assert time.process_time() - begun < 5


@given(st.binary(max_size=400), st.integers(0, 20_000), st.integers(0, 300))
@settings(max_examples=40, deadline=None)
def test_a_damaged_workbook_never_crashes(noise: bytes, at: int, length: int) -> None:
    whole = bytearray(WHOLE)
    whole[at : at + length] = noise
    found = policy_sheets_in.bring_in(bytes(whole))
    assert found.document is not None or found.findings


WHOLE = policy_sheets.workbook(source(Lang.EN))
