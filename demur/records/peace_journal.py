"""The journal of peace: a file beside the database, so that no restore forgets who said no.

A peace is written here, and to the disk, before its transaction commits; the database keeps how
far it has read. A database that was brought back from yesterday has read less than there is, and
catches up before anybody is called. A line that comes of a transaction which failed is taken for
a promise all the same: in doubt the client is left in peace. The end of a peace, on the other
hand, is written after its commit, and what is lost then is only the end.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import models, transaction

from demur.records.erasing import Erasure, erase_again
from demur.records.keyed import LostKey, folder, keyed
from demur.records.offers import Link, links_find_their_people
from demur.records.peace import (
    Answered,
    Lift,
    Peace,
    PeaceKey,
    keys_after,
    keys_of,
    rows_by_key,
)
from demur.records.peace_file import MISSING, append, begin, measured, place, put_aside
from demur.records.peace_file import LostJournal as LostJournal

#: A file is read back in portions of so many bytes.
PORTION: Final = 1 << 20
#: The words of a no, and why a peace was lifted, are not in the journal: it outlives erasure.
READ_BACK: Final = "lifted; read back from the journal of peace"
READER: Final = "journal of peace"
ERASED_BEFORE: Final = "erased before the records were brought back"


class PeaceJournal(models.Model):
    """How far the database has read a journal, and a mark of the key it was written under."""

    journal = models.UUIDField(unique=True)
    read_to = models.PositiveBigIntegerField(default=0)
    key_mark = models.CharField(max_length=64)

    #: How many lines it had to catch up with when it was last taken hold of.
    lines_read = 0

    def __str__(self) -> str:
        return f"{self.journal} to {self.read_to}"


def grant(peaces: Sequence[Peace], keys: Iterable[str]) -> None:
    """Put peaces on record, in the journal first; the transaction is the caller's.

    Raises LostJournal or LostKey, and then nothing is promised.
    """
    known = sorted(set(keys))
    with _held() as ledger:
        for one in peaces:
            ledger.read_to = append(_line_of(one, known))
        _put(peaces, known)
        ledger.save(update_fields=["read_to"])


def cover(peaces: Sequence[Peace], keys: Iterable[str]) -> None:
    """Hold peaces for more numbers and addresses of the same client."""
    known = sorted(set(keys))
    with _held() as ledger:
        refs = [str(one.ref) for one in peaces]
        ledger.read_to = append({"kind": "keys", "peaces": refs, "keys": known})
        keys_after(peaces, known)
        ledger.save(update_fields=["read_to"])


def cover_all_lines(contacts: Collection[int]) -> None:
    """Hold what these contacts were promised for every number and address they have by now.

    Called wherever a number comes to a contact: should it go to another again, its peace goes
    with it. Raises LostJournal or LostKey.
    """
    catch_up()
    if not PeaceKey.objects.exists() and not Link.objects.filter(contact=None).exists():
        return
    by_contact = keys_of(contacts)
    links_find_their_people(by_contact)
    found = rows_by_key(frozenset().union(*by_contact.values()))
    for keys in by_contact.values():
        peaces = {one.pk: one for key in keys for one in found.get(key, ())}
        covered = {(one.pk, key) for key in keys for one in found.get(key, ())}
        if len(covered) < len(peaces) * len(keys):
            cover(list(peaces.values()), keys)


def end(peaces: Sequence[Peace], by: str, reason: str, at: datetime) -> None:
    """End peaces before their time; what ended already stays as it was."""
    with _held():
        lifts = [Lift(peace=one, at=at, by=by, reason=reason) for one in peaces]
        Lift.objects.bulk_create(lifts, ignore_conflicts=True)
    transaction.on_commit(partial(_told_of_ends, list(peaces), by, at))


def _told_of_ends(peaces: Sequence[Peace], by: str, at: datetime) -> None:
    for one in peaces:
        append(_line_of_end(one, by, at))
    catch_up()


def answer(peaces: Sequence[Peace], offer: UUID, at: datetime) -> None:
    """Use up the room that peaces left for one better offer: from now on only this one may leave.

    The transaction is the caller's. Raises LostJournal or LostKey.
    """
    with _held() as ledger:
        for one in peaces:
            ledger.read_to = append(_line_of_answer(one.ref, at))
        rows = [Answered(peace=one, offer=offer, at=at) for one in peaces]
        Answered.objects.bulk_create(rows)
        ledger.save(update_fields=["read_to"])


def answer_has_left(offer: UUID, at: datetime) -> None:
    """A better offer was sent: no copy of it leaves again, from records brought back neither.

    The transaction is the caller's. Raises LostJournal or LostKey.
    """
    rows = Answered.objects.filter(offer=offer)
    with _held() as ledger:
        for ref in rows.values_list("peace__ref", flat=True):
            ledger.read_to = append(_line_of_answer(ref, at))
        rows.update(offer=None)
        ledger.save(update_fields=["read_to"])


def answer_came_back(offer: UUID) -> None:
    """A better offer was sent and reached nobody: it, and no other, may leave once more.

    The file says nothing of it: in records brought back it counts as one that has left.
    """
    rows = Answered.objects.filter(peace__refusal__better_offer__ref=offer, offer=None)
    rows.update(offer=offer)


def forget(keys: Iterable[str], at: datetime) -> None:
    """Write that whoever these keys belong to was erased, so that no restore brings them back.

    The transaction is the caller's. Raises LostJournal or LostKey.
    """
    with _held() as ledger:
        line = {"kind": "erased", "keys": sorted(set(keys)), "at": at.isoformat()}
        ledger.read_to = append(line)
        ledger.save(update_fields=["read_to"])


def take_hold() -> None:
    """Have the records know which journal is theirs, so that a copy of them asks for it too.

    Raises LostJournal or LostKey.
    """
    with transaction.atomic(), _held():
        pass


def catch_up() -> int:
    """Read what the journal has and the database has not; give the number of lines.

    Costs one small look-up where there is nothing to read. Raises LostJournal or LostKey.
    """
    ours, size, begins = _measured()
    seen = PeaceJournal.objects.filter(journal=ours).first()
    if seen is None and size == begins:
        return 0
    if seen is not None:
        _same_key(seen)
        if seen.read_to == size:
            return 0
        if seen.read_to > size:
            raise LostJournal(f"the journal of peace, {place()}, was cut short: {MISSING}")
    with transaction.atomic(), _held() as ledger:
        return ledger.lines_read


@contextmanager
def _held() -> Iterator[PeaceJournal]:
    """The journal's row, locked until the transaction ends, with everything before it read."""
    ours, _, _ = _measured()
    PeaceJournal.objects.get_or_create(journal=ours, defaults={"key_mark": _mark()})
    ledger = PeaceJournal.objects.select_for_update().get(journal=ours)
    _same_key(ledger)
    ledger.lines_read = _read_on(ledger)
    yield ledger


