"""Files are brought in whole, once, and say what they would change before they do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from demur.actions import bring_in as deed
from demur.actions.bring_in import Batch
from demur.domain.brought.plan import Known, Rejection
from demur.domain.brought.rows import COLUMNS, Given, Kind, Shape, shape
from demur.domain.contact_rules.zones import zones_of
from demur.records import ledgers, peace_journal
from demur.records.company import Company, KnownNumber, Team
from demur.records.contact_rules import place_of
from demur.records.goods import Item
from demur.records.journal import Entry, FileImport
from demur.records.partners import Partner
from demur.records.people import Contact, Number

pytestmark = pytest.mark.django_db

#: A Monday, ten in the morning in Győr.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a sheet gives it."""

    line: int
    values: Mapping[str, str]


@pytest.fixture(autouse=True)
def _company() -> None:
    Company.objects.create(pk=1, name="Inkwell")


def sheet(kind: Kind, rows: Rows) -> tuple[Shape, list[Row]]:
    """A sheet that has the first row's columns."""
    return shape(kind, list(rows[0])), [Row(line, values) for line, values in enumerate(rows, 2)]


def begun(kind: Kind, rows: Rows, now: datetime = NOW) -> FileImport:
    """The import of a file whose bytes are these rows."""
    return deed.begin(sheet(kind, rows)[0], hashlib.sha256(repr(rows).encode()).hexdigest(), now)


def batches(kind: Kind, rows: Rows, now: datetime = NOW) -> Iterator[Batch]:
    """Bring in a file batch by batch; none where it was brought in before."""
    file = begun(kind, rows, now)
    return iter(()) if file.finished_at else deed.bring_in(file, *sheet(kind, rows), "Anna", now)


def bring_in(kind: Kind, rows: Rows, now: datetime = NOW) -> list[Rejection]:
    """Bring in a file; its rejected lines."""
    return [one for batch in batches(kind, rows, now) for one in batch.plan.rejected]


def tables() -> dict[str, Any]:
    """Every row of every table."""
    return {
        str(model._meta): list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("records").get_models()
    }


def counter(subject: str) -> int:
    """How often processes were told to read this anew."""
    return int(getattr(Company.objects.get(), f"{subject}_change"))


def goods(count: int, **more: str) -> list[dict[str, str]]:
    """So many items."""
    return [{"id": f"g{n}", "en": f"Ink {n}", "stock": str(n)} | more for n in range(count)]


def people(count: int) -> list[dict[str, str]]:
    """So many people, each with a number and a mail."""
    return [
        {"id": f"p{n}", "name": f"Éva {n}", "numbers": f"+36 30 555 {n:04d}", "mails": f"{n}@x.hu"}
        for n in range(count)
    ]


def test_goods_are_on_record_as_the_sheet_says() -> None:
    row = {"id": "m-400", "hu": "Nyomtató", "ru": "Принтер", "en": "Printer", "brand": "Inkwell",
           "synonyms": "lézer|лазер", "trade": "shop/printer_ink", "stock": "0",
           "back_on_days": "6", "price": "89 900", "alternatives": "m-300|m-200",
           "team": "sales"}  # fmt: skip
    assert bring_in(Kind.GOODS, [row]) == []
    item = Item.objects.get(code="m-400")
    assert (item.hu, item.ru, item.en) == ("Nyomtató", "Принтер", "Printer")
    assert (item.stock, item.back_on) == (0, date(2026, 12, 1))
    assert (item.price_minor, item.currency) == (89900, "HUF")
    assert (item.synonyms, item.alternatives) == (["lézer", "лазер"], ["m-300", "m-200"])
    assert "nyomtato принтер printer inkwell lezer лазер" in item.search
    team = Team.objects.get(name="sales")
    assert (item.team, team.busy_until) == (team, None)


def test_partners_are_on_record_as_the_sheet_says() -> None:
    row = {"id": "kp", "name": "Képpont", "phone": "06 96 555 077", "mail": "a@kp.hu",
           "trades": "shop/computer", "regions": "HU-GS|hu-ke", "complaints_per_100": "1",
           "callback_hours": "2", "trust": "4,5", "terms_signed_on": "2024-03-11"}  # fmt: skip
    assert bring_in(Kind.PARTNERS, [row]) == []
    partner = Partner.objects.get(code="kp")
    assert (partner.phone, partner.phone_key) == ("06 96 555 077", "+3696555077")
    assert (partner.trades, partner.regions) == (["shop/computer"], ["HU-GS", "HU-KE"])
    assert (str(partner.trust), partner.terms_signed_on) == ("4.50", date(2024, 3, 11))
    assert counter("partners") == 1


