"""A client's no gets what the policy promises, and never less than they asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.peace import Scope
from demur.domain.policy import document, facts, lint
from demur.domain.policy.findings import Code
from demur.domain.policy.policy import Policy
from demur.domain.policy.stops import Granted, promised
from demur.domain.refusal import Channel, Importance, Lang
from demur.domain.regret import They
from tests.domain.policy.editions import example

EVERY_LANGUAGE = pytest.mark.parametrize("lang", list(Lang))
BUDAPEST = ZoneInfo("Europe/Budapest")
NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # half past midnight on the 23rd in Budapest
TODAY = date(2026, 11, 23)
JANUARY = date(2027, 1, 11)
ALL: frozenset[Channel] = frozenset()
PHONE = frozenset({Channel.PHONE})


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BUDAPEST).astimezone(UTC)


def after(days: int) -> datetime:
    """The midnight after so many whole days."""
    return at(TODAY + timedelta(days=days + 1))


def granted(
    policy: Policy | None,
    they: They,
    importance: Importance | None = Importance.CHANCE,
    named: date | None = None,
) -> Granted:
    return promised(policy, they, importance, NOW, named, BUDAPEST)


def n(row: int) -> str:
    return f"N{row}"


# ---- the example policies


@EVERY_LANGUAGE
def test_each_answer_gets_its_row(lang: Lang) -> None:
    policy = example(lang)
    need, everything = Scope.NEED, Scope.EVERYTHING
    assert granted(policy, They.PLAIN_NO) == Granted(need, ALL, False, after(180), n(1))
    assert granted(policy, They.REASON) == Granted(everything, ALL, False, after(180), n(3))
    key = granted(policy, They.REASON, Importance.KEY)
    assert key == Granted(everything, ALL, True, after(90), n(2))
    later = granted(policy, They.LATER, named=JANUARY)
    assert later == Granted(everything, PHONE, False, at(JANUARY), n(4), JANUARY)
    assert granted(policy, They.NEVER) == Granted(everything, ALL, False, None, n(5))


@EVERY_LANGUAGE
@pytest.mark.parametrize("named", [None, TODAY, date(2026, 3, 1)])
def test_later_without_a_day_to_come_gets_what_a_plain_no_gets(
    lang: Lang, named: date | None
) -> None:
    policy = example(lang)
    assert granted(policy, They.LATER, named=named) == granted(policy, They.PLAIN_NO)


@EVERY_LANGUAGE
def test_the_row_is_quoted_by_its_sister_too(lang: Lang) -> None:
    ruling = facts.peace_after(example(lang), they_said=They.REASON, importance=Importance.KEY)
    assert ruling is not None
    assert str(ruling.row) == n(2)


# ---- policies in other words

TYRES = """# A Gumis Bt. elutasítási rendje

| Változat | Hatályos | Felváltja | Felelős | Nyelvek |
|---|---|---|---|---|
| 1 | 2027-01-01 | – | Kis Péter | hu |

| Kérdés | Mit jelent | Lehetséges válaszok |
|---|---|---|
| Az ügyfél azt mondta | hogyan | puszta nem, megindokolt nem, majd később, soha többé |

## Csend (C táblázat: felülről olvassuk, az első illő sor dönt)
| Sorszám | Az ügyfél azt mondta | → Mi áll le | → Meddig |
|---|---|---|---|
| C1 | soha többé | békén hagyjuk | örökre |
| C2 | majd később | nem hívjuk; akkor írunk | addig |
| C3 | megindokolt nem | nem hívjuk, de írhatunk | fél évig |
| C4 | bármi | ebben az ügyben semmilyen megkeresés | két hónapig |
"""
CLINIC = """# Политика отказов клиники «Здоровье»

| Версия | Действует с | Заменяет | Ответственный | Языки |
|---|---|---|---|---|
| 3 | 2027-01-01 | 2 | Ирина Лаптева | ru |

| Вопрос | Что значит | Возможные ответы |
|---|---|---|
| Сказали | как отказали | отказ, отказ с объяснением, не сейчас, больше не беспокоить |

## Покой (таблица К: каждому случаю подходит ровно одна строка)
| № | Сказали | → Что прекращаем | → На какой срок |
|---|---|---|---|
| К1 | отказ | звонки и сообщения по этому вопросу | полгода |
| К2 | отказ с объяснением | рекламу и рассылки | бессрочно |
| К3 | не сейчас | не звоним и не пишем | 30 дней |
| К4 | больше не беспокоить | рекламу | один месяц |
"""
SCHOOL = """# Refusal policy of Lingua Language School

| Version | In force from | Replaces | Owner | Languages |
|---|---|---|---|---|
| 2 | 2027-01-01 | 1 | Vera Holt | en |

| Question | What it means | Possible answers |
|---|---|---|
| They said | how they said no | no, a reason, not now, do not contact |
| Client | how they stand with us | key, regular, new |

## Quiet (table Q: read from the top, the first row that fits decides)
| No. | They said | Client | → What stops | → For how long |
|---|---|---|---|---|
| Q1 | do not contact | any | everything | forever |
| Q2 | a reason | key | any contact, but one last written offer | a fortnight |
| Q3 | any | any | no phone calls, no texts | until the end of term |
"""
WHOLESALE = """# Refusal policy of Bulk & Sons

| Version | In force from | Replaces | Owner | Languages |
|---|---|---|---|---|
| 2 | 2027-01-01 | 1 | Vera Bulk | en |

| Question | What it means | Possible answers |
|---|---|---|
| They said | how they said no | a plain no, no with a reason, later, never |

