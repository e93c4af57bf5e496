"""Are the promises of peace safe? Asked of their journal, their key, and where both lie."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from demur.records import keyed, peace_journal
from demur.records.erasing import Erasing
from demur.records.keyed import LostKey
from demur.records.peace_journal import LostJournal
from demur.records.soundness import Fact, Severity

#: What is said where the records know all that the journal does.
NOTHING_NEW: Final = "nothing new"


def facts() -> tuple[Fact, ...]:
    """Everything there is to ask, after what the journal knows has been read into the records."""
    return (journal(), folder(), erasing())


def journal() -> Fact:
    """Whether the journal and its key are those of these records; reads what is new in it."""
    name = "journal of peace"
    try:
        lines = peace_journal.catch_up()
        writable = os.access(keyed.folder() / "journal", os.W_OK)
    except (LostJournal, LostKey) as error:
        advice = _("Until then nobody is contacted. Bring back the folder of peace (DEMUR_PEACE).")
        return Fact(name, False, Severity.WARNING, str(error), advice)
    if not writable:
        advice = _("Make it writable for the user Demur runs as: until then no peace is promised.")
        return Fact(name, False, Severity.WARNING, "can't be written", advice)
    return Fact(name, True, Severity.WARNING, f"{lines} lines read" if lines else NOTHING_NEW, "")


def folder() -> Fact:
    """Whether the folder of peace is its owner's alone, and on which disk it is."""
    where = keyed.folder()
    if not where.exists():
        return Fact("folder of peace", True, Severity.FAULT, f"{where}, not made yet", "")
    mode = stat.S_IMODE(where.stat().st_mode)
    found = f"{where} ({mode:o}), {_disk(where)}"
    if not mode & 0o077:
        return Fact("folder of peace", True, Severity.FAULT, found, "")
    advice = _("Close it to others: chmod 700 %(folder)s") % {"folder": where}
    return Fact("folder of peace", False, Severity.FAULT, found, advice)


def erasing() -> Fact:
    """Whether facts are locked: a mark that an erasure left behind would leave them open."""
    if not Erasing.objects.exists():
        return Fact("facts", True, Severity.FAULT, "locked", "")
    advice = _("Empty the table records_erasing, and find out who wrote to the database.")
    return Fact("facts", False, Severity.FAULT, "can be changed", advice)


def _disk(where: Path) -> str:
    """Whether it shares a disk with the records: then both are lost together."""
    if connection.vendor != "sqlite":
        return "apart from the database"
    same = where.stat().st_dev == Path(settings.DATA).stat().st_dev
    return "on the disk of the records" if same else "on a disk of its own"