def test_known_numbers_are_on_record_by_their_key() -> None:
    rejected = bring_in(Kind.NUMBERS, [{"number": "06 96 555 016", "owner": "Rába Pizzéria"}])
    assert rejected == []
    assert KnownNumber.objects.get(key="+3696555016").owner == "Rába Pizzéria"


def test_a_rehearsal_writes_nothing_and_foretells_the_import() -> None:
    bring_in(Kind.PEOPLE, people(3))
    rows = [*people(5), {"id": "x", "name": "X", "numbers": "+36 30 555 0004", "mails": ""}]
    rows[0]["name"] = "Ada"
    before = tables()
    rehearsed = [batch.plan for batch in deed.rehearse(*sheet(Kind.PEOPLE, rows), NOW)]
    assert tables() == before
    assert [batch.plan for batch in batches(Kind.PEOPLE, rows)] == rehearsed
    (plan,) = rehearsed
    assert plan.counts() == {"added": 2, "changed": 1, "unchanged": 2, "rejected": 1}
    assert plan.changed[0].fields == ("name",)


def test_the_same_file_twice_changes_nothing() -> None:
    bring_in(Kind.PEOPLE, people(3))
    before = tables()
    assert list(batches(Kind.PEOPLE, people(3), NOW + timedelta(days=9))) == []
    assert tables() == before


def test_a_file_speaks_again_when_another_has_spoken_since() -> None:
    monday, tuesday = goods(1, stock="5"), goods(1, stock="0")
    bring_in(Kind.GOODS, monday, NOW)
    bring_in(Kind.GOODS, tuesday, NOW + timedelta(days=1))
    bring_in(Kind.GOODS, monday, NOW + timedelta(days=2))
    assert Item.objects.get().stock == 5


def test_days_until_goods_are_back_are_counted_anew_on_another_day() -> None:
    rows = goods(1, back_on_days="1")
    bring_in(Kind.GOODS, rows, NOW)
    bring_in(Kind.GOODS, rows, NOW + timedelta(days=1))
    assert Item.objects.get().back_on == date(2026, 11, 25)


def test_the_index_of_goods_is_renewed_for_names_and_not_for_stock() -> None:
    bring_in(Kind.GOODS, goods(3))
    assert counter("goods") == 1
    bring_in(Kind.GOODS, goods(3, stock="7", price="100", back_on="2026-12-01", team="sales"))
    assert Item.objects.filter(stock=7, price_minor=100, team__name="sales").count() == 3
    assert counter("goods") == 1
    for field, value in (("synonyms", "a|b"), ("alternatives", "g1"), ("brand", "Lynx")):
        before = counter("goods")
        bring_in(Kind.GOODS, goods(3, **{field: value}))
        assert counter("goods") == before + 1, field


def test_a_cut_import_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deed, "BATCH", 10)
    rows = people(35)
    cut = batches(Kind.PEOPLE, rows)
    next(cut), next(cut)
    cut.close()
    assert (FileImport.objects.get().line, Contact.objects.count()) == (21, 20)
    went_on = [batch.plan.counts()["added"] for batch in batches(Kind.PEOPLE, rows)]
    assert went_on == [10, 5]
    file = FileImport.objects.get()
    assert (file.added, file.unchanged, file.rejected) == (35, 0, 0)
    assert file.finished_at == NOW


def test_a_cut_import_of_goods_still_renews_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deed, "BATCH", 2)
    cut = batches(Kind.GOODS, goods(2))
    next(cut)
    cut.close()
    assert counter("goods") == 0
    list(batches(Kind.GOODS, goods(2)))
    assert counter("goods") == 1


def test_two_that_bring_in_one_file_bring_each_row_in_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deed, "BATCH", 10)
    one, two = batches(Kind.PEOPLE, people(30)), batches(Kind.PEOPLE, people(30))
    added = 0
    for turn in (one, two, two, one, one, two):
        added += next(turn).plan.counts()["added"]
    assert (added, Contact.objects.count()) == (30, 30)
    assert (list(one), list(two)) == ([], [])
    assert FileImport.objects.get().added == 30


