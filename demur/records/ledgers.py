"""What is on record of a batch of codes, and a batch written in a statement a table.

A million rows leave no time for an object a row: `bulk_create` took 52 µs for a row of goods where
one prepared statement for the batch took 23.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection, models

from demur.domain.brought.plan import BLANK, Change, Known, Plan
from demur.domain.brought.rows import Given, Kind
from demur.records import peace_journal
from demur.records.company import KnownNumber, Team
from demur.records.goods import Item
from demur.records.partners import Partner
from demur.records.people import Contact, Mail, Number

#: Of each kind: its table, the column of its code, and what of a row stands elsewhere.
TABLES: Final[Mapping[Kind, tuple[type[models.Model], str, frozenset[str]]]] = {
    Kind.PEOPLE: (Contact, "code", frozenset({"numbers", "mails"})),
    Kind.GOODS: (Item, "code", frozenset({"team"})),
    Kind.PARTNERS: (Partner, "code", frozenset()),
    Kind.NUMBERS: (KnownNumber, "key", frozenset()),
}


def known(kind: Kind, given: Sequence[Given], *, lock: bool = False) -> Known:
    """What is on record of the rows' codes, and whose their numbers and addresses are.

    `lock` keeps others from changing it until the transaction ends, where the engine can.
    """
    model, key, elsewhere = TABLES[kind]
    columns = [name for name in BLANK[kind] if name not in elsewhere]
    found = model._default_manager.filter(**{f"{key}__in": [row.code for row in given]})
    outside = ("pk", "merged_into") if kind is Kind.PEOPLE else ("pk",)
    rows = (found.select_for_update() if lock else found).values(key, *outside, *columns)
    by_code = {row.pop(key): row for row in rows}
    if kind is Kind.GOODS:
        _join_teams(by_code)
    owners = _join_lines(by_code, given) if kind is Kind.PEOPLE else {}
    for row in by_code.values():
        for name in outside:
            del row[name]
    return Known(by_code, owners)


def write(kind: Kind, plan: Plan, now: datetime) -> None:
    """Write what a plan adds and changes; the transaction is the caller's.

    Raises IntegrityError where somebody has taken one of the numbers or addresses meanwhile.
    """
    changes = (*plan.added, *plan.changed)
    if changes:
        model, key, elsewhere = TABLES[kind]
        rows = [_columns(key, change, elsewhere) for change in changes]
        ROUND[kind](model, key, rows, changes, now)


def _columns(key: str, change: Change, elsewhere: frozenset[str]) -> dict[str, Any]:
    row = {name: value for name, value in change.row.items() if name not in elsewhere}
    return {key: change.code} | row


def _join_teams(by_code: Mapping[str, dict[str, Any]]) -> None:
    pks = [row["pk"] for row in by_code.values()]
    teams = dict(Item.objects.filter(pk__in=pks).values_list("pk", "team__name")) if pks else {}
    for row in by_code.values():
        row["team"] = teams.get(row["pk"]) or ""


def _join_lines(by_code: Mapping[str, dict[str, Any]], given: Sequence[Given]) -> dict[str, str]:
    """Give contacts their numbers and mails; answer whose those of the rows are, by code."""
    persons = _rows_by_person(by_code)
    owners: dict[str, str] = {}
    for table, name in ((Number, "numbers"), (Mail, "mails")):
        for row in by_code.values():
            row[name] = {}
        if persons:
            own = table._default_manager.filter(contact__in=persons)
            for pk, key, raw in own.values_list("contact", "key", "raw"):
                for row in persons[pk]:
                    row[name][key] = raw
        keys = [key for row in given for key, _ in row.values.get(name, ())]
        if keys:
            found = table._default_manager.filter(key__in=keys)
            taken = found.values_list("key", "contact__code", "contact__name")
            owners |= {key: code or f"{who} (who has no id)" for key, code, who in taken}
    return owners


def _rows_by_person(by_code: Mapping[str, dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """The rows by whom they are about: two codes may have turned out to be one person's."""
    persons: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in by_code.values():
        persons[row["merged_into"] or row["pk"]].append(row)
    return persons