def _measured() -> tuple[UUID, int, int]:
    return measured(PeaceJournal.objects.exists)


def _mark() -> str:
    return keyed("mark", "peace")


def _same_key(ledger: PeaceJournal) -> None:
    if ledger.key_mark != _mark():
        raise LostKey(
            f"the key in {folder()} is not the one these records were made with: bring it back"
        )


def rewrite() -> int:
    """Write a new journal of every peace on record, where the old one is lost; give their number.

    The old one, if there is any of it, is put aside under another name.
    """
    put_aside()
    begin()
    peaces = Peace.objects.prefetch_related("keys").select_related("lift", "answered")
    with transaction.atomic(), _held() as ledger:
        for gone in Erasure.objects.order_by("pk").iterator():
            append({"kind": "erased", "keys": gone.keys, "at": gone.at.isoformat()})
        for one in peaces.order_by("pk").iterator(chunk_size=500):
            append(_line_of(one, [row.key for row in one.keys.all()]))
            if ended := getattr(one, "lift", None):
                append(_line_of_end(one, ended.by, ended.at))
            if made := getattr(one, "answered", None):
                append(_line_of_answer(one.ref, made.at))
        ledger.read_to = _measured()[1]
        ledger.save(update_fields=["read_to"])
    return peaces.count()


# ---- reading it back


