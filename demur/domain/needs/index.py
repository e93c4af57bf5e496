"""A company's goods, found by what a caller says: stems in three languages and n-grams of sound.

tantivy proposes a few dozen goods out of a million within milliseconds; each of them is then
compared with the need word by word and property by property. Built once a catalogue version,
never changed, asked from any thread.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

import tantivy

from demur.domain.needs.attributes import Spoken
from demur.domain.needs.goods import Item, Likeness, Need, own_codes, told, weighed
from demur.domain.needs.kindred import other_names
from demur.domain.needs.lexicon import COLOURS
from demur.domain.needs.sizes import Trait
from demur.domain.needs.text import fold, grams, sound, words
from demur.domain.refusal import Lang

__all__ = ["Item", "ItemIndex", "Progress"]

Progress = Callable[[int, int], None]

PROPOSED = 32  # goods compared word by word
WEIGHED = 12  # of those, goods compared property by property
RAREST_GRAMS = 28  # n-grams of a need that are searched for: the common ones cost and tell little
CODE_BOOST = 10.0  # nothing names goods better than their code
FEWEST_GRAMS, MOST_READ = 8, 200_000  # in a catalogue of a million, fewer n-grams are enough
PROGRESS_EVERY = 10_000
HEAP_BYTES = 256_000_000
SMALL_HEAP_BYTES = 15_000_000
_LANGUAGES = {Lang.HU: "hungarian", Lang.RU: "russian", Lang.EN: "english"}


class ItemIndex:
    """The goods of one catalogue version, ready to be asked; never changes."""

    def __init__(self, items: Sequence[Item], progress: Progress | None = None) -> None:
        """Index the goods; `progress` hears (done, all) every ten thousand and at the end."""
        self.items = tuple(items)
        self._index = _empty_index()
        heap = HEAP_BYTES if len(items) > PROGRESS_EVERY else SMALL_HEAP_BYTES
        writer = self._index.writer(heap_size=heap, num_threads=1)
        for row, item in enumerate(self.items):
            writer.add_document(_document(row, item))
            if progress and (row + 1) % PROGRESS_EVERY == 0:
                progress(row + 1, len(items))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        if progress:
            progress(len(items), len(items))

    def near(self, spoken: Spoken, lang: Lang) -> list[Likeness]:
        """The goods nearest to what was said, best first, at most `WEIGHED`."""
        rooted = spoken.rooted(lang)
        if not self.items or not (rooted or spoken.traits):
            return []
        asked = tuple(word for word, _ in rooted)
        need = Need(
            words=asked,
            others=tuple(other_names(word) | other_names(root) for word, root in rooted),
            grams=frozenset(gram for word in asked for gram in grams(sound(word))),
            roots=frozenset(root for _, root in rooted),
            weights=self._weights(asked),
            traits=spoken.traits,
            lang=lang,
        )
        looked_for = [*asked, *sorted(frozenset().union(*need.others))]
        alike = [told(need, item) for item in self._proposed(spoken, looked_for)]
        # Stable: ties stay as proposed. What was called by its code is always weighed.
        alike.sort(key=lambda likeness: (not likeness.called, -likeness.score))
        found = [weighed(need, likeness) for likeness in alike[:WEIGHED]]
        return sorted(found, key=lambda likeness: (-likeness.score, likeness.item.id))

    def _proposed(self, spoken: Spoken, names: Sequence[str]) -> list[Item]:
        looked_for = [*names, *words(" ".join(_spellings(spoken.traits)))]
        query = self._query(looked_for, [t.value for t in spoken.traits if t.kind == "code"])
        hits = self._searcher.search(query, limit=PROPOSED, count=False).hits
        return [self.items[self._searcher.doc(address)["row"][0]] for _, address in hits]

    def _query(self, looked_for: Sequence[str], said_codes: Iterable[str]) -> tantivy.Query:
        terms = [("grams", gram, 1.0) for gram in self._rarest(looked_for)]
        terms += [("codes", code, CODE_BOOST) for code in sorted(said_codes)]
        for lang, stemmer in _stemmers().items():
            terms += [(lang, stem, 2.0) for stem in stemmer.analyze(" ".join(looked_for))]
        return tantivy.Query.boolean_query([self._clause(*term) for term in terms])

    def _clause(self, name: str, term: str, boost: float) -> tuple[tantivy.Occur, tantivy.Query]:
        query = tantivy.Query.term_query(self._index.schema, name, term, "freq")
        return tantivy.Occur.Should, tantivy.Query.boost_query(query, boost)

    def _rarest(self, looked_for: Sequence[str]) -> Iterator[str]:
        """The n-grams to search for, rarest first, as far as there is time to read who has them."""
        found = {gram for word in looked_for for gram in grams(sound(word))}
        known = sorted((self._searcher.doc_freq("grams", gram), gram) for gram in found)
        kept = [(count, gram) for count, gram in known if count][:RAREST_GRAMS]
        read = 0
        for place, (count, gram) in enumerate(kept):
            read += count
            if place < FEWEST_GRAMS or read <= MOST_READ:
                yield gram

    def _weights(self, asked: Sequence[str]) -> tuple[float, ...]:
        """How much each word of a need tells: .5 for what every item has, to 1.5 for the rare."""
        most = math.log(len(self.items) + 2)
        weights = []
        for word in asked:
            counts = [self._searcher.doc_freq("grams", gram) for gram in grams(sound(word))]
            usual = sorted(counts)[len(counts) // 2]
            weights.append(0.5 + math.log((len(self.items) + 2) / (usual + 1)) / most)
        return tuple(weights)


def _spellings(traits: Iterable[Trait]) -> Iterator[str]:
    """What an item with these properties may have written in its name."""
    for trait in sorted(traits):
        yield from (
            sorted(COLOURS[trait.value]) if trait.kind == "colour" else (trait.said or trait.value,)
        )


@cache
def _stemmers() -> Mapping[Lang, tantivy.TextAnalyzer]:
    """What cuts a text into stems, by language."""
    return {
        lang: tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer(language))
        .build()
        for lang, language in _LANGUAGES.items()
    }


def _empty_index() -> tantivy.Index:
    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field("row", stored=True)
    for lang in Lang:
        schema.add_text_field(lang, tokenizer_name=lang, index_option="freq")
    for name in ("grams", "codes"):
        schema.add_text_field(name, tokenizer_name="spaced", index_option="freq")
    index = tantivy.Index(schema.build())
    for lang, stemmer in _stemmers().items():
        index.register_tokenizer(lang, stemmer)
    spaced = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("spaced", spaced)
    return index


def _document(row: int, item: Item) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("row", row)
    for lang, name in item.names.items():
        document.add_text(lang, fold(name))
    heard = dict.fromkeys(sound(word) for word in words(item.whole()))
    document.add_text("codes", " ".join(own_codes(item.whole())))
    document.add_text("grams", " ".join(gram for word in heard for gram in grams(word)))
    return document
