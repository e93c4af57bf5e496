"""Russian typed in Latin letters, as people do whose telephone has no others: ne zvonite."""

from __future__ import annotations

import re
from typing import Final

from demur.domain import dictionaries
from demur.domain.needs.text import LONGEST_WORD

#: The longest first: shch before sh. Folded Russian has и for й.
_LETTERS: Final = (
    ("shch", "щ"), ("sch", "щ"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"),
    ("ya", "я"), ("ja", "я"), ("yu", "ю"), ("ju", "ю"), ("yo", "е"), ("ye", "е"), ("je", "е"),
    ("iy", "ии"), ("a", "а"), ("b", "б"), ("v", "в"), ("w", "в"), ("g", "г"), ("d", "д"),
    ("e", "е"), ("z", "з"), ("i", "и"), ("y", "ы"), ("j", "ж"), ("k", "к"), ("l", "л"), ("m", "м"),
    ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"),
    ("f", "ф"), ("h", "х"), ("c", "ц"), ("x", "х"), ("q", "к"), ("'", "ь"),
)  # fmt: skip
_WORD: Final = re.compile(r"[a-z']+")
#: How much of a text has to be Russian words, for it to be Russian at all.
_MOSTLY: Final = 0.7
#: Where no soft sign is typed: больше is bolshe.
_SOFT: Final = re.compile("(?<=[лнстдзр])(?=[бвгджзкмнпрстфхцчшщ]|$)")
_MOST_WORDS: Final = 40


def in_cyrillic(text: str) -> str | None:
    """Give a Latin text in Cyrillic letters, where most of it is Russian then; else None."""
    words = _WORD.findall(text)
    if not words or len(words) > _MOST_WORDS:
        return None
    spelt = {word: _spelt(word) for word in words}
    known = sum(spelt[word] is not None for word in words)
    if known < _MOSTLY * len(words):
        return None
    return _WORD.sub(lambda found: spelt[found[0]] or _plainly(found[0]), text)


def _spelt(word: str) -> str | None:
    """Give the Russian word that is meant, with the soft sign nobody typed; None where none is."""
    analyser = dictionaries.russian()
    plain = _plainly(word[:LONGEST_WORD])
    soft = (f"{plain[: at.start()]}ь{plain[at.start() :]}" for at in _SOFT.finditer(plain))
    ways = [plain, plain.replace("ы", "и"), *soft]
    return next((way for way in ways if analyser.word_is_known(way)), None)


def _plainly(word: str) -> str:
    for latin, cyrillic in _LETTERS:
        word = word.replace(latin, cyrillic)
    return word
