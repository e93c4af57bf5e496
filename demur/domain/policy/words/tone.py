"""The words by which a sentence refuses, softens and addresses, as dictionary forms: data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from demur.domain.refusal import Lang

# A no that stands among the first words is bare, unless a softening word or a
# question comes with it; "unfortunately" alone only announces it.
ANNOUNCES: Final[Mapping[Lang, frozenset[str]]] = {
    Lang.HU: frozenset(("sajnos", "hát", "de", "és", "nos")),
    Lang.RU: frozenset(("к", "сожаление", "увы", "ну", "а", "но")),
    Lang.EN: frozenset(("unfortunately", "sadly", "well", "but", "and")),
}
REFUSES: Final[Mapping[Lang, frozenset[str]]] = {
    Lang.HU: frozenset(
        (
            *("nem", "nincs", "sincs", "soha", "sose", "lehetetlen", "kizárt", "ne"),
            *("senki", "semmi", "semmilyen", "sehol", "sehogy"),
        )
    ),
    Lang.RU: frozenset(
        (
            *("нет", "не", "нельзя", "невозможно", "никак", "никогда", "некому"),
            *("никто", "ничто", "никакой", "нигде", "нету"),
        )
    ),
    Lang.EN: frozenset(
        ("no", "not", "never", "none", "impossible", "nobody", "nothing", "nope", "nowhere")
    ),
}
# Among the next two words after a no, these make it none: no problem, do not worry, not only.
REASSURES: Final[Mapping[Lang, frozenset[str]]] = {
    Lang.HU: frozenset(
        ("gond", "probléma", "baj", "csak", "aggódik", "haragudik", "felejt", "kétséges", "akadály")
    ),
    Lang.RU: frozenset(
        (
            *("проблема", "только", "беспокоиться", "волноваться", "переживать", "страшный"),
            *("сомневаться", "сомнение", "забыть", "забывать", "стесняться"),
        )
    ),
    Lang.EN: frozenset(
        ("problem", "worry", "trouble", "doubt", "only", "hesitate", "forget", "all", "mind")
    ),
}
# After a no they turn to what can be done instead.
TURNS: Final[Mapping[Lang, frozenset[str]]] = {
    Lang.HU: frozenset(("de", "azonban", "viszont", "hanem", "ellenben")),
    Lang.RU: frozenset(("но", "однако", "зато", "а")),
    Lang.EN: frozenset(("but", "however", "though")),
}
SOFTENS: Final[Mapping[Lang, frozenset[str]]] = {
    Lang.HU: frozenset(
        (
            *("köszön", "megköszön", "köszönet", "hálás", "sajnál", "elnézés", "bocsánat"),
            *("ajánl", "javasol", "helyett", "helyette", "szíves", "szívesen", "öröm", "örömmel"),
            *("inkább", "megnéz", "utánanéz", "visszahív", "haragudik"),
        )
    ),
    Lang.RU: frozenset(
        (
            *("спасибо", "благодарить", "благодарный", "извинить", "простить", "жаль"),
            *("сожалеть", "предложить", "предлагать", "рекомендовать", "порекомендовать"),
            *("советовать", "посоветовать", "вместо", "охотно", "рад", "уточнить"),
            *("перезвонить", "удовольствие", "радость"),
        )
    ),
    Lang.EN: frozenset(
        (
            *("thank", "thanks", "grateful", "appreciate", "sorry", "apologise", "apologize"),
            *("regret", "afraid", "offer", "suggest", "recommend", "instead", "gladly", "glad"),
            *("happy", "pleasure", "alternatively"),
        )
    ),
}
INFORMAL: Final[Mapping[Lang, frozenset[str]]] = {
    Lang.HU: frozenset(
        (
            *(
                "te",
                "téged",
                "neked",
                "veled",
                "tőled",
                "hozzád",
                "rólad",
                "rád",
                "nálad",
                "benned",
            ),
            *("érted", "tied", "tiéd", "titeket", "nektek", "veletek", "tőletek", "hozzátok"),
            *("szia", "sziasztok", "csá", "szevasz", "heló", "helló", "hali", "köszi", "bocs"),
            *("bocsi",),
        )
    ),
    Lang.RU: frozenset(("ты", "твой", "привет", "пока-пока")),
    Lang.EN: frozenset(),
}
FORMAL: Final[Mapping[Lang, frozenset[str]]] = {
    Lang.HU: frozenset(("ön", "önök", "öné", "uram", "hölgyem")),
    Lang.RU: frozenset(("вы", "ваш")),
    Lang.EN: frozenset(),
}
