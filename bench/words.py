"""Barred words in their inflected forms: ours beside Snowball's stems and simplemma's lemmas.

`python -m bench.words` takes the sentences of the tests. Recall: found among those to be found;
false: wrong among those found. They are ours, and the search was made to find them; so whoever
has a treebank measures on that: `python -m bench.words hu_szeged-ud-test.conllu --language hu`
(bench/treebank.py says what is counted). With `-v` the misses and the false ones are named.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

import simplemma
import snowballstemmer

from bench import treebank
from demur.domain.policy.appendices import Barred
from demur.domain.policy.words import lemmas, wording
from demur.domain.policy.words.typed import plain, words_of
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
        wanted = [form(word, lang) for _, _, word in words_of(case.entry)]
        words = words_of(case.text)
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


def on_own_cases(*, verbose: bool = False) -> None:
    """Print a table of the three ways in the three languages, and if asked our own misses."""
    print(f"{'':12}{'cases':>8}{'recall':>9}{'false':>8}{'words/s':>10}")
    for lang in Lang:
        for name, way in WAYS.items():
            measure(lang, way)  # the dictionaries are read
            start = time.perf_counter()
            wanted, right, wrong = measure(lang, way)
            rate = sum(len(words_of(case.text)) for case in cases(lang))
            rate = round(rate / (time.perf_counter() - start))
            shown = f"{right / wanted:9.3f}{wrong / (right + wrong):8.3f}{rate:10,}"
            print(f"{lang} {name:9}{wanted:8}{shown}")
        if verbose:
            _show_misses(lang)


def _show_misses(lang: Lang) -> None:
    for case in cases(lang):
        found = ours(case, lang)
        for said, places in (("missed", case.places - found), ("false", found - case.places)):
            for start, end in sorted(places):
                print(f"    {said}: {case.entry}: {case.text[start:end]} in {case.text}")


# ---- on a treebank


def ours_among(lang: Lang) -> treebank.Search:
    """Our own search; entries that mean the same are searched for in turn, each by itself."""

    def found(words: Sequence[str], entries: Sequence[str]) -> Iterator[tuple[int, str]]:
        for barred in _in_turns(entries, lang):
            for number, word in enumerate(words):
                for each in wording.spot(word, barred, lang):
                    if (each.start, each.end) == (0, len(word)):
                        yield number, each.entry

    return found


def _in_turns(entries: Sequence[str], lang: Lang) -> Iterator[tuple[Barred, ...]]:
    alike: dict[tuple[frozenset[str], ...], list[str]] = {}
    for entry in entries:
        meant = tuple(lemmas.headwords(plain(word), lang) for *_, word in words_of(entry))
        alike.setdefault(meant, []).append(entry)
    for turn in zip_longest(*alike.values()):
        yield tuple(Barred(lang, entry, "", 1) for entry in turn if entry)


def one_form_among(form: Callable[[str, Lang], str], lang: Lang) -> treebank.Search:
    """The same by a way that gives every word one form."""

    def found(words: Sequence[str], entries: Sequence[str]) -> Iterator[tuple[int, str]]:
        meant: dict[str, list[str]] = {}
        for entry in entries:
            meant.setdefault(form(entry, lang), []).append(entry)
        for number, word in enumerate(words):
            yield from ((number, entry) for entry in meant.get(form(word, lang), ()))

    return found


def on_treebanks(paths: Sequence[Path], lang: Lang, *, verbose: bool = False) -> None:
    """Print what is found in CoNLL-U files, by part of speech for our own search."""
    words = [word for path in paths for word in treebank.tokens(path.open(encoding="utf-8"))]
    ways = {
        "Snowball": one_form_among(snowball, lang),
        "simplemma": one_form_among(one_lemma, lang),
        "Demur": ours_among(lang),
    }
    print(f"{'':12}{'words':>8}{'recall':>9}{'false':>8}{'and alike':>11}")
    for name, way in ways.items():
        scores = treebank.measure(words, way)
        _show(name, scores["all"])
    for part in sorted(treebank.CONTENT & scores.keys()):
        _show(f"  {part.lower()}", scores[part])
    if verbose:
        for said in ("missed", "false", "alike"):
            for (entry, form), times in getattr(scores["all"], said).most_common():
                print(f"    {said}: {entry}: {form} × {times}")


def _show(name: str, score: treebank.Score) -> None:
    shares = f"{score.recall:9.3f}{score.false_share():8.3f}{score.false_share(alike=True):11.3f}"
    print(f"{name:12}{score.wanted:8}{shares}")


def main() -> None:
    """Measure on our own sentences, or on the treebanks named."""
    asked = argparse.ArgumentParser(description="How well barred words are found.")
    asked.add_argument("files", nargs="*", type=Path, help="CoNLL-U files of one language")
    asked.add_argument("--language", type=Lang, choices=list(Lang), help="of the files")
    asked.add_argument("-v", "--verbose", action="store_true", help="name what went wrong")
    given = asked.parse_args()
    if given.files and given.language is None:
        asked.error("say the language of the files: --language hu, ru or en")
    if given.files:
        on_treebanks(given.files, given.language, verbose=given.verbose)
    else:
        on_own_cases(verbose=given.verbose)


if __name__ == "__main__":
    main()
