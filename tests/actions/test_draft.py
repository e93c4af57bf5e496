"""A draft is a copy that is written on by several people, and nobody's text is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.actions import draft as drafting
from demur.actions.adopt import adopt
from demur.actions.draft import Closed, Conflict, Merged, Saved
from demur.domain.policy import document
from demur.domain.policy.editing import merging
from demur.domain.policy.editing.merging import merged
from demur.domain.policy.findings import clean
from demur.domain.policy.lint import check
from demur.records.journal import Entry
from demur.records.policies import Draft, DraftText, PolicyVersion
from tests.shop import NOW, TODAY, open_shop, policy_text

WAIT = b"| T3 | out of stock | up to 3 days |"
CLERK = b"| T8 | other business or other speciality | any | yes |"


def begin() -> Draft:
    open_shop()
    return drafting.begin("Anna", NOW, "Spring")


def edited(source: bytes, old: bytes, new: bytes) -> bytes:
    assert source.count(old) == 1
    return source.replace(old, new)


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "hu", "ru"])
def test_a_draft_copies_the_version_in_force_but_for_three_cells_of_its_head(lang: str) -> None:
    open_shop(policy=policy_text(lang))
    draft = drafting.begin("Anna", NOW, "Spring")
    before, after = policy_text(lang).split(b"\n"), bytes(draft.source).split(b"\n")
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert len(changed) == 1
    old, new = changed[0]
    assert new == old.replace(b"| 4 |", b"| 5 |").replace(b"| 3 |", b"| 4 |").replace(
        b"2026-12-01", b"2026-11-24"
    )
    read = document.read(bytes(draft.source))
    assert read.policy is not None
    assert (read.policy.version, read.policy.in_force_from) == (5, date(2026, 11, 24))
    assert clean(check(read))
    assert draft.based_on == PolicyVersion.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_line_ends_and_a_byte_order_mark_stay_in_the_draft(end: bytes) -> None:
    source = b"\xef\xbb\xbf" + policy_text().replace(b"\n", end)
    open_shop(policy=source)
    draft = bytes(drafting.begin("Anna", NOW, "Spring").source)
    assert draft.startswith(b"\xef\xbb\xbf")
    assert draft.count(end) == source.count(end)
    assert (b"\n" in draft) == (b"\n" in end)


@pytest.mark.django_db
def test_a_draft_of_an_old_version_gets_a_number_that_was_never_used() -> None:
    open_shop()
    newer = edited(policy_text(), b"| 4 | 2026-12-01 | 3 |", b"| 9 | 2026-12-01 | 4 |")
    adopt(newer, "Anna", TODAY, NOW)
    old = PolicyVersion.objects.get(version=4)
    draft = drafting.begin("Anna", NOW, "Back", based_on=old)
    read = document.read(bytes(draft.source)).policy
    assert read is not None
    assert (read.version, read.replaces) == (10, "9")
    assert draft.based_on == old


@pytest.mark.django_db
def test_before_a_first_version_a_draft_is_the_example_as_version_one() -> None:
    draft = drafting.begin("Anna", NOW, "First")
    read = document.read(bytes(draft.source)).policy
    assert read is not None
    assert read.version == 1
    assert draft.based_on is None


@pytest.mark.django_db
def test_every_text_is_kept_with_who_saved_it() -> None:
    draft = begin()
    text = edited(bytes(draft.source), WAIT, WAIT.replace(b"3 days", b"5 days"))
    outcome = drafting.save(draft.pk, 1, text, "Bea", NOW)
    assert outcome == Saved(2, text)
    draft.refresh_from_db()
    assert (bytes(draft.source), draft.revision, draft.changed_by) == (text, 2, "Bea")
    kept = [(one.revision, one.by, one.kept_aside) for one in draft.texts.order_by("pk")]
    assert kept == [(1, "Anna", False), (2, "Bea", False)]
    assert Entry.objects.filter(subject=f"policy draft {draft.pk}").count() == 2


@pytest.mark.django_db
def test_changes_that_stand_apart_are_joined() -> None:
    draft = begin()
    base = bytes(draft.source)
    theirs = edited(base, WAIT, WAIT.replace(b"3 days", b"5 days"))
    mine = edited(base, CLERK, CLERK.replace(b"other business or ", b""))
    drafting.save(draft.pk, 1, theirs, "Bea", NOW)
    outcome = drafting.save(draft.pk, 1, mine, "Anna", NOW)
    both = edited(theirs, CLERK, CLERK.replace(b"other business or ", b""))
    assert outcome == Merged(3, both)
    draft.refresh_from_db()
    assert (bytes(draft.source), draft.revision) == (both, 3)


@pytest.mark.django_db
def test_changes_that_touch_leave_the_draft_and_keep_both_texts() -> None:
    draft = begin()
    base = bytes(draft.source)
    theirs = edited(base, WAIT, WAIT.replace(b"3 days", b"5 days"))
    mine = edited(base, WAIT, WAIT.replace(b"3 days", b"2 days"))
    drafting.save(draft.pk, 1, theirs, "Bea", NOW)
    assert drafting.save(draft.pk, 1, mine, "Anna", NOW) == Conflict(2, theirs, mine)
    draft.refresh_from_db()
    assert (bytes(draft.source), draft.revision) == (theirs, 2)
    aside = DraftText.objects.get(kept_aside=True)
    assert (bytes(aside.source), aside.by) == (mine, "Anna")


@pytest.mark.django_db
def test_what_would_read_worse_than_both_is_not_joined() -> None:
    draft = begin()
    base = bytes(draft.source)
    theirs = edited(base, b"| T3 | out of stock |", b"| T13 | out of stock |")
    theirs = theirs.replace(b"chance | T3 |", b"chance | T13 |")
    mine = edited(base, b"| T11 | any | any", b"| T13 | any | any").replace(
        b"household | T11 |", b"household | T13 |"
    )
    drafting.save(draft.pk, 1, theirs, "Bea", NOW)
    assert isinstance(drafting.save(draft.pk, 1, mine, "Anna", NOW), Conflict)


@pytest.mark.django_db
def test_a_text_over_a_revision_nobody_knows_is_kept_aside() -> None:
    draft = begin()
    outcome = drafting.save(draft.pk, 7, b"# Something else", "Anna", NOW)
    assert isinstance(outcome, Conflict)
    assert DraftText.objects.filter(kept_aside=True).count() == 1


@pytest.mark.django_db
def test_saving_what_the_other_saved_is_no_conflict() -> None:
    draft = begin()
    text = edited(bytes(draft.source), WAIT, WAIT.replace(b"3 days", b"5 days"))
    drafting.save(draft.pk, 1, text, "Bea", NOW)
    assert drafting.save(draft.pk, 1, text, "Anna", NOW) == Saved(2, text)


@pytest.mark.django_db
def test_a_save_between_reading_and_writing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = begin()
    base = bytes(draft.source)
    theirs = edited(base, WAIT, WAIT.replace(b"3 days", b"5 days"))
    mine = edited(base, CLERK, CLERK.replace(b"other business or ", b""))

    def late(*words: bytes) -> bytes | None:
        monkeypatch.setattr(drafting, "merged", merged)
        drafting.save(draft.pk, 1, theirs, "Bea", NOW)
        return merged(*words)

    monkeypatch.setattr(drafting, "merged", late)
    assert isinstance(drafting.save(draft.pk, 1, mine, "Anna", NOW), Merged)


@pytest.mark.django_db
def test_what_is_said_already_is_not_written_again() -> None:
    draft = begin()
    text = edited(bytes(draft.source), WAIT, WAIT.replace(b"3 days", b"5 days"))
    more = edited(text, CLERK, CLERK.replace(b"other business or ", b""))
    assert drafting.save(draft.pk, 1, bytes(draft.source), "Anna", NOW).revision == 1
    drafting.save(draft.pk, 1, text, "Anna", NOW)
    drafting.save(draft.pk, 2, more, "Anna", NOW)
    assert drafting.save(draft.pk, 1, text, "Anna", NOW) == Merged(1, more)
    assert draft.texts.count() == 3


# ---- taking back


def written(draft: Draft, old: bytes, new: bytes, by: str) -> bytes:
    """Save a draft as it stands now with other words in it."""
    draft.refresh_from_db()
    text = edited(bytes(draft.source), old, new)
    drafting.save(draft.pk, draft.revision, text, by, NOW)
    draft.refresh_from_db()
    return text


@pytest.mark.django_db
def test_everybody_takes_back_their_own_last_change_and_then_the_one_before() -> None:
    draft = begin()
    begun = bytes(draft.source)
    written(draft, WAIT, WAIT.replace(b"3 days", b"5 days"), "Anna")
    written(draft, b"5 days", b"6 days", "Anna")
    theirs = CLERK.replace(b"other business or ", b"")
    written(draft, CLERK, theirs, "Bea")
    for days in (b"5 days", b"3 days"):
        taken = drafting.take_back(draft.pk, "Anna", NOW)
        assert isinstance(taken, Saved)
        assert taken.source == begun.replace(WAIT, WAIT.replace(b"3 days", days)).replace(
            CLERK, theirs
        )
    assert drafting.take_back(draft.pk, "Anna", NOW) is None
    assert drafting.take_back(draft.pk, "Cili", NOW) is None
    taken = drafting.take_back(draft.pk, "Bea", NOW)
    assert taken == Saved(7, begun)


@pytest.mark.django_db
def test_what_somebody_built_on_is_not_taken_back_but_kept_to_choose() -> None:
    draft = begin()
    written(draft, CLERK, CLERK.replace(b"other business or ", b""), "Anna")
    written(draft, WAIT, WAIT.replace(b"3 days", b"5 days"), "Anna")
    built = written(draft, b"up to 5 days", b"up to 6 days", "Bea")
    refused = drafting.take_back(draft.pk, "Anna", NOW)
    assert isinstance(refused, Conflict)
    draft.refresh_from_db()
    assert bytes(draft.source) == built
    kept = DraftText.objects.get(pk=refused.kept)
    assert (kept.kept_aside, kept.over, kept.takes_back) == (True, 3, 3)
    further = drafting.take_back(draft.pk, "Anna", NOW)
    assert isinstance(further, Saved)
    assert CLERK in further.source
    settled = drafting.settle(kept, "Anna", NOW, wins=True)
    assert WAIT in settled.source
    assert CLERK in settled.source


@pytest.mark.django_db
@pytest.mark.parametrize(("wins", "days"), [(True, b"2 days"), (False, b"5 days")])
def test_a_text_kept_aside_is_chosen_or_not_and_is_settled(wins: bool, days: bytes) -> None:
    draft = begin()
    base = bytes(draft.source)
    own = edited(base, WAIT, WAIT.replace(b"3 days", b"2 days"))
    own = edited(own, CLERK, CLERK.replace(b"other business or ", b""))
    written(draft, WAIT, WAIT.replace(b"3 days", b"5 days"), "Bea")
    refused = drafting.save(draft.pk, 1, own, "Anna", NOW)
    assert isinstance(refused, Conflict)
    assert drafting.save(draft.pk, 1, own, "Anna", NOW) == refused
    kept = DraftText.objects.get(kept_aside=True)
    for _again in range(2):
        saved = drafting.settle(kept, "Anna", NOW, wins=wins)
        assert WAIT.replace(b"3 days", days) in saved.source
        assert (CLERK in saved.source) is not wins
    kept.refresh_from_db()
    assert kept.settled_at == NOW
    assert Entry.objects.filter(deed="settled").count() == 1


@pytest.mark.django_db
def test_what_is_done_to_the_draft_is_done_to_it_as_it_stands() -> None:
    draft = begin()
    for number in range(3):
        line = b"Line %d." % number
        done = drafting.amend(draft.pk, lambda text, line=line: text + line, "Anna", NOW)
        assert isinstance(done, Saved)
        assert done.revision == number + 2
    draft.refresh_from_db()
    assert bytes(draft.source).endswith(b"Line 0.Line 1.Line 2.")
    assert drafting.amend(draft.pk, lambda text: text, "Anna", NOW) == Saved(4, done.source)


@pytest.mark.django_db
def test_a_draft_that_was_put_aside_is_written_no_more() -> None:
    draft = begin()
    drafting.put_aside(draft, "Anna", NOW)
    drafting.put_aside(draft, "Anna", datetime(2027, 1, 1, tzinfo=UTC))
    assert draft.closed_at == NOW
    assert Entry.objects.filter(deed="put aside").count() == 1
    saved = drafting.save(draft.pk, 1, b"# Late", "Anna", NOW)
    assert isinstance(saved, Closed)
    draft.refresh_from_db()
    assert (draft.revision, bytes(draft.source)) != (2, b"# Late")


@pytest.mark.django_db
def test_what_comes_too_late_for_a_draft_is_kept_once_with_what_it_was_written_over() -> None:
    draft = begin()
    written = bytes(draft.source)
    drafting.put_aside(draft, "Bea", NOW)
    for text in (b"# Late", b"# Late", written):
        drafting.save(draft.pk, 1, text, "Anna", NOW)
    kept = DraftText.objects.get(draft=draft, kept_aside=True)
    assert (bytes(kept.source), kept.by, kept.revision) == (b"# Late", "Anna", 1)
    assert Entry.objects.filter(deed="kept aside").count() == 1


@pytest.mark.django_db
def test_a_draft_put_aside_is_taken_up_again_where_it_was_left() -> None:
    draft = begin()
    before = bytes(draft.source)
    drafting.put_aside(draft, "Anna", NOW)
    assert draft.closed_by == "Anna"
    drafting.take_up(draft, "Bea", NOW)
    drafting.take_up(draft, "Bea", NOW)
    assert (draft.closed_at, draft.closed_by) == (None, "")
    assert Entry.objects.filter(deed="took up").count() == 1
    edited_again = edited(before, WAIT, b"| T3 | out of stock | up to 4 days |")
    assert isinstance(drafting.save(draft.pk, 1, edited_again, "Bea", NOW), Saved)


@pytest.mark.django_db
def test_a_draft_that_was_signed_is_not_taken_up_again() -> None:
    draft = begin()
    adopt(bytes(draft.source), "Anna", TODAY, NOW)
    draft.refresh_from_db()
    drafting.take_up(draft, "Bea", NOW)
    assert draft.closed_at == NOW


@pytest.mark.django_db
def test_a_draft_is_begun_with_a_text_that_was_written_before() -> None:
    draft = begin()
    text = edited(bytes(draft.source), WAIT, b"| T3 | out of stock | up to 4 days |")
    version = PolicyVersion.objects.get()
    later = drafting.begin("Anna", NOW, "Summer", based_on=version, text=text)
    assert b"up to 4 days" in bytes(later.source)
    assert later.based_on == version


lines = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"d\r\n", b"e"]), max_size=8)


@given(lines, lines)
def test_a_text_joined_with_an_unchanged_one_is_that_text(
    base: list[bytes], mine: list[bytes]
) -> None:
    one, other = b"".join(base), b"".join(mine)
    assert merged(one, one, other) == other
    assert merged(one, other, one) == other
    assert merged(one, other, other) == other


@given(st.lists(st.integers(0, 99), min_size=6, max_size=20, unique=True), st.data())
def test_two_changed_lines_that_do_not_touch_are_both_there(
    rows: list[int], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(rows) - 3))
    second = data.draw(st.integers(first + 2, len(rows) - 1))
    base = [b"line %d\n" % row for row in rows]
    theirs, mine = list(base), list(base)
    theirs[first], mine[second] = b"theirs\n", b"mine\n"
    joined = merged(b"".join(base), b"".join(theirs), b"".join(mine))
    assert joined is not None
    assert joined.splitlines(keepends=True)[first] == b"theirs\n"
    assert joined.splitlines(keepends=True)[second] == b"mine\n"


def test_a_change_too_large_to_compare_is_not_joined() -> None:
    base = b"a\nb\nc\n"
    large = b"|\n" * (merging.LINES_MOST + 1)
    assert merged(base, large, b"a\nb\nx\n") is None