## What stops (table A: exactly one row fits every case)
| No. | They said | → What stops |
|---|---|---|
| A1 | a plain no or later | sales calls |
| A2 | no with a reason | it depends |
| A3 | never | everything |

## How long (table B: exactly one row fits every case)
| No. | They said | → For how long |
|---|---|---|
| B1 | a plain no | 10 working days |
| B2 | later | 1 year |
| B3 | no with a reason | 2 weeks |
| B4 | never | for good |
"""


def policy_in(text: str) -> Policy:
    policy = document.read(text.encode()).policy
    assert policy is not None
    return policy


def test_a_tyre_shop_in_its_own_words() -> None:
    policy = policy_in(TYRES)
    c = [f"C{row}" for row in range(5)]
    everything = Scope.EVERYTHING
    assert granted(policy, They.NEVER) == Granted(everything, ALL, False, None, c[1])
    later = granted(policy, They.LATER, named=JANUARY)
    assert later == Granted(everything, PHONE, False, at(JANUARY), c[2], JANUARY)
    until = at(date(2027, 5, 24))
    assert granted(policy, They.REASON) == Granted(everything, PHONE, False, until, c[3])
    plain = Granted(Scope.NEED, ALL, False, at(date(2027, 1, 24)), c[4])
    assert granted(policy, They.PLAIN_NO) == plain


def test_a_clinic_in_its_own_words() -> None:
    policy = policy_in(CLINIC)
    k = [f"K{row}" for row in range(5)]
    half_a_year = at(date(2027, 5, 24))
    assert granted(policy, They.PLAIN_NO) == Granted(Scope.NEED, ALL, False, half_a_year, k[1])
    assert granted(policy, They.REASON) == Granted(Scope.MARKETING, ALL, False, None, k[2])
    # Thirty days would end before the day they named: they asked for peace until then.
    later = granted(policy, They.LATER, named=JANUARY)
    assert later == Granted(Scope.EVERYTHING, ALL, False, at(JANUARY), k[3])
    assert granted(policy, They.LATER, named=date(2026, 12, 1)).until == after(30)
    # The table gives a month without advertisements; who says never gets all of it, for good.
    assert granted(policy, They.NEVER) == Granted(Scope.EVERYTHING, ALL, False, None, k[4])


def test_a_school_in_its_own_words() -> None:
    policy = policy_in(SCHOOL)
    one = promised(policy, They.REASON, None, NOW, None, BUDAPEST, client="key")
    assert one == Granted(Scope.EVERYTHING, ALL, True, after(14), "Q2")
    # "Until the end of term" is no length that we know: nobody rings them any more.
    calls = frozenset({Channel.PHONE, Channel.SMS})
    other = promised(policy, They.PLAIN_NO, None, NOW, None, BUDAPEST, client="new")
    assert other == Granted(Scope.EVERYTHING, calls, False, None, "Q3")
    codes = {each.code for each in lint.check(document.read(SCHOOL.encode()))}
    assert Code.PEACE_NOT_READ in codes


def test_a_wholesaler_in_its_own_words_and_two_tables() -> None:
    policy = policy_in(WHOLESALE)
    a = [f"A{row}" for row in range(4)]
    monday = at(date(2026, 12, 8))
    assert granted(policy, They.PLAIN_NO) == Granted(Scope.MARKETING, PHONE, False, monday, a[1])
    assert granted(policy, They.REASON) == Granted(Scope.EVERYTHING, ALL, False, after(14), a[2])
    assert granted(policy, They.LATER, named=JANUARY).until == at(date(2027, 11, 24))


def test_working_days_are_those_of_whoever_knows_the_holidays() -> None:
    policy = policy_in(WHOLESALE)
    holidays = promised(
        policy, They.PLAIN_NO, None, NOW, None, BUDAPEST, lambda day, n: day + timedelta(3 * n)
    )
    assert holidays.until == after(30)


# ---- what is not said, and what can't be read


@pytest.mark.parametrize("they", [They.PLAIN_NO, They.REASON, They.LATER])
def test_without_a_word_of_the_policy_there_is_a_default(they: They) -> None:
    default = Granted(Scope.MARKETING, ALL, False, after(180))
    assert granted(None, they) == default
    silent = policy_in(TYRES.replace("Mi áll le", "Szín").replace("Meddig", "Íz"))
    assert granted(silent, they) == default


def test_later_lasts_at_least_until_the_day_they_named() -> None:
    assert granted(None, They.LATER, named=date(2028, 2, 1)).until == at(date(2028, 2, 1))


CELLS = st.sampled_from(
    ["calls", "marketing", "everything", "all but one better offer in writing", "who knows"]
)
LONG = st.sampled_from(["1 day", "until that day", "for good", "some time", "6 weeks"])


@given(CELLS, LONG, st.sampled_from(list(They)), st.none() | st.dates(max_value=date(2999, 1, 1)))
def test_whatever_the_table_says_nobody_gets_less_than_they_asked_for(
    cell: str, long: str, they: They, named: date | None
) -> None:
    line = "| a plain no or later | sales calls |"
    text = WHOLESALE.replace("| 2 weeks |", f"| {long} |").replace("| 10 working", f"| {long} |")
    rows = text.replace("it depends", cell).replace(line, line.replace("sales calls", cell))
    got = granted(policy_in(rows.replace("| 1 year |", f"| {long} |")), they, named=named)
    if they is They.NEVER:
        assert got == Granted(Scope.EVERYTHING, ALL, False, None, "A3")
    if they is They.LATER and named and named > TODAY:
        assert got.until is None or got.until >= at(named)
    assert got.until is None or got.until > NOW
