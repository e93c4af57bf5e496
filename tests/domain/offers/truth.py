"""Holds a page's sentences to the bare figures: reads the claims back and works them out anew.

It knows neither the program's arithmetic nor its catalogue of sentences: what it reads are the
words and numbers that a client reads, and what it can't read is a fault too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from demur.domain.refusal import Lang
from tests.domain.offers.invented import Raw, World

#: What each sentence claims, by the words that carry it; {n} is a number.
WORDS: dict[Lang, dict[str, str]] = {
    Lang.EN: {
        "they cheaper n": r"They are (\d+) % cheaper\.",
        "they cheaper": r"They are cheaper, by less than 1 %\.",
        "we cheaper n": r"We are (\d+) % cheaper\.",
        "we cheaper": r"We are cheaper, by less than 1 %\.",
        "price same": r"The price is the same\.",
        "price unknown": r"The prices cannot be compared now\.",
        "theirs less n": r"ON theirs gives (\d+) % less\.",
        "theirs less": r"ON theirs gives less, by less than 1 %\.",
        "ours less n": r"ON ours gives (\d+) % less\.",
        "ours less": r"ON ours gives less, by less than 1 %\.",
        "value same": r"ON the two come out equal\.",
        "value unknown": r"On what matters to you, figures are missing now\.",
        "only price": r"Only the price matters to you now\.",
        "unweighed": r"You have not said yet what matters to you\.",
        "we win": r"Ours is the better buy for you: it costs no more and is behind in nothing "
        r"weighed here\.",
        "they win": r"Theirs is the better buy for you\. We say so\.",
        "tie": r"In price and in everything weighed here they are alike\. Choose as you like\.",
        "ours ahead": r"With the price counted in, BY, ours comes out ahead\.",
        "theirs ahead": r"With the price counted in, BY, theirs comes out ahead\. We say so\.",
        "level": r"With the price counted in, BY, the two come out level\.",
        "unknown": r"We do not know enough yet to say which is the better buy for you\.",
        "move": r"Move a slider, and we will show which is the better buy\.",
    },
    Lang.HU: {
        "they cheaper n": r"Ők (\d+)%-kal olcsóbbak\.",
        "they cheaper": r"Ők olcsóbbak, de kevesebb mint 1%-kal\.",
        "we cheaper n": r"Mi (\d+)%-kal olcsóbbak vagyunk\.",
        "we cheaper": r"Mi olcsóbbak vagyunk, de kevesebb mint 1%-kal\.",
        "price same": r"Az ár egyforma\.",
        "price unknown": r"Az árak most nem vethetők össze\.",
        "theirs less n": r"ON az övék (\d+)%-kal kevesebbet ad\.",
        "theirs less": r"ON az övék kevesebbet ad, de kevesebb mint 1%-kal\.",
        "ours less n": r"ON a miénk (\d+)%-kal kevesebbet ad\.",
        "ours less": r"ON a miénk kevesebbet ad, de kevesebb mint 1%-kal\.",
        "value same": r"ON a kettő egyenértékű\.",
        "value unknown": r"Ami önnek fontos, ahhoz most hiányoznak az adatok\.",
        "only price": r"Önnek most csak az ár számít\.",
        "unweighed": r"Még nem jelölte meg, mi fontos önnek\.",
        "we win": r"Önnek a miénk éri meg jobban: nem drágább, és semmiben sem marad el, amit itt "
        r"mérlegeltünk\.",
        "they win": r"Önnek az övék éri meg jobban\. Ezt mi magunk mondjuk\.",
        "tie": r"Árban és mindenben, amit itt mérlegeltünk, egyformák\. Válasszon kedve szerint\.",
        "ours ahead": r"Az árat is beszámítva, BY a miénk jön ki jobbnak\.",
        "theirs ahead": r"Az árat is beszámítva, BY az övék jön ki jobbnak\. Ezt mi magunk "
        r"mondjuk\.",
        "level": r"Az árat is beszámítva, BY a kettő egálban van\.",
        "unknown": r"Kevés még az adat ahhoz, hogy kimondjuk, melyik éri meg jobban önnek\.",
        "move": r"Mozdítsa el valamelyik csúszkát, és megmutatjuk, melyik éri meg jobban\.",
    },
    Lang.RU: {
        "they cheaper n": r"У них на (\d+) % дешевле\.",
        "they cheaper": r"У них дешевле, но меньше чем на 1 %\.",
        "we cheaper n": r"У нас на (\d+) % дешевле\.",
        "we cheaper": r"У нас дешевле, но меньше чем на 1 %\.",
        "price same": r"Цена одинаковая\.",
        "price unknown": r"Цены сейчас сравнить нельзя\.",
        "theirs less n": r"ON их вариант уступает на (\d+) %\.",
        "theirs less": r"ON их вариант уступает, но меньше чем на 1 %\.",
        "ours less n": r"ON наш вариант уступает на (\d+) %\.",
        "ours less": r"ON наш вариант уступает, но меньше чем на 1 %\.",
        "value same": r"ON варианты равноценны\.",
        "value unknown": r"О том, что важно для вас, сейчас не хватает данных\.",
        "only price": r"Для вас сейчас важна только цена\.",
        "unweighed": r"Вы пока не указали, что для вас важно\.",
        "we win": r"Вам выгоднее наш вариант: он не дороже и не уступает ни в чём из того, что "
        r"здесь взвешено\.",
        "they win": r"Вам выгоднее их вариант\. Мы сами вам это говорим\.",
        "tie": r"По цене и по всему, что здесь взвешено, они одинаковы\. Выбирайте, как вам "
        r"удобнее\.",
        "ours ahead": r"С учётом цены, BY, выгоднее наш вариант\.",
        "theirs ahead": r"С учётом цены, BY, выгоднее их вариант\. Мы сами вам это говорим\.",
        "level": r"С учётом цены, BY, варианты равны\.",
        "unknown": r"Чтобы сказать, что вам выгоднее, данных пока мало\.",
        "move": r"Передвиньте любой ползунок, и мы покажем, что выгоднее\.",
    },
}
#: On what a value is reckoned: (the client said it, all of it can be compared).
ON: dict[Lang, dict[tuple[bool, bool], str]] = {
    Lang.EN: {
        (True, True): "On what you said matters,",
        (True, False): "On what you said matters and can be compared,",
        (False, True): "With all of it weighed alike,",
        (False, False): "With all that can be compared weighed alike,",
    },
    Lang.HU: {
        (True, True): "Abban, ami önnek fontos,",
        (True, False): "Abban, ami önnek fontos és összevethető,",
        (False, True): "Mindent egyformán számítva",
        (False, False): "Ami összevethető, azt egyformán számítva",
    },
    Lang.RU: {
        (True, True): "По тому, что важно для вас,",
        (True, False): "По тому, что важно для вас и поддаётся сравнению,",
        (False, True): "Если считать всё одинаково важным,",
        (False, False): "Если считать одинаково важным всё, что поддаётся сравнению,",
    },
}
BY: dict[Lang, dict[bool, str]] = {
    Lang.EN: {True: "by your own weights", False: "with everything weighed alike"},
    Lang.HU: {True: "az ön súlyai szerint", False: "mindent egyforma súllyal véve"},
    Lang.RU: {True: "по вашим приоритетам", False: "если всё одинаково важно"},
}
NO_BREAK = "\N{NO-BREAK SPACE}"


def claims(text: str, lang: Lang, world: World) -> Iterator[tuple[str, int]]:
    """Every claim in a text with its number (0 where it has none); what can't be read raises."""
    left = text.replace(NO_BREAK, " ").strip()
    on, by = ON[lang][world.said, not lacks(world)], BY[lang][world.said]
    while left:
        for what, words in WORDS[lang].items():
            found = re.match(words.replace("ON", re.escape(on)).replace("BY", re.escape(by)), left)
            if found:
                yield what, int(found[1]) if found.groups() else 0
                left = left[found.end() :].strip()
                break
        else:
            raise AssertionError(f"nothing in the figures says: {left}")


