"""Numbers: one key a line whatever the spelling, a question in doubt, the slips of a finger."""

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat
from phonenumbers.geocoder import description_for_number

from demur.domain.needs.dialling import (
    AREA_CODES,
    COUNTY_OF,
    MESSAGES,
    Dialled,
    Doubt,
    Misdial,
    Slip,
    SlipKind,
    misdialled,
    nearest,
    read,
    region_of,
    slips,
)

MOBILE = "+36301234567"
SHOP = "+3696123456"


@pytest.mark.parametrize(
    "spelling",
    [
        "06 30 123 4567",
        "06301234567",
        "0036301234567",
        "+36(30)1234567",
        "+36 30 123-4567",
        "06-30/123-4567",
        "06\u00a030\u202f123\u00a04567",
        "(06 30) 123 45 67",
        "06.30.123.4567",
        "＋３６ ３０ １２３ ４５６７",
        "+٣٦ ٣٠ ١٢٣ ٤٥٦٧",
        "\u202a+36 30 123 4567\u202c",
        "30 123 4567",
        "tel:+36-30-123-4567",
        "tel:1234567;phone-context=+36-30",
        "36301234567",
        "(+36) 301234567",
        "sip:+36301234567@pbx.example;user=phone",
        '"Kata" <sip:+36301234567@10.0.0.1>',
        "+36 (0)30 123 4567",
        "+36 (06) 30 123 4567",
        "Tel.: 06 30 123 4567",
        "моб. +36301234567",
        "+36\u201130\u2013123\u20144567",
        "\ufeff+36301234567",
        "+36 30 123 4567\n",
    ],
)
def test_every_spelling_of_a_mobile_is_one_key(spelling: str) -> None:
    assert read(spelling) == Dialled(MOBILE, spelling)


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("8 (916) 123-45-67", "+79161234567"),
        ("8(495)123 45 67", "+74951234567"),
        ("7 916 123 45 67", "+79161234567"),
        ("8 727 258 20 00", "+77272582000"),
        ("06 1 234 5678", "+3612345678"),
        ("96/123-456", SHOP),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+39 (0)6 1234 5678", "+390612345678"),
    ],
)
def test_a_number_valid_in_one_place_only_is_read_there(spelling: str, key: str) -> None:
    assert read(spelling).key == key


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("8 (916) 123-45-67", "+79161234567"),
        ("916 123-45-67", "+79161234567"),
        ("8 10 36 30 123 4567", MOBILE),
        ("0036 30 123 4567", MOBILE),
        ("06 30 123 4567", MOBILE),
        ("(812) 123-45-67", "+78121234567"),
    ],
)
def test_a_russian_desk_reads_its_own_spellings_and_ours(spelling: str, key: str) -> None:
    assert read(spelling, home="RU").key == key


@pytest.mark.parametrize(
    ("spelling", "extension"),
    [
        ("06 1 234 5678 x12", "12"),
        ("06 1 234 5678x12", "12"),
        ("+36 1 234 5678 ext. 12", "12"),
        ("+3612345678;ext=12", "12"),
        ("tel:+36-1-234-5678;ext=12", "12"),
        ("+36 1 234 5678 доб. 12", "12"),
        ("06 1 234 5678, mellék: 12", "12"),
        ("06 (1) 234 5678/12-es mellék", "12"),
        ("06 1 234 5678#12", "12"),
    ],
)
def test_an_extension_is_no_part_of_the_line(spelling: str, extension: str) -> None:
    assert read(spelling) == Dialled("+3612345678", spelling, extension=extension)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "-",
        "?",
        "anonymous",
        "Anonymous",
        "ANONYMOUS",
        "unknown",
        "Private Number",
        "privat",
        "Privát szám",
        "titkos",
        "Titkosított",
        "ismeretlen",
        "rejtett szám",
        "No Caller ID",
        "N/A",
        "скрыт",
        "Скрытый номер",
        "номер не определён",
        "неизвестно",
        "\u200e",
        "\ud800",
        "266696687",
        '"Anonymous" <sip:anonymous@anonymous.invalid>',
        "sip:anonymous@anonymous.invalid",
    ],
)
def test_a_withheld_number_is_nobody(raw: str) -> None:
    assert read(raw) == Dialled(None, raw, Doubt.WITHHELD)


@pytest.mark.parametrize("raw", ["112", "1272", "06 1818", "101", "0", "+36 1818", "tel:12"])
def test_a_short_number_is_not_a_person(raw: str) -> None:
    assert read(raw) == Dialled(None, raw, Doubt.SHORT)


