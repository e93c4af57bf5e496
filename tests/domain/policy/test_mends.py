"""What a press on *Mend it* writes: right where it is sure, and nothing where it is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import pytest

from demur.domain.policy import cells_meant, document, lint, phrases, suggest
from demur.domain.policy.appendices import Barred
from demur.domain.policy.cells import Trouble, Unreadable, read_cell
from demur.domain.policy.editing.edits import Misplaced
from demur.domain.policy.editing.finding_places import Placed, mended, place
from demur.domain.policy.editing.reading_view import Grid, Role, Row, read_as_people
from demur.domain.policy.findings import Code, Finding
from demur.domain.policy.questions import read_range
from demur.domain.policy.words.replacing import replaced
from demur.domain.policy.words.wording import BLANK, spot
from demur.domain.refusal import Lang
from tests.domain.policy.editions import source
from tests.domain.policy.test_typos import ALPHABETS, slipped

BARRED = {
    Lang.EN: "calm down → I understand; problem → matter; policy → what I can do is; "
    "trouble → issue; refuse → decline; impossible → not possible today; unit → unit price",
    Lang.HU: "nem tudom → megnézem önnek; probléma → helyzet; lehetetlen → ma nem vállalhatjuk; "
    "gond → ügy; olcsó → kedvező; megold → elintéz; hülyeség → értem, mire gondol",
    Lang.RU: "не знать → я уточню; проблема → вопрос; невозможно → сегодня не получится; "
    "должен → прошу вас; ошибка → неточность; сложность → проблема",
}
ROUNDS = 4


def barred(lang: Lang) -> tuple[Barred, ...]:
    pairs = (part.split(" → ") for part in BARRED[lang].split("; "))
    return tuple(Barred(lang, entry, instead, 1) for entry, instead in pairs)


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        (Lang.EN, "This is a Problem, {caller}.", "This is a Matter, {caller}."),
        (Lang.EN, "Problems are ours to solve.", "Matters are ours to solve."),
        (Lang.EN, "PROBLEM with {item}?", "MATTER with {item}?"),
        (Lang.EN, "There is a trouble here.", "There is an issue here."),
        (Lang.EN, "We refused at once.", "We declined at once."),
        (Lang.EN, "The problem's cause is known.", "The matter's cause is known."),
        (Lang.EN, "Calm down. It comes.", "I understand. It comes."),
        (Lang.EN, "Please calm down.", None),
        (Lang.EN, "It is our policy.", None),
        (Lang.EN, "Policy.", None),
        (Lang.EN, "This is impossible.", None),
        (Lang.EN, "Impossible.", "Not possible today."),
        (Lang.EN, "Sold by the unit.", None),
        (Lang.HU, "Ez a probléma megoldható.", "Ez a helyzet megoldható."),
        (Lang.HU, "A problémáinkat látjuk.", "A helyzeteinket látjuk."),
        (Lang.HU, "Mi a gond?", "Mi az ügy?"),
        (Lang.HU, "Olcsóbb is van.", "Kedvezőbb is van."),
        (Lang.HU, "Megoldjuk önnek.", "Elintézzük önnek."),
        (Lang.HU, "Nem oldjuk meg.", None),
        (Lang.HU, "Nem tudom, {caller}, mikor.", "Megnézem önnek, {caller}, mikor."),
        (Lang.HU, "Ezt most nem tudom.", None),
        (Lang.HU, "Ez hülyeség.", None),
        (Lang.RU, "Это проблема, {caller}.", "Это вопрос, {caller}."),
        (Lang.RU, "Это наша проблема.", None),
        (Lang.RU, "Проблема решена.", None),
        (Lang.RU, "Это сложность.", None),
        (Lang.RU, "Проблемы нет.", None),
        (Lang.RU, "Есть две проблемы.", None),
        (Lang.RU, "Исправим ошибку сегодня.", "Исправим неточность сегодня."),
        (Lang.RU, "Не знаю, когда будет {item}.", "Я уточню, когда будет {item}."),
        (Lang.RU, "Не зная, когда, молчим.", None),
        (Lang.RU, "Мы не знаем.", None),
        (Lang.RU, "Вы должны подождать.", None),
    ],
)
def test_a_barred_word_is_replaced_only_where_the_sentence_stays_one(
    lang: Lang, text: str, wanted: str | None
) -> None:
    seen = BLANK.sub(lambda blank: " " * len(blank[0]), text)
    spotted = spot(seen, barred(lang), lang)[0]
    assert replaced(text, spotted, barred(lang), lang) == wanted


# ---- the law: what was proposed lints clean where it was applied


def rows_of(text: bytes, kind: str) -> list[Row]:
    grids = [block for block in read_as_people(text) if isinstance(block, Grid)]
    return [row for grid in grids if grid.kind == kind for row in grid.rows]


def line_changed(text: str, line: int, old: str, new: str) -> str:
    lines = text.split("\n")
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    return "\n".join(lines)


def a_result(text: str, lang: Lang, rng: Random) -> str:
    rows = rows_of(text.encode(), "decision")
    cells = [c for r in rows for c in r.cells if c.role is Role.RESULT and len(c.text) > 3]
    cell = rng.choice(cells)
    wrong = slipped(cell.text, ALPHABETS[lang], rng).strip()
    return line_changed(text, cell.line, f"| {cell.text} |", f"| {wrong} |")


def a_placeholder(text: str, lang: Lang, rng: Random) -> str:
    cells = [c for r in rows_of(text.encode(), "wording") for c in r.cells if "{" in c.text]
    cell = rng.choice(cells)
    name = rng.choice(re.findall(r"\{(\w+)\}", cell.text))
    wrong = name
    for _ in range(rng.choice([1, 1, 2])):
        wrong = slipped(wrong, ALPHABETS[Lang.EN], rng).strip()
    return line_changed(text, cell.line, f"{{{name}}}", f"{{{wrong}}}")


def a_reading_way(text: str, lang: Lang, rng: Random) -> str:
    headings = re.findall(r"^## .*\((.*)\)$", text, re.MULTILINE)
    _, way = rng.choice(headings).split(": ")
    return text.replace(way, slipped(way, ALPHABETS[lang], rng).strip(), 1)


def a_hidden_mark(text: str, lang: Lang, rng: Random) -> str:
    for _ in range(rng.choice([1, 2, 9])):
        at = rng.randrange(1, len(text))
        text = text[:at] + rng.choice("\u200b\u200d\u00ad\u200f\u202e\u2066") + text[at:]
    return text


def a_barred_word(text: str, lang: Lang, rng: Random) -> str:
    words = {
        Lang.EN: ("A problem? ", "Problems may come. ", "Calm down. ", "It is a problem, {item}. "),
        Lang.HU: ("A probléma látszik. ", "Problémáink akadtak. ", "Nem tudom. "),
        Lang.RU: ("Это проблема. ", "Решим проблему. ", "Не знаю. ", "Проблемами занимаемся. "),
    }
    cells = [c for r in rows_of(text.encode(), "wording") for c in r.cells if c.lang is lang]
    cell = rng.choice(cells)
    said = rng.choice(words[lang])
    return line_changed(text, cell.line, cell.text, said + cell.text)


def a_cell(text: str, lang: Lang, rng: Random) -> str:
    rows = rows_of(text.encode(), "decision")
    cells = [c for r in rows for c in r.cells if c.role is Role.QUESTION and c.text.isalpha()]
    cell = rng.choice(cells)
    wrong = slipped(cell.text, ALPHABETS[lang], rng).strip()
    return line_changed(text, cell.line, f"| {cell.text} |", f"| {wrong} |")


MUTATIONS: list[Callable[[str, Lang, Random], str]] = [
    *(a_result, a_placeholder, a_reading_way, a_hidden_mark, a_barred_word, a_cell)
]
#: So many of the mutations of a kind must get a press at all; the others are judged unsure.
PRESSED = {a_result: 0.6, a_placeholder: 0.8, a_reading_way: 0.8, a_hidden_mark: 1.0,
           a_barred_word: 0.9, a_cell: 0.7}  # fmt: skip


def placed(text: bytes) -> tuple[Placed, ...]:
    return place(lint.check(document.read(text)), read_as_people(text))


def said_at(where: Finding, text: bytes) -> set[Code]:
    """What is said against the place a finding is about: its cell, or the same of its line."""
    return {
        each.code
        for each in lint.check(document.read(text))
        if (each.line, each.column) == (where.line, where.column)
        and (where.column or each.code is where.code)
    }


@pytest.mark.parametrize("rounds", [ROUNDS, pytest.param(60, marks=pytest.mark.deep)])
@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.__name__)
def test_what_was_mended_is_clean_where_it_was_mended(
    lang: Lang, mutation: Callable[[str, Lang, Random], str], rounds: int
) -> None:
    rng = Random(f"{lang} {mutation.__name__} {rounds}")
    right = source(lang).decode()
    faulty = pressed = 0
    while faulty < rounds:
        wrong = mutation(right, lang, rng).encode()
        found = placed(wrong)
        if not found:
            continue
        faulty += 1
        pressed += any(one.can_mend for one in found)
        for one in (one for one in found if one.can_mend):
            new = mended(wrong, one, above=99)
            assert not isinstance(new, Misplaced), one
            before, after = (said_at(one.finding, text) for text in (wrong, new))
            assert after <= before - {one.finding.code}, (one.finding, new)
    assert pressed >= PRESSED[mutation] * rounds - 1


# ---- units, ways, marks


@pytest.mark.parametrize("own", phrases.UNITS)
def test_one_unit_is_never_mended_into_another(own: str) -> None:
    domain = read_range(f"0–60 {own}, or unknown")
    assert domain is not None
    for other, forms in phrases.UNITS.items():
        for form in forms:
            read = read_cell(f"3–9 {form}", domain)
            if other != own and isinstance(read, Unreadable) and read.trouble is Trouble.UNIT:
                assert cells_meant.unit_meant(f"3–9 {form}", domain) is None


def test_a_unit_spelt_otherwise_is_mended_into_the_questions() -> None:
    domain = read_range("0–60 hívások")
    assert domain is not None
    assert cells_meant.unit_meant("legfeljebb 3 hívás", domain) == "legfeljebb 3 hívások"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("aple", "apple"),
        ("appel", "apple"),
        ("peer", None),
        ("xx", None),
        ("peach pai", "peach pie"),
    ],
)
def test_a_word_is_surely_another_where_no_third_is_as_near(word: str, meant: str | None) -> None:
    assert suggest.closest(word, ["apple", "pear", "beer", "peach pie"]) == meant


def test_a_heading_keeps_its_table_and_its_marks() -> None:
    text = source(Lang.EN).replace(
        b"## 7. What we do (table T: read from the top, the first row that fits decides)",
        b"##  7. What we do (table T: read fron the tpo, the frist row taht fits decides) ##",
    )
    found = next(one for one in placed(text) if one.finding.code is Code.READING_WAY)
    new = mended(text, found)
    assert isinstance(new, bytes)
    assert (
        b"\n##  7. What we do (table T: read from the top, the first row that fits decides) ##\n"
        in new
    )


def test_all_hidden_marks_go_with_one_press_and_nothing_else() -> None:
    text = source(Lang.RU)
    wrong = text.replace("Партнёр".encode(), "Парт\u200bнёр\u00ad".encode())
    found = next(one for one in placed(wrong) if one.finding.code is Code.ENCODING)
    assert mended(wrong, found) == text
