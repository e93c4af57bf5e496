"""Break the gate in every small way there is: some test must notice each, or it changes nothing.

Run by `make prove`. Works on a copy of the repository in a folder of its own, with mutmut 3; ends
with 1 where a mutant lives that is not told here to be the same program. A part of a name as
argument tries only those mutants.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
#: What is broken, and the quick tests that know what it promises.
MUTATED: Final = {
    "demur/domain/peace.py": ("tests/domain/test_peace.py",),
    "demur/records/gate.py": (
        "tests/records/test_gate.py",
        "tests/records/test_contact_rules.py",
        "tests/web/test_exits.py",
    ),
}
CONFIG: Final = f"""
[tool.mutmut]
source_paths = ["demur"]
only_mutate = {list(MUTATED)}
pytest_add_cli_args_test_selection = ["tests/domain/test_peace.py"]
process_isolation = "forkserver"
also_copy = ["scripts", "docs", "CHANGELOG.md"]
"""
#: What a mutant may change and still be the same program.
THE_SAME: Final = re.compile(r",?\s*strict=\w+")
PROOF: Final = "of the two that are zipped, one is made from the other"
#: Tried before all mutants: where this dies, the deaths of the others tell nothing.
NONE: Final = "nothing-changed"
MUTANT: Final = re.compile(r"__mutmut_\d+$")


def main(only: str = "") -> int:
    """Mutate, try each mutant in a process of its own, and say what lives."""
    with tempfile.TemporaryDirectory(prefix="demur-mutants-") as name:
        folder = Path(name)
        _copy(folder)
        _mutate(folder)
        told = [_tried(folder / "mutants", file, only) for file in MUTATED]
    return 1 if not any(tried for tried, _ in told) or any(alive for _, alive in told) else 0


def say(line: str) -> None:
    """Say a line to whoever runs this."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _mutate(folder: Path) -> None:
    """Have mutmut write all mutants into the copy.

    Its own runner calls pytest again and again in one process, where Django can be set up once.
    """
    mutmut = Path(sys.executable).parent / "mutmut"
    subprocess.run([mutmut, "run", "none-of-them"], cwd=folder, capture_output=True)


def _tried(folder: Path, file: str, only: str) -> tuple[int, int]:
    """How many mutants of a file were tried, and how many live."""
    told = _bodies(folder / file)
    found = [name for name in told if MUTANT.search(name) and only in name]
    same = [name for name in found if told[name] == told[MUTANT.sub("__mutmut_orig", name)]]
    tried = [name for name in found if name not in same]
    alive = _alive(folder, file, tried)
    for mutant in alive:
        say(f"{mutant} lives: no test tells it apart")
    say(f"{file}: {len(tried)} mutants, {len(tried) - len(alive)} killed, {len(alive)} alive")
    say(f"{len(same)} more change nothing: {PROOF}")
    return len(tried), len(alive)


def _bodies(file: Path) -> dict[str, str]:
    """What each function in a file does, by its full name, without what makes no difference."""
    module = str(file)[str(file).rindex("/demur/") + 1 :].removesuffix(".py").replace("/", ".")
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    told = {f"{module}.{one.name}": "\n".join(map(ast.unparse, one.body)) for one in functions}
    return {name: THE_SAME.sub("", body) for name, body in told.items()}


def _alive(folder: Path, file: str, mutants: list[str]) -> list[str]:
    """The mutants under which every test passes; raises CalledProcessError where one fails now."""
    if not mutants:
        return []
    names = folder / "names"
    names.write_text("\n".join([NONE, *mutants]), "utf-8")
    call = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "scripts.trials", "--mutants", names]
    subprocess.run([*call, *MUTATED[file]], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    alive = names.read_text("utf-8").split()
    if NONE not in alive:
        raise RuntimeError("the original did not live where mutants are tried: nothing is told")
    return [one for one in alive if one != NONE]


def _copy(folder: Path) -> None:
    """What git knows, and the translations as they are compiled."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    told = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    compiled = [str(file.relative_to(ROOT)) for file in ROOT.glob("demur/locale/*/*/*.mo")]
    for name in [*filter(None, told.split("\0")), *compiled]:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    with (folder / "pyproject.toml").open("a") as config:
        config.write(CONFIG)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
