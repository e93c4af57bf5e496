"""The register of clients, watched: whatever is done to it, nothing may leave but what may."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Final
from uuid import uuid4

import time_machine
from django.conf import settings
from django.db import transaction
from django.test import TestCase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from demur.actions import bring_in as importing
from demur.actions.decline import Declined, decline
from demur.actions.make_link import make_link
from demur.domain.brought.rows import Kind, shape
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import No
from demur.records.gate import Wanted, ask
from demur.records.offers import Link, Offer
from demur.records.peace import Peace
from demur.records.people import Contact, Mail, Number
from tests.reliability.promised import Known, Person, Promise, Promises, World
from tests.reliability.ways_out import WAYS, House, Out, sale
from tests.shop import NOW

NUMBERS: Final = [f"+3630555{n:04}" for n in range(9)]
MAILS: Final = [f"client{n}@example.hu" for n in range(4)]
LINES: Final = [*NUMBERS, *MAILS]
NEEDS: Final = ["Négy nyomtató", "Papír A4"]
CODES: Final = [f"c{n}" for n in range(7)]
SPELT: Final = (
    lambda n: n,
    lambda n: f"06 {n[3:5]}/{n[5:8]}-{n[8:]}",
    lambda n: f"00{n[1:]}",
    lambda n: f"+36 ({n[3:5]}) {n[5:8]} {n[8:]}",
)


class Watched(RuleBasedStateMachine):
    """What rules do is beside it; after each, exits are walked and compared with the promises."""

    house: ClassVar[House]
    folder: ClassVar[Path]
    begun: ClassVar[int] = 0
    out: ClassVar[Counter[str]] = Counter()
    held: ClassVar[int] = 0
    taken: ClassVar[int] = 0
    ways: ClassVar[Mapping[str, Callable[..., list[Out]]]] = WAYS

    @initialize(first=st.integers(0, 99))
    def open(self, first: int) -> None:
        # Drawn, not counted: a run that is played again must walk the same exits.
        self.first = first
        self.world, self.promises = World(), Promises()
        self.lists: dict[str, list[str]] = {}
        self.now, self.steps, self.files = NOW, 0, 0
        self.backup: tuple[str, World, dict[str, list[str]]] | None = None
        # The journal lies outside the database, so nothing rolls it back: each run has its own.
        Watched.begun += 1
        settings.PEACE = self.folder / str(self.begun)
        self.block = transaction.atomic()
        self.block.__enter__()
        # Two firms of three know somebody already: few lives come to the pages of people else.
        if known := first % 3:
            self.bring({CODES[n]: [NUMBERS[n], MAILS[n]] for n in range(known)})

    def teardown(self) -> None:
        if hasattr(self, "block"):
            try:
                self.the_gate_knows_what_was_promised()
            finally:
                transaction.set_rollback(True)
                self.block.__exit__(None, None, None)

    # ---- what must hold

    @invariant()
    def nobody_at_peace_is_reached(self) -> None:
        if not hasattr(self, "world"):
            return
        self.steps += 1
        Watched.taken += 1
        self.now += timedelta(seconds=1)
        # Every exit in turn, and all addresses between: what leaks once leaks until it is seen.
        turn, of_four = divmod(self.steps, 4)
        if of_four == 0:
            self.the_gate_knows_what_was_promised()
        elif of_four == 2:
            self.walk(list(self.ways)[(self.first + turn) % len(self.ways)], self.steps)

    def the_gate_knows_what_was_promised(self) -> None:
        """Neither more nor less, for every number and address, known or not."""
        kinds = [
            Approach(Channel.PHONE, Purpose.SALE, self.now, NEEDS[self.steps % 2]),
            Approach(Channel.PARTNER, Purpose.ASKED, self.now, asked_at=NOW),
            Approach(Channel.SMS, Purpose.BETTER_OFFER, self.now),
        ]
        wanted = [Wanted(line, sale(line, self.now)) for line in LINES]
        wanted += [Wanted(line, kinds[self.steps % 3]) for line in LINES]
        passage = ask(Exit.API, wanted)  # where no rule of the day bites as well
        cleared = {(one.address, one.wanted.approach) for one in passage.cleared}
        for one in wanted:
            barred = self.barred(one.address, one.approach)
            assert ((one.address, one.approach) in cleared) == (not barred), one
            Watched.held += barred

    def walk(self, way: str, at: int) -> None:
        """Walk a way out; nothing of anybody who was promised peace may have come out."""
        person = self.person(at)
        more = {"everybody": LINES} if way in {Exit.PLAN, "mail and sms"} else {}
        if way in {Exit.PERSON_PAGE, Exit.CONTACT_CARD}:
            at = person.pk if person else 0
        with time_machine.travel(self.now, tick=False), self.acting():
            out = self.ways[way](self.house, self.now, at, **more)
        self.none_is_barred(out, way)

    def none_is_barred(self, out: list[Out], way: str) -> None:
        leaks = [one for one in out if self.barred(one.address, one.approach)]
        assert not leaks, (way, leaks)
        Watched.out[way] += len(out)

    def barred(self, address: str, approach: Approach) -> bool:
        owner = self.world.owner(address)
        tokens = {address} | (owner.tokens if owner else set())
        return self.promises.bar(tokens, approach)

    # ---- small deeds

    def person(self, at: int) -> Person | None:
        return self.world.people[at % len(self.world.people)] if self.world.people else None

    def any_link(self, at: int) -> Known | None:
        return self.world.links[at % len(self.world.links)] if self.world.links else None

    def link(self, person: Person | None, line: str, need: str) -> Known:
        contact = Contact.objects.get(pk=person.pk) if person else None
        offer = need and Offer.objects.create(
            ref=uuid4(), at=self.now, contact=contact, need=need, by="A"
        )
        with self.acting():
            made = make_link(
                contact,
                lang=Lang.HU,
                by="A",
                now=self.now,
                offer=offer or None,
                address="" if person else line,
            )
        tokens = set(person.tokens) if person else {line}
        known = Known(made.link.pk, person, tokens, offer.need_key if offer else "")
        self.world.links.append(known)
        return known

    def say(self, link: Known | None, no: No) -> None:
        if link is None:
            return
        with self.acting():
            came = decline(Link.objects.get(pk=link.pk), no, self.now)
        self.promised(link, came)

    def promised(self, link: Known, came: Declined) -> None:
        """What the answer says is promised now; a word more may have replaced what was before."""
        tokens = link.tokens | (link.person.tokens if link.person else set())
        stand = {one.ref: one for one in came.peaces}
        for ref in link.promises:
            self.promises.all[ref].ended |= ref not in stand
        for ref, one in stand.items():
            self.promises.all.setdefault(ref, _promise(one, link, tokens))
        link.promises = list(stand)

    def bring(self, rows: Mapping[str, list[str]], spelt: Any = SPELT[0], **more: str) -> None:
        """A list comes in; a row whose number is somebody else's is not taken in."""
        # A firm that buys from us, rung on a working morning: what no rule but peace forbids.
        named = {"name": "Client", "organisation": "Kft.", "region": "HU-BU", "client": "key"}
        named |= more
        given = [
            {
                "id": code,
                **named,
                "numbers": " | ".join(spelt(one) for one in lines if "@" not in one),
                "mails": " | ".join(one.upper() for one in lines if "@" in one),
            }
            for code, lines in rows.items()
        ]
        self.files += 1
        sha256 = hashlib.sha256(f"{self.now} {self.files}".encode()).hexdigest()
        columns = shape(Kind.PEOPLE, list(given[0]))
        with self.acting():
            file = importing.begin(columns, sha256, self.now)
            lines = [_Row(line, row) for line, row in enumerate(given, 2)]
            list(importing.bring_in(file, columns, lines, "A", self.now))
        self.brought(rows)

    def brought(self, rows: Mapping[str, list[str]]) -> None:
        claims: dict[str, str] = {}
        before = {line: self.world.owner(line) for line in LINES}
        for code, lines in rows.items():
            person = self.world.by_code(code)
            free = [before[one] is None or before[one] is person for one in lines]
            if any(claims.get(one, code) != code for one in lines) or not all(free):
                continue
            claims |= dict.fromkeys(lines, code)
            if person is None:
                contact = Contact.objects.get(code=code)
                person = Person({contact.pk: self.born(contact)}, set(), {code})
                self.world.people.append(person)
            person.lines |= set(lines)
            self.lists[code] = sorted({*self.lists.get(code, []), *lines})
            self.promises.cover(person, self.world)
        there = {*Number.objects.values_list("key", flat=True)}
        there |= {*Mail.objects.values_list("key", flat=True)}
        assert there == {line for one in self.world.people for line in one.lines}

    def born(self, contact: Contact) -> str:
        return f"{contact.pk} {contact.created_at.isoformat()}"

    @contextmanager
    def acting(self) -> Any:
        """A deed, with what it does after its commit."""
        with TestCase.captureOnCommitCallbacks(execute=True):
            yield


class _Row:
    def __init__(self, line: int, values: dict[str, str]) -> None:
        self.line, self.values = line, values


def _promise(one: Peace, link: Known, tokens: set[str]) -> Promise:
    return Promise(
        ref=one.ref,
        tokens=set(tokens),
        scope=str(one.scope),
        channels=frozenset(map(str, one.channels)),
        need=link.need,
        since=one.since,
        until=one.until,
        but_one_offer=one.but_one_offer,
    )
