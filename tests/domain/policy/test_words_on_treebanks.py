"""What is measured on text that others analysed: every word counts once, on the right side."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench import treebank
from bench.words import ours_among
from demur.domain.refusal import Lang

ROOT = Path(__file__).parents[3]
HUNGARIAN = """\
# text = A nemzeti bank elnökei például Kovácsnak írtak, és fel is hívták.
1	A	a	DET	_	_	3	det	_	_
2	nemzeti	nemzeti	ADJ	_	_	3	amod	_	_
3	bank	bank	NOUN	_	_	4	nmod	_	_
4	elnökei	elnök	NOUN	_	_	7	nsubj	_	_
5	például	például	ADV	_	_	7	advmod	_	_
6	Kovácsnak	Kovács	PROPN	_	_	7	iobj	_	_
7-8	írtak	_	_	_	_	_	_	_	_
7	írtak	le+ír	VERB	_	_	0	root	_	_
8.1	van	van	AUX	_	_	_	_	_	_

# text = A nemzet elnöke példát ír.
1	nemzet	nemzet	NOUN	_	_	2	nmod	_	_
2	elnöke	elnök	NOUN	_	_	4	nsubj	_	_
3	példát	példa	NOUN	_	_	4	obj	_	_
4	ír	ír	VERB	_	_	0	root	_	_
5	5	5	NUM	_	_	4	obj	_	_
"""


def words() -> Iterator[treebank.Token]:
    return treebank.tokens(HUNGARIAN.splitlines())


def test_the_words_of_a_treebank_are_read_without_names_numbers_and_empty_nodes() -> None:
    read = [(word.form, word.lemma) for word in words()]
    assert ("írtak", "leír") in read
    assert not {"Kovácsnak", "5", "van"} & {form for form, _ in read}
    assert len(read) == 10


def test_right_missed_false_and_alike_are_told_apart() -> None:
    def search(forms: list[str], entries: list[str]) -> Iterable[tuple[int, str]]:
        assert entries == ["bank", "elnök", "leír", "nemzet", "nemzeti", "példa", "például"]
        return [(1, "nemzet"), (1, "nemzeti"), (3, "elnök")]

    scores = treebank.measure(words(), search)
    assert scores["all"].wanted == 8
    assert scores["all"].right == 2
    assert scores["all"].false_share() == 1 / 3
    assert scores["ADJ"].false == {("nemzet", "nemzeti"): 1}
    assert scores["NOUN"].missed[("nemzet", "nemzet")] == 1


def test_a_form_that_is_two_words_counts_as_alike_not_as_false() -> None:
    lines = ["1\twinds\twind\tNOUN", "1\twinds\twound\tVERB", "1\twind\twind\tNOUN"]
    scores = treebank.measure(
        treebank.tokens(lines), lambda forms, _: [(at, "wind") for at in range(len(forms))]
    )
    assert scores["all"].alike == {("wind", "winds"): 1}
    assert scores["all"].false_share() == 0
    assert scores["all"].false_share(alike=True) == 1 / 3


def test_our_own_search_tells_a_word_from_what_is_made_of_it() -> None:
    scores = treebank.measure(words(), ours_among(Lang.HU))
    assert scores["all"].false.total() == 0
    assert scores["all"].missed == {("leír", "írtak"): 1}


def test_whoever_has_a_treebank_measures_on_it(tmp_path: Path) -> None:
    path = tmp_path / "own.conllu"
    path.write_text(HUNGARIAN, "utf-8")
    done = run(str(path), "--language", "hu", "-v")
    assert done.returncode == 0, done.stderr
    assert "Demur" in done.stdout
    assert "missed: leír: írtak × 1" in done.stdout


def test_the_language_of_a_treebank_must_be_said(tmp_path: Path) -> None:
    done = run(str(tmp_path / "own.conllu"))
    assert done.returncode == 2
    assert "--language" in done.stderr


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench.words", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
