"""Numbers one slip away, looked up in a million: generated and looked up, or searched for.

`python -m bench.numbers` prints the figures; `run` returns them.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from demur.domain.needs.dialling import nearest, slips

BOOK_SIZE = 1_000_000
LOOKUPS = 2_000
SEARCHES = 5


def book_of(size: int, seed: int = 0) -> set[str]:
    """Invented Hungarian mobile and county numbers, as their E.164 keys."""
    draw = random.Random(seed)
    book: set[str] = set()
    while len(book) < size:
        mobile = f"+36{draw.choice((20, 30, 70))}{draw.randrange(10**7):07d}"
        book.add(mobile if draw.random() < 0.8 else f"+3696{draw.randrange(10**6):06d}")
    return book


def run(size: int = BOOK_SIZE, seed: int = 0) -> dict[str, float]:
    """Milliseconds a lookup and a search over one book, and the share of equal answers.

    rapidfuzz searches the same book in the same run by Levenshtein distance at most one; its OSA
    distance, which knows the swap of two digits, is what our answers are compared with.
    """
    book = book_of(size, seed)
    listed = sorted(book)
    draw = random.Random(seed + 1)
    asked = [draw.choice(slips(draw.choice(listed)))[0] for _ in range(LOOKUPS)]
    few = asked[:SEARCHES]
    ours = _milliseconds(lambda key: nearest(key, book), asked)
    theirs = _milliseconds(lambda key: searched(key, listed, Levenshtein.distance), few)
    agreed = [
        {slip.number for slip in nearest(key, book)} == searched(key, listed, OSA.distance) - {key}
        for key in few
    ]
    return {
        "numbers": size,
        "slips_p50_ms": statistics.median(ours),
        "slips_p99_ms": ours[len(ours) * 99 // 100],
        "rapidfuzz_p50_ms": statistics.median(theirs),
        "same_answers": statistics.mean(agreed),
    }


def searched(key: str, listed: list[str], distance: Callable[..., int]) -> set[str]:
    """The numbers within one edit by looking at all of them."""
    hits = process.extract(key, listed, scorer=distance, score_cutoff=1, limit=None)
    return {number for number, _, _ in hits}


def _milliseconds(work: Callable[[str], object], keys: list[str]) -> list[float]:
    """How long each key took, quickest first."""
    taken = []
    for key in keys:
        began = time.perf_counter()
        work(key)
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


if __name__ == "__main__":
    for name, figure in run().items():
        print(f"{name:20} {figure:12,.3f}")
