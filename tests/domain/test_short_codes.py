"""A short code survives paper, telephones and hurried thumbs, or is known to be damaged."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.short_codes import (
    FIRST,
    LENGTH,
    Flaw,
    NotACode,
    check_digit,
    make,
    read_code,
    shown,
)

CODE = make(bytes(range(8)))
DIGITS = """
nulla egy kettő három négy öt hat hét nyolc kilenc
ноль один два три четыре пять шесть семь восемь девять
zero one two three four five six seven eight nine
"""
DECADES = """
x x huszon harminc negyven ötven hatvan hetven nyolcvan kilencven
x x двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто
x x twenty thirty forty fifty sixty seventy eighty ninety
"""
LANGS = ("hu", "ru", "en")
SPELT = dict(zip(LANGS, map(str.split, DIGITS.strip().splitlines()), strict=True))
TENS = dict(zip(LANGS, map(str.split, DECADES.strip().splitlines()), strict=True))


def codes(count: int) -> list[str]:
    rng = random.Random(4)
    return [make(rng.randbytes(8)) for _ in range(count)]


def in_pairs(code: str, lang: str) -> str:
    """Say a code two digits at a time, as people do."""
    digits, tens = SPELT[lang], TENS[lang]
    said = []
    for pair in (code[at : at + 2] for at in range(0, len(code), 2)):
        ten, one = int(pair[0]), int(pair[-1])
        if len(pair) < 2 or ten < 2 or one == 0:
            said.append(", ".join(digits[int(each)] for each in pair))
        else:
            said.append(tens[ten] + ("" if lang == "hu" else " ") + digits[one])
    return ", ".join(said)


def test_the_check_digit_is_the_one_of_damms_own_example() -> None:
    assert check_digit("572") == "4"


def test_every_single_wrong_digit_is_caught() -> None:
    for code in codes(2_000):
        wrong = [
            code[:at] + other + code[at + 1 :]
            for at, digit in enumerate(code)
            for other in set("0123456789") - {digit}
        ]
        assert "0" not in map(check_digit, wrong)
        assert isinstance(read_code(wrong[-1]), NotACode)


def test_every_two_neighbours_that_changed_places_are_caught() -> None:
    for code in codes(2_000):
        for at in range(LENGTH - 1):
            turned = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
            assert turned == code or check_digit(turned) != "0"


@given(st.binary(min_size=8, max_size=64))
def test_whatever_is_made_is_shown_in_groups_and_read_again(drawn: bytes) -> None:
    code = make(drawn)
    assert (len(code), code[0] in FIRST) == (LENGTH, True)
    assert read_code(shown(code)) == code
    assert [len(group) for group in shown(code).split()] == [3, 3, 3, 2]


def test_too_little_chance_makes_no_code() -> None:
    with pytest.raises(ValueError, match="8 random bytes"):
        make(b"1234567")


@pytest.mark.parametrize("lang", ["hu", "ru", "en"])
def test_a_code_is_read_as_it_is_said(lang: str) -> None:
    for code in codes(150):
        assert read_code(" ".join(SPELT[lang][int(digit)] for digit in code)) == code
        assert read_code(in_pairs(code, lang)) == code
        assert read_code(in_pairs(code, lang).replace(",", "")) == code


TYPED = [
    "{a} {b} {c} {d}",
    "{a}-{b}-{c}-{d}",
    "{a}.{b}.{c}.{d}",
    "A kódom: {a}{b}{c}{d}, köszönöm",
    "kapott egy {a} {b} {c} {d} kódot, kérem ne hívjanak",
    "код {a} {b} {c} {d} – не звоните",
    "Code {a}/{b}/{c}/{d} please, offer of 2 November",
    "{a}\n{b}\n{c}\n{d}\n-- \nKovács Éva, +36 30 123 4567",
    "Tel. 06 30 123 45 67, kód: {a} {b} {c} {d}",
]


@pytest.mark.parametrize("typed", TYPED)
def test_a_code_is_read_as_it_is_typed(typed: str) -> None:
    for code in codes(100):
        a, b, c, d = shown(code).split()
        assert read_code(typed.format(a=a, b=b, c=c, d=d)) == code


@pytest.mark.parametrize("letters", ["Ol", "oI", "Оi", "o|"])
def test_letters_typed_for_digits_are_digits(letters: str) -> None:
    swap = str.maketrans("01", letters)
    assert all(read_code(shown(code).translate(swap)) == code for code in codes(200))


def test_double_and_triple_are_said_of_digits() -> None:
    digits = "1223334567"
    said = "one, double two, triple three, four five six seven"
    assert read_code(f"{said}, {SPELT['en'][int(check_digit(digits))]}") == digits + check_digit(
        digits
    )


def test_hundreds_are_said_in_threes() -> None:
    digits = "1234567890"
    last = check_digit(digits)
    for said in (
        f"сто двадцать три, четыреста пятьдесят шесть, семьсот восемьдесят девять, ноль {last}",
        f"százhuszonhárom négyszázötvenhat hétszáznyolcvankilenc nulla {last}",
        f"one hundred and twenty three four hundred and fifty six 789 0 {last}",
    ):
        assert read_code(said) == digits + last


def test_a_damaged_code_is_told_from_none() -> None:
    wrong = CODE[:4] + str((int(CODE[4]) + 1) % 10) + CODE[5:]
    assert read_code(f"a kód {wrong}") == NotACode(Flaw.SLIP)
    assert read_code(CODE[:-1]) == NotACode(Flaw.SLIP)
    assert read_code("nem kérjük, köszönjük") == NotACode(Flaw.NONE)
    assert read_code("hívjon két óra múlva") == NotACode(Flaw.NONE)


def test_two_codes_are_nobodys() -> None:
    one, other = codes(2)
    assert read_code(f"{one} vagy {other}") == NotACode(Flaw.SEVERAL)
    assert read_code(f"{one}, azaz {one}") == one


@pytest.mark.parametrize("number", ["06 30 123 45 6{}", "8 916 123-45-6{}", "+1 415 555 267{}"])
def test_a_telephone_number_is_no_code(number: str) -> None:
    assert all(isinstance(read_code(number.format(last)), NotACode) for last in range(10))


@given(st.text(max_size=300))
def test_no_text_is_too_strange_to_be_looked_through(text: str) -> None:
    read = read_code(text)
    assert isinstance(read, NotACode) or (len(read) == LENGTH and read.isdigit())
