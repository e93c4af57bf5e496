"""Names and words: found however they are spelt, shown safely, kept as typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.people import (
    MESSAGES,
    Reason,
    Rejected,
    clean_text,
    display_name,
    mail_key,
    search_text,
)

#: Any text a form can bring, with the half characters that broken programs make.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("query", "stored"),
    [
        ("ПРИНТЕР", "принтер"),
        ("őrség", "ŐRSÉG"),
        ("orseg", "Őrség"),
        ("Őrség", unicodedata.normalize("NFD", "Őrség")),
        ("ёлка", "ЕЛКА"),
        ("елка", unicodedata.normalize("NFD", "Ёлка")),
        ("чай", unicodedata.normalize("NFD", "ЧАЙ")),
        ("за\u0301мок", "замок"),
        ("ｋａｔａ", "Kata"),
        ("ka\u200bta", "KATA"),
        ("\u202egnp.atak\u202c", "GNP.ATAK"),
        ("nagy  \u00a0anna", "Nagy Anna"),
        ("a\u0301" + "\u0301" * 1000, "á"),
        ("strasse", "Straße"),
        ("lodz", "Łódź"),
        ("nagy\x00anna", "nagy anna"),
    ],
)
def test_a_search_finds_every_spelling_of_a_name(query: str, stored: str) -> None:
    assert search_text(query) == search_text(stored)


@pytest.mark.parametrize(("one", "other"), [("чай", "чаи"), ("йод", "иод"), ("кот", "кит")])
def test_a_search_keeps_apart_what_russians_tell_apart(one: str, other: str) -> None:
    assert search_text(one) != search_text(other)


def test_parts_are_searched_as_one_text() -> None:
    assert search_text("Kovács", "Kft.") == "kovacs kft."


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert search_text(search_text(text)) == search_text(text)


@given(ANY_TEXT)
def test_the_search_column_can_be_stored_in_any_database(text: str) -> None:
    folded = search_text(text)
    assert "\0" not in folded
    assert folded.encode() == folded.encode("utf-8", "surrogatepass")
    assert "  " not in folded


def test_a_direction_override_is_not_shown() -> None:
    assert display_name("Kata\u202egnp.exe\u202c") == "Katagnp.exe"


def test_a_flood_of_marks_is_cut_to_what_a_letter_can_bear() -> None:
    shown = display_name("Ka" + "\u0335" * 1000 + "ta")
    assert shown.startswith("Ka")
    assert shown.endswith("ta")
    assert len(shown) <= 7


def test_a_right_to_left_name_does_not_turn_its_neighbours_round() -> None:
    assert display_name("דנה") == "\u2068דנה\u2069"


def test_a_long_name_is_cut_with_an_ellipsis() -> None:
    assert display_name("Kovács " * 50, limit=12) == "Kovács Ková…"


@pytest.mark.parametrize("name", ["Őze Ödön", "Фёдор Ёлкин", "Nagy-Kiss Anna", "O'Brien & Sons"])
def test_an_ordinary_name_is_shown_as_it_is(name: str) -> None:
    assert display_name(name) == name


@given(ANY_TEXT, st.integers(min_value=1, max_value=40))
def test_a_shown_name_is_short_and_draws_nothing_unseen(raw: str, limit: int) -> None:
    shown = display_name(raw, limit)
    inside = shown.removeprefix("\u2068").removesuffix("\u2069")
    assert len(inside) <= limit
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in inside)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("anna@example.hu", "anna@example.hu"),
        ("  Anna <ANNA@Example.HU>", "anna@example.hu"),
        ("mailto:anna@example.hu", "anna@example.hu"),
        ("ａnna＠example.hu", "anna@example.hu"),
        ("anna@example.hu.", "anna@example.hu"),
        ("info@árvíztűrő.hu", "info@xn--rvztr-wqa0gx3bwi.hu"),
        ("почта@пример.рф", "почта@xn--e1afmkfd.xn--p1ai"),
        ("anna+bolt@example.hu", "anna+bolt@example.hu"),
    ],
)
def test_a_mail_address_has_one_key(raw: str, key: str) -> None:
    assert mail_key(raw) == key


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "anna",
        "anna@",
        "@example.hu",
        "anna@example",
        "a b@example.hu",
        "a@b@example.hu",
        "anna@exa mple.hu",
        "anna@-x.hu",
        "x" * 65 + "@example.hu",
        "a@" + "b." * 200 + "hu",
        "anna\r\nBcc: x@example.hu",
        "anna@\ud800.hu",
        "\ud800@example.hu",
    ],
)
def test_what_is_no_mail_address_has_no_key(raw: str) -> None:
    assert mail_key(raw) is None


@given(ANY_TEXT)
def test_a_mail_key_is_its_own_key(raw: str) -> None:
    key = mail_key(raw + "@example.hu")
    assert key is None or mail_key(key) == key


@pytest.mark.parametrize(
    ("value", "reason", "place"),
    [("a\0b", Reason.NUL, 2), ("\ud800", Reason.SURROGATE, 1), ("ab\x1b[2J", Reason.CONTROL, 3)],
)
def test_a_text_no_database_takes_is_refused_by_field_and_place(
    value: str, reason: Reason, place: int
) -> None:
    assert clean_text(value, "name", 80) == Rejected("name", reason, {"place": place})


@pytest.mark.parametrize("value", [None, 1, float("nan"), 10**23, True, ["a"], {"a": 1}, b"a"])
def test_what_is_not_text_is_refused(value: object) -> None:
    assert clean_text(value, "need", 80) == Rejected("need", Reason.NOT_TEXT)


def test_a_long_text_is_refused_with_both_lengths() -> None:
    rejected = clean_text("á" * 81, "name", 80)
    assert isinstance(rejected, Rejected)
    assert rejected.params == {"length": 81, "limit": 80}
    assert "81" in rejected.message
    assert clean_text("á" * 80 + " ", "name", 80) == "á" * 80


@pytest.mark.parametrize(
    "value",
    ["<script>", "{{7*7}}", "=cmd|' /C calc'!A0", "a\u202eb", "sor\r\nsor\tvége", "a\u200db"],
)
def test_text_is_kept_as_it_was_typed(value: str) -> None:
    assert clean_text(value, "need", 80) == value


@given(st.one_of(ANY_TEXT, st.none(), st.floats(), st.integers()))
def test_every_rejection_has_a_message_that_names_the_field(value: object) -> None:
    cleaned = clean_text(value, "note", 20)
    if isinstance(cleaned, Rejected):
        assert cleaned.message.startswith("note ")
    else:
        assert cleaned.encode().decode() == cleaned


def test_every_reason_has_its_message() -> None:
    assert set(MESSAGES) == set(Reason)
