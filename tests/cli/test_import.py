"""`demur import`: any office program's file, cut anywhere, comes in once or says why not."""

from __future__ import annotations

import csv
import json
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.world import World, world

COUNT = """
from demur.records.models import Contact, Entry, FileImport, Mail, Number
file = FileImport.objects.get()
print(Contact.objects.count(), Number.objects.count(), Mail.objects.count(),
      file.added + file.changed + file.unchanged, file.rejected)
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A Demur in which this module's files are brought in."""
    with world(tmp_path_factory.mktemp("import")) as one:
        yield one


def people(path: Path, count: int, seed: int = 0) -> Path:
    """A file of so many people, one in fifty of them rejected."""
    dice = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "name", "numbers", "mails"])
        for n in range(count):
            number = "112" if n % 50 == 7 else f"+36 30 {dice.randrange(100) + 200} {n:04d}"
            writer.writerow([f"p{seed}-{n}", f"Kiss Éva {n}", number, f"p{seed}-{n}@example.hu"])
    return path


def start(here: World, *words: str) -> subprocess.Popen[str]:
    """A `demur` that runs beside us."""
    return subprocess.Popen(
        [sys.executable, "-m", "demur", *words],
        env=dict(here.env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_killed_import_loses_and_doubles_nothing(tmp_path: Path) -> None:
    dice = random.Random(1)
    with world(tmp_path) as here:
        here.python("from demur.cli.tables import with_tables; with_tables()")
        file = str(people(tmp_path / "people.csv", 6000))
        # Each try lives a little longer, so that a slow machine gets there too.
        for kills in range(30):
            running = start(here, "import", "people", file)
            try:
                running.communicate(timeout=0.5 * 1.15**kills + dice.random() / 2)
                break
            except subprocess.TimeoutExpired:
                running.send_signal(signal.SIGKILL)
                running.communicate()
        assert kills, "the import was over before it could be killed"
        assert here.python(COUNT).stdout.split() == ["5880", "5880", "5880", "5880", "120"]


def test_two_imports_of_one_file_at_once_bring_each_row_in_once(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        here.python("from demur.cli.tables import with_tables; with_tables()")
        file = str(people(tmp_path / "people.csv", 4000))
        both = [start(here, "import", "people", file, "--json") for _ in range(2)]
        told = [json.loads(one.communicate(timeout=120)[0]) for one in both]
        assert sum(one["added"] for one in told) == 3920
        assert here.python(COUNT).stdout.split() == ["3920", "3920", "3920", "3920", "80"]


def test_the_same_file_again_says_that_nothing_is_new(here: World, tmp_path: Path) -> None:
    file = str(people(tmp_path / "people.csv", 20, seed=7))
    first = here.demur("import", "people", file)
    assert "20 rows, 19 added, 0 changed, 0 unchanged, 1 rejected" in first.stdout
    again = here.demur("import", "people", file)
    assert (again.returncode, again.stderr) == (0, "")
    assert "already: nothing new, 0 added" in again.stdout


def test_rejected_lines_are_listed_and_written_down(here: World, tmp_path: Path) -> None:
    file, rejected = people(tmp_path / "people.csv", 100, seed=8), tmp_path / "rejected.csv"
    done = here.demur("import", "people", str(file), "--rejected", str(rejected), "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["rows"], told["rejected"]) == (1, 100, 2)
    assert [one["line"] for one in told["rejected_lines"]] == [9, 59]
    assert told["rejected_lines"][0]["reasons"] == ["short"]
    with rejected.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["line"] for row in rows] == ["9", "59"]
    assert rows[0]["id"] == "p8-7"
    assert "short number" in rows[0]["reason"]


def test_a_rehearsal_says_what_would_change(here: World, tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_text("id,en,stock\nr1,Ink,4\nr2,,\n", encoding="utf-8")
    done = here.demur("import", "goods", str(file), "--rehearse")
    assert done.returncode == 1
    assert "line 2, r1: would be added" in done.stdout
    assert "line 3 rejected: It has no name." in done.stdout
    assert "nothing was written" in done.stdout
    real = here.demur("import", "goods", str(file), "--json")
    assert json.loads(real.stdout)["added"] == 1
    file.write_text("id;stock\nr1;0\n", encoding="utf-8")
    told = json.loads(here.demur("import", "goods", str(file), "--rehearse", "--json").stdout)
    assert told["changes"] == [{"line": 2, "id": "r1", "fields": ["stock"], "new": False}]


WORLDS = "id;név\r\nb{0};Őrült Ödön\r\n"


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("cp1250"),
        lambda text: (
            text.replace("név", "имя").replace("Őrült Ödön", "Ёлкин Пётр").encode("cp1251")
        ),
    ],
    ids=["BOM", "UTF-16", "windows-1250", "windows-1251"],
)
def test_a_file_of_any_office_program_is_understood(
    here: World, tmp_path: Path, saved: Callable[[str], bytes], request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(saved(WORLDS.format(request.node.callspec.id)))
    told = json.loads(here.demur("import", "people", str(file), "--json").stdout)
    assert (told["added"], told["rejected"]) == (1, 0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"id,name\nu1,Ada\nu2,\"Eva\nu3,Bob\n", "never ends"),
        (b"id,name\nn1,A\0da\n", "NUL"),
        (b"id,name\nl1," + b"x" * 10_000 + b"\n", "10000 characters long"),
        (b"id,name\ntwice,Ada\ntwice,Eva\n", "stands on line 2 already"),
        (b"id,name\nm1,Ada,too,many\n", "4 cells for 2 columns"),
    ],
)  # fmt: skip
def test_a_bad_line_is_rejected_with_its_reason(
    here: World, tmp_path: Path, content: bytes, reason: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    done = here.demur("import", "people", str(file))
    assert done.returncode == 1, done.stderr
    assert reason in done.stdout
    assert "1 rejected" in done.stdout


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "holds no rows"),
        (b"Ada;Eva;Bob\nKiss;Nagy;Toth\n", "no column id"),
        (b"id,name\n\xff\xfe\xfa\x81\n\xc3\x28\n", "Line"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ""),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    here: World, tmp_path: Path, content: bytes, reason: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    done = here.demur("import", "people", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    assert reason in line


@pytest.mark.parametrize(
    "words",
    [
        ("calls", "missing.csv"),
        ("horses", "horses.csv"),
        ("people", "missing.csv"),
        ("people", "/"),
        ("people",),
    ],
)
def test_what_cannot_be_brought_in_is_said_in_one_line(here: World, words: tuple[str, ...]) -> None:
    done = here.demur("import", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_five_hundred_strange_columns_are_ignored_in_one_line(here: World, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    names = ",".join(f"x{n}" for n in range(500))
    cells = ",".join("=1+1" for _ in range(500))
    file.write_text(f"id,name,{names}\nwide,=cmd|x,{cells}\n", encoding="utf-8")
    done = here.demur("import", "people", str(file))
    assert done.returncode == 0
    assert "and 488 more" in done.stderr
    said = here.python("from demur.records.models import Contact\n"
                       "print(Contact.objects.get(code='wide').name)").stdout  # fmt: skip
    assert said.strip() == "=cmd|x"


def test_the_rejected_lines_never_overwrite_the_file(here: World, tmp_path: Path) -> None:
    file = people(tmp_path / "people.csv", 1)
    before = file.read_bytes()
    done = here.demur("import", "people", str(file), "--rejected", str(file))
    assert done.returncode == 2
    assert file.read_bytes() == before
