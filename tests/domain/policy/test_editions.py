"""The three editions the product ships are clean, and are one policy in three languages."""

from __future__ import annotations

import itertools
import random

import pytest

from demur.domain.policy import document, lint, names
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.domains import Domain, Listed
from demur.domain.policy.names import ResultKey
from demur.domain.policy.words import wording
from demur.domain.refusal import Lang
from tests.domain.policy.editions import example, source

BLANKS = {name: name for name in wording.PLACEHOLDERS}
CASES = 400


@pytest.mark.parametrize("lang", list(Lang))
def test_an_edition_is_clean(lang: Lang) -> None:
    assert lint.check(document.read(source(lang))) == ()


def _answers(domain: Domain, rng: random.Random) -> list[int | None]:
    """Some answers, by their place in a list or by their value: the same in all editions."""
    if isinstance(domain, Listed):
        return list(range(len(domain.all_answers)))
    ends = [int(domain.lowest), int(domain.highest)]
    return [
        *ends,
        *(rng.randint(*ends) for _ in range(6)),
        *range(12),
        *([None] * bool(domain.unknown)),
    ]


def _said(domain: Domain, answer: int | None) -> object:
    if isinstance(domain, Listed):
        return domain.all_answers[answer or 0]
    return domain.show(answer) if domain.kind == "number" else f"{answer // 60:02}:{answer % 60:02}"  # type: ignore[operator]


@pytest.mark.parametrize("letter", ["I", "T", "P", "S", "Q", "N"])
def test_every_edition_decides_alike(letter: str) -> None:
    rng = random.Random(letter)
    tables = [example(lang).tables[letter] for lang in Lang]
    for _ in range(CASES):
        drawn = [rng.choice(_answers(q.domain, rng)) for q in tables[0].questions]
        decisions = [
            table.decide(
                {
                    question.name: _said(question.domain, answer)
                    for question, answer in zip(table.questions, drawn, strict=True)
                }
            )
            for table in tables
        ]
        rows = {getattr(decision, "row", None) for decision in decisions}
        assert len(rows) == 1
        assert None not in rows


@pytest.mark.parametrize("result", [r for r in ResultKey if r in names.MEANINGS])
def test_every_edition_means_the_same_by_its_results(result: ResultKey) -> None:
    meanings = []
    for lang in Lang:
        table = example(lang).result_table(result)
        assert table is not None
        column = next(n for n in table.results if names.RESULT_KEYS[voc.fold(n)] is result)
        meanings.append([names.meaning_of(result, row.results[column]) for row in table.rows])
    assert meanings[0] == meanings[1] == meanings[2]
    assert None not in meanings[0]


def test_every_edition_says_the_same_sentences_and_bars_the_same_words() -> None:
    assert example(Lang.EN).wordings == example(Lang.HU).wordings == example(Lang.RU).wordings
    barred = [[(b.lang, b.entry, b.instead) for b in example(lang).barred] for lang in Lang]
    assert barred[0] == barred[1] == barred[2]


@pytest.mark.parametrize(("name", "lang"), list(itertools.product(example().wordings, Lang)))
def test_a_filled_sentence_is_whole_and_courteous(name: str, lang: Lang) -> None:
    said = wording.say(example(), name, lang, BLANKS)
    assert said is not None
    assert said.left_out == ()
    assert "{" not in said.text
    assert said.text[-1] in ".?!"
    assert wording.barred_in(example(), said.text, lang) == ()
