"""The interface speaks Hungarian, Russian and English, whole and without guesses."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from scripts import messages

SOURCE = """
from django.utils.translation import gettext as _, ngettext
_("Say %(what)s to {name}")
ngettext("%(n)d caller", "%(n)d callers", 2)
"""
TEMPLATE = """
<p>
    {% translate "Take it back" context "undo" %}
  {% blocktranslate count n=n trimmed %}
     {{ n }} day
  {% plural %}
     {{ n }} days
  {% endblocktranslate %}
</p>
"""


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program with four messages of its own, not yet translated."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "code.py").write_text(SOURCE)
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    monkeypatch.setattr(messages, "SOURCES", tmp_path)
    assert messages.extract() == 0
    return tmp_path


def translate(language: str, old: str, new: str) -> None:
    file = messages.po_file(language)
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def said(language: str, text: str, translation: str | tuple[str, ...]) -> list[str]:
    """The faults of a catalogue with this one message, translated so."""
    original = (text, text + "s") if isinstance(translation, tuple) else text
    template, catalog = Catalog(), Catalog(locale=language)
    template.add(original)
    catalog.add(original, translation)
    return list(messages.faults_of(language, template, catalog))


def test_every_word_of_the_interface_is_there_in_three_languages(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = messages.check()
    assert (code, capsys.readouterr().err) == (0, "")


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_bringing_the_words_up_to_date_again_changes_no_byte(language: str) -> None:
    fresh = messages.renewed(language, messages.spoken())
    assert messages.as_bytes(fresh, language) == messages.po_file(language).read_bytes()


def test_words_are_found_in_python_and_in_templates(small: Path) -> None:
    found = {(message.id, message.context) for message in messages.spoken() if message.id}
    assert found == {
        ("Say %(what)s to {name}", None),
        (("%(n)d caller", "%(n)d callers"), None),
        ("Take it back", "undo"),
        (("%(n)s day", "%(n)s days"), None),
    }


def test_what_is_not_translated_is_a_fault_save_where_english_says_itself(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert messages.check() == 1
    told = capsys.readouterr().err
    assert "ru: not translated: Take it back" in told
    assert "en: not translated: Take it back" not in told
    assert "en: not translated: %(n)d caller" in told


def test_a_word_that_is_gone_from_the_sources_is_a_fault_until_extracted(small: Path) -> None:
    translate("hu", 'msgid "Take it back"\nmsgstr ""', 'msgid "Take it back"\nmsgstr "Vissza"')
    (small / "templates" / "page.html").write_text("<p></p>")
    assert "hu: obsolete: Take it back" in messages.faults_of("hu", messages.spoken())
    messages.extract()
    assert "hu: obsolete: Take it back" not in messages.faults_of("hu", messages.spoken())


def test_a_new_word_is_a_fault_until_extracted_and_keeps_the_others(small: Path) -> None:
    translate("hu", 'msgid "Take it back"\nmsgstr ""', 'msgid "Take it back"\nmsgstr "Vissza"')
    (small / "more.py").write_text("_('Done')")
    assert "hu: missing: Done" in messages.faults_of("hu", messages.spoken())
    messages.extract()
    assert messages.written("hu").get("Take it back", context="undo").string == "Vissza"


@pytest.mark.parametrize(
    ("translation", "fits"),
    [
        ("Mondd: %(what)s, {name}", True),
        ("{name}, mondd: %(what)s", True),
        ("Mondd: %(mit)s, {name}", False),
        ("Mondd: %(what)s", False),
        ("Mondd: %(what)d, {name}", False),
    ],
)
def test_a_translation_has_the_placeholders_of_the_original(translation: str, fits: bool) -> None:
    assert (said("hu", "Say %(what)s to {name}", translation) == []) is fits


def test_a_language_has_all_its_plural_forms() -> None:
    assert said("ru", "%(n)d day", ("%(n)d день", "%(n)d дня", "%(n)d дней")) == []
    assert said("ru", "%(n)d day", ("%(n)d день", "%(n)d дня", "")) != []


def test_a_guessed_translation_is_a_fault(small: Path) -> None:
    translate("ru", 'msgctxt "undo"', '#, fuzzy\nmsgctxt "undo"')
    assert "ru: fuzzy: Take it back" in messages.faults_of("ru", messages.spoken())


def test_what_is_compiled_speaks_with_its_plurals(small: Path) -> None:
    translate("ru", 'msgstr[0] ""', 'msgstr[0] "%(n)d звонок"')
    translate("ru", 'msgstr[1] ""', 'msgstr[1] "%(n)d звонка"')
    translate("ru", 'msgstr[2] ""', 'msgstr[2] "%(n)d звонков"')
    assert messages.compile_(["ru"]) == 0
    with messages.po_file("ru").with_suffix(".mo").open("rb") as compiled:
        russian = gettext.GNUTranslations(compiled)
    spoken = [russian.ngettext("%(n)d caller", "%(n)d callers", n) % {"n": n} for n in (1, 3, 11)]
    assert spoken == ["1 звонок", "3 звонка", "11 звонков"]
