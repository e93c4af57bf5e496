"""A version is adopted by a named person who has seen what it changes, and then holds as signed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from demur.actions import draft as drafting
from demur.actions.adopt import NotAdopted, adopt, difference_hash, told_difference
from demur.actions.answer import answer
from demur.actions.consider import consider
from demur.actions.refuse import refuse
from demur.domain.answers import Choice
from demur.domain.policy import document
from demur.domain.policy.findings import Code
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Lang
from demur.records import held, soundness
from demur.records.company import Company
from demur.records.gather import Asked
from demur.records.inquiries import Inquiry, Refusal
from demur.records.journal import Entry
from demur.records.policies import (
    Adoption,
    AlteredPolicy,
    DraftText,
    PolicyVersion,
    is_as_signed,
)
from tests.shop import NOW, TODAY, alter_policy, open_shop, policy_text

pytestmark = pytest.mark.django_db

BUDAPEST = ZoneInfo("Europe/Budapest")


def version(number: int, days: int = 3) -> bytes:
    """The example with another number, which has callers wait so many days."""
    source = policy_text()
    for old, new in (
        (b"| 4 | 2026-12-01 | 3 |", b"| %d | 2026-12-01 | 3 |" % number),
        (b"| T3 | out of stock | up to 3 days |", b"| T3 | out of stock | up to %d days |" % days),
    ):
        assert old in source
        source = source.replace(old, new)
    return source


def policy(source: bytes) -> Policy:
    found = document.read(source).policy
    assert found is not None
    return found


def decided_at(at: datetime) -> int:
    return consider(Asked("toner"), at).decision.policy_version


def test_what_it_changes_is_kept_with_the_adoption() -> None:
    open_shop()
    adoption = adopt(version(5, days=5), "Anna", TODAY, NOW)
    assert adoption.replaced == PolicyVersion.objects.get(version=4)
    assert any("4–5" in sentence for sentence in adoption.differences or ())
    entry = Entry.objects.filter(deed="adopted").latest("pk")
    assert (entry.who, entry.subject) == ("Anna", "policy version 5")
    assert entry.facts["replaced"] == 4
    assert entry.facts["sha256"] == adoption.policy.sha256


def test_a_first_version_replaces_none() -> None:
    adoption = adopt(version(1), "Anna", TODAY, NOW)
    assert (adoption.replaced, adoption.differences) == (None, None)


def test_who_has_seen_the_difference_signs_it() -> None:
    open_shop()
    told = told_difference(policy(version(5, days=5)), NOW)
    assert told is not None
    adoption = adopt(version(5, days=5), "Anna", TODAY, NOW, seen=difference_hash(told))
    assert adoption.differences == list(told.sentences)


def test_a_difference_that_is_another_by_now_is_not_signed() -> None:
    open_shop()
    told = told_difference(policy(version(6, days=5)), NOW)
    assert told is not None
    adopt(version(5, days=9), "Bea", TODAY, NOW)
    with pytest.raises(NotAdopted, match="look again"):
        adopt(version(6, days=5), "Anna", TODAY, NOW, seen=difference_hash(told))
    assert Adoption.objects.count() == 2
    assert not PolicyVersion.objects.filter(version=6).exists()


def test_a_failing_example_stops_the_adoption() -> None:
    open_shop()
    with pytest.raises(NotAdopted) as refused:
        adopt(version(5, days=1), "Anna", TODAY, NOW)
    assert "example-fails" in [finding.code for finding in refused.value.findings]


def test_a_reason_the_desk_has_no_word_for_stops_the_adoption() -> None:
    open_shop()
    with pytest.raises(NotAdopted) as refused:
        adopt(version(5).replace(b"other business", b"another trade"), "Anna", TODAY, NOW)
    assert {one.code for one in refused.value.findings} == {Code.NOT_FOR_THE_DESK}


def test_an_old_version_adopted_again_is_in_force_again() -> None:
    open_shop()
    adopt(version(5, days=5), "Anna", TODAY, NOW)
    assert decided_at(NOW) == 5
    back = adopt(policy_text(), "Anna", TODAY, NOW + timedelta(minutes=1))
    assert decided_at(NOW + timedelta(minutes=2)) == 4
    assert back.policy == PolicyVersion.objects.get(version=4)
    assert PolicyVersion.objects.count() == 2


def test_what_was_signed_once_can_be_signed_again_though_the_check_has_learnt_more() -> None:
    open_shop()
    failing = version(5).replace(b"17:59 | Q1 |", b"17:59 | Q2 |")
    assert failing != version(5)
    PolicyVersion.objects.create(
        version=5, source=failing, sha256=document.read(failing).sha256, adopted_at=NOW
    )
    adoption = adopt(failing, "Anna", TODAY, NOW)
    assert adoption.policy.version == 5
    assert decided_at(NOW) == 5


def test_the_draft_that_is_adopted_is_closed_and_no_other() -> None:
    open_shop()
    one = drafting.begin("Anna", NOW, "Spring")
    other = drafting.begin("Bea", NOW, "Summer")
    drafting.save(other.pk, 1, bytes(other.source) + b"\n", "Bea", NOW)
    adopt(bytes(one.source), "Anna", TODAY, NOW)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.closed_at, other.closed_at) == (NOW, None)
    assert one.closed_by == "Anna"
    assert one.adoption == Adoption.objects.latest("pk")


def day_of(source: bytes) -> date | None:
    return policy(source).in_force_from


def test_a_draft_that_is_signed_says_the_day_it_was_signed_for() -> None:
    open_shop()
    draft = drafting.begin("Anna", NOW, "Spring")
    day = TODAY + timedelta(days=40)
    assert day_of(bytes(draft.source)) != day
    adoption = adopt(bytes(draft.source), "Anna", day, NOW, draft=draft)
    assert day_of(bytes(adoption.policy.source)) == day == adoption.in_force_from
    draft.refresh_from_db()
    assert bytes(draft.source) == bytes(adoption.policy.source)
    assert (draft.closed_at, draft.adoption) == (NOW, adoption)
    assert bytes(DraftText.objects.latest("pk").source) == bytes(adoption.policy.source)


def test_a_day_that_the_draft_says_already_changes_no_byte_of_it() -> None:
    open_shop()
    draft = drafting.begin("Anna", NOW, "Spring")
    written = bytes(draft.source).replace(b"2026-11-24", b"2026. 11. 24.")
    drafting.save(draft.pk, 1, written, "Anna", NOW)
    draft.refresh_from_db()
    adoption = adopt(written, "Anna", TODAY + timedelta(days=1), NOW, draft=draft)
    assert bytes(adoption.policy.source) == written


def test_a_document_that_is_no_draft_is_kept_to_the_byte_whatever_its_day() -> None:
    adoption = adopt(version(4), "Anna", date(2027, 3, 1), NOW)
    assert bytes(adoption.policy.source) == version(4)


def test_a_draft_that_was_written_on_meanwhile_is_not_signed() -> None:
    open_shop()
    draft = drafting.begin("Anna", NOW, "Spring")
    drafting.save(draft.pk, 1, bytes(draft.source) + b"\n", "Bea", NOW)
    with pytest.raises(NotAdopted, match="look again"):
        adopt(bytes(draft.source), "Anna", TODAY, NOW, draft=draft)
    assert Adoption.objects.count() == 1
    draft.refresh_from_db()
    assert draft.closed_at is None


def test_an_earlier_version_takes_over_from_one_that_was_altered() -> None:
    open_shop()
    adopt(version(5, days=5), "Anna", TODAY, NOW)
    alter_policy(5, version(5, days=9))
    held.forget()
    with pytest.raises(AlteredPolicy):
        decided_at(NOW)
    assert soundness.adopted_policies().severity is soundness.Severity.FAULT
    back = adopt(policy_text(), "Anna", TODAY, NOW + timedelta(minutes=1))
    assert (back.replaced, back.differences) == (PolicyVersion.objects.get(version=5), None)
    held.forget()
    assert decided_at(NOW + timedelta(minutes=2)) == 4
    found = soundness.adopted_policies()
    assert (found.found, found.sound) == ("version 5", False)
    assert found.severity is soundness.Severity.WARNING


def test_an_altered_version_that_is_to_come_is_a_fault_still() -> None:
    open_shop()
    adopt(version(5, days=5), "Anna", TODAY + timedelta(days=9), NOW)
    alter_policy(5, version(5, days=9))
    assert soundness.adopted_policies().severity is soundness.Severity.FAULT


def test_the_number_of_an_altered_version_is_not_signed_again() -> None:
    open_shop()
    alter_policy(4, version(4, days=9))
    with pytest.raises(NotAdopted, match="altered after it was signed"):
        adopt(version(4), "Anna", TODAY, NOW)


@pytest.mark.parametrize(
    ("at", "number"),
    [
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=BUDAPEST), 4),
        (datetime(2027, 1, 1, 0, 0, tzinfo=BUDAPEST), 5),
        (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), 4),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), 5),
    ],
)
def test_a_version_begins_at_the_companys_midnight(at: datetime, number: int) -> None:
    open_shop()
    adopt(version(5), "Anna", date(2027, 1, 1), NOW)
    assert decided_at(at) == number


@pytest.mark.parametrize(
    ("at", "number"),
    [
        # On 28 March 2027 Budapest goes from UTC+1 to UTC+2 at one in the morning, UTC.
        (datetime(2027, 3, 27, 22, 59, tzinfo=UTC), 4),
        (datetime(2027, 3, 27, 23, 0, tzinfo=UTC), 5),
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), 5),
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), 6),
    ],
)
def test_the_day_the_clocks_change_begins_and_ends_at_midnight_too(
    at: datetime, number: int
) -> None:
    open_shop()
    adopt(version(5), "Anna", date(2027, 3, 28), NOW)
    adopt(version(6), "Anna", date(2027, 3, 29), NOW)
    assert decided_at(at) == number


@pytest.mark.parametrize(
    ("zone", "day", "at", "number"),
    [
        # Santiago has no midnight on 5 September 2027: at 04:00 UTC it is one in the morning.
        ("America/Santiago", date(2027, 9, 5), datetime(2027, 9, 5, 3, 59, 59, tzinfo=UTC), 4),
        ("America/Santiago", date(2027, 9, 5), datetime(2027, 9, 5, 4, 0, tzinfo=UTC), 5),
        # Havana has two on 7 November 2027: the day has begun at the first.
        ("America/Havana", date(2027, 11, 7), datetime(2027, 11, 7, 3, 59, 59, tzinfo=UTC), 4),
        ("America/Havana", date(2027, 11, 7), datetime(2027, 11, 7, 4, 0, tzinfo=UTC), 5),
        ("America/Havana", date(2027, 11, 7), datetime(2027, 11, 7, 5, 30, tzinfo=UTC), 5),
        ("Pacific/Kiritimati", date(2027, 1, 1), datetime(2026, 12, 31, 9, 59, tzinfo=UTC), 4),
        ("Pacific/Kiritimati", date(2027, 1, 1), datetime(2026, 12, 31, 10, 0, tzinfo=UTC), 5),
        ("America/St_Johns", date(2027, 1, 1), datetime(2027, 1, 1, 3, 29, tzinfo=UTC), 4),
        ("America/St_Johns", date(2027, 1, 1), datetime(2027, 1, 1, 3, 30, tzinfo=UTC), 5),
    ],
)
def test_midnight_is_the_companys_wherever_it_is(
    zone: str, day: date, at: datetime, number: int
) -> None:
    open_shop()
    Company.objects.update(zone=zone)
    adopt(version(5), "Anna", day, NOW)
    assert decided_at(at) == number


def test_an_instant_of_yesterday_is_decided_by_yesterdays_version_though_today_was_first() -> None:
    open_shop()
    adopt(version(5), "Anna", date(2027, 1, 1), NOW)
    midnight = datetime(2027, 1, 1, tzinfo=BUDAPEST)
    assert [decided_at(midnight + timedelta(seconds=s)) for s in (5, -5, 5)] == [5, 4, 5]


def test_a_refusal_after_midnight_is_by_the_version_that_answered_before_it() -> None:
    open_shop()
    adopt(version(5, days=5), "Anna", date(2027, 1, 1), NOW)
    midnight, ref = datetime(2027, 1, 1, tzinfo=BUDAPEST), uuid4()
    asked = Asked("TN-400X high-yield black toner", lang=Lang.EN)
    answer(asked, ref, "bot", midnight - timedelta(seconds=5))
    inquiry = Inquiry.objects.get(ref=ref)
    refuse(inquiry, Choice(), by="bot", now=midnight + timedelta(minutes=9))
    refusal = Refusal.objects.get(inquiry=inquiry)
    assert refusal.policy is not None
    assert (inquiry.policy_id, refusal.policy.version) == (refusal.policy_id, 4)
    assert refusal.row == inquiry.row


def test_a_version_adopted_later_from_an_earlier_day_gives_way_to_the_later_day() -> None:
    open_shop()
    adopt(version(5), "Anna", date(2027, 1, 10), NOW)
    adopt(version(6), "Anna", date(2027, 1, 5), NOW + timedelta(days=1))
    days = {day: decided_at(datetime(2027, 1, day, 9, tzinfo=UTC)) for day in (4, 5, 9, 10)}
    assert days == {4: 4, 5: 6, 9: 6, 10: 5}


def test_of_two_versions_for_one_day_the_one_adopted_last_holds() -> None:
    open_shop()
    adopt(version(5), "Anna", date(2027, 1, 10), NOW)
    adopt(version(6), "Anna", date(2027, 1, 10), NOW)
    assert decided_at(datetime(2027, 1, 10, 9, tzinfo=UTC)) == 6


def altered(source: bytes) -> list[bytes]:
    """The ways bytes are altered: one flipped, one taken out, one put in, anywhere."""
    places = range(0, len(source), 37)
    flipped = [source[:at] + bytes([source[at] ^ 1]) + source[at + 1 :] for at in places]
    shorter = [source[:at] + source[at + 1 :] for at in places]
    longer = [source[:at] + b" " + source[at:] for at in places]
    return [*flipped, *shorter, *longer]


def test_every_altered_byte_of_an_adopted_version_is_found() -> None:
    signed = policy_text()
    sha256 = document.read(signed).sha256
    assert is_as_signed(PolicyVersion(version=4, source=signed, sha256=sha256))
    ways = altered(signed)
    assert len(ways) > 500
    unseen = [one for one in ways if is_as_signed(PolicyVersion(source=one, sha256=sha256))]
    assert unseen == []


def test_an_altered_version_is_named_by_the_doctor() -> None:
    open_shop()
    assert soundness.adopted_policies().sound
    sha256 = document.read(version(9)).sha256
    PolicyVersion.objects.create(version=9, source=version(9, 5), sha256=sha256, adopted_at=NOW)
    assert soundness.adopted_policies().found == "version 9"


def test_a_version_whose_fingerprint_was_altered_with_it_is_found_by_the_journal() -> None:
    Entry.objects.create(
        at=NOW, who="Anna", deed="adopted", subject="policy version 7", facts={"sha256": "0" * 64}
    )
    source = version(7)
    PolicyVersion.objects.create(
        version=7, source=source, sha256=document.read(source).sha256, adopted_at=NOW
    )
    assert soundness.adopted_policies().found == "version 7"


def test_nothing_is_decided_by_an_altered_version() -> None:
    open_shop()
    one = PolicyVersion.objects.create(
        version=7,
        source=version(7, days=250),
        sha256=document.read(version(7)).sha256,
        adopted_at=NOW,
    )
    Adoption.objects.create(policy=one, adopted_by="?", in_force_from=TODAY, adopted_at=NOW)
    held.forget()
    with pytest.raises(AlteredPolicy, match="version 7"):
        decided_at(NOW)
