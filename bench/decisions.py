"""How long a decision takes, with all its evidence: from the caller's words to the words to say.

`python -m bench.decisions [ITEMS …]` measures over invented catalogues of 300, 100,000 and a
million items: the need is understood, the goods are found, the policy decides, the sentence and
every option's own sentence are filled in. No database: that is `bench.desk`.
"""

from __future__ import annotations

import gc
import random
import resource
import sys
import time
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

from bench import spoken
from bench._engines import table
from demur.domain.decide import decide
from demur.domain.inquiry import Facts, Good
from demur.domain.needs import Catalogue, Item, shipped, warm_up
from demur.domain.policy import document
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Lang

SIZES = (300, 100_000, 1_000_000)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TIMES = 5  # each need is asked so often, in a random order


def run(sizes: tuple[int, ...] = SIZES) -> list[dict[str, object]]:
    """A row a size: seconds to build the catalogue, milliseconds a decision, megabytes in all."""
    warm_up()
    policy = document.read((files("demur") / "policies" / "example.en.md").read_bytes()).policy
    assert policy is not None
    return [on_size(size, policy) for size in sizes]


def on_size(size: int, policy: Policy) -> dict[str, object]:
    """One catalogue, every spoken need of the benchmark asked of it."""
    draw = random.Random(size)
    firms = spoken.read()
    own = [item for firm in firms for item in firm.items]
    items = [variant(own[n % len(own)], n, draw) for n in range(size)]
    began = time.perf_counter()
    catalogue = Catalogue.build(items, ["shop/hardware"], shipped(), told)
    built = time.perf_counter() - began
    goods = {item.id: good(item, draw) for item in items}
    gc.collect()
    gc.freeze()  # as the server does with its catalogue
    asked = [(need.words, need.lang) for firm in firms for need in firm.needs] * TIMES
    draw.shuffle(asked)
    for words, lang in asked[:50]:
        milliseconds(catalogue, policy, goods, words, lang)
    taken = sorted(milliseconds(catalogue, policy, goods, words, lang) for words, lang in asked)
    gc.unfreeze()
    return {
        "items": f"{size:,}",
        "built_s": built,
        "p50_ms": taken[len(taken) // 2],
        "p99_ms": taken[len(taken) * 99 // 100],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def told(done: int, all_items: int) -> None:
    """Progress, where a catalogue takes over a second."""
    if all_items >= 100_000:
        print(f"\r{done:,} of {all_items:,} items", end="", file=sys.stderr, flush=True)


def variant(item: Item, number: int, draw: random.Random) -> Item:
    """The item in another size, of an invented brand."""
    brand = "".join(draw.choice("bdfgklmnprst") + draw.choice("aeiou") for _ in range(3))
    names = {
        lang: f"{brand} {name} {draw.randrange(1, 400)} mm" for lang, name in item.names.items()
    }
    return Item(f"{item.id}-{number}", names, brand=brand)


def good(item: Item, draw: random.Random) -> Good:
    """Its stock: half is out, half of that with a day on which it is back."""
    out, known = draw.random() < 0.5, draw.random() < 0.5
    back = date(2026, 11, 23) + timedelta(days=draw.randrange(1, 40))
    return Good(item.id, item.names, "", 0 if out else 7, back if out and known else None)


def milliseconds(
    catalogue: Catalogue, policy: Policy, goods: dict[str, Good], words: str, lang: Lang
) -> float:
    """One decision, whole."""
    began = time.perf_counter()
    match = catalogue.match(words, lang, NOW.weekday())
    held = {hit.id: goods[hit.id] for hit in match.items}
    decide(Facts(NOW, NOW.date(), "+36 96 555 010", match, goods=held), policy, lang)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    print(table(run(tuple(int(word) for word in sys.argv[1:]) or SIZES)))