@pytest.mark.parametrize(
    ("raw", "candidates"),
    [
        ("+8 (916) 123-45-67", ("+79161234567",)),
        ("49 30 123456 78", ("+493012345678",)),
        ("06 30 123 4567, 06 1 234 5678", (MOBILE, "+3612345678")),
        ("06 30 123 4567 vagy 06 1 234 5678", (MOBILE, "+3612345678")),
        ("+79161234567 или +79161234568", ("+79161234567", "+79161234568")),
    ],
)
def test_a_spelling_with_two_readings_asks_and_lists_them(
    raw: str, candidates: tuple[str, ...]
) -> None:
    dialled = read(raw)
    assert (dialled.key, dialled.doubt, dialled.candidates) == (None, Doubt.AMBIGUOUS, candidates)
    assert candidates[0] in dialled.message


@pytest.mark.parametrize(
    "raw",
    [
        "12345678901234567",
        "+12345678901234567",
        "anna",
        "²²²²²²²²²",
        "++36301234567",
        "+36+30",
        "123-4567",
        "+999 123 456 789",
        "06 30 FLOWERS",
        "1" * 10_000,
        "+36 30 123 45 6O",
    ],
)
def test_nonsense_is_not_a_number(raw: str) -> None:
    dialled = read(raw)
    assert (dialled.key, dialled.doubt) == (None, Doubt.UNREADABLE)
    assert dialled.message


def test_one_number_written_twice_in_a_field_is_that_number() -> None:
    assert read("06 30 123 4567 / +36 30 123 4567").key == MOBILE


def test_a_number_of_a_wrong_length_keeps_its_digits_to_ask_about() -> None:
    assert read("06 96 12 345").candidates == ("+369612345",)
    assert read("+36 96 12345").candidates == ("+369612345",)


def test_a_new_range_that_no_plan_lists_yet_is_a_line_when_written_in_full() -> None:
    assert read("+36 96 123 4567").key == "+36961234567"


@pytest.mark.parametrize("raw", ["06 96 123 4567", "0664 123456", "06 801 234 567"])
def test_a_national_spelling_that_no_line_at_home_has_is_asked_about(raw: str) -> None:
    dialled = read(raw)
    assert (dialled.key, dialled.doubt) == (None, Doubt.UNREADABLE)
    assert dialled.candidates == ("+36" + "".join(filter(str.isdigit, raw))[2:],)


def test_a_mobile_of_another_country_is_not_taken_for_a_hungarian_landline() -> None:
    assert read("06 12 34 56 78", home="FR").key == "+33612345678"
    assert read("06 12 34 56 78", home="RU").key is None


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_country_reads_its_own_spellings(region: str) -> None:
    line = phonenumbers.example_number(region)
    key = phonenumbers.format_number(line, PhoneNumberFormat.E164)
    national = phonenumbers.format_number(line, PhoneNumberFormat.NATIONAL)
    assert read(national, home=region).key == key
    for spelling in (key, "00" + key[1:], f"({key})", key[:4] + " " + key[4:]):
        assert read(spelling, home="HU").key == key


def test_an_unknown_home_reads_full_numbers_only() -> None:
    assert read("+36301234567", home="XX").key == MOBILE
    assert read("06301234567", home="XX").key in {None, MOBILE}


def test_a_number_has_a_key_or_a_doubt() -> None:
    with pytest.raises(ValueError, match="either a key or a doubt"):
        Dialled(None, "06 30")
    with pytest.raises(ValueError, match="either a key or a doubt"):
        Dialled(MOBILE, "06 30", Doubt.SHORT)


def test_every_doubt_has_its_message() -> None:
    assert set(MESSAGES) == set(Doubt)


PREFIXES = {
    "+36": ("+36", "0036", "06", "＋36", "+36(0)", "36", "+36 06"),
    "+7": ("+7", "007", "8", "＋7", "7"),
    "+44": ("+44", "0044", "+44(0)"),
}
HUNGARIAN = st.from_regex(r"(20|30|70)[1-9][0-9]{6}|1[2-4][0-9]{6}|96[2-7][0-9]{5}", fullmatch=True)
RUSSIAN = st.from_regex(r"9(03|16|26)[0-9]{7}", fullmatch=True)
BRITISH = st.from_regex(r"7700900[0-9]{3}|2079460[0-9]{3}", fullmatch=True)
LINES = st.one_of(
    st.tuples(st.just("+36"), HUNGARIAN),
    st.tuples(st.just("+7"), RUSSIAN),
    st.tuples(st.just("+44"), BRITISH),
)
GAPS = st.sampled_from(["", "", "", " ", "-", "\u00a0", "\u202f", ".", "/", " - ", "\u200b", "–"])
SCRIPTS = st.sampled_from(["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९"])


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, str]:
    """A line's key and one way that somebody may write it."""
    country, national = draw(LINES)
    gapped = "".join(digit + draw(GAPS) for digit in national)
    script = draw(SCRIPTS)
    written = gapped.translate(str.maketrans("0123456789", script))
    around = draw(st.sampled_from(["{}", " {} ", "\u202a{}\u202c", "tel: {}", "\ufeff{}"]))
    return country + national, around.format(draw(st.sampled_from(PREFIXES[country])) + written)


