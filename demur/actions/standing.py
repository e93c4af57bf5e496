"""How we stand today: which teams are free, said by whom and when."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from demur.records import journal
from demur.records.company import Team


def set_team(team: Team, busy_until: datetime | None, by: str, now: datetime) -> Team:
    """Say that a team is busy until an instant, or free (None)."""
    team.busy_until, team.set_at, team.set_by = busy_until, now, by
    with transaction.atomic():
        team.save(update_fields=["busy_until", "set_at", "set_by"])
        journal.write(
            by,
            "set free" if busy_until is None else "set busy",
            f"team {team.pk}",
            now,
            until=busy_until.isoformat() if busy_until else None,
        )
    return team
