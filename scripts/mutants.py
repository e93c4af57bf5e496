"""Break the gate in every small way there is: some test must notice each, or it changes nothing.

Run by `make prove`. Works on a copy of the repository in a folder of its own, with mutmut 3; ends
with 1 where a mutant lives that is not listed here with the reason why nothing tells it apart.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
MUTATED: Final = ("demur/domain/peace.py", "demur/records/gate.py")
#: The quick tests that know what the gate promises.
TESTS: Final = ("tests/domain/test_peace.py", "tests/records/test_gate.py")
CONFIG: Final = f"""
[tool.mutmut]
source_paths = ["demur"]
only_mutate = {list(MUTATED)}
pytest_add_cli_args_test_selection = {list(TESTS)}
pytest_add_cli_args = ["-p", "no:cacheprovider", "-x", "-q"]
also_copy = ["scripts", "docs", "CHANGELOG.md"]
process_isolation = "forkserver"
timeout_constant = 60.0
"""
#: Mutants that behave as the original does, by name, each with its proof.
THE_SAME: Final[dict[str, str]] = {}


def main() -> int:
    """Mutate, run, and say what lives."""
    with tempfile.TemporaryDirectory(prefix="demur-mutants-") as folder:
        _copy(Path(folder))
        mutmut = Path(sys.executable).parent / "mutmut"
        run = [str(mutmut), "run", "--max-children", str(os.cpu_count() or 1)]
        ran = subprocess.run(run, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        told = subprocess.run([mutmut, "results", "--all", "true"], cwd=folder, capture_output=True)
        fates = _fates(told.stdout.decode())
        alive = {name: fate for name, fate in fates.items() if fate != "killed"}
        for name in sorted(alive.keys() - THE_SAME.keys()):
            say(f"{name}: {alive[name]}")
            shown = subprocess.run([mutmut, "show", name], cwd=folder, capture_output=True)
            say(shown.stdout.decode())
        if not fates:
            say(ran.stdout.decode()[-4000:])
    unknown = alive.keys() - THE_SAME.keys()
    say(f"{len(fates)} mutants, {len(fates) - len(alive)} killed, {len(alive)} alive")
    return 1 if unknown or not fates else 0


def say(line: str) -> None:
    """Say a line to whoever runs this."""
    sys.stdout.write(f"{line}\n")


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


def _fates(told: str) -> dict[str, str]:
    """By mutant, what became of it."""
    lines = [line.strip().partition(": ") for line in told.splitlines() if "__mutmut_" in line]
    return {name: fate for name, _, fate in lines}


if __name__ == "__main__":
    sys.exit(main())
