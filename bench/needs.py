"""How well needs are understood, beside SQLite's FTS5 and Snowball stems.

`python -m bench.needs` prints the figures. The open data is read
from DEMUR_OPEN_DATA, or from ../shared/data beside the project. Ten-fold: a synonym is looked up
in trades from which it was removed, and a company judged by models that saw neither it nor the
synonym.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pysqlite3
import snowballstemmer

from bench import spoken
from demur.domain.needs import triage, warm_up, world
from demur.domain.needs.catalogue import Catalogue
from demur.domain.needs.text import words
from demur.domain.refusal import Lang, Nearness
from scripts import train_triage

ROOT = Path(__file__).resolve().parent.parent
FILE = "osm_trades_open.json.gz"
KINDS = ("exact", "adjacent", "foreign")
STEMMERS = {
    Lang.HU: snowballstemmer.stemmer("hungarian"),
    Lang.RU: snowballstemmer.stemmer("russian"),
    Lang.EN: snowballstemmer.stemmer("english"),
}
Ranking = Callable[[str, Lang], list[str]]
Figures = dict[str, float]


def run() -> Figures:
    """Every figure by name; those on the open data only where it is found."""
    warm_up()
    figures = on_spoken_needs()
    data = open_data()
    if data is None:
        print(f"No open data: set DEMUR_OPEN_DATA to the folder of {FILE}. Skipped its figures.")
    else:
        figures |= on_trades(data) | on_companies(data)
    return figures


def open_data() -> Any:
    """The open trades, synonyms and companies, or None."""
    folder = Path(os.environ.get("DEMUR_OPEN_DATA") or ROOT.parent / "shared" / "data")
    path = folder / FILE
    return json.loads(gzip.decompress(path.read_bytes())) if path.exists() else None


def on_trades(data: Any) -> Figures:
    """nDCG@10 of held-out synonyms over the trades: ours, Snowball stems in FTS5, words in FTS5."""
    wanted = {(query["lang"], query["q"]): query["ids"] for query in data["queries"]}
    figures: Figures = {}
    ours = train_triage.held_out_scores(data | {"triage": data["queries"]})
    ids = [doc["id"] for doc in data["docs"]]
    gains = {key: ndcg([ids[i] for i in best(ours[key][1])], wanted[key]) for key in wanted}
    figures |= by_language("trades nDCG@10", gains)
    for name, spell in (("FTS5 stems", stemmed), ("FTS5 words", plainly)):
        figures |= by_language(f"trades nDCG@10, {name}", fts5_gains(data, wanted, spell))
    return figures


def best(scores: train_triage.Floats) -> list[int]:
    """The places of the ten highest scores that are not nought."""
    return [int(i) for i in np.argsort(-scores, kind="stable")[:10] if scores[i] > 0]


def fts5_gains(
    data: Any, wanted: dict[tuple[str, str], list[str]], spell: Callable[[str, Lang], list[str]]
) -> dict[tuple[str, str], float]:
    """The gain of every synonym in SQLite's FTS5 by bm25, over the same ten folds."""
    folds = train_triage.folds_of(wanted)
    gains: dict[tuple[str, str], float] = {}
    for held in folds:
        ask = fts5(train_triage.without(data, set(held))["docs"], spell)
        gains |= {
            (lang, said): ndcg(ask(said, Lang(lang)), wanted[lang, said]) for lang, said in held
        }
    return gains


def fts5(docs: Iterable[Any], spell: Callable[[str, Lang], list[str]]) -> Ranking:
    """Trades in an FTS5 table, asked by bm25 for any of the words."""
    table = pysqlite3.connect(":memory:")
    table.execute("create virtual table trades using fts5(id unindexed, said)")
    for doc in docs:
        said = [
            word
            for lang in Lang
            for t in (doc[lang]["name"], *doc[lang]["terms"])
            for word in spell(t, lang)
        ]
        table.execute("insert into trades values (?, ?)", (doc["id"], " ".join(said)))

    def ask(said: str, lang: Lang) -> list[str]:
        query = " OR ".join(f'"{word}"' for word in spell(said, lang))
        if not query:
            return []
        rows = table.execute(
            "select id from trades where trades match ? order by bm25(trades) limit 10", (query,)
        )
        return [row[0] for row in rows]

    return ask


