"""Everything that happens to a register of clients: what they say, what we do, what machines do."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import rule

from demur.actions.finish import finish
from demur.actions.lift import lift
from demur.actions.merge_people import merge_people
from demur.actions.split_person import split_person
from demur.actions.take_no_back import take_no_back
from demur.channels.exports import COLUMNS, inquiry_sheet
from demur.domain.answers import Choice
from demur.domain.exits import Exit
from demur.domain.refusal import Lang
from demur.domain.regret import By, No, Reason, They
from demur.records import keyed, listing, peace_journal
from demur.records.erasing import Erasing
from demur.records.gather import Asked
from demur.records.inquiries import Refusal
from demur.records.listing import Wanted as Listed
from demur.records.offers import Link
from demur.records.peace import Peace
from demur.records.people import Contact
from tests.reliability.promised import Person
from tests.reliability.watched import CODES, LINES, NEEDS, NUMBERS, SPELT, Watched
from tests.reliability.ways_out import Out, sale
from tests.shop import NOW

pick = st.integers(0, 11)
many = st.lists(st.sampled_from(LINES), min_size=1, max_size=3, unique=True)


class Register(Watched):
    """Rules change the register; what must hold after each is said where it is watched."""

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
        self.world.forget(person)

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
