"""Drafts that were closed before Demur kept who closed them learn it from what was on record."""

from __future__ import annotations

import json
from pathlib import Path

from tests.world import world

BEFORE = """
import json
from datetime import UTC, date, datetime
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

call_command("migrate", "records", "0004", verbosity=0)
then = MigrationExecutor(connection).loader.project_state([("records", "0004_drafts_and_replay")])
model = lambda name: then.apps.get_model("records", name)
at = datetime(2026, 1, 5, 9, tzinfo=UTC)
version = model("PolicyVersion").objects.create(
    version=1, source=b"# One", sha256="0" * 64, adopted_at=at)
model("Adoption").objects.create(
    policy=version, adopted_by="Anna", in_force_from=at.date(), adopted_at=at)
for name, source, closed_at in (
    ("signed", b"# One", at), ("aside", b"# Two", at), ("open", b"# Three", None)):
    one = model("Draft").objects.create(
        name=name, source=source, begun_by="Kata", begun_at=at, changed_by="Kata", changed_at=at,
        closed_at=closed_at)
    if name == "aside":
        model("Entry").objects.create(
            at=at, who="Bea", deed="put aside", subject=f"policy draft {one.pk}")
call_command("migrate", verbosity=0)
from demur.records.policies import Draft
print(json.dumps([
    [one.name, one.closed_by, one.adoption and one.adoption.policy.version]
    for one in Draft.objects.order_by("pk")]))
call_command("migrate", "records", "0004", verbosity=0)
call_command("migrate", verbosity=0)
"""


def test_who_closed_a_draft_is_told_of_those_closed_before_too(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        told = json.loads(here.python(BEFORE).stdout)
    assert told == [["signed", "Anna", 1], ["aside", "Bea", None], ["open", "", None]]
