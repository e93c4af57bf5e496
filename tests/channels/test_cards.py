"""The card a refused caller keeps: right for any telephone, whatever the values hold."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.channels.cards import Version, vcard
from demur.domain.card import Card

SHOP = Card(
    "Tinta és Papír Kft.",
    "+3696123456",
    "bolt@example.hu",
    "https://example.hu/nyomtatok?q=a,b",
    "Nyomtatók, festék; javítás is.\nHétfőtől péntekig.",
)
HOSTILE = "x\r\nTEL:+4400\nEND:VCARD\rBEGIN:VCARD\u2028NOTE:own\x85N:a;b,c\\d\0\x1b\u202e"


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    return re.sub("\r\n ", "", text).split("\r\n")[:-1]


def test_a_card_says_who_we_are_where_and_what_we_do() -> None:
    assert unfolded(vcard(SHOP)) == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        "FN:Tinta és Papír Kft.",
        "ORG:Tinta és Papír Kft.",
        'TEL;VALUE=uri;TYPE="work,voice":tel:+3696123456',
        "EMAIL:bolt@example.hu",
        "URL:https://example.hu/nyomtatok?q=a,b",
        "NOTE:Nyomtatók\\, festék\\; javítás is.\\nHétfőtől péntekig.",
        "END:VCARD",
    ]


def test_an_older_telephone_gets_the_name_in_parts_and_a_plain_number() -> None:
    lines = unfolded(vcard(SHOP, version=Version.V3))
    assert lines[1:3] == ["VERSION:3.0", "N:Tinta és Papír Kft.;;;;"]
    assert "TEL;TYPE=WORK,VOICE:+3696123456" in lines


def test_the_partner_comes_as_a_card_of_their_own() -> None:
    lines = unfolded(vcard(SHOP, Card("Монитор+", "+79161234567")))
    assert lines.count("BEGIN:VCARD") == lines.count("END:VCARD") == 2
    assert "FN:Монитор+" in lines


@pytest.mark.parametrize("version", list(Version))
@pytest.mark.parametrize("place", ["name", "number", "mail", "site", "what_we_do"])
def test_no_value_begins_a_property_of_its_own(place: str, version: Version) -> None:
    card = Card(**{"name": "Shop", place: HOSTILE})
    lines = unfolded(vcard(card, version=version))
    names = [re.split("[:;]", line)[0] for line in lines]
    assert names.count("BEGIN") == names.count("END") == 1
    assert len(names) == len(set(names))
    assert not re.search("[\0\x1b\x85\u2028\u202e]", "".join(lines))


@pytest.mark.parametrize(
    "site", ["javascript:alert(1)", "data:text/html,x", "example.hu", "http://"]
)
def test_an_address_that_is_no_web_address_is_left_out(site: str) -> None:
    assert "URL" not in vcard(Card("Shop", site=site))


@given(st.builds(Card, *(st.text() for _ in range(5))), st.sampled_from(Version))
def test_any_card_is_folded_into_whole_utf8_lines_of_75_octets(
    card: Card, version: Version
) -> None:
    for line in vcard(card, version=version).encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


@pytest.mark.parametrize("letter", ["a", "ő", "я", "🖨"])
def test_a_long_note_fills_its_lines_and_no_more(letter: str) -> None:
    lines = vcard(Card("Shop", what_we_do=letter * 400)).encode().split(b"\r\n")
    assert 75 - len(letter.encode()) < max(map(len, lines)) <= 75


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])))
def test_any_note_is_read_back_as_it_was_written(note: str) -> None:
    lines = unfolded(vcard(Card("Shop", what_we_do=note)))
    written = "".join(line.removeprefix("NOTE:") for line in lines if line.startswith("NOTE:"))
    assert re.sub(r"\\(.)", r"\1", written) == note.strip()
