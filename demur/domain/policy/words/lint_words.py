"""What can be said against the words of a document: its sentences and its barred words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Final

from demur.domain.policy import results, suggest
from demur.domain.policy.appendices import Barred, Wording
from demur.domain.policy.findings import Code, Severity
from demur.domain.policy.margin import Margin
from demur.domain.policy.policy import Policy
from demur.domain.policy.words import courtesy, wording
from demur.domain.policy.words.own_messages import BLANKS, message_named
from demur.domain.policy.words.replacing import replaced
from demur.domain.refusal import Lang

MAX_BARRED: Final = 500
MAX_LETTERS: Final = 50_000
"""Some seconds of dictionaries: what a company can say in one language is far less."""

# Letters at a blank: a suffix, an English s, another blank. "a {days}-day wait" is well said.
_GLUED: Final[Mapping[Lang, re.Pattern[str]]] = {
    lang: re.compile(
        r"\w\{[^{}]*\}|\{[^{}]*\}(?=\{)|\{[^{}]*\}" + hyphen + r"[^\W\d_]|\{[^{}]*\}['’][^\W\d_]"
    )
    for lang, hyphen in {
        Lang.HU: "[-‐‑–]?",
        Lang.RU: "[-‐‑–]?",
        Lang.EN: "(?:[-‐‑](?![a-z]{3}))?",
    }.items()
}
# Which article is right depends on the word that will fill the blank; numbers have their own.
_ARTICLE: Final[Mapping[Lang, re.Pattern[str]]] = {
    Lang.HU: re.compile(r"\b(?P<article>az?)\s+\{(?P<name>[a-z]+)\}", re.IGNORECASE),
    Lang.EN: re.compile(
        r"\b(?P<article>an?)\s+\{(?P<name>(?!days|quantity)[a-z]+)\}", re.IGNORECASE
    ),
}


def check_words(policy: Policy, margin: Margin) -> None:
    """Hold the sentences to their languages, blanks and courtesy, every word to the barred ones.

    Beyond 500 barred words or 50,000 letters a language the rest is not looked at: `gave-up`.
    """
    _check_wordings(policy, margin)
    for lang in Lang:
        said = _within_limit(policy, lang, margin)
        _check_courtesy(said, lang, margin)
        _check_barred(policy, said, lang, margin)


def _check_wordings(policy: Policy, margin: Margin) -> None:
    spoken = policy.languages or tuple(
        lang for lang in Lang if any(lang in each.texts for each in policy.sentences.values())
    )
    said = results.wordings_said(policy)
    whole = not any(table.broken for table in policy.tables.values())
    for sentence in policy.sentences.values():
        for lang in spoken:
            if lang not in sentence.texts:
                fields = _place(sentence, lang)
                margin.fault(Code.MISSING_LANGUAGE, sentence.line, "wording lacks", **fields)
        unsaid = sentence.name not in said and not message_named(sentence.name)
        if whole and said and unsaid:
            margin.note(Code.UNUSED_WORDING, sentence.line, "wording unused", wording=sentence.name)
        for lang, text in sentence.texts.items():
            _check_blanks(sentence, lang, text, margin)


def _place(sentence: Wording, lang: Lang) -> dict[str, str | None]:
    """Name the cell a finding is about: of which sentence, in which language."""
    return {"wording": sentence.name, "language": lang, "under": sentence.headers.get(lang)}


def _within_limit(policy: Policy, lang: Lang, margin: Margin) -> tuple[Wording, ...]:
    """Give the sentences of a language, and a finding where there are too many to look at."""
    kept, letters = [], 0
    for sentence in policy.sentences.values():
        letters += len(sentence.texts.get(lang, ""))
        if letters > MAX_LETTERS:
            fields = {"limit": f"{MAX_LETTERS} letters", "under": sentence.headers.get(lang)}
            margin.fault(Code.GAVE_UP, sentence.line, "gave up", **fields)
            break
        if lang in sentence.texts:
            kept.append(sentence)
    return tuple(kept)


# ---- blanks


def _check_blanks(sentence: Wording, lang: Lang, text: str, margin: Margin) -> None:
    fields = _place(sentence, lang)
    known = wording.PLACEHOLDERS | (BLANKS if message_named(sentence.name) else frozenset())
    for name in wording.BLANK.findall(text):
        if name.strip() not in known:
            _unknown_blank(sentence, lang, name, margin)
    if re.search(r"[{}]", wording.BLANK.sub("", text)):
        margin.fault(Code.PLACEHOLDER, sentence.line, "placeholder broken", **fields)
    for glued in _GLUED[lang].finditer(text):
        name = glued[0].split("{")[1].split("}")[0]
        margin.fault(Code.PLACEHOLDER, sentence.line, "placeholder glued", name=name, **fields)
    for found in _ARTICLE[lang].finditer(text) if lang in _ARTICLE else ():
        key, before = "article before blank", {"word": found["article"], "name": found["name"]}
        margin.note(Code.PLACEHOLDER, sentence.line, key, **before, **fields)


def _unknown_blank(sentence: Wording, lang: Lang, name: str, margin: Margin) -> None:
    known = sorted(wording.PLACEHOLDERS)
    near = suggest.closest(name, known) if margin.may_mend() else None
    meant, text = suggest.closest(name.strip(), known, most=2), sentence.texts[lang]
    margin.fault(
        Code.PLACEHOLDER,
        sentence.line,
        "placeholder unknown",
        name=name,
        near=near,
        mend=text.replace(f"{{{name}}}", f"{{{meant}}}") if meant else None,
        **_place(sentence, lang),
    )


# ---- courtesy


def _check_courtesy(said: tuple[Wording, ...], lang: Lang, margin: Margin) -> None:
    """Pass on the remarks; only a mixed way of address is more than a note."""
    house = courtesy.house_style((each.texts[lang] for each in said), lang)
    for sentence in said:
        for remark in courtesy.remarks(sentence.texts[lang], lang, house, spoken=True):
            write = margin.warn if remark.severity is Severity.WARNING else margin.note
            write(
                remark.code,
                sentence.line,
                "courtesy in wording",
                remark=remark.told(margin.lang),
                **_place(sentence, lang),
            )


# ---- barred words


def _check_barred(policy: Policy, said: tuple[Wording, ...], lang: Lang, margin: Margin) -> None:
    listed = (entry for entry in policy.barred if entry.lang is lang)
    entries = tuple(islice(listed, MAX_BARRED))
    if more := next(listed, None):
        fields = {"limit": f"{MAX_BARRED} barred words", "under": more.headers.get("barred")}
        margin.fault(Code.GAVE_UP, more.line, "gave up", **fields)
    _check_barred_in_wordings(said, entries, lang, margin)
    _check_barred_in_instead(entries, lang, margin)


def _check_barred_in_wordings(
    said: tuple[Wording, ...], entries: tuple[Barred, ...], lang: Lang, margin: Margin
) -> None:
    for sentence in said:
        text = wording.BLANK.sub(lambda blank: " " * len(blank[0]), sentence.texts[lang])
        for spotted in wording.spot(text, entries, lang):
            whole = sentence.texts[lang]
            mend = replaced(whole, spotted, entries, lang) if margin.may_mend() else None
            margin.fault(
                Code.BARRED_WORD,
                sentence.line,
                "barred in wording",
                **_place(sentence, lang),
                word=spotted.found,
                instead=spotted.instead,
                mend=mend,
            )


def _check_barred_in_instead(entries: tuple[Barred, ...], lang: Lang, margin: Margin) -> None:
    for entry in entries:
        for spotted in wording.spot(entry.instead, entries, lang):
            margin.fault(
                Code.BARRED_WORD,
                entry.line,
                "barred in instead",
                under=entry.headers.get("instead", entry.headers.get("barred")),
                instead=entry.instead,
                entry=entry.entry,
                word=spotted.found,
            )
