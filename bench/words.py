"""Barred words in their inflected forms: ours beside Snowball's stems and simplemma's lemmas.

The sentences are those of the tests. Recall: found among those to be found; false: wrong among
those found.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import simplemma
import snowballstemmer

from demur.domain.policy.appendices import Barred
from demur.domain.policy.words import lemmas, wording
from demur.domain.refusal import Lang
from tests.domain.policy.inflected import Case, cases

Places = frozenset[tuple[int, int]]
NAMES = {Lang.HU: "hungarian", Lang.RU: "russian", Lang.EN: "english"}


def ours(case: Case, lang: Lang) -> Places:
    """Where our own search finds the entry."""
    found = wording.spot(case.text, (Barred(lang, case.entry, "", 1),), lang)
    return frozenset((each.start, each.end) for each in found)


def by_one_form(form: Callable[[str, Lang], str]) -> Callable[[Case, Lang], Places]:
    """A search that gives every word one form and compares."""

    def found(case: Case, lang: Lang) -> Places:
        wanted = [form(word, lang) for _, _, word in lemmas.words_of(case.entry)]
        words = lemmas.words_of(case.text)
        met = [form(word, lang) for _, _, word in words]
        size = len(wanted)
        starts = [at for at in range(len(met) - size + 1) if met[at : at + size] == wanted]
        return frozenset((words[at][0], words[at + size - 1][1]) for at in starts)

    return found


def snowball(word: str, lang: Lang) -> str:
    """Snowball's stem."""
    return str(snowballstemmer.stemmer(NAMES[lang]).stemWord(word.lower()))


def one_lemma(word: str, lang: Lang) -> str:
    """simplemma's dictionary form."""
    return simplemma.lemmatize(word.lower(), lang=lang.value).lower()


WAYS = {"Demur": ours, "Snowball": by_one_form(snowball), "simplemma": by_one_form(one_lemma)}


def measure(lang: Lang, way: Callable[[Case, Lang], Places]) -> tuple[int, int, int]:
    """How many places there are to be found, were found rightly, were found wrongly."""
    wanted = right = wrong = 0
    for case in cases(lang):
        found = way(case, lang)
        wanted += len(case.places)
        right += len(found & case.places)
        wrong += len(found - case.places)
    return wanted, right, wrong


def main() -> None:
    """Print a table of the three ways in the three languages; with `-v`, our own misses too."""
    print(f"{'':12}{'cases':>8}{'recall':>9}{'false':>8}{'words/s':>10}")
    for lang in Lang:
        for name, way in WAYS.items():
            measure(lang, way)  # the dictionaries are read
            start = time.perf_counter()
            wanted, right, wrong = measure(lang, way)
            rate = sum(len(lemmas.words_of(case.text)) for case in cases(lang))
            rate = round(rate / (time.perf_counter() - start))
            shown = f"{right / wanted:9.3f}{wrong / (right + wrong):8.3f}{rate:10,}"
            print(f"{lang} {name:9}{wanted:8}{shown}")
        if "-v" in sys.argv:
            _show_misses(lang)


def _show_misses(lang: Lang) -> None:
    for case in cases(lang):
        found = ours(case, lang)
        for said, places in (("missed", case.places - found), ("false", found - case.places)):
            for start, end in sorted(places):
                print(f"    {said}: {case.entry}: {case.text[start:end]} in {case.text}")


if __name__ == "__main__":
    main()
