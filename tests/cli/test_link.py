"""`demur link`: an easy-no link, printed once, and drawn for paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from defusedxml import ElementTree

from tests.world import World, world

PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from demur.records.company import Company
Company.objects.create(pk=1, name="Inkwell")
"""


@pytest.fixture(name="here", scope="module")
def _here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("link")) as here:
        here.python(PREPARE)
        yield here


def test_a_link_is_drawn_for_paper_and_never_over_another(here: World, tmp_path: Path) -> None:
    file = tmp_path / "no.svg"
    done = here.demur("link", "+36301234567", "--json", "--qr", str(file))
    assert done.returncode == 0, done.stderr
    link = json.loads(done.stdout)["link"]
    drawing = ElementTree.fromstring(file.read_bytes())
    named = drawing.find("{http://www.w3.org/2000/svg}title")
    assert named is not None
    assert named.text == link
    again = here.demur("link", "+36301234567", "--qr", str(file))
    assert again.returncode == 2
    assert "name another file" in again.stderr
    assert link in file.read_text()


def test_a_drawing_that_cannot_be_written_is_told_in_a_line(here: World, tmp_path: Path) -> None:
    done = here.demur("link", "+36301234567", "--qr", str(tmp_path / "none" / "no.svg"))
    assert done.returncode == 2
    assert "can't be written" in done.stderr
    assert "Traceback" not in done.stderr
