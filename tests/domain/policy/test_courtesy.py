"""Remarks on courtesy: for judgement, and never against a house that speaks one way throughout."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.policy import document, lint
from demur.domain.policy.findings import Code, Severity
from demur.domain.policy.words import courtesy
from demur.domain.policy.words.courtesy import Address
from demur.domain.refusal import Lang
from tests.domain.policy.editions import example

FORMAL = frozenset({Address.FORMAL})
INFORMAL = frozenset({Address.INFORMAL})


def codes(text: str, lang: Lang, *, spoken: bool = False) -> list[str]:
    return [each.code.value for each in courtesy.remarks(text, lang, spoken=spoken)]


def informal(text: str, lang: Lang) -> list[str]:
    said = courtesy.remarks(text, lang)
    return [each.found for each in said if each.code is Code.INFORMAL_ADDRESS]


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        (Lang.HU, "Félreteszem neked, várj egy kicsit.", ["neked", "várj"]),
        (Lang.HU, "Hívj fel holnap, ha tudsz.", ["Hívj", "tudsz"]),
        (Lang.HU, "Felhívlak, ha megjött a nyomtatód.", ["Felhívlak", "nyomtatód"]),
        (Lang.HU, "Kérem, várjon; önnek is elküldöm a számát.", []),
        (Lang.HU, "Köszönöm, hogy ránk gondolt. Holnap megnézem.", []),
        (Lang.HU, "Az ára és az ajánlata, mondja, hívja, nézze meg.", []),
        (Lang.RU, "Подожди, я тебе перезвоню.", ["Подожди", "тебе"]),
        (Lang.RU, "Ты знаешь твой номер?", ["Ты", "знаешь", "твой"]),
        (Lang.HU, "Bocsi, köszi, hogy szólt.", ["Bocsi", "köszi"]),
        (Lang.RU, "Слушай, скинь номер.", ["Слушай", "скинь"]),
        (Lang.RU, "Подождите, пожалуйста, я вам перезвоню.", []),
        (Lang.RU, "Пожалуй, три дня; мой коллега даст ответ.", []),
        (Lang.EN, "Wait, I will call you.", []),
    ],
)
def test_informal_address_is_found_by_pronouns_and_verbs(
    lang: Lang, text: str, words: list[str]
) -> None:
    assert informal(text, lang) == words


@pytest.mark.parametrize(
    ("text", "lang", "house", "severities"),
    [
        ("Várj, kérlek.", Lang.HU, frozenset(), {Severity.NOTE}),
        ("Várj, elküldöm önnek.", Lang.HU, frozenset(), {Severity.WARNING}),
        ("Várj, kérlek.", Lang.HU, FORMAL, {Severity.WARNING}),
        ("Várj, kérlek.", Lang.HU, INFORMAL, set()),
        ("Várj, kérlek.", Lang.HU, FORMAL | INFORMAL, {Severity.WARNING}),
        ("Подожди, я вам перезвоню.", Lang.RU, frozenset(), {Severity.WARNING}),
    ],
)
def test_only_a_mixed_address_is_more_than_a_note(
    text: str, lang: Lang, house: frozenset[Address], severities: set[Severity]
) -> None:
    said = courtesy.remarks(text, lang, house)
    found = {each.severity for each in said if each.code is Code.INFORMAL_ADDRESS}
    assert found == severities


@pytest.mark.parametrize(
    ("lang", "bare", "more"),
    [
        (Lang.HU, "Nem foglalkozunk ilyesmivel.", "Sajnálom, nem foglalkozunk ilyesmivel."),
        (Lang.HU, "Sajnos nincs raktáron.", "Sajnos nincs raktáron. Ajánlhatok mást?"),
        (Lang.HU, "Ilyenünk nincs.", "Ilyenünk nincs, de {partner} segít."),
        (Lang.RU, "Нет.", "Спасибо за звонок, но нет."),
        (Lang.RU, "К сожалению, у нас нет.", "К сожалению, у нас нет, но предложу другое."),
        (Lang.EN, "We do not sell that.", "Thank you for asking; we do not sell that."),
        (Lang.EN, "We can't help.", "We can't help, but {partner} can."),
        (Lang.EN, "Unfortunately no.", "I am sorry, no."),
    ],
)
def test_a_no_that_brings_nothing_is_bare(lang: Lang, bare: str, more: str) -> None:
    assert "bare-no" in codes(bare, lang)
    assert "bare-no" not in codes(more, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (Lang.HU, "Nem gond, máris nézem."),
        (Lang.HU, "Ne haragudjon, elfogyott."),
        (Lang.HU, "Nem csak ma, holnap is várjuk."),
        (Lang.HU, "Nincs raktáron, de holnap érkezik."),
        (Lang.RU, "Не беспокойтесь, всё готово."),
        (Lang.RU, "Нет проблем, сейчас оформлю."),
        (Lang.RU, "Не мы продаём, но с радостью дам номер."),
        (Lang.EN, "No problem, I will check."),
        (Lang.EN, "Not at all, you are welcome."),
        (Lang.EN, "Please do not hesitate to call."),
        (Lang.EN, "We don't stock it, but our partner does."),
    ],
)
def test_a_no_that_reassures_or_turns_to_something_else_is_not_bare(lang: Lang, text: str) -> None:
    assert codes(text, lang) == []


@pytest.mark.parametrize(
    "text", ["De nem árulunk ilyet.", "Senki nem ér rá.", "Semmilyen nyomtatónk nincs."]
)
def test_a_but_before_the_no_softens_nothing(text: str) -> None:
    assert codes(text, Lang.HU) == ["bare-no"]


@pytest.mark.parametrize(
    ("lang", "text", "loud"),
    [
        (Lang.EN, "Call us NOW, please, IMMEDIATELY!!", 2),
        (Lang.HU, "AZONNAL fizessen!!!", 2),
        (Lang.RU, "СРОЧНО перезвоните.", 1),
        (Lang.EN, "The USB and the DVD of HP, at 10 AM!", 0),
    ],
)
def test_capitals_and_rows_of_marks_are_shouting(lang: Lang, text: str, loud: int) -> None:
    assert codes(text, lang).count("shouting") == loud


def test_what_is_read_out_is_measured_whole_and_what_is_written_by_sentences() -> None:
    text = "We thank you for your call today. " * 6
    assert codes(text, Lang.EN, spoken=True) == ["too-long-to-say"]
    assert codes(text, Lang.EN) == []
    assert codes("we thank you for your call " * 6, Lang.EN) == ["too-long-to-say"]


@pytest.mark.parametrize("lang", list(Lang))
def test_the_shipped_wording_needs_no_remark(lang: Lang) -> None:
    policy = example(lang)
    for texts in policy.wordings.values():
        for spoken, text in texts.items():
            assert courtesy.remarks(text, spoken, FORMAL, spoken=True) == ()


def test_a_house_that_is_informal_throughout_is_left_in_peace() -> None:
    said = findings("Várj, félreteszem neked; hívlak {date}.", "Szívesen, neked mindig.")
    assert said == []


def test_a_house_that_mixes_is_told_where() -> None:
    said = findings("Várj, kérlek; hívlak {date}.", "Szívesen, önnek mindig.")
    assert {(each.code, each.severity) for each in said} == {
        (Code.INFORMAL_ADDRESS, Severity.WARNING)
    }


def findings(*wordings: str) -> list[lint.Finding]:
    """The remarks on a small Hungarian policy that says these sentences."""
    lines = [
        "# Az Erdei Kft. szabályzata",
        "| Kérdés | Lehetséges válaszok |",
        "|---|---|",
        "| Ok | nincs, más |",
        "## T táblázat",
        "| Sorszám | Ok | → Mondat |",
        "|---|---|---|",
        "| T1 | bármi | W1 |",
        "",
        "| Mondat | hu |",
        "|---|---|",
        *(f"| W{at} | {text} |" for at, text in enumerate(wordings, 1)),
    ]
    said = lint.check(document.read("\n".join(lines).encode()))
    return [each for each in said if each.code in courteous()]


def courteous() -> set[Code]:
    return {Code.INFORMAL_ADDRESS, Code.BARE_NO, Code.SHOUTING, Code.TOO_LONG_TO_SAY}


@given(st.text(max_size=200), st.sampled_from(list(Lang)))
def test_every_remark_stands_in_the_text_and_is_told_in_three_languages(
    text: str, lang: Lang
) -> None:
    for remark in courtesy.remarks(text, lang):
        assert 0 <= remark.start < remark.end <= len(text)
        assert all(remark.told(reader) for reader in Lang)
