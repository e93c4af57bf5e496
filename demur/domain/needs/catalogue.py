"""What a company has and does, beside the world of trades: asked with a need, answers how near.

One catalogue a version of the goods: built once, never changed, asked from any thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from demur.domain.needs import questions, triage
from demur.domain.needs.attributes import Spoken, hear
from demur.domain.needs.goods import Item, Likeness, named_outright
from demur.domain.needs.index import ItemIndex, Progress
from demur.domain.needs.likeness import Scores
from demur.domain.needs.text import Tongues, cut, fold, guess, tongues, words
from demur.domain.needs.trades import TradeIndex, indexed
from demur.domain.needs.world import Trade
from demur.domain.refusal import Lang, Nearness

MOST_HITS = 10
FAINTEST_TRADE = 0.15  # a trade scored lower shares a few letters with the need, no more
FAINTEST_ITEM = 0.35
CLEAR_ITEM = 0.6
CLEAR_TRADE = 0.8
CERTAIN_TRADE = 1.5  # what a caller names by its usual name scores higher, chance likeness lower
CLOSE_TO_BEST = 0.5  # of the best trade's score: goods may stand for more than one trade
READ_FOR_TRADES = 100  # goods read to learn which trades they stand for,
READ_FOR_WORDS = 20_000  # and which languages their words belong to
LEAST_FIELD_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: an item's or a trade's id, and how well it fits (0 to about 1.8).

    `met` counts the properties asked for that it has.
    """

    id: str
    score: float
    met: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """How near a need is to what the company has, and what was found on the way.

    `confidence` is the probability that `nearness` is right; `ask` is the question to put first,
    None when `sure`. A need that says nothing has confidence 0 and asks what is needed.
    """

    nearness: Nearness
    confidence: float
    items: tuple[Hit, ...]
    trades: tuple[Hit, ...]
    ask: str | None
    spoken: Spoken
    lang: Lang
    sure: bool
    chances: Mapping[Nearness, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A company's goods and trades in the world of trades. Immutable; safe to ask from threads."""

    goods: ItemIndex
    trades: TradeIndex
    standing: triage.Standing
    services: triage.Standing  # own: the trades that no goods stand for
    shown: Mapping[str, str]  # trade id -> item id, for items that stand for a whole trade
    tongues: Tongues  # in which languages the words of the goods' names are at home

    @classmethod
    def build(
        cls,
        items: Sequence[Item],
        served: Collection[str],
        world: Sequence[Trade],
        progress: Progress | None = None,
    ) -> Catalogue:
        """Index a company's goods and trades; `served` are ids of trades, unknown ones are ignored.

        An item that is a trade of the world by id or by name ("Butcher") stands for that trade.
        Where goods are listed, a served trade that none of them sounds like is a service.
        Some 9 s for 100,000 goods; `progress` hears (done, all).
        """
        by_name = {fold(name): trade.id for trade in world for name in trade.names.values()}
        known = {trade.id for trade in world}
        stands_for = {
            item.id: found for item in items if (found := _trade_of(item, by_name, known))
        }
        more = {stands_for[i.id]: [p for _, p in i.phrases()] for i in items if i.id in stands_for}
        goods = [item for item in items if item.id not in stands_for]
        trades = indexed(world, more)
        own = {*served, *stands_for.values()}
        fields = {t.field for t in world if t.id in own} | {i.field for i in items if i.field}
        sounding = _trades_of(goods, trades)
        fields = fields or _fields_of(sounding, world)
        return cls(
            goods=ItemIndex(goods, progress),
            trades=trades,
            standing=_standing(world, own, fields),
            services=_standing(world, own - sounding.keys(), fields),
            shown={trade: item for item, trade in stands_for.items()},
            tongues=tongues(
                name for item in _some(goods, READ_FOR_WORDS) for name in item.names.items()
            ),
        )

    def match(self, need: str, lang: Lang | None = None, today_weekday: int | None = None) -> Match:
        """How near the need is, with what confidence, and the question to ask when not sure.

        `lang` is guessed from the need when not given; `today_weekday` (0 Monday) is for needs
        that name a weekday.
        """
        need = cut(need)
        lang = lang or guess(need, ours=self.tongues)
        spoken = hear(need, lang, today_weekday)
        if not spoken.wanted and not spoken.traits:
            return _nothing_said(spoken, lang)
        scores = self.trades.scores(spoken.folded())
        near = self._near(spoken, lang, scores)
        chances = self._chances(near, scores)
        nearness = triage.decide(chances)
        sure = chances[nearness] >= triage.SURE
        return Match(
            nearness=nearness,
            confidence=round(chances[nearness], 4),
            items=self._item_hits(near, scores),
            trades=tuple(self._trade_hits(scores)),
            ask=None if sure else self._question(lang, near, scores, chances),
            spoken=spoken,
            lang=lang,
            sure=sure,
            chances=chances,
        )

    def _near(self, spoken: Spoken, lang: Lang, scores: Scores) -> list[Likeness]:
        """The goods that answer enough of the need to be named; by properties alone, any."""
        near = self.goods.near(spoken, lang)
        if not self._words_decide(near, scores):
            near = sorted(named_outright(near), key=lambda one: (-one.score, one.item.id))
        return [n for n in near if n.covered >= FAINTEST_ITEM or not spoken.wanted]

    def _words_decide(self, near: Sequence[Likeness], scores: Scores) -> bool:
        """Whether the words beside a code say what is wanted.

        They do where goods answer to both (a drum *for the M-400*), and where they are clearly of
        another trade, in which the code means something else.
        """
        both = any(one.covered >= CLEAR_ITEM and one.met for one in near)
        strange = float(scores[~self.standing.own].max(initial=0.0))
        return both or strange >= CERTAIN_TRADE

    def _chances(self, near: Sequence[Likeness], scores: Scores) -> triage.Chances:
        if not self.goods.items:
            return triage.judge_by_trades(scores, self.standing)
        by_goods = triage.judge_by_goods(near, scores, self.standing)
        if not self.services.own.any():
            return by_goods
        rendered = triage.judge_by_trades(scores, self.services)[Nearness.EXACT]
        return triage.with_services(by_goods, rendered)

    def _trade_hits(self, scores: Scores) -> Iterator[Hit]:
        for place in np.argsort(-scores, kind="stable")[:MOST_HITS]:
            if scores[place] >= FAINTEST_TRADE:
                yield Hit(self.trades.trades[place].id, round(float(scores[place]), 4))

    def _item_hits(self, near: Sequence[Likeness], scores: Scores) -> tuple[Hit, ...]:
        hits = [Hit(n.item.id, round(n.score, 4), n.met) for n in near]
        if self.shown:
            every = zip(self.trades.trades, scores, strict=True)
            hits += [
                Hit(self.shown[trade.id], round(float(score), 4))
                for trade, score in every
                if trade.id in self.shown and score >= FAINTEST_TRADE
            ]
        return tuple(sorted(hits, key=lambda hit: -hit.score)[:MOST_HITS])

    def _question(
        self, lang: Lang, near: Sequence[Likeness], scores: Scores, chances: triage.Chances
    ) -> str:
        """The question that splits the two likeliest ways of being near."""
        first, second = sorted(self._askable(near, chances), key=lambda one: -chances[one])[:2]
        names = [self._example(nearness, lang, near, scores) for nearness in (first, second)]
        instead = Nearness.ALTERNATIVE in (first, second) and bool(near)
        if instead:
            names = [_called(near[0].item.names, lang)]
        return questions.question(lang, [name for name in names if name], instead=instead)

    def _askable(self, near: Sequence[Likeness], chances: triage.Chances) -> Iterable[Nearness]:
        """The ways of being near worth asking about: goods only where some are like the need."""
        ours = triage.decide(chances) in (Nearness.EXACT, Nearness.ALTERNATIVE)
        if ours or not self.goods.items or (near and near[0].covered >= CLEAR_ITEM):
            return chances
        return (Nearness.ADJACENT, Nearness.FOREIGN)

    def _example(
        self, nearness: Nearness, lang: Lang, near: Sequence[Likeness], scores: Scores
    ) -> str | None:
        """What the caller would mean if the need were that near: a name in their language."""
        goods = nearness in (Nearness.EXACT, Nearness.ALTERNATIVE)
        if goods and self.goods.items:
            return _called(near[0].item.names, lang) if near else None
        group = self._group(nearness)
        if not group.any():
            return None
        place = int(np.argmax(np.where(group, scores, -1.0)))
        if scores[place] < FAINTEST_TRADE:
            return None
        return _called(self.trades.trades[place].names, lang)

    def _group(self, nearness: Nearness) -> triage.Mask:
        if nearness is Nearness.FOREIGN:
            return self.standing.far
        return self.standing.adjacent if nearness is Nearness.ADJACENT else self.standing.own


def _trade_of(item: Item, by_name: Mapping[str, str], known: Collection[str]) -> str | None:
    if item.id in known:
        return item.id
    return next((by_name[n] for name in item.names.values() if (n := fold(name)) in by_name), None)


def _standing(
    world: Sequence[Trade], own: Collection[str], fields: Collection[str]
) -> triage.Standing:
    ours = np.array([trade.id in own for trade in world], dtype=bool)
    beside = np.array([trade.field in fields for trade in world], dtype=bool) & ~ours
    return triage.Standing(own=ours, adjacent=beside)


def _trades_of(goods: Sequence[Item], trades: TradeIndex) -> Counter[str]:
    """The trades that a company's goods sound like, each counted."""
    found: Counter[str] = Counter()
    for item in _some(goods, READ_FOR_TRADES):
        heard = [trades.scores(words(phrase)) for _, phrase in item.phrases()]
        scores = np.max(heard or [trades.scores([])], axis=0)
        alike = np.flatnonzero(scores >= max(CLEAR_TRADE, CLOSE_TO_BEST * scores.max(initial=0)))
        found.update(trades.trades[place].id for place in alike)
    return found


def _some(goods: Sequence[Item], count: int) -> Sequence[Item]:
    """About so many goods from all over a longer list."""
    return goods[:: max(1, len(goods) // count)]


def _fields_of(sounding: Counter[str], world: Sequence[Trade]) -> set[str]:
    """The fields of those trades, for a company that named neither fields nor trades."""
    votes: Counter[str] = Counter()
    for trade in world:
        votes[trade.field] += sounding[trade.id]
    return {name for name, count in votes.items() if count > LEAST_FIELD_SHARE * votes.total()}


def _called(names: Mapping[Lang, str], lang: Lang) -> str | None:
    return names.get(lang) or next(iter(names.values()), None)


def _nothing_said(spoken: Spoken, lang: Lang) -> Match:
    return Match(
        nearness=Nearness.FOREIGN,
        confidence=0.0,
        items=(),
        trades=(),
        ask=questions.WHAT[lang],
        spoken=spoken,
        lang=lang,
        sure=False,
    )
