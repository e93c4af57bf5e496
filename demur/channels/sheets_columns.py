"""What the columns of other people's sheets are called, in three languages, and what we call them.

Headings are compared folded (`search_text`), with dots, underscores and dashes as spaces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from demur.domain.people import search_text

#: Our name: the headings that mean it, split by commas. Our own name always does.
HEADINGS: Final[Mapping[str, str]] = {
    "id": "azonosító, sorszám, ид, идентификатор, ref, reference",
    "name": "név, teljes név, ügyfél neve, имя, фио, имя клиента, full name, contact name",
    "surname": "vezetéknév, családnév, фамилия, last name, family name",
    "given_name": "keresztnév, utónév, first name",
    "company": "cég, cégnév, vállalat, компания, фирма, организация, company name, organisation, "
    "organization, firm",
    "number": "szám, telefon, telefonszám, tel, tel szám, mobil, mobilszám, номер, телефон, "
    "номер телефона, мобильный, тел, phone, phone number, telephone, mobile, mobile phone, "
    "tel no",
    "mail": "email, e mail, email cím, e mail cím, levélcím, почта, эл почта, электронная почта, "
    "адрес почты, имейл, mail address, email address",
    "address": "cím, lakcím, адрес, street address, postal address",
    "language": "nyelv, язык, lang",
    "zone": "időzóna, часовой пояс, timezone, time zone",
    "region": "régió, megye, terület, регион, область, край, county, area",
    "owner": "tulajdonos, владелец, абонент, előfizető, subscriber",
    "note": "megjegyzés, jegyzet, leírás, примечание, комментарий, заметка, notes, comment, remark",
    "source": "forrás, honnan hallott rólunk, источник, откуда узнали, heard of us",
    "segment": "szegmens, csoport, сегмент, группа, group",
    "value": "érték, éves érték, ценность, стоимость, annual value, worth",
    "born_on": "létrehozva, első kapcsolat, felvétel napja, создан, дата создания, "
    "первый контакт, created, created on, since",
    "key": "kulcsügyfél, kiemelt, ключевой, ключевой клиент, key client, key account",
    "code": "kód, cikkszám, termékkód, код, артикул, sku, item code, item number, product code",
    "name_hu": "hu, magyar név, név magyarul, megnevezés, termék, terméknév, cikk, name in "
    "hungarian, название на венгерском",
    "name_ru": "ru, orosz név, név oroszul, наименование, название, товар, название на русском, "
    "name in russian",
    "name_en": "en, angol név, név angolul, item, product, product name, item name, name in "
    "english, название на английском",
    "synonyms": "szinonimák, más nevek, синонимы, другие названия, also called",
    "field": "szakterület, szakma, tevékenység, kategória, сфера, специальность, категория, "
    "category",
    "trade": "üzlettípus, тип бизнеса, osm trade",
    "trades": "üzlettípusok, типы бизнеса",
    "variant": "változat, méret, вариант, размер, size",
    "brand": "márka, gyártó, бренд, марка, производитель, make, manufacturer",
    "unit": "egység, mennyiségi egység, единица, ед изм, unit of measure",
    "stock": "készlet, darab, mennyiség, остаток, наличие, количество, на складе, in stock, "
    "quantity, qty",
    "restocked_on": "várható érkezés, érkezik, ожидается, дата поступления, expected, "
    "expected on, restock date",
    "price": "ár, egységár, bruttó ár, цена, unit price",
    "currency": "pénznem, deviza, валюта",
    "client": "ügyfél, ügyfélkód, ügyfélazonosító, клиент, код клиента, client id, customer, "
    "customer id",
    "at": "időpont, mikor, hívás ideje, dátum, дата, время, дата и время, время звонка, date, "
    "time, when, timestamp, called at",
    "outcome": "kimenetel, eredmény, результат, исход, итог, result, disposition",
    "seconds": "másodperc, hossz, időtartam, секунды, длительность, duration, length",
    "direction": "irány, направление",
    "dialled": "hívott szám, tárcsázott szám, набранный номер, вызываемый номер, dialed, called "
    "number, called, to",
    "caller": "hívó, hívó szám, hívószám, звонящий, номер звонящего, caller id, from",
    "seller": "értékesítő, ügyintéző, munkatárs, продавец, менеджер, сотрудник, agent, salesperson",
    "need": "igény, kérés, mit keres, потребность, запрос, что нужно, request, inquiry",
    "until": "meddig, lejárat, до, срок, действует до, valid until, expires on",
    "terms": "feltételek, megállapodás, условия, договорённость, agreement",
    "site": "honlap, weboldal, сайт, website, web, url",
}


def folded_heading(heading: str) -> str:
    """A heading as it is compared: folded, with punctuation as spaces."""
    return " ".join(re.sub(r"[\W_]+", " ", search_text(heading)).split())


MEANINGS: Final = {
    folded_heading(heading): ours
    for ours, headings in HEADINGS.items()
    for heading in (ours, *headings.split(","))
}


def meaning(heading: str) -> str | None:
    """What we call a column that is headed like this, or None when we do not know it."""
    return MEANINGS.get(folded_heading(heading))


def column_names(headings: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Our name for every heading in order, and the headings we do not know.

    An unknown column keeps its heading (or its place, when it has none) and its cells. The second
    column of one meaning is called number_2, the third number_3: a client has several numbers.
    """
    names: dict[str, None] = {}
    seen: Counter[str] = Counter()
    for place, heading in enumerate(headings, start=1):
        name = meaning(heading) or heading.strip() or f"column {place}"
        seen[name] += 1
        numbered = name if seen[name] == 1 else f"{name}_{seen[name]}"
        while numbered in names:
            numbered += "_"
        names[numbered] = None
    headed = (heading.strip() for heading in headings)
    return tuple(names), tuple(heading for heading in headed if heading and not meaning(heading))
