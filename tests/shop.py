"""Puts a firm of the cast into the records, as a company that is open for callers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib.resources import files

from django.db import connection

from demur.actions.adopt import adopt
from demur.domain.people import search_text
from demur.domain.spoken import after_working_days
from demur.records.company import Company, Team
from demur.records.goods import Item
from demur.records.held import forget
from demur.records.partners import Partner
from demur.records.policies import PolicyVersion
from demur.records.users import Role, User
from tests.cast import INKWELL, Firm, Good

#: A Monday, ten in the morning in Győr.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def policy_text(lang: str = "en") -> bytes:
    """The example policy in one of its three editions."""
    return (files("demur") / "policies" / f"example.{lang}.md").read_bytes()


def open_shop(
    firm: Firm = INKWELL, *, policy: bytes | None = None, region: str = "HU-GS"
) -> Company:
    """The firm with its goods, partners and teams, and the example policy in force."""
    forget()
    company = Company.objects.create(
        pk=1, name=firm.name, numbers=[firm.number], trades=list(firm.trades), region=region
    )
    teams = {
        name: Team.objects.create(name=name, set_at=NOW, set_by="Anna")
        for name in sorted({good.team for good in firm.items})
    }
    Item.objects.bulk_create(_item(good, teams[good.team]) for good in firm.items)
    Partner.objects.bulk_create(
        Partner(
            code=one.id,
            name=one.name,
            phone=one.phone,
            phone_key=one.phone,
            trades=list(one.trades),
            regions=list(one.regions),
            complaints_per_100=one.complaints_per_100,
            callback_hours=one.callback_hours,
        )
        for one in firm.partners
    )
    adopt(policy or policy_text(), "Anna", date(2026, 1, 1), NOW)
    return company


def _item(good: Good, team: Team) -> Item:
    back = good.back_on_days
    return Item(
        code=good.id,
        hu=good.hu,
        ru=good.ru,
        en=good.en,
        field=good.field,
        variant=good.variant or "",
        brand=good.brand or "",
        synonyms=list(good.synonyms),
        stock=good.stock,
        back_on=after_working_days(TODAY, back) if back is not None else None,
        alternatives=list(good.alternatives),
        trade="shop/printer_ink" if good.field == "electronics" else "",
        team=team,
        search=search_text(good.hu, good.ru, good.en),
    )


def user(name: str = "Kata", role: Role = Role.SELLER, language: str = "en") -> User:
    """Someone who may sign in."""
    found, _ = User.objects.get_or_create(name=name, defaults={"role": role, "language": language})
    return found


def alter_policy(version: int, source: bytes, sha256: str = "") -> None:
    """Change an adopted document behind our back, as whoever owns the database can."""
    name = "records_policyversion_no_update"
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute("ALTER TABLE records_policyversion DISABLE TRIGGER USER")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [name])
            (made,) = cursor.fetchone()
            cursor.execute(f"DROP TRIGGER {name}")
        changed = {"source": source} | ({"sha256": sha256} if sha256 else {})
        PolicyVersion.objects.filter(version=version).update(**changed)
        cursor.execute(
            "ALTER TABLE records_policyversion ENABLE TRIGGER USER" if is_postgresql else made
        )
