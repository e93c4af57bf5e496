"""B5: a no is answered once, in writing, and no restore makes room for a second answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from demur.actions.better_offer import Terms, Written, send_better_offer
from demur.actions.decline import decline
from demur.domain.errands import Became, State
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose, Why
from demur.domain.refusal import Channel, Lang, Money
from demur.domain.regret import By, No, Reason, They, need_key
from demur.records import backups, errands, peace_journal
from demur.records.errands import Errand
from demur.records.gate import Wanted, ask
from demur.records.inquiries import Refusal
from demur.records.letters import To
from demur.records.offers import Link
from demur.records.peace import Answered, Peace
from demur.records.people import Mail
from tests.actions.better_offers import EXPENSIVE, client, item, offered
from tests.shop import NOW, open_shop

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "eva@example.hu"


@pytest.fixture(autouse=True)
def _shop() -> None:
    """A company, and a client with an address who has an offer of ours."""
    open_shop()
    contact = client()
    Mail.objects.create(contact=contact, key=ADDRESS, raw=ADDRESS)
    offered(contact)


@pytest.fixture(name="back_to_now")
def _back_to_now(tmp_path: Path) -> Callable[[], None]:
    """Backs the records up, and brings them back when called."""

    def restore() -> None:
        manifest = backups.fitting(file)
        with backups.unpacked(file, manifest) as folder:
            backups.put_back(folder, manifest, tmp_path / "aside")

    file = tmp_path / "monday.zip"
    backups.write(file, NOW, lambda *_: None, with_peace=False)
    return restore


def say_no() -> Refusal:
    return decline(Link.objects.get(), EXPENSIVE, NOW).refusal


def answer(regret: Refusal) -> Written:
    to = To(Channel.MAIL, ADDRESS, Lang.EN, regret.contact)
    terms = Terms(price=Money(79_000, "HUF"))
    made = send_better_offer(regret, terms, to, by="Anna", now=NOW)
    assert isinstance(made, Written)
    return made


def send(errand: Errand) -> None:
    taken = errands.take(NOW, {Channel.MAIL})
    assert taken == errand
    assert errands.settle(taken, Became(State.SENT, None), NOW)


def leaves(made: UUID | None = None) -> bool:
    """Whether a better offer about what they refused would leave: the one made, or another."""
    letter = Approach(
        channel=Channel.MAIL,
        purpose=Purpose.BETTER_OFFER,
        at=NOW + timedelta(hours=1),
        need=need_key("a printer", item().code),
        offer=made,
    )
    with transaction.atomic():
        passage = ask(Exit.MAIL, [Wanted(ADDRESS, letter)])
    assert {one.blocked.why for one in passage.held} <= {Why.PEACE}
    return bool(passage.cleared)


def test_until_it_is_answered_there_is_room_for_one_answer() -> None:
    say_no()
    assert leaves()


def test_once_written_only_that_one_leaves_and_once_sent_none() -> None:
    made = answer(say_no()).offer
    assert (leaves(made.ref), leaves(uuid4()), leaves()) == (True, False, False)
    send(Errand.objects.get())
    assert (leaves(made.ref), leaves()) == (False, False)


def test_a_reason_more_makes_no_room_for_another_answer() -> None:
    made = answer(say_no()).offer
    decline(Link.objects.get(), No(They.REASON, By.TAP, Reason.CHOSE_ANOTHER, "PrintX"), NOW)
    assert not leaves(made.ref)
    assert not leaves()


def test_records_of_before_the_no_know_that_it_was_answered(
    back_to_now: Callable[[], None],
) -> None:
    answer(say_no())
    back_to_now()
    assert not leaves()
    assert Answered.objects.get().offer is None


def test_without_an_answer_the_same_records_leave_room_for_one(
    back_to_now: Callable[[], None],
) -> None:
    say_no()
    back_to_now()
    assert leaves()


def test_a_letter_that_was_sent_since_the_backup_is_not_sent_again(tmp_path: Path) -> None:
    made = answer(say_no()).offer
    file = tmp_path / "monday.zip"
    backups.write(file, NOW, lambda *_: None, with_peace=False)
    send(Errand.objects.get())
    manifest = backups.fitting(file)
    with backups.unpacked(file, manifest) as folder:
        backups.put_back(folder, manifest, tmp_path / "aside")
    assert Errand.objects.get().state == State.WAITING
    assert not leaves(made.ref)


def test_a_journal_written_anew_knows_it_too(back_to_now: Callable[[], None]) -> None:
    answer(say_no())
    peace_journal.rewrite()
    back_to_now()
    assert not leaves()
    assert Peace.objects.get().but_one_offer
