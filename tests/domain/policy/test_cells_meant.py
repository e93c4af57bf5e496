"""A slip of the pen in a cell is answered by the cell that was meant, or by none."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from demur.domain.policy import document, lint
from demur.domain.policy.cells import Test, Unreadable, read_cell
from demur.domain.policy.cells_meant import cell_meant, takes_answers
from demur.domain.policy.domains import Domain, Listed
from demur.domain.policy.findings import Code
from demur.domain.policy.questions import read_range
from demur.domain.refusal import Lang
from tests.domain.policy.test_typos import ALPHABETS, slipped

LISTS = {
    Lang.EN: ["lead, tin, zinc", "by post, by phone, walk-in", "paid, unpaid", "yes, no"],
    Lang.HU: [
        "ólom, ón, cink",
        "postán, telefonon, személyesen",
        "fizetett, tartozik",
        "igen, nem",
    ],
    Lang.RU: [
        "свинец, олово, цинк",
        "почтой, по телефону, лично",
        "уплачен, не уплачен",
        "да, нет",
    ],
}
RANGES = {
    Lang.EN: ["0–40 weeks", "0–900 sheets", "-30–30 °C", "2027-01-01–2027-12-31", "00:00–23:59"],
    Lang.HU: ["0–40 hét", "0–900 ív", "-30–30 °C", "2027-01-01–2027-12-31", "00:00–23:59"],
    Lang.RU: ["0–40 недель", "0–900 листов", "-30–30 °C", "2027-01-01–2027-12-31", "00:00–23:59"],
}
ENDS = {"W": ("7", "21"), "d": ("2027-03-09", "2027-08-21"), "t": ("09:30", "17:45")}
TESTS = {
    Lang.EN: "up to A|at least A|no more than A|over A|under A|A or more|from A to B|not A–B"
    "|over A and up to B|between A and B|exactly A|less than A",
    Lang.HU: "legfeljebb A|legalább A|több mint A|kevesebb mint A|A vagy több|nem A–B"
    "|több mint A és legfeljebb B|A és B között|pontosan A|A felett|A alatt|A előtt",
    Lang.RU: "не более A|не менее A|более A|менее A|A и более|A и менее|от A до B|не A–B"
    "|более A и не более B|между A и B|ровно A|свыше A|меньше A",
}
OR = {Lang.EN: "or", Lang.HU: "vagy", Lang.RU: "или"}
NOT = {Lang.EN: "not", Lang.HU: "nem", Lang.RU: "не"}
UNKNOWN = {Lang.EN: "unknown", Lang.HU: "ismeretlen", Lang.RU: "неизвестно"}


def listed(lang: Lang, rng: random.Random) -> tuple[Domain, str]:
    answers = rng.choice(LISTS[lang]).split(", ")
    domain = Listed(tuple(answers), rng.choice([None, UNKNOWN[lang]]))
    one, other = rng.sample(domain.all_answers, 2)
    cells = [one, f"{one} {OR[lang]} {other}", f"{one}, {other}", f"{NOT[lang]} {one}"]
    return domain, rng.choice(cells if len(answers[0]) > 3 else cells[:3])


def ranged(lang: Lang, rng: random.Random) -> tuple[Domain, str]:
    written = rng.choice(RANGES[lang])
    domain = read_range(f"{written}, {OR[lang]} {UNKNOWN[lang]}")
    assert domain
    low, high = ENDS["d" if written.startswith("20") else "t" if ":" in written else "W"]
    cell = rng.choice(TESTS[lang].split("|")).replace("A", low).replace("B", high)
    return domain, rng.choice([cell, f"{cell} {OR[lang]} {UNKNOWN[lang]}", UNKNOWN[lang]])


@pytest.mark.parametrize("made", [500, pytest.param(20_000, marks=pytest.mark.deep)])
@pytest.mark.parametrize("lang", list(Lang))
def test_of_a_hundred_slips_less_than_one_is_answered_by_another_meaning(
    lang: Lang, made: int
) -> None:
    rng = random.Random(f"one slip in a cell, {lang}")
    answered: Counter[str] = Counter()
    while answered.total() < made:
        domain, cell = rng.choice([listed, ranged])(lang, rng)
        wrong = slipped(cell, ALPHABETS[lang], rng)
        if isinstance(read_cell(wrong, domain), Unreadable):
            meant = cell_meant(wrong, domain)
            right = meant and read_cell(meant, domain) == read_cell(cell, domain)
            answered["none" if meant is None else "right" if right else "wrong"] += 1
    assert answered["wrong"] < made / 100
    assert answered["right"] > 0.97 * made


@pytest.mark.parametrize(
    ("answers", "wrong", "meant"),
    [
        ("-3–5 °C", "мене -3", "менее -3"),
        ("0–90 дней, или неизвестно", "неизвестнс", "неизвестно"),
        ("0–90 дней, или неизвестно", "неизветны", "неизвестны"),
        ("0–90 дней", "то 30", None),
        ("0–90 days", "undr 3", "under 3"),
        ("0–90 days", "nt 3–5", "not 3–5"),
        ("0–90 days", "up to 4O days", "up to 40 days"),
        ("0–90 days", "up to 4x2 days", "up to 42 days"),
        ("0–90 days", "zzzz 3", None),
        ("0–90 nap", "legföljebb 3", "legfeljebb 3"),
    ],
)
def test_a_word_is_put_right_by_the_fewest_slips_or_not_at_all(
    answers: str, wrong: str, meant: str | None
) -> None:
    domain = read_range(answers)
    assert domain
    assert cell_meant(wrong, domain) == meant


@pytest.mark.parametrize(
    ("answers", "wrong", "meant"),
    [
        ("east, west", "aest", None),
        ("east, west", "eest", None),
        ("east, west", "esat", "east"),
        ("paid, not paid", "notpaid", "not paid"),
        ("оплачен, не оплачен", "неоплачен", "не оплачен"),
        ("east, west", "nto east", "not east"),
        ("lead, tin", "lead and tin", "lead or tin"),
        ("lead, tin", "lead tin", "lead or tin"),
        ("yes, no", "n", "no"),
        ("a, b", "c", None),
        ("W1, W2", "W3", None),
    ],
)
def test_answers_as_near_as_each_other_are_not_guessed_between(
    answers: str, wrong: str, meant: str | None
) -> None:
    assert cell_meant(wrong, Listed(tuple(answers.split(", ")))) == meant


@pytest.mark.parametrize("length", [1, 40, 79, 80, 81, 4_000])
@pytest.mark.parametrize("alphabet", ["ab ", '(",;)', "0123 –", "не ", "\u200b\U0001f600"])
def test_any_cell_is_answered_by_one_that_reads_or_by_none(length: int, alphabet: str) -> None:
    rng = random.Random(f"{length} of {alphabet}")
    cell = "".join(rng.choice(alphabet) for _ in range(length))
    numbers = read_range("0–90 days, or unknown")
    assert numbers
    for domain in (Listed(("ab", "ba", "abba"), "unknown"), numbers):
        meant = cell_meant(cell, domain)
        assert meant is None or isinstance(read_cell(meant, domain), Test)


def test_a_cell_nobody_passes_is_named_but_not_written_for_the_author() -> None:
    text = (
        "| Вопрос | Возможные ответы |\n|---|---|\n| Мороз | -3–5 °C |\n\n"
        "## Таблица B (каждому случаю подходит ровно одна строка)\n"
        "| № | Мороз | → Дело |\n|---|---|---|\n| B1 | мене -3 | a |\n"
    )
    told = [each for each in lint.check(document.read(text.encode())) if each.rows == ("B1",)]
    assert [(each.code, each.mend) for each in told] == [(Code.UNREADABLE_CELL, None)]
    assert "«менее -3»" in told[0].message
    domain = read_range("-3–5 °C")
    assert domain
    assert not takes_answers("менее -3", domain)


RESULTS = """| Question | Possible answers |
|---|---|
| Rider | racer, commuter, child |
| Wait | {answers} |

