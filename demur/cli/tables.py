"""Makes the tables ready for a command that writes to them, even before the first serving."""

from __future__ import annotations

from demur.cli.ready import ready


def with_tables() -> None:
    """Load Django, and make or update the tables where that is still to be done."""
    ready()
    from demur.cli.serve import bring_up_to_date

    bring_up_to_date()
