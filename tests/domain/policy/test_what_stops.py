"""What a policy says of peace is understood as it is meant, or not taken for less."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.peace import Scope
from demur.domain.policy import document, lint
from demur.domain.policy.findings import Code, Finding, Severity
from demur.domain.policy.lengths import Length, Unit, read_length
from demur.domain.policy.names import RESULTS, ResultKey
from demur.domain.policy.what_stops import Stops, read_stops
from demur.domain.refusal import Channel, Lang
from tests.domain.policy.editions import example, source

NEED, MARKETING, EVERYTHING = Scope.NEED, Scope.MARKETING, Scope.EVERYTHING
PHONE = frozenset({Channel.PHONE})
WRITTEN = frozenset({Channel.MAIL, Channel.LETTER})

UNDERSTOOD = [
    ("all calls and messages about this need", Stops(NEED)),
    ("no calls for half a year", Stops(EVERYTHING, PHONE)),
    ("every contact", Stops(EVERYTHING)),
    ("we leave them in peace", Stops(EVERYTHING)),
    ("marketing", Stops(MARKETING)),
    ("phone only", Stops(EVERYTHING, PHONE)),
    ("any sales call or message", Stops(MARKETING)),
    ("marketing calls and messages", Stops(MARKETING)),
    ("all marketing calls", Stops(MARKETING, PHONE)),
    ("calls and marketing", Stops(EVERYTHING)),
    ("calls; e-mail is fine", Stops(EVERYTHING, PHONE)),
    ("everything, calls too", Stops(EVERYTHING)),
    ("calls about this need; all messages", Stops(EVERYTHING)),
    ("SMS and e-mail", Stops(EVERYTHING, frozenset({Channel.SMS, Channel.MAIL}))),
    ("hand-over to partners", Stops(EVERYTHING, frozenset({Channel.PARTNER}))),
    (
        "all contact on this offer, save for one last written proposal",
        Stops(NEED, but_one_offer=True),
    ),
    ("calls until then; on that day we write", Stops(EVERYTHING, PHONE, writes_on_the_day=True)),
    ("nem hívjuk, de írhatunk", Stops(EVERYTHING, PHONE)),
    ("békén hagyjuk", Stops(EVERYTHING)),
    ("reklám és hírlevél", Stops(MARKETING)),
    ("minden megkeresés ebben az ügyben", Stops(NEED)),
    ("ezzel az üggyel kapcsolatban semmilyen megkeresés", Stops(NEED)),
    ("ebben az ügyben minden hívás és levél", Stops(NEED, PHONE | WRITTEN)),
    ("egyetlen írásos ajánlat kivételével minden", Stops(EVERYTHING, but_one_offer=True)),
    ("nem keressük; a kért napon írunk neki", Stops(EVERYTHING, writes_on_the_day=True)),
    ("csak a telefonhívások", Stops(EVERYTHING, PHONE)),
    ("звонки и сообщения по этому вопросу", Stops(NEED)),
    ("не звоним и не пишем", Stops(EVERYTHING)),
    ("никаких звонков", Stops(EVERYTHING, PHONE)),
    ("звонки, но можно писать", Stops(EVERYTHING, PHONE)),
    ("реклама и рассылки", Stops(MARKETING)),
    ("оставляем в покое", Stops(EVERYTHING)),
    ("все звонки по данному предложению, кроме писем", Stops(NEED, PHONE)),
]
NOT_UNDERSTOOD = [
    *("", "nothing", "semmi", "ничего", "as we see fit", "lásd 4. pont", "по ситуации"),
    *(
        "calls do not stop",
        "all but marketing",
        "all but one call",
        "everything but calls about it",
    ),
    *("sales calls stop, service calls go on", "calls about their order of paint", "all but lunch"),
]


@pytest.mark.parametrize(("cell", "meant"), UNDERSTOOD)
def test_a_cell_in_other_words_is_understood(cell: str, meant: Stops) -> None:
    assert read_stops(cell) == meant
    assert read_stops(f"  {cell.upper()}. ") == meant


@pytest.mark.parametrize("cell", NOT_UNDERSTOOD)
def test_what_is_not_understood_is_not_guessed(cell: str) -> None:
    assert read_stops(cell) is None


@pytest.mark.parametrize("lang", list(Lang))
def test_the_examples_are_understood_alike_in_three_languages(lang: Lang) -> None:
    table = example(lang).result_table(ResultKey.WHAT_STOPS)
    assert table is not None
    stops, long = (set(RESULTS[key]) for key in (ResultKey.WHAT_STOPS, ResultKey.FOR_HOW_LONG))
    read = [
        (read_stops(text), read_length(long_text))
        for row in table.rows
        for text in (row.results[name] for name in row.results if name in stops)
        for long_text in (row.results[name] for name in row.results if name in long)
    ]
    assert read == [
        (Stops(NEED), Length(Unit.DAYS, 180)),
        (Stops(EVERYTHING, but_one_offer=True), Length(Unit.DAYS, 90)),
        (Stops(EVERYTHING), Length(Unit.DAYS, 180)),
        (Stops(EVERYTHING, PHONE, writes_on_the_day=True), Length(Unit.NAMED_DAY)),
        (Stops(EVERYTHING), Length(Unit.FOR_GOOD)),
    ]


@given(st.sampled_from(UNDERSTOOD), st.sampled_from(["paint", "néha", "иногда", "usually"]))
def test_one_strange_word_and_nothing_is_read_into_the_rest(
    known: tuple[str, Stops], strange: str
) -> None:
    assert read_stops(f"{known[0]} {strange}") is None
    assert read_stops(f"{strange} {known[0]}") is None


@given(st.text(max_size=400))
def test_no_cell_is_too_strange_to_be_read(cell: str) -> None:
    stops, length = read_stops(cell), read_length(cell)
    assert stops is None or isinstance(stops, Stops)
    assert length is None or length.ends_on(date(2026, 11, 22), None) != date(2026, 11, 22)


# ---- for how long

DAYS, MONTHS, GOOD, NAMED = Unit.DAYS, Unit.MONTHS, Length(Unit.FOR_GOOD), Length(Unit.NAMED_DAY)
LENGTHS = [
    (Length(DAYS, 180), "180 days|180 nap|180 napig|180 дней|сто восемьдесят дней|180d"),
    (Length(DAYS, 180), "for 180 days|legalább 180 napra|не менее 180 дней|90–180 days"),
    (Length(MONTHS, 6), "half a year|fél évig|полгода|на полгода|six months|hat hónap|félévig"),
    (Length(MONTHS, 18), "a year and a half|másfél év|полтора года|1.5 years|1,5 évig"),
    (Length(MONTHS, 30), "two and a half years|két és fél évig|два с половиной года"),
    (Length(MONTHS, 3), "one quarter|negyedév|квартал|3 months|три месяца|három hónapig"),
    (Length(Unit.WEEKS, 2), "two weeks|két hétre|две недели|a fortnight"),
    (Length(Unit.WORKING_DAYS, 60), "60 working days|60 munkanap|60 рабочих дней"),
    (Length(Unit.YEARS, 2), "2 years|két évig|2 года|for two years"),
    (Length(DAYS, 10_000), "10 000 days|10,000 days|10.000 nap"),
    (GOOD, "for good|forever|permanently|until they call us|végleg|örökre|határozatlan ideig"),
    (GOOD, "навсегда|бессрочно|amíg nem jelentkezik|без ограничения срока|never again"),
    (NAMED, "until that day|until the day they name|till the agreed date|a megnevezett napig"),
    (NAMED, "addig a napig|до названного дня|до указанной даты|ameddig kérte"),
]
NO_LENGTHS = [
    *("", "soon", "0 days", "-5 days", "days", "long", "180", "180 x", "egy darabig", "не скоро"),
    *("3 6 months", "5 minutes", "until the moon turns blue", "90 days or for good"),
]


@pytest.mark.parametrize(("length", "cells"), LENGTHS)
def test_a_length_of_peace_is_read_as_people_write_it(length: Length, cells: str) -> None:
    assert {cell: read_length(cell) for cell in cells.split("|")} == dict.fromkeys(
        cells.split("|"), length
    )


@pytest.mark.parametrize("cell", NO_LENGTHS)
def test_what_is_no_length_is_none(cell: str) -> None:
    assert read_length(cell) is None


@given(
    st.integers(1, 40_000),
    st.sampled_from(["days", "nap", "дней", "weeks", "months", "years", "munkanap"]),
    st.dates(date(2026, 1, 1), date(2100, 1, 1)),
)
def test_peace_is_never_shorter_than_its_days(count: int, unit: str, since: date) -> None:
    length = read_length(f"{count} {unit}")
    assert length is not None
    ends = length.ends_on(since)
    assert ends is None or ends > since + timedelta(days=count)


def test_a_month_ends_where_the_calendar_says() -> None:
    month = Length(MONTHS, 1)
    assert month.ends_on(date(2027, 1, 31)) == date(2027, 3, 1)
    assert month.ends_on(date(2026, 12, 15)) == date(2027, 1, 16)
    assert Length(Unit.YEARS, 1).ends_on(date(2028, 2, 29)) == date(2029, 3, 1)


# ---- the check of a policy


def findings(lang: Lang, old: str, new: str) -> list[Finding]:
    text = source(lang).decode()
    assert old in text
    return list(lint.check(document.read(text.replace(old, new, 1).encode())))


@pytest.mark.parametrize(
    ("lang", "old", "new", "row", "column", "mend"),
    [
        (Lang.EN, "all calls and messages |", "whatever seems fit |", "N3", "What stops", ""),
        (Lang.EN, "all calls and messages |", "al cals and messages |", "N3", "What stops", "all "),
        (Lang.EN, "| 90 days |", "| a good while |", "N2", "For how long", "for good"),
        (Lang.EN, "| 90 days |", "| 90 dyas |", "N2", "For how long", "90 days"),
        (Lang.HU, "minden hívás és üzenet |", "ahogy jónak látjuk |", "N3", "Mi szűnik meg", "mi"),
        (Lang.HU, "| 90 nap |", "| egy darabig |", "N2", "Mennyi időre", "végleg"),
        (Lang.RU, "все звонки и сообщения |", "по ситуации |", "N3", "Что прекращаем", "всё"),
        (Lang.RU, "| 90 дней |", "| какое-то время |", "N2", "На какой срок", "навсегда"),
    ],
)
def test_a_cell_of_the_peace_table_that_nobody_can_read_is_a_warning(
    lang: Lang, old: str, new: str, row: str, column: str, mend: str
) -> None:
    (finding,) = findings(lang, old, new)
    assert (finding.code, finding.severity) == (Code.PEACE_NOT_READ, Severity.WARNING)
    assert (finding.rows, finding.column) == ((row,), column)
    assert finding.mend is not None
    assert finding.mend.startswith(mend)


def test_a_length_in_other_words_is_no_finding() -> None:
    assert findings(Lang.HU, "| 90 nap |", "| fél évig |") == []
    assert findings(Lang.EN, "all calls and messages |", "no calls for 6 months |") == []


@pytest.mark.parametrize(
    ("lang", "answer", "own"),
    [
        (Lang.EN, "later", "grumbling"),
        (Lang.HU, "később", "morgott"),
        (Lang.RU, "позже", "проворчал"),
    ],
)
def test_an_answer_that_no_clients_no_means_is_a_warning(lang: Lang, answer: str, own: str) -> None:
    listed = {Lang.EN: "how the client refused us | ", Lang.HU: "", Lang.RU: ""}[lang]
    text = source(lang).decode()
    line = next(one for one in text.splitlines() if answer in one and listed in one)
    found = findings(lang, line, line.replace(answer, f"{answer}, {own}"))
    (warning,) = [each for each in found if each.code is Code.NOT_FOR_THE_DESK]
    assert warning.severity is Severity.WARNING
    assert own in warning.message