Rows = list[dict[str, Any]]


def _plainly(
    model: type[models.Model], key: str, rows: Rows, _: Sequence[Change], __: datetime
) -> None:
    upsert(model, key, rows)


def _with_teams(
    model: type[models.Model], key: str, rows: Rows, changes: Sequence[Change], now: datetime
) -> None:
    """A team that is named for the first time begins free."""
    names = {change.row["team"] for change in changes} - {""}
    teams = dict(Team.objects.filter(name__in=names).values_list("name", "pk"))
    if names - teams.keys():
        new = [Team(name=name, set_at=now) for name in sorted(names - teams.keys())]
        Team.objects.bulk_create(new, ignore_conflicts=True)
        teams = dict(Team.objects.filter(name__in=names).values_list("name", "pk"))
    for row, change in zip(rows, changes, strict=True):
        row["team_id"] = teams.get(change.row["team"])
    upsert(model, key, rows)


def _with_lines(
    model: type[models.Model], key: str, rows: Rows, changes: Sequence[Change], now: datetime
) -> None:
    """Contacts, and the numbers and mails they do not have yet."""
    upsert(model, key, rows, new={"version": 1, "created_at": now}, counted="version")
    codes = [change.code for change in changes]
    found = Contact.objects.filter(code__in=codes).values_list("code", "merged_into", "pk")
    pks = {code: person or pk for code, person, pk in found}
    came: set[int] = set()
    for table, name in ((Number, "numbers"), (Mail, "mails")):
        lines = [
            {"contact_id": pks[change.code], "key": line, "raw": raw}
            for change in changes
            for line, raw in change.row[name].items()
            if line not in change.before.get(name, {})
        ]
        insert(table, lines)
        came |= {line["contact_id"] for line in lines}
    peace_journal.cover_all_lines(came)


ROUND: Final[Mapping[Kind, Callable[..., None]]] = {
    Kind.PEOPLE: _with_lines,
    Kind.GOODS: _with_teams,
    Kind.PARTNERS: _plainly,
    Kind.NUMBERS: _plainly,
}


def insert(
    model: type[models.Model],
    rows: Rows,
    same: Mapping[str, Any] | None = None,
    after: str = "",
) -> None:
    """One prepared statement for all rows, which name the same columns in the same order.

    `same` are columns in which every row has the same value.
    """
    if not rows:
        return
    more = _stored(model, [dict(same)])[0] if same else []
    columns = [*rows[0], *(same or ())]
    named = ", ".join(map(connection.ops.quote_name, columns))
    marks = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {table} ({named}) VALUES ({marks}) {after}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, [values + more for values in _stored(model, rows)])


def upsert(
    model: type[models.Model],
    key: str,
    rows: Rows,
    new: Mapping[str, Any] | None = None,
    counted: str = "",
) -> None:
    """Insert rows; of one whose key is there already the columns are changed.

    `new` is what a new row begins with and an old one keeps; only `counted` grows by one.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    quoted = [connection.ops.quote_name(name) for name in rows[0] if name != key]
    changes = [f"{name} = EXCLUDED.{name}" for name in quoted]
    if counted:
        name = connection.ops.quote_name(counted)
        changes.append(f"{name} = {table}.{name} + 1")
    conflict = connection.ops.quote_name(key)
    insert(model, rows, new, f"ON CONFLICT ({conflict}) DO UPDATE SET {', '.join(changes)}")


#: Fields whose values both engines take as Python has them.
AS_THEY_ARE: Final = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)


def _stored(model: type[models.Model], rows: Rows) -> list[list[Any]]:
    """The rows' values as the engine takes them."""
    fields = [model._meta.get_field(column) for column in rows[0]]
    adapted = [
        (place, field)
        for place, field in enumerate(fields)
        if isinstance(field, models.Field) and not isinstance(field, AS_THEY_ARE)
    ]
    stored = [list(row.values()) for row in rows]
    for values in stored:
        for place, field in adapted:
            if values[place] is not None:
                values[place] = field.get_db_prep_save(values[place], connection)
    return stored
