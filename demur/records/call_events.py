"""What the telephone system told us of our own calls: each event once, whenever it came."""

from __future__ import annotations

from django.db import connection, models

from demur.domain.phone_events import Event, Heard
from demur.records.keyed import keyed
from demur.records.words import choices, one_of


class CallEvent(models.Model):
    """An event of an outgoing call; `call` is the keyed hash of the system's own id of it."""

    call = models.CharField(max_length=64)
    event = models.CharField(max_length=8, choices=choices(Event))
    at = models.DateTimeField()
    address = models.CharField(max_length=20, blank=True)
    user = models.CharField(max_length=120, blank=True)
    cause = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "event"], name="call_event_once"),
            one_of("event", Event),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.at:%Y-%m-%d %H:%M}"

    def value(self) -> Heard:
        """The event as the call is worked out from it."""
        return Heard(Event(self.event), self.at, self.address, self.user, self.cause)


def call_key(teller: str, call_id: str) -> str:
    """Under what a system's id of a call is known again. Raises LostKey."""
    return keyed("call", f"{teller}\n{call_id}")


def put_down(call: str, heard: Heard) -> bool:
    """Put an event on record, in the caller's transaction; False where it was there already."""
    _, new = CallEvent.objects.get_or_create(
        call=call,
        event=heard.event,
        defaults={
            "at": heard.at,
            "address": heard.address,
            "user": heard.user,
            "cause": heard.cause,
        },
    )
    return new


def heard_of(call: str) -> list[Heard]:
    """Every event of a call, in whatever order they came."""
    return [row.value() for row in CallEvent.objects.filter(call=call)]


def alone(call: str) -> None:
    """Let no other event of a call be put down until the caller's transaction ends.

    Two that come at once would each be worked out without the other. SQLite's transactions begin
    IMMEDIATE, and wait for each other anyway.
    """
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(bytes.fromhex(call)[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