## Table B (exactly one row fits every case)
| No. | Rider | → Deed |
|---|---|---|
| B1 | racer | {one} |
| B2 | commuter | {other} |
| B3 | child | {third} |
"""


def said_of_results(one: str, other: str, third: str) -> list[tuple[tuple[str, ...], str | None]]:
    text = RESULTS.format(answers="0–9", one=one, other=other, third=third)
    found = lint.check(document.read(text.encode()))
    return [(each.rows, each.mend) for each in found if each.code is Code.RESULT_NOT_LISTED]


@pytest.mark.parametrize(
    ("one", "other", "third", "told"),
    [
        ("accepted bike", "refused bike", "accepd bike", [(("B3",), "accepted bike")]),
        ("send awya", "send away", "keep", [(("B1",), "send away")]),
        ("rejected bike", "keep", "rejectedb ike", [(("B3",), "rejected bike")]),
        ("rejected car", "kept bike", "rejectedbike", [(("B3",), "rejected bike")]),
        ("wrixe a letter", "keep", "sell", [(("B1",), None)]),
        ("Kovács fogadja", "keep", "sell", []),
    ],
)
def test_a_slip_in_a_result_is_answered_by_what_other_rows_say_or_not_guessed(
    one: str, other: str, third: str, told: list[tuple[tuple[str, ...], str | None]]
) -> None:
    assert said_of_results(one, other, third) == told


@pytest.mark.parametrize("answers", ["key, new, unkown", "yes, no, unknwn", "key, new, неизвестнс"])
def test_an_answer_a_letter_away_from_unknown_is_asked_about(answers: str) -> None:
    text = RESULTS.format(answers=answers, one="a", other="b", third="c")
    found = lint.check(document.read(text.encode()))
    (told,) = [each for each in found if each.code is Code.AMBIGUOUS_ANSWER]
    assert told.mend in {"key, new, unknown", "yes, no, unknown", "key, new, неизвестно"}


@pytest.mark.parametrize(
    ("rest", "any_answer"),
    [("everything else", "any"), ("Minden más", "bármi"), ("остальное", "любой")],
)
def test_the_rest_is_said_by_any(rest: str, any_answer: str) -> None:
    assert cell_meant(rest, Listed(("red", "green"))) == any_answer
