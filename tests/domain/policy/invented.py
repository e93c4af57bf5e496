"""Policies nobody wrote: documents of any shape the language allows, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demur.domain.policy import document
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.domains import Domain, Listed
from demur.domain.policy.editing.edits import escape
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision
from demur.domain.policy.values import show
from demur.domain.refusal import Lang

NAMES = {
    Lang.EN: (
        "Mood",
        "Distance",
        "Ship on",
        "Rings at",
        "Has an account",
        "Weight",
        "Colour | ink",
    ),
    Lang.HU: (
        "Hangulat",
        "Távolság",
        "Szállítás napja",
        "Óra",
        "Van fiókja",
        "Súly",
        "Szín | tinta",
    ),
    Lang.RU: ("Настроение", "Путь", "Отгрузка", "Звонит в", "Есть договор", "Вес", "Цвет | краска"),
}
ANSWERS = {
    Lang.EN: (
        "calm",
        "in a hurry",
        "school or office",
        "old friend, new firm",
        "gold + ink",
        "a & b",
    ),
    Lang.HU: (
        "nyugodt",
        "siet",
        "iskola vagy iroda",
        "régi barát, új cég",
        "ötven fölötti",
        "a & b",
    ),
    Lang.RU: ("спокоен", "спешит", "школа или офис", "старый друг, новая фирма", "ёлка", "а & б"),
}
UNITS = {
    Lang.EN: ("days", "km", "prints"),
    Lang.HU: ("nap", "km", "oldal"),
    Lang.RU: ("дней", "км", "листов"),
}
DEEDS = {
    Lang.EN: (
        "call back",
        "write *softly*",
        "=1+1",
        "back\\slash",
        "ask twice | then once",
        "2 days",
    ),
    Lang.HU: (
        "visszahívjuk",
        "írunk *halkan*",
        "=1+1",
        "fordított\\jel",
        "kétszer | egyszer",
        "2 nap",
    ),
    Lang.RU: ("перезвоним", "пишем *тихо*", "=1+1", "черта\\", "дважды | раз", "2 дня"),
}
TITLES = {
    Lang.EN: "Refusal policy of Ash & Sons",
    Lang.HU: "A Kőris Kft. szabályzata",
    Lang.RU: "Политика отказов ООО «Ясень»",
}
SENTENCES = {
    Lang.EN: "Thank you, {caller}.",
    Lang.HU: "Köszönjük, {caller}!",
    Lang.RU: "Спасибо, {caller}!",
}
PROSE = {
    Lang.EN: "We are *brief*, and\nwe are kind.\n\n- one\n- two <b>bold</b>",
    Lang.HU: "Rövidek *vagyunk*,\nés udvariasak.\n\n- egy\n- kettő <b>félkövér</b>",
    Lang.RU: "Мы *кратки*\nи вежливы.\n\n- раз\n- два <b>жирно</b>",
}


def invented(seed: int) -> bytes:
    """Give a document that reads without a fault, whose examples hold."""
    random = Random(seed)
    return _Inventor(random, random.choice(list(Lang))).document()


def cases(policy: Policy, random: Random, count: int = 40) -> Iterator[dict[str, object]]:
    """Give cases of a policy, those at the ends of ranges among them; some leave answers out."""
    for _ in range(count):
        names = [name for name in policy.questions if random.random() < 0.95]
        yield {name: answer(policy.questions[name].domain, random) for name in names}


def answer(domain: Domain, random: Random) -> object:
    """Give one possible answer."""
    if isinstance(domain, Listed):
        return random.choice(domain.all_answers)
    if domain.unknown and random.random() < 0.15:
        return None
    value = random.choice(
        (domain.lowest, domain.highest, random.randint(int(domain.lowest), int(domain.highest)))
    )
    return show(domain.kind, value)


@dataclass
class _Asked:
    name: str
    answers: str
    tests: Sequence[str]
    listed: Sequence[str] = ()


@dataclass
class _Inventor:
    random: Random
    lang: Lang

    def document(self) -> bytes:
        asked = [self._asked(at, name) for at, name in enumerate(NAMES[self.lang])]
        asked = self.random.sample(asked, self.random.randint(2, len(asked)))
        rating = _Asked("Rating", "low, high", self._list_tests(("low", "high")), ("low", "high"))
        tables = [self._table("I", asked, [rating.name], rating)]
        tables += [
            self._table(letter, [*asked, rating], self._results(letter))
            for letter in self._letters()
        ]
        text = "\n".join(
            (*self._front(), *self._questions([*asked, rating]), *tables, *self._words())
        )
        return self._with_examples(text).encode()

    # ---- questions

    def _asked(self, at: int, name: str) -> _Asked:
        makers = (
            self._list,
            self._number,
            self._date,
            self._time,
            self._yes_no,
            self._decimal,
            self._list,
        )
        return makers[at](name)

    def _unknown(self, chance: float = 0.4) -> str:
        return (
            f", {self._word(voc.OR)} {self._word(voc.UNKNOWN)}"
            if self.random.random() < chance
            else ""
        )

    def _word(self, notion: Mapping[Lang, tuple[str, ...]]) -> str:
        return notion[self.lang][0]

    def _list(self, name: str) -> _Asked:
        answers = self.random.sample(ANSWERS[self.lang], self.random.randint(2, 6))
        text = "; ".join(answers)
        if self.random.random() < 0.3:
            text, answers = (
                f"{text}; {self._word(voc.UNKNOWN)}",
                [*answers, self._word(voc.UNKNOWN)],
            )
        return _Asked(name, text, self._list_tests(answers), answers)

    def _list_tests(self, answers: Sequence[str]) -> list[str]:
        one, other = self.random.sample(list(answers), 2)
        by_or, no = self._word(voc.OR), self._word(voc.NOT)
        quoted = f'"{one}", "{other}"'
        return [one, other, f"{one} {by_or} {other}", f"{no} {one}", quoted, f'not("{other}")']

    def _yes_no(self, name: str) -> _Asked:
        yes, no = self._word(voc.YES), self._word(voc.NO)
        unknown = self._unknown(0.3)
        return _Asked(name, f"{yes}, {no}{unknown}", [yes, no], [yes, no])

    def _number(self, name: str) -> _Asked:
        top = self.random.choice((9, 100, 5_000))
        unit = self.random.choice(UNITS[self.lang])
        unknown = self._unknown()
        low, high = sorted(self.random.sample(range(1, top), 2))
        tests = [
            f"{low}–{high}",
            f"<= {low}",
            f"> {high}",
            f"not [{low}..{high}]",
            f"{low}",
            f"({low}..{high}]",
        ]
        tests += [f"{low} {self._word(voc.OR)} {self._word(voc.UNKNOWN)}"] if unknown else []
        tests += {
            Lang.EN: [f"up to {low} {unit}"],
            Lang.HU: [f"legfeljebb {low}"],
            Lang.RU: [f"не более {low}"],
        }[self.lang]
        return _Asked(name, f"0–{top} {unit}{unknown}", tests)

    def _decimal(self, name: str) -> _Asked:
        unknown = self._unknown()
        tests = ["<= 2.5", "> 2.5", "(0.5..3]", "[1.25..7.5)", "3.0", "not(2.5)"]
        return _Asked(name, f"0.0–{self.random.choice(('9.5', '20.0'))} kg{unknown}", tests)

    def _date(self, name: str) -> _Asked:
        first = date(2027, 1, 1) + timedelta(self.random.randint(0, 900))
        days = [first + timedelta(n) for n in sorted(self.random.sample(range(1, 90), 2))]
        one, other = (day.isoformat() for day in days)
        tests = [
            f"{one}–{other}",
            f"<= {one}",
            f'date("{other}")',
            f'[date("{one}")..date("{other}"))',
            f"not {one}",
        ]
        return _Asked(name, f"{first}–{first + timedelta(90)}{self._unknown()}", tests)

    def _time(self, name: str) -> _Asked:
        one, other = (
            f"{hour:02}:{self.random.choice((0, 15, 59)):02}"
            for hour in sorted(self.random.sample(range(1, 24), 2))
        )
        return _Asked(
            name,
            f"00:00–23:59{self._unknown()}",
            [f"{one}–{other}", f"< {one}", f">= {other}", f"({one}..{other})"],
        )

    def _questions(self, asked: Sequence[_Asked]) -> Iterator[str]:
        columns = (voc.HEADERS[key][self.lang][0] for key in ("question", "meaning", "answers"))
        yield f"\n## 1\n{self._line(columns)}\n|---|---|---|"
        for each in asked:
            yield self._line((each.name, f"? {each.name}", each.answers))

    @staticmethod
    def _line(cells: Iterator[str] | Sequence[str]) -> str:
        escaped = (escape(cell) for cell in cells)
        return "| " + " | ".join(escaped) + " |"

    # ---- tables

    def _letters(self) -> list[str]:
        return self.random.sample(
            ["T", "Q", "SZ" if self.lang is Lang.HU else "Ж", "B"], self.random.randint(1, 3)
        )

    def _results(self, letter: str) -> list[str]:
        return [f"Deed {letter}", "Note"][: self.random.randint(1, 2)]

    def _table(
        self,
        letter: str,
        asked: Sequence[_Asked],
        results: Sequence[str],
        feeds: _Asked | None = None,
    ) -> str:
        columns = self.random.sample(list(asked), self.random.randint(1, min(4, len(asked))))
        way = self.random.choice(
            voc.READING_WORDING[self.lang][:2] if feeds else voc.READING_WORDING[self.lang]
        )
        word = {Lang.EN: "table", Lang.HU: "táblázat", Lang.RU: "таблица"}[self.lang]
        head = (
            voc.HEADERS["number"][self.lang][0],
            *(c.name for c in columns),
            *(f"→ {name}" for name in results),
        )
        lines = [
            f"\n## {letter} {{*}} ({word} {letter}: {way})",
            PROSE[self.lang],
            "",
            self._line(head),
        ]
        lines.append("|" + "---|" * len(head))
        for number in self.random.sample(range(1, 40), self.random.randint(1, 8)):
            tests = (self.random.choice((self._word(voc.ANY), *c.tests)) for c in columns)
            deeds = [
                self.random.choice(feeds.listed if feeds else DEEDS[self.lang]) for _ in results
            ]
            lines.append(self._line((f"{letter}{number}", *tests, *deeds)))
        return "\n".join(lines)

    # ---- around them

    def _front(self) -> Iterator[str]:
        yield f"# {TITLES[self.lang]}\n"
        keys = ("version", "in force from", "replaces", "owner", "languages")
        yield self._line([voc.HEADERS[key][self.lang][0] for key in keys])
        yield "|---|---|---|---|---|"
        yield self._line(
            (str(self.random.randint(1, 99)), "2027-02-03", "", "Ő. Ж. & Co", "hu, ru, en")
        )
        yield f"\n## 0\n{PROSE[self.lang]}"

    def _words(self) -> Iterator[str]:
        head = (voc.HEADERS["say"][self.lang][0], "hu", "ru", "en")
        yield f"\n## 8\n{self._line(head)}\n|---|---|---|---|"
        for number in range(1, self.random.randint(2, 4)):
            yield self._line(
                (f"W{number}", *(SENTENCES[lang] for lang in (Lang.HU, Lang.RU, Lang.EN)))
            )
        barred = f"{voc.HEADERS['barred'][self.lang][0]} → {voc.HEADERS['instead'][self.lang][0]}"
        yield f"\n## 9\n{self._line((voc.HEADERS['language'][self.lang][0], barred))}\n|---|---|"
        yield self._line(("en", "never mind → of course; nope → I am sorry"))

    def _with_examples(self, text: str) -> str:
        policy = document.read(text.encode()).policy
        assert policy is not None
        header = [voc.HEADERS[key][self.lang][0] for key in ("table", "case", "must be row")]
        lines = [f"\n## 10\n{self._line(header)}", "|---|---|---|"]
        for case in cases(policy, self.random, 6):
            letter = self.random.choice(list(policy.tables))
            decided = policy.decide(letter, case)
            if isinstance(decided, Decision) and not any(
                ";" in str(said) for said in case.values()
            ):
                rows = ", ".join(map(str, decided.rows)) or voc.NO_ROW[self.lang][0]
                unknown = self._word(voc.UNKNOWN)
                spelt = "; ".join(
                    f"{name}: {unknown if said is None else said}" for name, said in case.items()
                )
                lines.append(self._line((letter, spelt, rows)))
        cannot = [voc.HEADERS[key][self.lang][0] for key in ("table", "case")]
        name, question = next(iter(policy.questions.items()))
        lines += [f"\n## 11\n{self._line(cannot)}", "|---|---|"]
        lines.append(
            self._line(
                ("", f"{name}: {question.domain.show(answer(question.domain, self.random))}")
            )
        )
        return "\n".join((text, *lines, "\n\nŐ: ______________\n"))
