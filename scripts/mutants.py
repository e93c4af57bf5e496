"""Break the gate in every small way there is: some test must notice each, or it changes nothing.

Run by `make prove`. Works on a copy of the repository in a folder of its own, with mutmut 3; ends
with 1 where a mutant lives that is not listed here with the reason why nothing tells it apart. A
part of a name as argument tries only those mutants.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
#: What is broken, and the quick tests that know what it promises.
MUTATED: Final = {
    "demur/domain/peace.py": ("tests/domain/test_peace.py",),
    "demur/records/gate.py": ("tests/records/test_gate.py", "tests/web/test_exits.py"),
}
CONFIG: Final = f"""
[tool.mutmut]
source_paths = ["demur"]
only_mutate = {list(MUTATED)}
pytest_add_cli_args_test_selection = ["tests/domain/test_peace.py"]
process_isolation = "forkserver"
also_copy = ["scripts", "docs", "CHANGELOG.md"]
"""
#: Mutants that behave as the original does, by name, each with its proof.
THE_SAME: Final[dict[str, str]] = {
    f"demur.domain.peace.x__is_on_its_channels__mutmut_{number}": "the second channel meant may be "
    "None for one that nobody else does: no peace names None, so the two sets meet as before"
    for number in (3, 4, 5)
}
DEFINED: Final = re.compile(r"^\s*def (x\S*__mutmut_\d+)\(", re.MULTILINE)
SECONDS: Final = 300


def main(only: str = "") -> int:
    """Mutate, try each mutant in a process of its own, and say what lives."""
    with tempfile.TemporaryDirectory(prefix="demur-mutants-") as name:
        folder = Path(name)
        _copy(folder)
        found = [one for one in _mutants(folder) if only in one[0]]
        with ThreadPoolExecutor(os.cpu_count() or 1) as several:
            fates = several.map(lambda one: _lives(folder, *one), found)
            alive = [mutant for (mutant, _), lives in zip(found, fates, strict=True) if lives]
    for mutant in alive:
        say(f"{mutant} lives: {THE_SAME.get(mutant, 'no test tells it apart')}")
    say(f"{len(found)} mutants, {len(found) - len(alive)} killed, {len(alive)} alive")
    return 1 if not found or set(alive) - THE_SAME.keys() else 0


def say(line: str) -> None:
    """Say a line to whoever runs this."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _mutants(folder: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Have mutmut write all mutants into the copy; their names, each with its tests.

    Its own runner calls pytest again and again in one process, where Django can be set up once.
    """
    mutmut = Path(sys.executable).parent / "mutmut"
    subprocess.run([mutmut, "run", "none-of-them"], cwd=folder, capture_output=True)
    found = []
    for file, tests in MUTATED.items():
        module = file.removesuffix(".py").replace("/", ".")
        names = DEFINED.findall((folder / "mutants" / file).read_text("utf-8"))
        found += [(f"{module}.{name}", tests) for name in names]
    return found


def _lives(folder: Path, mutant: str, tests: tuple[str, ...]) -> bool:
    """Whether all tests pass with the mutant in the place of the original."""
    call = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    env = {**os.environ, "MUTANT_UNDER_TEST": mutant, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ran = subprocess.run(
            call, cwd=folder / "mutants", env=env, capture_output=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    return ran.returncode == 0


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
