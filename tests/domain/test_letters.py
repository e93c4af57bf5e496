"""The words of a message: the company's own where it has them, plain and whole where not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.errands import Kind
from demur.domain.letters import LINK, compose
from demur.domain.letters_said import PLAIN
from demur.domain.policy import document, lint
from demur.domain.policy.findings import Code
from demur.domain.policy.policy import Policy
from demur.domain.policy.words.courtesy import remarks
from demur.domain.policy.words.own_messages import NAMES, message_named
from demur.domain.policy.words.wording import BLANK, barred_in
from demur.domain.refusal import Lang
from demur.domain.sms import length
from tests.shop import policy_text

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BLANKS = {
    "company": "Tintakút Kft.",
    "caller": "Őry Éva",
    "our_number": "+36 96 555 010",
    "what_we_do": "nyomtatók, festék",
    "partner": "Képpont Kft.",
    "partner_phone": "+36 96 555 020",
    "item": "Inkwell M-300",
    "quantity": "2",
    "price": "412 000 Ft",
    "date": "december 3., csütörtök",
    "need": "két nyomtató",
    "promise": "Erről fél évig nem keressük",
}
LINKED = (Kind.OFFER, Kind.ANSWER, Kind.RECEIPT, Kind.REST)
URL = "https://desk.inkwell.example/no/" + "A" * 22
EVERY = list(product(Kind, Lang))


def with_wording(*rows: str) -> Policy:
    """The example policy with sentences of the company's own for its messages."""
    text = policy_text().decode()
    last = re.findall(r"^\| W8 \|.*$", text, re.MULTILINE)[0]
    policy = document.read(text.replace(last, "\n".join([last, *rows])).encode()).policy
    assert policy is not None
    return policy


@pytest.mark.parametrize(("kind", "lang"), EVERY)
def test_every_message_is_whole_in_every_language(kind: Kind, lang: Lang) -> None:
    words = compose(kind, lang, BLANKS, linked=kind in LINKED)
    texts = [words.subject, *words.paragraphs, words.sms]
    assert all(texts)
    assert not [text for text in texts if BLANK.search(text.replace(LINK, ""))]
    assert (LINK in words.sms) == (kind in LINKED)
    assert "\n\n".join(words.paragraphs).count(LINK) == (1 if kind in LINKED else 0)


@pytest.mark.parametrize(("kind", "lang"), EVERY)
def test_with_nothing_known_a_message_still_says_what_it_can(kind: Kind, lang: Lang) -> None:
    words = compose(kind, lang, {"company": "Tintakút"}, linked=kind in LINKED)
    assert words.subject
    assert words.sms
    for text in (words.subject, *words.paragraphs, words.sms):
        assert not BLANK.search(text.replace(LINK, ""))
        assert not re.search(r"[:,] *[.]|  ", text), text


def test_whoever_was_sent_to_no_partner_reads_of_none() -> None:
    blanks = BLANKS | {"partner": "", "partner_phone": ""}
    words = compose(Kind.CARD, Lang.EN, blanks, linked=False)
    assert "they" not in " ".join(words.paragraphs)
    assert words.sms == "Tintakút Kft., +36 96 555 010. Thank you for calling!"


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("kind", LINKED)
def test_a_message_with_the_link_needs_at_most_three_parts(kind: Kind, lang: Lang) -> None:
    words = compose(kind, lang, BLANKS | {"need": "", "promise": "", "date": ""}, linked=True)
    assert length(words.sms.replace(LINK, URL)).parts <= 3
    assert words.sms.endswith(LINK)


@pytest.mark.parametrize("lang", Lang)
def test_our_plain_texts_hold_no_barred_word_and_are_courteous(lang: Lang) -> None:
    policy = document.read(policy_text(lang)).policy
    assert policy is not None
    for kind in Kind:
        plain = PLAIN[kind, lang]
        for text in (*plain.subjects, *plain.paragraphs, plain.sms):
            assert not barred_in(policy, text, lang)
            # A message about saying no says no; everything else there may be to remark on counts.
            assert {one.code for one in remarks(text, lang)} <= {Code.BARE_NO}, text


@pytest.mark.parametrize("name", [name for names in NAMES.values() for name in names])
def test_the_companys_own_words_are_said_in_place_of_ours(name: str) -> None:
    said = "Ez a miénk, {caller}. {link}"
    row = f"| {name} | {said} | Наше, {{caller}}. {{link}} | Ours, {{caller}}. {{link}} |"
    policy = with_wording(row)
    (kind,) = [kind for kind, names in NAMES.items() if name in names]
    words = compose(kind, Lang.HU, BLANKS, linked=True, policy=policy)
    assert words.sms == f"Ez a miénk, Őry Éva. {LINK}"
    assert words.paragraphs == ("Tisztelt Őry Éva!", words.sms, "Tintakút Kft.")
    assert message_named(name.lower()) is kind


def test_own_words_that_forget_the_link_get_it() -> None:
    policy = with_wording("| REST | Pihenünk. | Отдыхаем. | We rest. |")
    assert compose(Kind.REST, Lang.EN, BLANKS, linked=True, policy=policy).sms == f"We rest. {LINK}"


def test_the_check_of_a_policy_knows_the_sentences_of_messages() -> None:
    text = policy_text().decode()
    last = re.findall(r"^\| W8 \|.*$", text, re.MULTILINE)[0]
    row = "| REST | Pihenünk: {link} | Отдыхаем: {link} | We rest: {link} |"
    elsewhere = row.replace("REST", "W9")
    texts = [text, *(text.replace(last, f"{last}\n{one}") for one in (row, elsewhere))]
    before, found, strange = (
        {one.code for one in lint.check(document.read(t.encode()))} for t in texts
    )
    assert found == before
    assert strange >= {Code.PLACEHOLDER, Code.UNUSED_WORDING}


@given(st.sampled_from(EVERY), st.sampled_from(sorted(BLANKS)), st.text(max_size=80))
def test_no_value_can_bring_a_link_or_a_blank_of_its_own(
    each: tuple[Kind, Lang], name: str, typed: str
) -> None:
    words = compose(*each, BLANKS | {name: f"{typed}{{link}}{{company}}"}, linked=False)
    for text in (words.subject, *words.paragraphs, words.sms):
        assert LINK not in text