def untrue(text: str, lang: Lang, world: World) -> list[str]:
    """The claims of a text that the bare figures contradict."""
    return [what for what, n in claims(text, lang, world) if not _holds(what, n, world)]


# ---- the figures, worked out anew: by cross multiplication, without a score


def prices(world: World) -> tuple[Fraction, Fraction] | None:
    """What each costs over the months; None where theirs is not known."""
    if world.theirs is None:
        return None
    runs = world.ours[1] is not None and world.theirs[1] is not None
    units = world.a_month * world.months if runs else 0
    one, two = (buy + units * Fraction(run or 0) for buy, run in (world.ours, world.theirs))
    return Fraction(one), Fraction(two)


def known(world: World) -> list[Raw]:
    """The features that weigh and have both figures."""
    return [
        one
        for one in world.features
        if world.weights.get(one.matter) and one.ours is not None and one.theirs is not None
    ]


def lacks(world: World) -> bool:
    """Whether something that weighs has no figure."""
    weighty = {matter for matter, weight in world.weights.items() if weight}
    holes = any(
        (one.ours is None) != (one.theirs is None)
        for one in world.features
        if one.matter in weighty
    )
    return holes or bool(weighty - {one.matter for one in known(world)})


def worse(one: Raw) -> str:
    """Whose figure is the worse: "ours", "theirs" or neither's ("")."""
    assert one.ours is not None
    assert one.theirs is not None
    if one.ours == one.theirs:
        return ""
    return "ours" if (one.ours > one.theirs) is one.less_is_better else "theirs"


