"""The sentences on what two versions say differently beside their cases."""

from __future__ import annotations

from demur.domain.policy.messages import say
from demur.domain.policy.tables import Reading, Table
from demur.domain.policy.versions.difference import Part, PartChange
from demur.domain.policy.vocabulary import READING_WORDING
from demur.domain.refusal import Lang


def table(lang: Lang, letter: str, *, came: bool) -> str:
    """Say that a table came or went."""
    return say(lang, "table came" if came else "table went", table=letter)


def reading(lang: Lang, letter: str, old: Table, new: Table) -> str:
    """Say that a table is read in another way."""
    ways = READING_WORDING[lang]
    places = list(Reading)
    before, after = (ways[places.index(each.reading)] for each in (old, new))
    return say(lang, "read otherwise", table=letter, before=before, after=after)


def result(lang: Lang, letter: str, name: str, *, came: bool) -> str:
    """Say that a result column came or went."""
    return say(lang, "result came" if came else "result went", table=letter, column=name)


def worded_anew(lang: Lang, letter: str, name: str, before: str, after: str) -> str:
    """Say that a result is written otherwise and means the same."""
    return say(lang, "worded anew", table=letter, column=name, before=before, after=after)


def question(lang: Lang, name: str, before: str | None, after: str | None) -> str:
    """Say how a question's answers changed."""
    return _came_or_went(lang, "question", before, after, question=name)


def wording(lang: Lang, name: str, spoken: Lang, before: str | None, after: str | None) -> str:
    """Say how a sentence changed in one language."""
    return _came_or_went(lang, "wording", before, after, wording=name, language=spoken)


def barred(lang: Lang, spoken: Lang, entry: str, before: str | None, after: str | None) -> str:
    """Say how a barred word changed."""
    return _came_or_went(lang, "barred", before, after, language=spoken, word=entry)


def meaning(lang: Lang, name: str, before: str, after: str) -> str:
    """Say that a question is explained otherwise."""
    return say(lang, "meaning changed", question=name, before=before, after=after)


def part(lang: Lang, what: Part, name: str, before: str | None, after: str | None) -> PartChange:
    """Say what came, went or changed in another part of the document."""
    sentence = _came_or_went(lang, what, before, after, name=name)
    return PartChange(what, name, before, after, sentence)


def _came_or_went(
    lang: Lang, what: str, before: str | None, after: str | None, **fields: object
) -> str:
    how = "came" if before is None else "went" if after is None else "changed"
    return say(lang, f"{what} {how}", before=before, after=after, **fields)


# ---- what was not compared


def broken(lang: Lang, letter: str) -> str:
    """Say that a table cannot be compared, as it cannot be read whole."""
    return say(lang, "not compared broken", table=letter)


def strange(lang: Lang, letter: str, questions: list[str]) -> str:
    """Say that a table cannot be compared, as its questions are answered in another way."""
    return say(lang, "not compared questions", table=letter, questions=", ".join(questions))


def circle(lang: Lang, letter: str) -> str:
    """Say that tables wait for each other, so that only each by itself is compared."""
    return say(lang, "not compared circle", table=letter)


def not_compared(lang: Lang, letter: str, column: str) -> str:
    """Say that a result column is written in another language, in words we do not know."""
    return say(lang, "not compared result", table=letter, column=column)


def two_languages(lang: Lang, what: Part) -> str:
    """Say that a part stands in two languages, and so is not compared."""
    return say(lang, f"not compared {what}")


def stranger(lang: Lang, name: str) -> str:
    """Say that a question of a translation is not known to be any of the other language."""
    return say(lang, "not compared question", question=name)


def gave_up(lang: Lang, letter: str, limit: str, count: int) -> str:
    """Say that a limit was reached: of steps taken, or of changes told."""
    return say(lang, f"not compared {limit}", table=letter, limit=count)
