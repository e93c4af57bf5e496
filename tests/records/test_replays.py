"""What was recorded is enough to decide it again, and a replay writes nothing."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from itertools import cycle
from typing import TypeVar
from uuid import uuid4

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demur.actions.finish import finish
from demur.actions.replay import finding, replay_past
from demur.cli.demo import prepare
from demur.domain.answers import Choice
from demur.domain.policy import document
from demur.domain.policy.many import Fact
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Importance, Lang, Situation
from demur.domain.replayed import Left
from demur.records.company import Team
from demur.records.gather import Asked
from demur.records.goods import Item
from demur.records.held import NoPolicy, forget
from demur.records.inquiries import Inquiry
from demur.records.partners import Partner
from demur.records.people import Contact, Number
from demur.records.policies import PolicyVersion
from demur.records.replays import Reached, asked_of, past, past_callers
from tests.cast import FIRMS, INKWELL, PIZZERIA_NUMBER, Firm
from tests.shop import NOW, TODAY, open_shop, policy_text

pytestmark = pytest.mark.django_db

Found = TypeVar("Found")
CALLER = "+36305550142"
MARGIN = (b"| T3 | out of stock | up to 3 days |", b"| T3 | out of stock | up to 1 day |")


def policy(*changes: tuple[bytes, bytes]) -> Policy:
    source = policy_text()
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    found = document.read(source).policy
    assert found is not None
    return found


def call(need: str, **more: object) -> Inquiry:
    ref = uuid4()
    finish(Asked(need, **more), Choice(), ref, by="Kata", now=NOW)  # type: ignore[arg-type]
    return Inquiry.objects.get(ref=ref)


def ended(steps: Generator[Reached, None, Found]) -> Found:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Found = end.value
            return found


def said(fact: Fact) -> list[object]:
    return [fact.values[code] for code in fact.codes]


def test_the_demos_past_is_decided_as_it_was() -> None:
    forget()
    prepare(NOW)
    version = PolicyVersion.objects.get()
    own = document.read(bytes(version.source)).policy
    assert own is not None
    replayed = replay_past(own, TODAY)
    assert replayed.inquiries == Inquiry.objects.count() > 20
    assert replayed.drifts == ()
    assert replayed.same == replayed.inquiries


@pytest.mark.parametrize(
    ("firm", "lang"), list(zip(FIRMS, cycle(Lang))), ids=lambda one: getattr(one, "name", None)
)
def test_every_firms_callers_are_decided_as_they_were(firm: Firm, lang: Lang) -> None:
    open_shop(firm, policy=policy_text(lang))
    Contact.objects.create(
        code="eva", name="Éva", client="regular", yearly_value_minor=75_000, currency="EUR",
        field="household", created_at=NOW,
    ).numbers.create(key=CALLER, raw=CALLER)  # fmt: skip
    Partner.objects.update(complaints_per_100=3)
    for item in firm.items:
        for number in ("", CALLER):
            call(getattr(item, lang), lang=lang, number=number)
            call(getattr(firm.asked, lang), lang=lang, number=number)
    call("pizza", lang=lang, dialled=PIZZERIA_NUMBER)
    Team.objects.update(busy_until=NOW + timedelta(days=2))
    Item.objects.update(stock=0)
    for item in firm.items:
        call(getattr(item, lang), lang=lang, importance=Importance.KEY, by_head=True)
    version = PolicyVersion.objects.get()
    own = document.read(bytes(version.source)).policy
    assert own is not None
    replayed = replay_past(own, TODAY)
    assert (replayed.drifts, replayed.by_others) == ((), 0)
    assert replayed.same == Inquiry.objects.count()


def test_what_the_policy_was_asked_is_kept_with_the_inquiry() -> None:
    open_shop()
    Item.objects.filter(code="inkwell-m-300").update(price_minor=62_900, currency="HUF")
    contact = Contact.objects.create(
        name="Éva", client="key", yearly_value_minor=123_450, currency="EUR",
        field="print house", created_at=NOW,
    )  # fmt: skip
    Number.objects.create(contact=contact, key=CALLER, raw=CALLER)
    one = call("three Inkwell M-300 mono laser printers", lang=Lang.EN, number=CALLER)
    assert one.situation == Situation.OUT_OF_STOCK
    assert (one.client, one.yearly_value, one.field) == ("key", 1234.5, "print house")
    assert (one.back_in, one.alternative, one.importance) == (4, True, "key")
    assert (one.worth_minor, one.currency) == (3 * 62_900, "HUF")
    assert one.row == one.refusal.row != ""
    assert not one.importance_overruled


def test_partners_are_kept_as_they_were_before_the_policy_judged_them() -> None:
    open_shop()
    Partner.objects.update(complaints_per_100=9, callback_hours=None)
    one = call(INKWELL.asked.en, lang=Lang.EN)
    assert one.partners == "9/"
    served = call("TN-400 black toner", lang=Lang.EN)
    assert (served.situation, served.partners) == (Situation.SERVED, "")


def test_a_price_beyond_all_reason_is_no_worth() -> None:
    open_shop()
    Item.objects.update(price_minor=2**60, currency="HUF")
    one = call("nine hundred Inkwell M-300 mono laser printers", lang=Lang.EN)
    assert (one.worth_minor, one.currency) == (None, "")


def test_a_draft_is_tried_on_the_recorded_callers() -> None:
    open_shop()
    Item.objects.filter(code="tn-400x").update(alternatives=[], stock=0)
    one = call("TN-400X high-yield black toner", lang=Lang.EN)
    assert one.row == "T3"
    draft = policy(MARGIN)
    with CaptureQueriesContext(connection) as asked:
        replayed = replay_past(draft, TODAY)
    assert not [query for query in asked if not query["sql"].lstrip().startswith("SELECT")]
    (group,) = replayed.groups
    assert str(group.before.row) == "T3"
    assert group.examples == (one.pk,)
    caller = past_callers(group.examples)[one.pk]
    assert (caller.ref, caller.at, caller.need) == (one.ref, one.at, one.need)
    assert caller.words == one.refusal.words


def test_only_inquiries_since_a_day_are_replayed() -> None:
    open_shop()
    call("TN-400X high-yield black toner", lang=Lang.EN)
    assert replay_past(policy(), TODAY, NOW).inquiries == 1
    assert replay_past(policy(), TODAY, NOW + timedelta(seconds=1)).inquiries == 0


def test_inquiries_recorded_before_are_counted_apart() -> None:
    open_shop()
    one = call("TN-400X high-yield black toner", lang=Lang.EN)
    Inquiry.objects.filter(pk=one.pk).update(partners=None, client="", row="", alternative=None)
    replayed = replay_past(policy(MARGIN), TODAY)
    assert (replayed.left[Left.RECORDED_BEFORE], replayed.moved) == (1, 0)


def test_stretches_of_the_past_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    open_shop()
    for _ in range(5):
        call("TN-400X high-yield black toner", lang=Lang.EN)
    whole = replay_past(policy(MARGIN), TODAY)
    monkeypatch.setattr("demur.records.replays.STRETCH", 2)
    heard: list[Reached] = []
    assert replay_past(policy(MARGIN), TODAY, hear=heard.append) == whole
    assert [(so_far.read, so_far.of) for so_far in heard][-2:] == [(4, 5), (5, 5)]


def test_what_was_recorded_is_read_to_the_last_digit_and_sign() -> None:
    open_shop()
    call("TN-400X high-yield black toner", lang=Lang.EN)
    odd = {
        "yearly_value": 0.1 + 0.2, "worth_minor": 2**62 + 1, "currency": "EUR", "back_in": 0,
        "field": "Bolt, ‘söröző’; “печать”\n\u2028|", "alternative": True, "partners": "2/8 0/",
        "importance": "key", "importance_overruled": True,
    }  # fmt: skip
    Inquiry.objects.update(**odd)
    call("four monitors", lang=Lang.EN)
    Inquiry.objects.filter(need="four monitors").update(
        partners=None, worth_minor=None, back_in=None, yearly_value=None, alternative=None,
        client="", policy=None,
    )  # fmt: skip
    keys = list(Inquiry.objects.order_by("pk").values_list("pk", flat=True))
    found = ended(past(PolicyVersion.objects.get().pk))
    order = np.argsort(found.id)  # a database gives its rows in no order unless it is asked to
    first, second = order
    assert found.id[order].tolist() == keys
    assert found.worth[order].tolist() == [2**62 + 1, 0]
    assert found.unpriced[order].tolist() == [0, 1]
    assert found.yearly_value[first] == 0.1 + 0.2
    assert found.back_in[first] == 0
    assert np.isnan(found.back_in[second])
    assert np.isnan(found.yearly_value[second])
    assert [said(found.field)[row] for row in order] == [odd["field"], ""]
    assert [said(found.partners)[row] for row in order] == ["2/8 0/", None]
    assert found.alternative[order].tolist() == [True, False]
    assert found.overruled[order].tolist() == [True, False]
    assert found.by_old[order].tolist() == [True, False]


def test_a_past_without_inquiries_is_read_too() -> None:
    open_shop()
    assert replay_past(policy(MARGIN), TODAY).inquiries == 0


def test_only_so_many_of_the_newest_are_replayed() -> None:
    open_shop()
    for need in ("four monitors", "TN-400X high-yield black toner", "pork"):
        call(need, lang=Lang.EN)
    newest = list(Inquiry.objects.order_by("-pk").values_list("pk", flat=True)[:2])
    heard: list[Reached] = []
    assert replay_past(policy(), TODAY, newest=2, hear=heard.append).inquiries == len(newest)
    assert heard == [Reached(2, 2)]
    assert replay_past(policy(), TODAY, newest=9).inquiries == 3


@pytest.mark.parametrize("stretch", [1, 2, 3, 100])
def test_the_callers_of_a_group_are_found_a_page_at_a_time(
    monkeypatch: pytest.MonkeyPatch, stretch: int
) -> None:
    open_shop()
    Item.objects.filter(code="tn-400x").update(alternatives=[], stock=0)
    made = [call("TN-400X high-yield black toner", lang=Lang.EN).pk for _ in range(5)]
    call("four monitors", lang=Lang.EN)
    made += [call("TN-400X high-yield black toner", lang=Lang.EN).pk for _ in range(2)]
    monkeypatch.setattr("demur.records.replays.STRETCH", stretch)
    monkeypatch.setattr("demur.actions.replay.PAGE", 3)
    draft = policy(MARGIN)
    (group,) = replay_past(draft, TODAY).groups
    found, before, more = [], None, True
    while more:
        page = ended(finding(draft, TODAY, group.key, None, before))
        found.append(page.inquiries)
        assert page.group is not None
        assert page.group.before == group.before
        before, more = page.inquiries[-1], page.more
    assert [len(each) for each in found] == [3, 3, 1]
    assert [one for each in found for one in each] == sorted(made, reverse=True)
    assert ended(finding(draft, TODAY, "no such group", None, None)).inquiries == ()


def test_without_a_policy_there_is_nothing_to_compare_with() -> None:
    with pytest.raises(NoPolicy):
        replay_past(policy(), TODAY)


def test_what_was_asked_of_an_inquiry_can_be_asked_again() -> None:
    open_shop()
    one = call("Inkwell M-300 mono laser printer", lang=Lang.EN)
    own = policy()
    assert asked_of(one, own)["reason"] == Situation.OUT_OF_STOCK
    assert asked_of(one, own)["back_in"] == 4


def test_a_table_of_steps_may_ask_who_is_calling() -> None:
    source = policy_text()
    for old, new in (
        (b"| Alternative | Partner | Importance |", b"| Alternative | Partner | Client |"),
        (
            b"| 4\xe2\x80\x9330 days | any | any | key or strategic |",
            b"| 4\xe2\x80\x9330 days | any | any | key |",
        ),
        (b"Partner: no; Importance: key | T7", b"Partner: no; Client: key | T7"),
    ):
        assert old in source
        source = source.replace(old, new)
    open_shop(policy=source)
    Partner.objects.all().delete()
    Item.objects.update(alternatives=[])
    contact = Contact.objects.create(name="Éva", client="key", created_at=NOW)
    Number.objects.create(contact=contact, key=CALLER, raw=CALLER)
    rows = [
        call("Inkwell M-300 mono laser printer", lang=Lang.EN, number=n).row for n in ("", CALLER)
    ]
    assert rows == ["T11", "T6"]
