"""The house is built as it says: its rooms, its sizes, its words, its requirements."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "demur"
LONGEST = 400
CODE = {".py", ".html", ".css", ".js", ".lark"}
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

# Bracketed, so that this file does not hold what it forbids.
ELSEWHERE = re.compile(r"pypi[.]org|pythonhosted[.]org|npmjs[.]org|/wor[k]/")
CLOCK = re.compile(r"\b(timezone\.now|datetime\.(now|today|utcnow)|date\.today|time\.time)\(")
#: A client's number or address, or what makes a press on it a call or a letter.
REACHES = re.compile(
    r"\b(number|mail|line)s?(\.all\(\))?(\[\d+\])?\.(key|raw)\b|\bnumber_(key|raw)\b"
    r"|\btel:|\bmailto:"
)
#: Outside the rooms that think and remember, who may touch one, and why no gate is needed there.
MAY = {
    "web/reach.py": "asks the gate, and makes a link of what it cleared",
    "web/inquiries.py": "gives reach.py the number of an inquiry",
    "web/templatetags/reaching.py": "asks a Reach, which knows what the gate cleared",
    "web/templates/inquiries/one.html": "links by way of reaching; else text",
    "web/templates/inquiries/who.html": "text, to recognise a caller by",
    "web/templates/people/list.html": "links by way of reaching; else text",
    "web/templates/people/one.html": "links by way of reaching; else text",
    "web/templates/people/merge.html": "text, to tell two people apart",
    "web/templates/people/split.html": "text, to tell two people apart",
    "web/desk.py": "the number of whoever is on the line",
    "web/templates/desk/before.html": "fills in the form for our card, which asks the gate",
    "channels/letter.py": "our own address for a no, in a header",
    "channels/exports.py": "asks the gate for every page of the sheet",
    "channels/cards.py": "a card's own number, or what the gate cleared",
    "actions/hand_over.py": "asks the gate for the caller's number",
    "web/answer_form.py": "text, to choose from what the gate was asked about",
    "web/round_shown.py": "asks which clock a number lies under",
    "web/whereabouts.py": "asks which clocks a number lies under",
    "actions/answer_offer.py": "asks the gate as it plans the call they asked for",
    "web/templates/desk/answer.html": "the keys of the answers, which are no numbers",
}
TIMELESS = ("domain", "records", "actions")


def committed() -> list[Path]:
    """The files of the repository, those about to be added included."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [ROOT / name for name in told.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def modules() -> list[Path]:
    return [file for file in sorted(PACKAGE.rglob("*.py")) if "migrations" not in file.parts]


def undocumented(tree: ast.Module) -> Iterator[str]:
    """The public functions and classes of a module, and their methods, that say nothing."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                yield node.name
            yield from (f"{node.name}.{name}" for name in _silent_functions(node.body))
    yield from _silent_functions(tree.body)


def _silent_functions(body: list[ast.stmt]) -> Iterator[str]:
    """Those that do something; of a mere shape (`...`) its class says what it is for."""
    functions = [n for n in body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    for function in functions:
        private = function.name.startswith("_")
        if not private and not ast.get_docstring(function) and ast.unparse(function.body) != "...":
            yield function.name


def test_each_room_imports_only_to_its_right() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_no_file_has_a_second_subject_in_it() -> None:
    written = [file for file in PACKAGE.rglob("*") if file.suffix in CODE]
    code = [file for file in written if "migrations" not in file.parts]  # those Django writes
    lengths = {file: len(file.read_text("utf-8").splitlines()) for file in code}
    assert not {str(file): lines for file, lines in lengths.items() if lines > LONGEST}


@pytest.mark.parametrize("file", modules(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_every_public_function_says_what_it_means(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    assert ast.get_docstring(tree) or not tree.body, "the module says nothing"
    assert not list(undocumented(tree))


def test_a_function_that_says_nothing_is_noticed() -> None:
    source = (
        "class Known:\n    'A known one.'\n    def told(self): return 1\ndef told(): return 1\n"
    )
    assert list(undocumented(ast.parse(source))) == ["Known.told", "told"]


def test_time_comes_in_by_the_door() -> None:
    inside = [file for file in modules() if file.relative_to(PACKAGE).parts[0] in TIMELESS]
    assert inside
    assert not [str(file) for file in inside if CLOCK.search(file.read_text("utf-8"))]


def test_a_number_leaves_a_module_only_where_it_has_a_reason_to() -> None:
    touched = {
        str(file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("*")
        if file.suffix in {".py", ".html"} and "migrations" not in file.parts
        if REACHES.search(file.read_text("utf-8"))
    }
    assert {name for name in touched if not name.startswith(("records/", "domain/"))} == set(MAY)


@pytest.mark.parametrize(
    "line", ["tel = number.key", "one.contact.mails.all()[0].raw", 'f"tel:{n}"', "mailto:{{ m }}"]
)
def test_a_number_that_leaves_is_noticed(line: str) -> None:
    assert REACHES.search(line)


def test_nothing_committed_names_a_registry_or_a_machine() -> None:
    named = {}
    for file in committed():
        text = file.read_text("utf-8", errors="replace")
        if found := ELSEWHERE.search(text):
            named[str(file.relative_to(ROOT))] = found.group()
    assert not named


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_and_hashed(lock: Path) -> None:
    pins = re.split(r"\n(?=[a-z])", lock.read_text())
    assert pins
    assert not [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_that_was_asked_for_is_locked(lock: Path) -> None:
    asked = lock.with_suffix(".in").read_text()
    names = re.findall(r"^([a-z][a-z0-9-]*)", asked, re.MULTILINE)
    assert names
    pinned = set(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,-]+\])?==", lock.read_text(), re.MULTILINE))
    assert set(names) <= pinned
