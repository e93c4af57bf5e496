"""What a short message costs, by the standard's own alphabet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.sms import BASIC, EXTENDED, Length, length


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("a" * 152 + "€" * 5, "GSM-7", 162, 2),
        ("Öt üveg jó sör", "UCS-2", 14, 1),
        ("Ot uveg jo sor", "GSM-7", 14, 1),
        ("ё" * 70, "UCS-2", 70, 1),
        ("ё" * 71, "UCS-2", 71, 2),
        ("ё" * 134, "UCS-2", 134, 2),
        ("ё" * 135, "UCS-2", 135, 3),
        ("🖨" * 35, "UCS-2", 70, 1),
        ("🖨" * 67, "UCS-2", 134, 3),  # 33 printers and no half in a part of 67 units
    ],
)
def test_a_text_has_its_known_length(text: str, alphabet: str, units: int, parts: int) -> None:
    assert length(text) == Length(alphabet, units, parts)


def test_the_alphabet_is_the_standards() -> None:
    assert (len(BASIC), len(EXTENDED), BASIC & EXTENDED) == (127, 10, frozenset())


@given(st.text(alphabet=st.sampled_from(sorted(BASIC | EXTENDED)), max_size=500))
def test_an_escaped_letter_is_never_cut_in_two(text: str) -> None:
    found = length(text)
    assert found.alphabet == "GSM-7"
    assert found.units == sum(2 if char in EXTENDED else 1 for char in text)
    assert found.parts >= (1 if found.units <= 160 else -(-found.units // 153))


@given(st.text(max_size=300), st.text(max_size=50))
def test_more_text_never_takes_fewer_parts(text: str, more: str) -> None:
    assert length(text + more).parts >= length(text).parts
