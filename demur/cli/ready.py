"""Makes Django ready for a command that needs the records, and only then."""

from __future__ import annotations

import os


def ready() -> None:
    """Load the settings and the tables; costs a good part of a second, so called late."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demur.settings")
    import django

    django.setup()
