"""The register of clients under everything that happens to it, beside what they were promised."""

from __future__ import annotations

import copy
import hashlib
from collections import Counter
from collections.abc import Mapping
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
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from demur.actions import bring_in as importing
from demur.actions.decline import Declined, decline
from demur.actions.finish import finish
from demur.actions.lift import lift
from demur.actions.make_link import make_link
from demur.actions.merge_people import merge_people
from demur.actions.split_person import split_person
from demur.actions.take_no_back import take_no_back
from demur.channels.exports import COLUMNS, inquiry_sheet
from demur.domain.answers import Choice
from demur.domain.brought.rows import Kind, shape
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, Reason, They
from demur.records import keyed, listing, peace_journal
from demur.records.erasing import Erasing
from demur.records.gate import Wanted, ask
from demur.records.gather import Asked
from demur.records.inquiries import Refusal
from demur.records.listing import Wanted as Listed
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
pick = st.integers(0, 11)
many = st.lists(st.sampled_from(LINES), min_size=1, max_size=3, unique=True)


class Register(RuleBasedStateMachine):
    """Rules change the register; after each, exits are walked and compared with the promises."""

    house: ClassVar[House]
    folder: ClassVar[Path]
    begun: ClassVar[int] = 0
    out: ClassVar[Counter[str]] = Counter()
    held: ClassVar[int] = 0

    @initialize()
    def open(self) -> None:
        self.world, self.promises = World(), Promises()
        self.lists: dict[str, list[str]] = {}
        self.now, self.steps, self.files = NOW, 0, 0
        self.backup: tuple[str, World, dict[str, list[str]]] | None = None
        # The journal lies outside the database, so nothing rolls it back: each run has its own.
        Register.begun += 1
        settings.PEACE = self.folder / str(self.begun)
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self) -> None:
        if hasattr(self, "block"):
            try:
                self.the_gate_knows_what_was_promised()
            finally:
                transaction.set_rollback(True)
                self.block.__exit__(None, None, None)

    # ---- who there is

    @rule(at=pick, lines=many)
    def add_a_person(self, at: int, lines: list[str]) -> None:
        self.bring({CODES[at % len(CODES)]: lines})

    @rule(at=pick, line=st.sampled_from(LINES))
    def add_a_number(self, at: int, line: str) -> None:
        if self.lists:
            self.bring({sorted(self.lists)[at % len(self.lists)]: [line]})

    @rule(spelt=st.sampled_from(SPELT))
    def import_an_old_list_in_other_spellings(self, spelt: Any) -> None:
        if self.lists:
            self.bring(self.lists, spelt)

    @rule(at=pick, status=st.sampled_from(["key", "regular", "new"]), value=pick)
    def change_status_and_importance(self, at: int, status: str, value: int) -> None:
        if self.lists:
            code = sorted(self.lists)[at % len(self.lists)]
            self.bring({code: []}, client=status, yearly_value=str(value * 1000))

    @rule(at=pick, name=st.sampled_from(["V. Kovács", "Вера", "=1+1"]))
    def rename(self, at: int, name: str) -> None:
        if self.lists:
            self.bring({sorted(self.lists)[at % len(self.lists)]: []}, name=name)

    @rule(at=pick, to=st.sampled_from(CODES))
    def correct_a_code(self, at: int, to: str) -> None:
        person = self.person(at)
        if person and person.codes and self.world.by_code(to) is None:
            old = min(person.codes)
            Contact.objects.filter(code=old).update(code=to)
            person.codes = (person.codes - {old}) | {to}

    @rule(at=pick, other=pick)
    def merge(self, at: int, other: int) -> None:
        kept, gone = self.person(at), self.person(other)
        if kept is None or gone is None or kept is gone:
            return
        rows = Contact.objects.in_bulk([kept.pk, gone.pk])
        versions = (rows[kept.pk].version, rows[gone.pk].version)
        with self.acting():
            assert merge_people(kept.pk, gone.pk, versions=versions, by="A", now=self.now)
        kept.rows |= gone.rows
        kept.lines |= gone.lines
        kept.codes |= gone.codes
        self.world.people.remove(gone)
        for link in self.world.links:
            link.person = kept if link.person is gone else link.person
        self.promises.cover(kept, self.world)

    @rule(at=pick, lines=many)
    def split(self, at: int, lines: list[str]) -> None:
        person = self.person(at)
        theirs = person.lines & set(lines) if person else set()
        if person is None or not theirs:
            return
        version = Contact.objects.get(pk=person.pk).version
        self.promises.cover(person, self.world)
        with self.acting():
            other = split_person(person.pk, theirs, "Z", version=version, by="A", now=self.now)
        assert other is not None
        person.lines -= theirs
        half = Person({other.pk: self.born(other)}, theirs)
        self.world.people.append(half)
        self.promises.cover(half, self.world)

    @rule(at=pick)
    def erase_a_person(self, at: int) -> None:
        person = self.person(at)
        if person is None:
            return
        self.promises.cover(person, self.world)
        with self.acting():
            peace_journal.cover_all_lines([person.pk])
            mark = Erasing.objects.create(by="test")
            Refusal.objects.filter(contact__in=person.rows).update(contact=None)
            Contact.objects.filter(pk__in=person.rows).delete()
            mark.delete()
        self.world.people.remove(person)
        for link in self.world.links:
            link.person = None if link.person is person else link.person

    # ---- what they say

    @rule(at=pick, need=st.sampled_from(["", *NEEDS]))
    def make_a_link(self, at: int, need: str) -> None:
        person = self.person(at)
        if person is not None:
            self.link(person, "", need)

    @rule(line=st.sampled_from(LINES), by=st.sampled_from(list(By)))
    def say_no_at_once(self, line: str, by: By) -> None:
        """By telephone, by letter, in answer to a message: known or not."""
        self.say(self.link(self.world.owner(line), line, ""), No(They.PLAIN_NO, by))

    @rule(at=pick)
    def tap_no(self, at: int) -> None:
        self.say(self.any_link(at), No(They.PLAIN_NO, By.TAP))

    @rule(at=pick)
    def say_no_by_one_click(self, at: int) -> None:
        self.say(self.any_link(at), No(They.PLAIN_NO, By.ONE_CLICK, by_robot=True))

    @rule(at=pick, reason=st.sampled_from(list(Reason)))
    def say_why(self, at: int, reason: Reason) -> None:
        self.say(self.any_link(at), No(They.REASON, By.TAP, reason=reason, rival="PrintX"))

    @rule(at=pick, days=st.integers(1, 400))
    def say_later(self, at: int, days: int) -> None:
        day = (self.now + timedelta(days=days)).date()
        self.say(self.any_link(at), No(They.LATER, By.TAP, reason=Reason.NOT_NOW, day=day))

    @rule(at=pick)
    def say_never(self, at: int) -> None:
        link = self.any_link(at)
        self.say(link, No(They.NEVER, By.TAP))
        standing = [self.promises.all[ref] for ref in link.promises] if link else []
        assert link is None or any(
            one.scope == "everything" and one.until is None and not one.ended for one in standing
        )

    @rule(at=pick)
    def take_the_no_back(self, at: int) -> None:
        link = self.any_link(at)
        if link is None:
            return
        with self.acting():
            came = take_no_back(Link.objects.get(pk=link.pk), self.now)
        if isinstance(came, Refusal):
            for ref in link.promises:
                self.promises.all[ref].ended = True
            link.promises = []

    @rule(at=pick)
    def lift_a_peace(self, at: int) -> None:
        standing = self.promises.standing()
        if standing:
            one = standing[at % len(standing)]
            with self.acting():
                peace_journal.catch_up()
                lift(Peace.objects.get(ref=one.ref), "They rang and asked.", "Anna", self.now)
            one.ended = True

    @rule(line=st.sampled_from(NUMBERS), hours=st.integers(1, 12))
    def ask_for_something_and_a_call_back(self, line: str, hours: int) -> None:
        choice = Choice(only_polite=True, call_back_at=self.now + timedelta(hours=hours))
        asked = Asked("four monitors", lang=Lang.EN, number=line)
        with self.acting():
            finish(asked, choice, uuid4(), by="Kata", now=self.now)

    # ---- what we do, and what happens to the machine

    @rule()
    def plan_to_call_everybody(self) -> None:
        self.walk(Exit.PLAN, 0)

    @rule(at=pick)
    def dial(self, at: int) -> None:
        self.walk(Exit.DIAL, at)

    @rule(at=pick)
    def say_no_while_a_sheet_is_written(self, at: int) -> None:
        """The pages that are not written yet must know of it."""
        link = self.any_link(at)
        pages = listing.all_inquiries(Listed(), at_once=1)
        told: list[bytes] = []
        sheet = inquiry_sheet(
            pages, COLUMNS, lambda word, _: word, lambda _: "", NOW.tzinfo, clock=lambda: self.now
        )
        for place, line in enumerate(sheet):
            if place == 2:
                self.say(link, No(They.NEVER, By.TAP))
                told = []
            told.append(line)
        text = b"".join(told[1:]).decode().replace("'+", "+")
        numbers = [row.split('","')[2] for row in text.splitlines() if row.startswith('"')]
        self.none_is_barred([Out(one, sale(one, self.now)) for one in numbers if one], "job")

    @rule()
    def back_up(self) -> None:
        self.backup = transaction.savepoint(), copy.deepcopy(self.world), dict(self.lists)

    @rule()
    def restore_the_backup(self) -> None:
        """Yesterday's rows are back; the journal beside the database is not yesterday's."""
        if self.backup is None:
            return
        sid, self.world, self.lists = self.backup
        transaction.savepoint_rollback(sid)
        self.back_up()

    @rule(days=st.sampled_from([1, 7, 28, 98, 364]))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule()
    def start_a_new_process(self) -> None:
        keyed._key.cache_clear()

    # ---- what must hold

    @invariant()
    def nobody_at_peace_is_reached(self) -> None:
        if not hasattr(self, "world"):
            return
        self.steps += 1
        self.now += timedelta(seconds=1)
        # Every exit in turn, and all addresses between: what leaks once leaks until it is seen.
        turn, of_four = divmod(self.steps, 4)
        if of_four == 0:
            self.the_gate_knows_what_was_promised()
        elif of_four == 2:
            self.walk(list(WAYS)[(self.begun + turn) % len(WAYS)], self.steps)

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
            Register.held += barred

    def walk(self, way: str, at: int) -> None:
        """Walk a way out; nothing of anybody who was promised peace may have come out."""
        person = self.person(at)
        more = {"everybody": LINES} if way in {Exit.PLAN, "mail and sms"} else {}
        if way in {Exit.PERSON_PAGE, Exit.CONTACT_CARD}:
            at = person.pk if person else 0
        with time_machine.travel(self.now, tick=False), self.acting():
            out = WAYS[way](self.house, self.now, at, **more)
        self.none_is_barred(out, way)

    def none_is_barred(self, out: list[Out], way: str) -> None:
        leaks = [one for one in out if self.barred(one.address, one.approach)]
        assert not leaks, (way, leaks)
        Register.out[way] += len(out)

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
