"""What the documentation shows works as written, and what it points to is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import World, world

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md"]
BLOCK = re.compile(r"^ *```console\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^ *\$ (demur .*?)(?: +# exit (\d))?$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
SECONDS = 120
DEMO = """
from datetime import UTC, datetime
from demur.cli.demo import prepare
from demur.cli.serve import make_sound
make_sound()
prepare(datetime.now(UTC))
"""


def shown() -> list[tuple[str, str, int]]:
    """Every command of a console block: its page, itself, and how it should end."""
    return [
        (page.name, command, int(code or 0))
        for page in PAGES
        for block in BLOCK.findall(page.read_text("utf-8"))
        for command, code in COMMAND.findall(block)
    ]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The demo company, which the documentation's examples are about."""
    with world(tmp_path_factory.mktemp("docs")) as here:
        here.python(DEMO)
        yield here


@pytest.mark.parametrize(("page", "command", "code"), shown())
def test_a_command_that_is_shown_works(page: str, command: str, code: int, company: World) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{company.env['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command],  # as a reader would type it, redirections included
        cwd=ROOT,
        env={**company.env, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_the_documentation_shows_commands() -> None:
    assert {page for page, _, _ in shown()} >= {"README.md", "start.md", "operate.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_inside_the_documentation_leads_somewhere(page: Path) -> None:
    targets = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert not [link for link in targets if not (page.parent / link).exists()]
