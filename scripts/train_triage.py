"""Train the two small models behind the triage, and print what they are worth on unseen data.

    python scripts/train_triage.py OPEN_TRADES.json.gz

Nothing a figure is made of was seen in training. For the world of trades, a row is judged by a
model that saw neither its company nor its synonym, over trades from which the synonym was
removed. For goods, a company is judged by a model that saw only the other companies.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import spoken  # noqa: E402
from demur.domain.needs import triage, world  # noqa: E402
from demur.domain.needs.attributes import hear  # noqa: E402
from demur.domain.needs.catalogue import Catalogue  # noqa: E402
from demur.domain.needs.trades import TradeIndex  # noqa: E402
from demur.domain.refusal import Lang, Nearness  # noqa: E402

SHIPPED = ROOT / "demur" / "domain" / "needs" / "triage.json"
FOLDS = 10
LABELS = {"EXACT": 0, "ADJACENT": 1, "FOREIGN": 2}
GOODS = (Nearness.EXACT, Nearness.ALTERNATIVE)
PENALTY = 3e-3
NEWTON_STEPS = 12
INVENTED = "invented "
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Data = dict[str, Any]
Scored = dict[tuple[str, str], tuple[int, Floats]]


def main() -> None:
    """Train on everything, and print cross-validated figures beside."""
    data = json.loads(gzip.decompress(Path(sys.argv[1]).read_bytes()))
    rows = all_rows(data)
    report("trades", crossed(rows.trades, rows), rows)
    report("fields", crossed(rows.fields, rows.outside()), rows.outside())
    goods = goods_rows()
    report("goods", crossed(goods.trades, goods), goods)
    blends = {
        "trades": fit(rows.trades, rows.labels),
        "fields": fit(rows.fields, rows.outside().labels),
        "goods": fit(goods.trades, goods.labels),
    }
    shipped = {name: rounded(blend) for name, blend in blends.items()}
    SHIPPED.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")


def judged(data: Data) -> tuple[Rows, Floats]:
    """The open companies' needs, and the cross-validated chances of each: shape (N, 3)."""
    rows = all_rows(data)
    real = rows.companies >= 0
    chances = crossed(rows.trades, rows)[real]
    return trade_rows(data, held_out_scores(data), data["companies"], data["triage"]), chances


