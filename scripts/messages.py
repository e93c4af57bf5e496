"""The interface's words: brought together, compiled and checked, without GNU gettext.

    python scripts/messages.py extract          new words into the .po files, gone ones out
    python scripts/messages.py compile [LANG…]  .po into the .mo files Django reads
    python scripts/messages.py check            exit 1 and say what is missing or does not fit

English is what the sources are written in: its entries may stay empty, save for plurals.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "demur"
LANGUAGES = ("hu", "ru", "en")
SOURCE_LANGUAGE = "en"

# How many of a call's first arguments are words: a context, a text, a plural.
WORDS = {
    "_": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
    "pgettext": 2,
    "pgettext_lazy": 2,
    "npgettext": 3,
    "npgettext_lazy": 3,
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}")
HEADER = """\
# The words of Demur's interface.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""

Key = tuple[str, str | None]


def po_file(language: str) -> Path:
    """Where the words of a language are kept."""
    return SOURCES / "locale" / language / "LC_MESSAGES" / "django.po"


def spoken() -> Catalog:
    """All the words the sources speak."""
    catalog = Catalog(charset="utf-8")
    for function, words in calls():
        context = words[0] if function.startswith(("p", "np")) else None
        texts = words[1:] if context is not None else words
        catalog.add(texts[0] if len(texts) == 1 else texts, context=context)
    return catalog


def calls() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every call that speaks to a person, in Python and in templates: its name and its words."""
    for file in sorted(SOURCES.rglob("*.py")):
        if "migrations" not in file.parts:
            yield from _python_calls(ast.parse(file.read_bytes(), str(file)))
    for file in sorted(SOURCES.rglob("templates/**/*.html")):
        yield from _template_calls(file.read_text("utf-8"), str(file))


def _python_calls(tree: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            words = [getattr(word, "value", None) for word in call.args[: WORDS.get(name, 0)]]
            if words and all(isinstance(word, str) and word for word in words):
                yield name, tuple(words)  # type: ignore[arg-type]


def _template_calls(template: str, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Django writes a template as calls; in brackets, its indentation means nothing to Python."""
    source = f"(\n{templatize(template, origin=name)}\n)".encode()
    options = {"encoding": "utf-8"}
    for _, function, said, _ in extract_python(BytesIO(source), dict.fromkeys(WORDS), [], options):
        words = said if isinstance(said, tuple) else (said,)
        yield str(function), tuple(words[: WORDS[str(function)]])


def written(language: str) -> Catalog:
    """The .po file of a language; an empty catalogue where there is none yet."""
    file = po_file(language)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as handle:
        return read_po(handle, locale=language, charset="utf-8")


def extract() -> int:
    """Write each .po file anew: translations kept, new words empty, gone words gone."""
    template = spoken()
    for language in LANGUAGES:
        file = po_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(as_bytes(renewed(language, template), language))
    return 0


def renewed(language: str, template: Catalog) -> Catalog:
    """A language's words brought up to what the sources speak now."""
    old, fresh = written(language), Catalog(locale=language, charset="utf-8")
    for message in template:
        if message.id:
            kept = old.get(message.id, context=message.context)
            fits = kept is not None and kept.pluralizable == message.pluralizable
            fresh.add(message.id, kept.string if kept and fits else None, context=message.context)
    return fresh


def as_bytes(catalog: Catalog, language: str) -> bytes:
    """The file's bytes: sorted, without dates and line numbers, so that only words make a diff."""
    body = BytesIO()
    write_po(body, catalog, width=100, no_location=True, omit_header=True, sort_output=True)
    header = HEADER.format(language=language, plural_forms=catalog.plural_forms)
    return header.encode() + body.getvalue()


def compile_(languages: list[str]) -> int:
    """Write the .mo file beside each .po file."""
    for language in languages or LANGUAGES:
        with po_file(language).with_suffix(".mo").open("wb") as handle:
            write_mo(handle, written(language))
    return 0


def check() -> int:
    """Print everything that keeps a language from being complete; 1 where there is anything."""
    template = spoken()
    faults = [fault for language in LANGUAGES for fault in faults_of(language, template)]
    for fault in faults:
        print(fault, file=sys.stderr)  # noqa: T201
    if faults:
        print("make messages brings the .po files up to date.", file=sys.stderr)  # noqa: T201
    return 1 if faults else 0


def faults_of(language: str, template: Catalog, catalog: Catalog | None = None) -> Iterator[str]:
    """What is missing, obsolete, fuzzy or ill-fitting in one language, a line each."""
    catalog = catalog or written(language)
    want = {_key(message) for message in template if message.id}
    have = {_key(message): message for message in catalog if message.id}
    for text, _ in sorted(want - set(have), key=str):
        yield f"{language}: missing: {text}"
    for text, _ in sorted(set(have) - want, key=str):
        yield f"{language}: obsolete: {text}"
    for key in sorted(want & set(have), key=str):
        yield from (f"{language}: {fault}: {key[0]}" for fault in _misfits(language, have[key]))


def _key(message: Message) -> Key:
    return _forms(message.id)[0], message.context


def _forms(text: object) -> tuple[str, ...]:
    """A message's text as its plural forms, of which a plain one has a single one."""
    return tuple(text) if isinstance(text, tuple | list) else (str(text or ""),)


def _misfits(language: str, message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "fuzzy"
    strings = _forms(message.string)
    if not all(strings):
        if message.pluralizable or language != SOURCE_LANGUAGE:
            yield "not translated"
    elif any(not _placeholders_fit(message, text) for text in strings):
        yield "other placeholders than the original"


def _placeholders_fit(message: Message, text: str) -> bool:
    """The same placeholders; a plural form may leave out the number it already says in words."""
    said = Counter(PLACEHOLDER.findall(text))
    return any(said == Counter(PLACEHOLDER.findall(original)) for original in _forms(message.id))


COMMANDS = {"extract": extract, "check": check}


def main(words: list[str]) -> int:
    """Do what the first word says."""
    settings.configure(USE_I18N=True)  # templatize asks for nothing else
    match words:
        case ["compile", *languages]:
            return compile_(languages)
        case [command] if command in COMMANDS:
            return COMMANDS[command]()
    print(__doc__, file=sys.stderr)  # noqa: T201
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