def test_each_batch_writes_one_journal_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deed, "BATCH", 2)
    bring_in(Kind.GOODS, goods(3))
    facts = [entry.facts for entry in Entry.objects.filter(deed="brought in", who="Anna")]
    assert [(fact["added"], fact["line"]) for fact in facts] == [(2, 3), (1, 4)]
    assert {fact["sha256"] for fact in facts} == {FileImport.objects.get().sha256}


@pytest.mark.parametrize("kind", [Kind.PEOPLE, Kind.GOODS])
def test_a_batch_takes_as_many_statements_however_many_rows(kind: Kind) -> None:
    statements = []
    peace_journal.catch_up()  # begins the journal, once in its life
    for start, count in ((0, 5), (1000, 1000)):
        rows = (people if kind is Kind.PEOPLE else goods)(start + count)[start:]
        with CaptureQueriesContext(connection) as seen:
            bring_in(kind, rows)
        statements.append(len(seen))
    assert statements[0] == statements[1] <= 26


def test_a_number_noted_at_the_desk_meanwhile_is_met_with_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = ledgers.known
    met: list[Contact] = []

    def then_somebody_rings(kind: Kind, given: Sequence[Given], *, lock: bool = False) -> Known:
        found = known(kind, given, lock=lock)
        if not met:
            met.append(Contact.objects.create(code="desk", name="Ada", created_at=NOW))
            Number.objects.create(contact=met[0], key="+36305550001", raw="06305550001")
        return found

    monkeypatch.setattr(ledgers, "known", then_somebody_rings)
    bring_in(Kind.PEOPLE, people(3))
    # The first try fell with what the desk wrote inside it; the second stood.
    assert sorted(Contact.objects.values_list("code", flat=True)) == ["p0", "p1", "p2"]


def test_a_contact_without_an_id_is_named_as_the_numbers_owner() -> None:
    ada = Contact.objects.create(name="Ada", created_at=NOW)
    Number.objects.create(contact=ada, key="+36305550001", raw="06 30 555 0001")
    (rejected,) = bring_in(Kind.PEOPLE, people(2))
    assert "belongs to Ada" in rejected.message


def test_a_changed_contact_gets_a_new_version_so_that_no_edit_is_lost() -> None:
    bring_in(Kind.PEOPLE, people(2))
    changed = people(2)
    changed[1]["name"] = "Ada"
    bring_in(Kind.PEOPLE, changed, NOW + timedelta(days=1))
    rows = Contact.objects.order_by("code").values_list("name", "version", "created_at")
    assert list(rows) == [("Éva 0", 1, NOW), ("Ada", 2, NOW)]


def test_a_zone_that_is_brought_in_is_where_they_are() -> None:
    rows = [{"id": "i1", "name": "Иван", "numbers": "+79161234567", "zone": "Asia/Omsk"}]
    assert not bring_in(Kind.PEOPLE, rows)
    ivan = Contact.objects.get()
    place = place_of(ivan, "+79161234567", Company.objects.get())
    assert [each.key for each in zones_of(place.zone, place.region, place.number_key, "")] == [
        "Asia/Omsk"
    ]


def test_goods_come_in_before_a_company_is_set_up() -> None:
    Company.objects.all().delete()
    assert bring_in(Kind.GOODS, goods(2, price="100")) == []
    assert Item.objects.get(code="g0").currency == "HUF"


@pytest.mark.parametrize(
    ("kind", "model"),
    [(Kind.PEOPLE, Contact), (Kind.GOODS, Item), (Kind.PARTNERS, Partner),
     (Kind.NUMBERS, KnownNumber)],
)  # fmt: skip
def test_what_a_cell_may_hold_fits_its_column(kind: Kind, model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        limit = getattr(field, "max_length", None)
        name = "id" if field.name == "code" else field.name
        if limit and name in COLUMNS[kind] and model is not KnownNumber:
            found = COLUMNS[kind][name].reader("x" * (limit + 1), name, deed._ground(NOW))
            assert not isinstance(found, str), f"{name} lets more than {limit} characters in"
