"""Barred words against a treebank: text that others wrote and analysed, in CoNLL-U.

- An entry is a lemma as a seller would bar it: a noun, verb, adjective or adverb of three letters
  or more. The Hungarian treebank writes a plus after a preverb; a seller does not.
- Recall: of the words with that lemma, whatever their part of speech, the share that is found.
- False: of the words found, the share whose lemma is another one. Left out and counted as alike:
  a form that the treebank itself has under both lemmas, for nothing in the form tells them apart.
- Each word is searched for by itself, so nothing is gained by its neighbours. Names, numbers,
  signs and foreign words are no entries and are not searched.

Letters are compared folded: small, ё as е.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from demur.domain.policy import vocabulary as voc

#: Where a search of all these entries finds which of them: (number of the word, entry).
Search = Callable[[list[str], list[str]], Iterable[tuple[int, str]]]

CONTENT: Final = frozenset({"NOUN", "VERB", "ADJ", "ADV"})
UNSEARCHED: Final = frozenset({"PROPN", "NUM", "PUNCT", "SYM", "X"})
SHORTEST: Final = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a treebank: as it stands, its lemma folded, its part of speech."""

    form: str
    lemma: str
    part: str


@dataclass(slots=True)
class Score:
    """What was to be found, was found rightly, wrongly, or alike; with the words themselves."""

    wanted: int = 0
    right: int = 0
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    false: Counter[tuple[str, str]] = field(default_factory=Counter)
    alike: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        """Found rightly, of what was to be found."""
        return self.right / self.wanted if self.wanted else 0.0

    def false_share(self, *, alike: bool = False) -> float:
        """Found wrongly, of what was found; with `alike` those count as wrong too."""
        wrong = self.false.total() + (self.alike.total() if alike else 0)
        return wrong / (self.right + wrong) if self.right + wrong else 0.0


def tokens(lines: Iterable[str]) -> Iterator[Token]:
    """Read the words of CoNLL-U that are searched; anything that is no word line is passed over."""
    for line in lines:
        number, *columns = line.rstrip("\n").split("\t")
        if number.isdigit() and len(columns) >= 3 and columns[2] not in UNSEARCHED:
            form, lemma, part = columns[:3]
            yield Token(form, voc.fold(lemma.replace("+", "")), part)


def measure(words: Iterable[Token], search: Search) -> dict[str, Score]:
    """Score a search by part of speech; the whole is under `all`."""
    kept = list(words)
    entries = sorted({word.lemma for word in kept if _is_entry(word)})
    lemmas_of: dict[str, set[str]] = defaultdict(set)
    for word in kept:
        lemmas_of[voc.fold(word.form)].add(word.lemma)
    found: dict[int, set[str]] = defaultdict(set)
    for number, entry in search([word.form for word in kept], entries):
        found[number].add(entry)
    barred, scores = frozenset(entries), {"all": Score()}
    for number, word in enumerate(kept):
        for score in (scores["all"], scores.setdefault(word.part, Score())):
            _score(score, word, found[number], barred, lemmas_of[voc.fold(word.form)])
    return scores


def _is_entry(word: Token) -> bool:
    long_enough = sum(map(str.isalpha, word.lemma)) >= SHORTEST
    return word.part in CONTENT and long_enough and not any(map(str.isdigit, word.lemma))


def _score(
    score: Score, word: Token, found: set[str], barred: frozenset[str], lemmas: set[str]
) -> None:
    if word.lemma in barred:
        score.wanted += 1
        score.right += word.lemma in found
        if word.lemma not in found:
            score.missed[word.lemma, word.form] += 1
    for entry in found - {word.lemma}:
        (score.alike if entry in lemmas else score.false)[entry, word.form] += 1
