"""`demur numbers near`: a book's numbers one slip away, and one clear line when it can't."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from demur.cli.numbers import app

OURS = "+36 96 123 456"


def near(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["near", *arguments])


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.csv"
    path.write_text(
        "név;telefon\n"
        "Virágbolt;06 96 123 457\n"
        "Pékség;+36 96 132 456\n"
        "Мы сами;+3696123456\n"
        "Messzi;06 1 999 9999\n"
        "Rossz;nincs\n"
        "Új vonal;+36 96 123 4566\n",
        encoding="utf-8",
    )
    return path


def test_the_numbers_one_slip_away_are_printed_with_kind_and_owner(book: Path) -> None:
    result = near(OURS, "--book", str(book), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "number": "+3696123456",
        "near": [
            {"number": "+3696123457", "kind": "substitution", "owner": "Virágbolt", "line": 2},
            {"number": "+3696132456", "kind": "transposition", "owner": "Pékség", "line": 3},
            {"number": "+36961234566", "kind": "extra", "owner": "Új vonal", "line": 7},
        ],
    }


def test_a_person_reads_a_table(book: Path) -> None:
    result = near("06 96 123 456", "--book", str(book))
    assert result.exit_code == 0
    for words in ("Virágbolt", "+3696123457", "substitution"):
        assert words in result.stdout


def test_a_plain_list_with_and_without_owners_is_a_book(tmp_path: Path) -> None:
    path = tmp_path / "book.txt"
    path.write_text("+3696123457\n06-96/123-546,[bold]Kovács[/bold] & Fia\n0696999999\n")
    result = near(OURS, "--book", str(path), "--json")
    found = json.loads(result.stdout)["near"]
    assert [(one["number"], one["owner"]) for one in found] == [
        ("+3696123457", ""),
        ("+3696123546", "[bold]Kovács[/bold] & Fia"),
    ]
    assert "[bold]" in near(OURS, "--book", str(path)).stdout


def test_a_russian_book_is_read_at_a_russian_desk(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes("владелец;телефон\nПекарня;8 (916) 123-45-68\n".encode("cp1251"))
    result = near("8 916 123 45 67", "--book", str(path), "--home", "ru", "--json")
    assert [one["owner"] for one in json.loads(result.stdout)["near"]] == ["Пекарня"]


def test_none_found_is_done_too(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text("number,owner\n+3612345678,Anna\n")
    result = near(OURS, "--book", str(path))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "No number" in result.stdout
    assert json.loads(near(OURS, "--book", str(path), "--json").stdout)["near"] == []


def test_a_row_that_cannot_be_read_is_named_and_the_rest_is_searched(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text('number,owner\n"+36"1,x\n+3696123457,Anna\n')
    result = near(OURS, "--book", str(path), "--json")
    assert result.exit_code == 0
    assert "line 2" in result.stderr
    assert len(json.loads(result.stdout)["near"]) == 1


@pytest.mark.parametrize(
    ("number", "content", "says"),
    [
        ("titkos", b"number\n+3696123457\n", "withheld"),
        ("1272", b"number\n+3696123457\n", "short"),
        ("alma", b"number\n+3696123457\n", "alma"),
        ("+8 916 123 45 67", b"number\n+3696123457\n", "+79161234567"),
        (OURS, b"", "no rows"),
        (OURS, b"name,note\nAnna,x\n", "no column of numbers"),
        (OURS, "number,owner\n+3612345678,Ábel".encode() + b"\xff\n", "Line 2"),
        (OURS, b'number,owner\n+3612345678,"Anna\n', "line 2"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line_and_exit_code_two(
    tmp_path: Path, number: str, content: bytes, says: str
) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(content)
    result = near(number, "--book", str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_missing_book_or_an_unknown_country_is_exit_code_two(tmp_path: Path) -> None:
    assert near(OURS, "--book", str(tmp_path / "none.csv")).exit_code == 2
    assert near(OURS, "--book", str(tmp_path)).exit_code == 2
    assert near(OURS, "--book", str(tmp_path), "--home", "Hungary").exit_code == 2


def test_help_shows_an_example() -> None:
    assert "Example" in near("--help").stdout
