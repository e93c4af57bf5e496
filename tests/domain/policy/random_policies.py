"""Random policies for what must hold for all of them, and their cases one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from demur.domain.policy import document
from demur.domain.policy.policy import Policy

HEADINGS = {
    "unique": "exactly one row fits every case",
    "first": "read from the top, the first row that fits decides",
    "collect": "all rows that fit apply",
}


@dataclass(frozen=True)
class Asking:
    """A question: its possible answers as written, and every answer that can tell cells apart."""

    name: str
    listed: str
    answers: tuple[str, ...]
    cells: tuple[str, ...]


def a_list(name: str, answers: Sequence[str]) -> Asking:
    either = tuple(f"{a} or {b}" for a in answers for b in answers if a < b)
    cells = (*answers, *answers, *either, *(f"not {a}" for a in answers))
    return Asking(name, ", ".join(answers), tuple(answers), cells)


_DAYS = tuple(f"2026-12-0{day}" for day in range(1, 8))
KINDS = (
    a_list("Colour", ("red", "green", "blue", "grey")),
    a_list("Known", ("left", "right", "unknown")),
    a_list("Ready", ("yes", "no")),
    Asking(
        "Count",
        "0–7 pieces, or unknown",
        (*map(str, range(8)), "unknown"),
        ("up to 3", "4–5", "6 or more", "under 2", "over 5 or unknown", "not 3", "0, 7", "unknown"),
    ),
    Asking(
        "Weight",
        "0.0–4.0 kg",
        ("0", "0.2", "1", "1.25", "1.5", "2", "2.5", "3", "3.5", "4"),
        (
            "up to 1.5",
            "over 1.5",
            "1–2",
            "(1..3)",
            "[2..3)",
            "under 3",
            "1.5",
            "not 2",
            "3 or more",
        ),
    ),
    Asking(
        "Day",
        "2026-12-01–2026-12-07",
        _DAYS,
        ("2026-12-03", "2026-12-02–2026-12-05", "[2026-12-04..2026-12-06)", "> 2026-12-02"),
    ),
    Asking(
        "Hour",
        "09:00–09:05",
        tuple(f"09:0{minute}" for minute in range(6)),
        ("09:00–09:02", "09:03–09:05", "after 09:01", "09:04", "before 09:03"),
    ),
)


RANK = a_list("Rank", ("high", "low", "none yet"))
DONE = ("this", "that", "other")


@dataclass(frozen=True)
class Sheet:
    """A table as a test writes it."""

    letter: str
    reading: str
    asks: tuple[str, ...]
    result: str
    rows: tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True)
class Draft:
    """A policy as a test writes it."""

    asks: tuple[Asking, ...]
    sheets: tuple[Sheet, ...]
    impossible: tuple[Mapping[str, str], ...] = ()
    invariants: tuple[tuple[str, str, str], ...] = field(default=())

    def asking(self, name: str) -> Asking:
        return next(each for each in self.asks if each.name == name)

    @property
    def text(self) -> str:
        """Give the document."""
        lines = ["# Policy of Test Ltd", "", "| Question | What it means | Possible answers |"]
        lines += ["|---|---|---|", *(f"| {a.name} | . | {a.listed} |" for a in self.asks), ""]
        for sheet in self.sheets:
            lines += [f"## Table {sheet.letter} ({HEADINGS[sheet.reading]})"]
            lines += [f"| No. | {' | '.join(sheet.asks)} | → {sheet.result} |"]
            lines += ["|---" * (len(sheet.asks) + 2) + "|"]
            for at, (cells, result) in enumerate(sheet.rows, 1):
                lines.append(f"| {sheet.letter}{at} | {' | '.join(cells)} | {result} |")
            lines.append("")
        if self.impossible:
            lines += ["## What cannot happen", "", "| Table | Case |", "|---|---|"]
            for case in self.impossible:
                lines.append(f"| | {'; '.join(f'{q}: {a}' for q, a in case.items())} |")
            lines.append("")
        if self.invariants:
            lines += ["## What must never happen", "", "| No. | Table | When | Never |"]
            lines += ["|---|---|---|---|"]
            for at, (table, when, never) in enumerate(self.invariants, 1):
                lines.append(f"| V{at} | {table} | {when} | {never} |")
        return "\n".join(lines)

    def policy(self) -> Policy:
        """Read the document."""
        policy = document.read(self.text.encode()).policy
        assert policy is not None, self.text
        return policy


def cases(asks: Sequence[Asking]) -> Iterator[dict[str, str]]:
    """Give every case of some questions."""
    for answers in product(*(asking.answers for asking in asks)):
        yield {asking.name: answer for asking, answer in zip(asks, answers, strict=True)}


def _cell(asking: Asking, rng: random.Random) -> str:
    return "any" if rng.random() < 0.35 else rng.choice(asking.cells)


def a_sheet(
    letter: str, asks: Sequence[Asking], result: str, results: Sequence[str], rng: random.Random
) -> Sheet:
    """Give a random table over some questions."""
    rows = tuple(
        (tuple(_cell(asking, rng) for asking in asks), rng.choice(results))
        for _ in range(rng.randint(1, 6))
    )
    reading = rng.choice(tuple(HEADINGS))
    return Sheet(letter, reading, tuple(a.name for a in asks), result, rows)


def a_draft(rng: random.Random) -> Draft:
    """Give a random policy of one table."""
    asks = tuple(rng.sample(KINDS, rng.randint(1, 3)))
    sheet = a_sheet("T", asks, "Do", DONE, rng)
    impossible = [
        {asking.name: rng.choice(asking.cells) for asking in rng.sample(asks, min(2, len(asks)))}
        for _ in range(rng.choice((0, 0, 1, 2)))
    ]
    return Draft(asks, (sheet,), tuple(impossible))


def a_chain(rng: random.Random, does: str = "Do") -> Draft:
    """Give a random policy in which table I answers a question of table T, and what never is."""
    asks = tuple(rng.sample(KINDS, rng.randint(2, 4)))
    first = rng.sample(asks, rng.randint(1, 2))
    second = [*rng.sample(asks, rng.randint(1, 2)), RANK]
    rng.shuffle(second)
    sheets = (
        a_sheet("I", first, "Rank", RANK.answers, rng),
        a_sheet("T", second, does, DONE, rng),
    )
    impossible = [
        {asking.name: rng.choice(asking.cells) for asking in rng.sample((*asks, RANK), 2)}
        for _ in range(rng.choice((0, 0, 1)))
    ]
    invariants = tuple(
        ("T", _when((*asks, RANK), rng), f"{does}: {rng.choice(('', 'not ', 'anything but '))}{do}")
        for do in sorted({result for _, result in sheets[1].rows})
    )
    return Draft((*asks, RANK), sheets, tuple(impossible), invariants)


def _when(asks: Sequence[Asking], rng: random.Random) -> str:
    named = rng.sample(asks, rng.randint(0, 2))
    return "; ".join(f"{each.name}: {rng.choice(each.cells)}" for each in named) or "any"


def edited(draft: Draft, rng: random.Random, results: Sequence[str] = DONE) -> Draft:
    """Give a draft with a few edits to its first table."""
    sheet = draft.sheets[0]
    rows = list(sheet.rows)
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(rows))
        cells, result = rows[at]
        place = rng.randrange(len(cells))
        other = _cell(draft.asking(sheet.asks[place]), rng)
        changed = (*cells[:place], other, *cells[place + 1 :])
        edit = rng.randrange(5)
        if edit < 2:
            rows[at] = (changed, result)
        elif edit == 2:
            rows[at] = (cells, rng.choice(results))
        elif edit == 3:
            rows.insert(at, (changed, result))
        elif len(rows) > 1:
            del rows[at]
    return replace(draft, sheets=(replace(sheet, rows=tuple(rows)), *draft.sheets[1:]))