def all_rows(data: Data) -> Rows:
    """The needs of the open companies, then those of the invented ones."""
    scores = held_out_scores(data)
    firms = invented_firms(data)
    return joined(
        trade_rows(data, scores, data["companies"], data["triage"]),
        trade_rows(data, scores, firms, invented_needs(data, firms)),
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """Needs as numbers: two sets of features, a label, and the company and synonym fold of each.

    A company of -1 is invented: it teaches, but no figure is made of it.
    """

    trades: Floats
    fields: Floats
    labels: Ints
    companies: Ints
    folds: Ints

    def outside(self) -> Rows:
        """The same needs, labelled 1 when foreign and 0 when in the company's fields."""
        return replace(self, labels=(self.labels == LABELS["FOREIGN"]).astype(np.intp))


def trade_rows(data: Data, scores: Scored, firms: Sequence[Data], needs: Sequence[Data]) -> Rows:
    """Features, labels, company and synonym fold of every labelled need."""
    trades = world.read(data)
    standings = {firm["id"]: standing(trades, firm) for firm in firms}
    place = {firm["id"]: number for number, firm in enumerate(firms)}
    found = [scores[need["lang"], need["q"]] for need in needs]
    stands = [standings[need["company"]] for need in needs]
    pairs = list(zip(found, stands, strict=True))
    return Rows(
        trades=np.array([triage.trade_features(got[1], stand) for got, stand in pairs]),
        fields=np.array([triage.field_features(got[1], stand) for got, stand in pairs]),
        labels=np.array([LABELS[need["label"]] for need in needs]),
        companies=np.array(
            [-1 if INVENTED in str(n["company"]) else place[n["company"]] % 5 for n in needs]
        ),
        folds=np.array([fold_number % 5 for fold_number, _ in found]),
    )


def joined(one: Rows, other: Rows) -> Rows:
    """Two sets of rows as one."""
    parts = ("trades", "fields", "labels", "companies", "folds")
    return Rows(*(np.concatenate([getattr(one, p), getattr(other, p)]) for p in parts))


def invented_firms(data: Data) -> list[Data]:
    """Companies broad and narrow in one field or two, so that the models know both kinds."""
    chance = random.Random(1)  # noqa: S311
    by_field: dict[str, list[str]] = {}
    for doc in data["docs"]:
        by_field.setdefault(doc["field"], []).append(doc["id"])
    firms = []
    for number in range(120):
        fields = chance.sample(sorted(by_field), chance.choice((1, 1, 2)))
        share = 0.6 if number % 2 else 0.2
        held = {t for f in fields for t in by_field[f] if chance.random() < share}
        firms.append({"id": f"{INVENTED}{number}", "have": held or {by_field[fields[0]][0]}})
    return firms


def invented_needs(data: Data, firms: Sequence[Data]) -> list[Data]:
    """Twenty needs of every kind for every invented company, labelled as the open ones are."""
    chance = random.Random(2)  # noqa: S311
    field_of = {doc["id"]: doc["field"] for doc in data["docs"]}
    known = {(need["lang"], need["q"]): need for need in data["triage"]}
    needs = []
    for firm in firms:
        fields = {field_of[trade] for trade in firm["have"]}
        kinds: dict[str, list[Data]] = {label: [] for label in LABELS}
        for need in known.values():
            near = {field_of[trade] for trade in need["ids"]} & fields
            exact = firm["have"] & set(need["ids"])
            label = "EXACT" if exact else "ADJACENT" if near else "FOREIGN"
            kinds[label].append(need | {"company": firm["id"], "label": label})
        for kind in kinds.values():
            needs += chance.sample(kind, min(len(kind), 20))
    return needs


def held_out_scores(data: Data) -> Scored:
    """How like each trade every synonym is, over trades that do not hold that synonym."""
    found = {}
    for number, held in enumerate(folds_of((need["lang"], need["q"]) for need in data["triage"])):
        index = TradeIndex(world.read(without(data, set(held))), {})
        for lang, said in held:
            found[lang, said] = number, index.scores(hear(said, Lang(lang)).folded())
    return found


def folds_of(synonyms: Iterable[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The synonyms in ten folds, the same at every run."""
    once = sorted(set(synonyms))
    shuffled = random.Random(0).sample(once, len(once))  # noqa: S311
    return [shuffled[number::FOLDS] for number in range(FOLDS)]


def without(data: Data, held: set[tuple[str, str]]) -> Data:
    """The open trades without the held-out synonyms."""
    held = {(lang, said.casefold()) for lang, said in held}

    def kept(doc: dict[str, Any], lang: str) -> Data:
        terms = [t for t in doc[lang]["terms"] if (lang, t.casefold()) not in held]
        return {"name": doc[lang]["name"], "terms": terms}

    return {"docs": [doc | {lang: kept(doc, lang) for lang in Lang} for doc in data["docs"]]}


def standing(trades: Sequence[world.Trade], firm: Data) -> triage.Standing:
    """Which trades an open company holds, and which share its fields."""
    own = np.array([trade.id in firm["have"] for trade in trades])
    fields = {trade.field for trade in trades if trade.id in firm["have"]}
    return triage.Standing(own, np.array([trade.field in fields for trade in trades]) & ~own)


def goods_rows() -> Rows:
    """Features and labels (exact, alternative, neither) of every invented need, by firm."""
    rows, labels, firms = [], [], []
    for number, firm in enumerate(spoken.read()):
        catalogue = Catalogue.build(firm.items, firm.served, world.shipped())
        for need in firm.needs:
            near = catalogue.goods.near(hear(need.words, need.lang), need.lang)
            rows.append(triage.goods_features(near))
            labels.append(GOODS.index(need.nearness) if need.nearness in GOODS else 2)
            firms.append(number)
    features = np.array(rows)
    return Rows(features, features, np.array(labels), np.array(firms), -np.ones(len(rows)))


def crossed(features: Floats, rows: Rows) -> Floats:
    """The chances of every row by a model that saw neither its company nor its synonym's fold."""
    chances = np.zeros((len(features), rows.labels.max() + 1))
    for company in np.unique(rows.companies[rows.companies >= 0]):
        for number in np.unique(rows.folds):
            judged = (rows.companies == company) & (rows.folds == number)
            seen = (rows.companies != company) & ((rows.folds != number) | (number < 0))
            blend = fit(features[seen], rows.labels[seen])
            chances[judged] = [blend.chances(row) for row in features[judged]]
    return chances


def fit(features: Floats, labels: Ints) -> triage.Blend:
    """A ridge-penalised multinomial logistic model, by Newton's method on all weights at once."""
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    inputs = np.column_stack([(features - mean) / scale, np.ones(len(features))])
    wanted = np.eye(labels.max() + 1)[labels]
    weights = np.zeros((inputs.shape[1], wanted.shape[1]))
    for _ in range(NEWTON_STEPS):
        weights -= newton_step(inputs, wanted, weights)
    return triage.Blend(mean, scale, weights[:-1], weights[-1])


def newton_step(inputs: Floats, wanted: Floats, weights: Floats) -> Floats:
    """One Newton step on the mean log loss plus the ridge penalty."""
    odds = np.exp(inputs @ weights)
    chances = odds / odds.sum(axis=1, keepdims=True)
    slope = inputs.T @ (chances - wanted) / len(inputs) + PENALTY * weights
    size = weights.size
    curve = np.zeros((size, size))
    classes = range(weights.shape[1])
    for one, other in product(classes, classes):
        spread = chances[:, one] * ((one == other) - chances[:, other])
        block = (inputs * spread[:, None]).T @ inputs / len(inputs)
        curve[one :: len(classes), other :: len(classes)] = block
    curve += PENALTY * np.eye(size)
    return np.asarray(np.linalg.solve(curve, slope.ravel()).reshape(weights.shape))


def report(name: str, chances: Floats, rows: Rows) -> None:
    """Print what the cross-validated chances of the companies that are not invented are worth."""
    real = rows.companies >= 0
    chances, labels = chances[real], rows.labels[real]
    chosen = chances.argmax(axis=1)
    sure = chances.max(axis=1) >= triage.SURE
    right = float((chosen == labels)[sure].mean()) if sure.any() else float("nan")
    sys.stdout.write(
        f"{name}: {len(labels)} needs, macro-F1 {macro_f1(chosen, labels):.3f}, "
        f"sure on {sure.mean():.1%}, right then {right:.1%}, "
        f"log loss {-np.log(chances[np.arange(len(labels)), labels]).mean():.3f}\n"
    )


def macro_f1(chosen: Ints, labels: Ints) -> float:
    """The mean over the classes of F1."""
    each = [
        2
        * ((chosen == k) & (labels == k)).sum()
        / max((chosen == k).sum() + (labels == k).sum(), 1)
        for k in range(labels.max() + 1)
    ]
    return float(np.mean(each))


def rounded(blend: triage.Blend) -> Data:
    """A model as short numbers, for the shipped file."""
    parts = ("mean", "scale", "weights", "bias")
    return {part: np.round(getattr(blend, part), 4).tolist() for part in parts}


if __name__ == "__main__":
    main()