def stemmed(text: str, lang: Lang) -> list[str]:
    """The Snowball stems of a text."""
    return [str(stem) for stem in STEMMERS[lang].stemWords(words(text))]


def plainly(text: str, _: Lang) -> list[str]:
    """The folded words of a text."""
    return words(text)


def ndcg(found: Sequence[str], wanted: Sequence[str]) -> float:
    """Normalised discounted cumulative gain at ten, a hit being one of those wanted."""
    gain = sum(1 / math.log2(rank + 2) for rank, one in enumerate(found) if one in wanted)
    return gain / sum(1 / math.log2(rank + 2) for rank in range(min(10, len(wanted))))


def by_language(name: str, gains: dict[tuple[str, str], float]) -> Figures:
    """The mean of a figure in every language."""
    return {
        f"{name}, {lang}": float(np.mean([gain for (of, _), gain in gains.items() if of == lang]))
        for lang in Lang
    }


def on_companies(data: Any) -> Figures:
    """Exact, adjacent or foreign for the open companies: F1, lost sales, and how true "sure" is."""
    rows, chances = train_triage.judged(data)
    labels = rows.labels
    langs = np.array([need["lang"] for need in data["triage"]])
    chosen = np.array([KINDS.index(_decided(each)) for each in chances])
    sure = chances[np.arange(len(chosen)), chosen] >= triage.SURE
    figures = {
        f"three-way macro-F1, {lang}": train_triage.macro_f1(
            chosen[langs == lang], labels[langs == lang]
        )
        for lang in Lang
    }
    figures["three-way macro-F1"] = train_triage.macro_f1(chosen, labels)
    figures["exact called foreign"] = float((chosen[labels == 0] == 2).mean())
    lost = (chosen == 2) & sure
    figures["exact called foreign without a question"] = float(lost[labels == 0].mean())
    figures["sure: right"] = float((chosen == labels)[sure].mean())
    figures["sure: share of needs"] = float(sure.mean())
    return figures


def _decided(chances: train_triage.Floats) -> str:
    exact, adjacent, foreign = (float(chance) for chance in chances)
    return triage.decide(
        {
            Nearness.EXACT: exact,
            Nearness.ALTERNATIVE: 0.0,
            Nearness.ADJACENT: adjacent,
            Nearness.FOREIGN: foreign,
        }
    ).value


def on_spoken_needs() -> Figures:
    """The invented companies: which goods were meant, clean and with one typo a need.

    The models were trained on the labels of these needs, so only ranks are figures here; the
    training script prints the cross-validated rest.
    """
    slip = random.Random(0)
    clean: list[float] = []
    typed: list[float] = []
    for firm in spoken.read():
        catalogue = Catalogue.build(firm.items, firm.served, world.shipped())
        for need in firm.needs:
            if not need.item:
                continue
            for text, gains in ((need.words, clean), (mistyped(need.words, slip), typed)):
                found = [hit.id for hit in catalogue.match(text, need.lang).items]
                gains.append(ndcg(found, [need.item]))
    return {
        "spoken needs nDCG@10": float(np.mean(clean)),
        "spoken needs nDCG@10, one typo": float(np.mean(typed)),
    }


def mistyped(text: str, slip: random.Random) -> str:
    """The text with two neighbouring letters of its longest word swapped."""
    longest = max(text.split(), key=len)
    at = slip.randrange(1, max(len(longest) - 1, 2))
    swapped = longest[:at] + longest[at + 1 : at + 2] + longest[at : at + 1] + longest[at + 2 :]
    return text.replace(longest, swapped, 1)


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name:44} {figure:10.3f}")