def _read_on(ledger: PeaceJournal) -> int:
    """Put on record what the journal has beyond `read_to`; give the number of lines."""
    count = 0
    erased: dict[str, datetime] = {}
    with place().open("rb") as file:
        file.seek(ledger.read_to)
        while some := file.readlines(PORTION):
            for line in map(_read, some):
                count += _taken_in(line)
                erased |= _erased_in(line)
            ledger.read_to = file.tell()
    if erased:
        # All of them at once: each costs a look at everybody we know.
        erase_again(erased)
    if count:
        ledger.save(update_fields=["read_to"])
    return count


def _read(raw: bytes) -> dict[str, Any]:
    """What a line says; half a line was never answered, and says nothing."""
    try:
        line = json.loads(raw)
    except ValueError:
        return {}
    return line if isinstance(line, dict) else {}


def _taken_in(line: Mapping[str, Any]) -> bool:
    """Whether a line said something."""
    take = TAKEN_IN.get(line.get("kind", ""))
    if take is None:
        return False
    take(line)
    return True


def _erased_in(line: Mapping[str, Any]) -> dict[str, datetime]:
    """By keyed hash, until when whoever a line says was erased."""
    if line.get("kind") != "erased":
        return {}
    return dict.fromkeys(line["keys"], datetime.fromisoformat(line["at"]))


def _line_of(one: Peace, keys: Sequence[str]) -> dict[str, Any]:
    return {
        "kind": "peace",
        "ref": str(one.ref),
        "scope": one.scope,
        "channels": list(one.channels),
        "need": one.need,
        "since": one.since.isoformat(),
        "until": one.until and one.until.isoformat(),
        "but_one_offer": one.but_one_offer,
        "source": one.source,
        "proof": {name: one.proof[name] for name in ("link", "by_robot") if name in one.proof},
        "granted_by": one.granted_by,
        "row": one.row,
        "keys": list(keys),
    }


def _line_of_end(one: Peace, by: str, at: datetime) -> dict[str, Any]:
    return {"kind": "lift", "peace": str(one.ref), "at": at.isoformat(), "by": by}


def _line_of_answer(peace: UUID, at: datetime) -> dict[str, Any]:
    return {"kind": "answered", "peace": str(peace), "at": at.isoformat()}


def _granted_again(line: Mapping[str, Any]) -> None:
    if Peace.objects.filter(ref=line["ref"]).exists():
        return
    given = {name: value for name, value in line.items() if name not in {"kind", "keys"}}
    given["since"] = datetime.fromisoformat(line["since"])
    given["until"] = line["until"] and datetime.fromisoformat(line["until"])
    _put([Peace(**given)], line["keys"])


def _covered_again(line: Mapping[str, Any]) -> None:
    keys_after(Peace.objects.filter(ref__in=line["peaces"]), line["keys"])


def _ended_again(line: Mapping[str, Any]) -> None:
    for one in Peace.objects.filter(ref=line["peace"]):
        at = datetime.fromisoformat(line["at"])
        Lift.objects.get_or_create(
            peace=one, defaults={"at": at, "by": line["by"], "reason": READ_BACK}
        )


def _answered_again(line: Mapping[str, Any]) -> None:
    """Which offer it was is not known any more, or it has left: there is room for none."""
    at = datetime.fromisoformat(line["at"])
    for one in Peace.objects.filter(ref=line["peace"]):
        Answered.objects.update_or_create(
            peace=one, defaults={"offer": None}, create_defaults={"offer": None, "at": at}
        )


def _erased_before(line: Mapping[str, Any]) -> None:
    """That somebody was erased is put on record; what came back of them goes after all lines."""
    at = datetime.fromisoformat(line["at"])
    known = Erasure.objects.filter(at=at)
    if not any(one.keys == line["keys"] for one in known):
        Erasure.objects.create(at=at, by=READER, reason=ERASED_BEFORE, keys=line["keys"])


def _put(peaces: Sequence[Peace], keys: Iterable[str]) -> None:
    Peace.objects.bulk_create(peaces)
    keys_after(peaces, keys)


TAKEN_IN: Final = {
    "peace": _granted_again,
    "keys": _covered_again,
    "lift": _ended_again,
    "answered": _answered_again,
    "erased": _erased_before,
}
