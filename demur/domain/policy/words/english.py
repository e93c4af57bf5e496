"""English words as a lexicon lists them: simplemma's forms, and what a table of one form lacks.

simplemma knows one dictionary form a word. Here stand the words that come from two (*left*), the
ones it takes for something else (*worse*), the contractions, which are two words, and what is
spelt one way in London and another in New York. *More* is no form of *much*: nobody who bars one
means the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import simplemma

# Forms of other words, beside what simplemma says of them: base → further forms of it.
_ALSO: Final = """
bad worse worst; badly worse worst; well better best; ill worse worst
far farther farthest further furthest; late later latest
leave left; find found; feel felt; break broke; bear bore born borne; bind bound; wind wound
grind ground; shoot shot; win won; spin spun; fall fell; lie lay; see saw; rise rose
lead led; feed fed; speed sped; breed bred; stick stuck; strike struck; swing swung
sting stung; dig dug; wake woke; weave wove; freeze froze; choose chose; tear tore
wear wore; swear swore; spit spat; sit sat; spell spelt; spill spilt; burn burnt
learn learnt; dream dreamt; smell smelt; lend lent; send sent; spend spent; bend bent
light lit; shine shone; slide slid; sink sunk; shrink shrunk; drink drunk; stink stunk
drive driven; write written; die dying; tie tying; dye dyeing; life lives; wife wives
thief thieves; half halves; calf calves; loaf loaves; shelf shelves; think thought; go gone
bite bit; ring rung; shake shook; awake awoken; lay laid; big bigger biggest
panic panicked panicking; leaf leaves; wolf wolves; scarf scarves; datum data; basis bases
axis axes; good goods; he him; she her; I me; we us; they them; who whom; this these
that those; other others
""".replace("\n", ";")
_INSTEAD: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "worse": frozenset({"bad", "badly", "ill", "worse"}),
        "better": frozenset({"good", "well", "better"}),
        "best": frozenset({"good", "well", "best"}),
        "gone": frozenset({"go", "gone"}),
    }
)
_CONTRACTED: Final = MappingProxyType(
    {
        "n't": "not",
        "'ll": "will",
        "'ve": "have",
        "'re": "be",
        "'m": "be",
    }
)
_WHOLE: Final = MappingProxyType(
    {
        "can't": ("can", "not"),
        "cannot": ("can", "not"),
        "won't": ("will", "not"),
        "shan't": ("shall", "not"),
        "ain't": ("be", "not"),
        "gonna": ("go", "to"),
        "wanna": ("want", "to"),
        "gotta": ("get", "to"),
    }
)
# "dont" typed in haste; "cant" and "wont" are words of their own.
_IN_HASTE: Final = re.compile(
    r"(do|does|did|is|are|was|were|have|has|had|could|should|would|must|need)nt"
)
_OF_BEING: Final = frozenset(
    ("it", "he", "she", "that", "this", "there", "here", "what", "who", "where", "how", "when")
)
# British endings and the American ones, where enough of a word stands before them.
_AMERICAN: Final = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"(?<=\w{3})is(e|er|ation)$", r"iz\1"),
        (r"(?<=\w{3})yse$", "yze"),
        (r"(?<=\w{3})our(|ite|hood|able|ful|less|al)$", r"or\1"),
        (r"(?<=\w{2}[bt])re$", "er"),
        (r"(?<=\w{3})ogue$", "og"),
        (r"(?<=\w{2})ence$", "ense"),
        (r"(?<=\w{3})eller$", "eler"),
        (r"(?<=gra)mme$", "m"),
    )
)
# They end as verbs do, and are none.
_NOT_OF_VERBS: Final = frozenset(
    ("evening", "morning", "during", "wedding", "ceiling", "shilling", "herring", "pudding")
)
_DOUBLED: Final = re.compile(r"([bdfgklmnprstvz])\1$")
_ENDINGS: Final = (
    ("ies", "y"),
    ("ied", "y"),
    ("ves", "f"),
    ("es", ""),
    ("s", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
)


def _also() -> dict[str, frozenset[str]]:
    bases: dict[str, set[str]] = {}
    for line in filter(None, map(str.strip, _ALSO.split(";"))):
        base, *forms = line.split()
        for form in forms:
            bases.setdefault(form, {form}).add(base.lower())
    return {form: frozenset(found) for form, found in bases.items()}


_BASES: Final = _also()
_IRREGULAR: Final = frozenset(re.findall(r"(?:^|; *)(\w+)", _ALSO))


def parted(word: str) -> tuple[str, ...]:
    """Give the words a contraction stands for: *can't* is can, not; *it's* is it, be."""
    if word in _WHOLE:
        return _WHOLE[word]
    if found := _IN_HASTE.fullmatch(word):
        return found[1], "not"
    for ending, meant in _CONTRACTED.items():
        if word.endswith(ending) and len(word) > len(ending):
            return word.removesuffix(ending), meant
    bare = word.removesuffix("'s")
    return (bare, "be") if bare != word and bare in _OF_BEING else (bare,)


def dictionary_forms(word: str) -> frozenset[str]:
    """Give every dictionary form a lower-case word may come from."""
    if word in _INSTEAD:
        return _INSTEAD[word]
    lemma = _lemma(word)
    found = {lemma, *_BASES.get(word, ())}
    if lemma != word or (word.endswith("ing") and word not in _NOT_OF_VERBS):
        found |= set(_regular(word))
    if word.endswith(("ing", "ed")):
        found.add(word)  # the meeting, an interested caller: nouns and adjectives of their own
    return _however_spelt(found)


def headwords(word: str) -> frozenset[str]:
    """Give the dictionary forms that an entry of a list means: itself, if it is one."""
    lemma = _lemma(word)
    own = lemma == word or word in _IRREGULAR or _is_noun_in_ing(word)
    return _however_spelt({word}) if own else dictionary_forms(word) - {word}


def _however_spelt(words: set[str]) -> frozenset[str]:
    """Add the American spelling of what is British, so that *colour* and *color* meet."""
    american = {
        ending.sub(instead, word)
        for word in words
        for ending, instead in _AMERICAN
        if ending.search(word)
    }
    return frozenset(words | {word for word in american if simplemma.is_known(word, lang="en")})


def _is_noun_in_ing(word: str) -> bool:
    return word.endswith("ing") and _lemma(f"{word}s") == word


def _lemma(word: str) -> str:
    return simplemma.lemmatize(word, lang="en").lower()


def _regular(word: str) -> Iterator[str]:
    """Undo the regular endings, where what is left is a dictionary form itself."""
    for ending, instead in _ENDINGS:
        if not word.endswith(ending) or len(word) - len(ending) < 2:
            continue
        base = word.removesuffix(ending) + instead
        for tried in (base, _DOUBLED.sub(r"\1", base)):
            if simplemma.is_known(tried, lang="en") and _lemma(tried) == tried:
                yield tried