def value(world: World, side: str) -> Fraction | None:
    """A side's value: its share of the best figure, meaned over a matter, weighed over all."""
    above, below = Fraction(0), 0
    for matter, weight in world.weights.items():
        own = [one for one in known(world) if one.matter == matter]
        if own and weight:
            shares = [_share(one) if worse(one) == side else Fraction(1) for one in own]
            above += Fraction(weight, len(own)) * sum(shares)
            below += weight
    return above / below if below else None


def _share(one: Raw) -> Fraction:
    small, great = sorted([Fraction(one.ours or 0), Fraction(one.theirs or 0)])
    return small / great


def in_all(world: World) -> tuple[Fraction, Fraction] | None:
    """Each side's weighed sum with the price in it, not yet divided by the weights."""
    paid = prices(world)
    if paid is None:
        return None
    cheaper, dearer = sorted(paid)
    share = cheaper / dearer if dearer else Fraction(1)
    whole = sum(w for m, w in world.weights.items() if any(k.matter == m for k in known(world)))
    sums = []
    for side, price, other in (("ours", *paid), ("theirs", *reversed(paid))):
        own = value(world, side)
        cost = Fraction(1) if price <= other else share
        sums.append(world.price_weight * cost + whole * (own or 0))
    return (sums[0], sums[1]) if whole + world.price_weight else None


def dominates(world: World, side: str) -> bool:
    """Whether a side costs no more, is behind nowhere, and is ahead somewhere; by what is known."""
    paid = prices(world)
    if paid is None:
        return False
    gap = paid[1] - paid[0] if side == "ours" else paid[0] - paid[1]
    behind = [worse(one) for one in known(world)]
    return gap >= 0 and side not in behind and (gap > 0 or any(behind))


def _holds(what: str, n: int, world: World) -> bool:
    subject, exact = what.removesuffix(" n"), what.endswith(" n")
    if subject in _GAPS:
        more, less = _GAPS[subject](world)
        if more is None or less is None or more <= less:
            return False
        gap = (more - less) / more * 100
        return _rounded(gap, n, towards_us=subject in {"we cheaper", "theirs less"}) == exact
    return _PLAIN[subject](world)


def _rounded(gap: Fraction, n: int, *, towards_us: bool) -> bool | None:
    """True: n is the gap rounded against us; False: it is under one and none is claimed."""
    if gap < 1:
        return False if n == 0 else None
    if towards_us:
        return True if n <= gap < n + 1 else None
    fits = n - 1 < gap <= n or (n == 99 < gap < 100)
    return True if fits else None


def _priced(world: World) -> tuple[Fraction | None, Fraction | None]:
    return prices(world) or (None, None)


_GAPS = {
    "they cheaper": _priced,
    "we cheaper": lambda world: _priced(world)[::-1],
    "theirs less": lambda world: (value(world, "ours"), value(world, "theirs")),
    "ours less": lambda world: (value(world, "theirs"), value(world, "ours")),
}


def _ahead(world: World) -> int | None:
    """1: we are ahead in all, -1: they are, 0: level; None: can't be told."""
    sums = in_all(world)
    return None if sums is None else (sums[0] > sums[1]) - (sums[0] < sums[1])


def _mixed(world: World) -> bool:
    paid = prices(world)
    if paid is None:
        return False
    behind = {worse(one) for one in known(world)}
    we_yield = paid[0] > paid[1] or "ours" in behind
    return we_yield and (paid[1] > paid[0] or "theirs" in behind)


def _nothing_said(world: World) -> bool:
    return not world.price_weight and not any(world.weights.values())


def _concession(world: World) -> bool:
    """Whether what is known says that theirs is the better buy: that may never go unsaid."""
    if _nothing_said(world) or in_all(world) is None:
        return False
    return dominates(world, "theirs") or (_mixed(world) and _ahead(world) == -1)


_PLAIN = {
    "price same": lambda world: prices(world) is not None and len(set(prices(world) or ())) == 1,
    "price unknown": lambda world: prices(world) is None,
    "value same": lambda world: value(world, "ours") == value(world, "theirs") is not None,
    "value unknown": lambda world: any(world.weights.values()) and not known(world),
    "only price": lambda world: world.price_weight and not any(world.weights.values()),
    "unweighed": _nothing_said,
    "move": _nothing_said,
    "we win": lambda world: dominates(world, "ours") and not lacks(world),
    "they win": lambda world: dominates(world, "theirs"),
    "tie": lambda world: (
        len(set(prices(world) or (0, 1))) == 1
        and not any(worse(one) for one in known(world))
        and not lacks(world)
    ),
    "ours ahead": lambda world: _mixed(world) and _ahead(world) == 1 and not lacks(world),
    "theirs ahead": lambda world: _mixed(world) and _ahead(world) == -1,
    "level": lambda world: _mixed(world) and _ahead(world) == 0 and not lacks(world),
    "unknown": lambda world: not _concession(world) and (prices(world) is None or lacks(world)),
}