@given(spellings())
@example((MOBILE, "06 30 123 4567"))
def test_any_spelling_of_a_number_gives_its_key_and_never_another(case: tuple[str, str]) -> None:
    key, spelling = case
    assert read(spelling).key == key


@given(st.text(max_size=40), st.sampled_from(["HU", "RU", "GB", "US", "DE", "KZ"]))
def test_any_text_reads_as_a_number_that_reads_the_same_again(raw: str, home: str) -> None:
    dialled = read(raw, home)
    if dialled.key:
        assert read(dialled.key, "HU").key == dialled.key


@given(st.text("+0123456789 ()-/x;,", max_size=24))
def test_anything_dialled_reads_as_a_number_that_reads_the_same_again(raw: str) -> None:
    dialled = read(raw)
    if dialled.key:
        assert read(dialled.key).key == dialled.key
        assert dialled.key.endswith(tuple(filter(str.isdigit, raw)))


def test_two_hundred_and_twenty_nine_numbers_are_one_slip_away() -> None:
    assert len(slips("+36123456789")) == 229


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_slips_are_distinct_and_lead_back(key: str) -> None:
    found = slips(key)
    numbers = [number for number, _ in found]
    assert len(set(numbers)) == len(numbers)
    assert key not in numbers
    back = {"missing": "extra", "extra": "missing"}
    for number, kind in found:
        assert dict(slips(number))[key] == back.get(kind, kind)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("+3696123457", SlipKind.SUBSTITUTION),
        ("+3696132456", SlipKind.TRANSPOSITION),
        ("+369612456", SlipKind.MISSING),
        ("+36961233456", SlipKind.EXTRA),
    ],
)
def test_a_number_one_slip_off_is_found(number: str, kind: SlipKind) -> None:
    assert nearest(SHOP, {number, "+3699999999", SHOP}) == (Slip(number, kind),)


def test_a_number_two_slips_off_is_not_found() -> None:
    assert nearest(SHOP, {"+3696123477", "+3696124357"}) == ()


def test_a_caller_who_meant_a_number_one_digit_off_learns_whose_it_is() -> None:
    meant = "+3696123457"
    found = misdialled(read("06 96 123 457"), [SHOP], {meant: "Flower shop"})
    assert found == Misdial(meant, SHOP, SlipKind.SUBSTITUTION, meant, "Flower shop")


def test_a_misdial_is_seen_though_the_book_does_not_know_the_other_number() -> None:
    found = misdialled(read("06 96 132 456"), [MOBILE, SHOP], {})
    assert found == Misdial("+3696132456", SHOP, SlipKind.TRANSPOSITION)


def test_a_misdial_is_seen_though_the_caller_names_a_digit_too_few() -> None:
    found = misdialled(read("06 96 12 345"), [SHOP], {})
    assert found == Misdial("+369612345", SHOP, SlipKind.EXTRA)


@pytest.mark.parametrize("said", ["06 96 123 456", "06 96 999 999", "titkos", "1272", "???"])
def test_who_dialled_ours_or_something_else_altogether_did_not_slip(said: str) -> None:
    assert misdialled(read(said), [SHOP], {"+3696123457": "Flower shop"}) is None


def test_who_dialled_one_of_two_neighbouring_numbers_of_ours_did_not_slip() -> None:
    assert misdialled(read(SHOP), [SHOP, "+3696123457"], {}) is None


@pytest.mark.parametrize(
    ("key", "county"),
    [
        (SHOP, "HU-GS"),
        ("+3699123456", "HU-GS"),
        ("+3612345678", "HU-BU"),
        ("+3652123456", "HU-HB"),
        (MOBILE, None),
        ("+3680123456", None),
        ("+36211234567", None),
        ("+79161234567", None),
        ("+36", None),
    ],
)
def test_a_geographic_number_tells_its_county(key: str, county: str | None) -> None:
    assert region_of(key) == county


def test_every_hungarian_area_code_belongs_to_one_county() -> None:
    codes = [code for listed in AREA_CODES.values() for code in listed.split()]
    assert len(AREA_CODES) == 20
    assert len(codes) == len(set(codes)) == 54
    named = {str(code) for code in (1, *range(20, 100)) if _town(str(code)) not in {"", "Hungary"}}
    assert set(COUNTY_OF) == named


def _town(code: str) -> str:
    """What an independent table calls the place of an area code."""
    number = phonenumbers.parse("+36" + (code + "2345678")[:8], None)
    return str(description_for_number(number, "en"))
