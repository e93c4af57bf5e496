"""The world of trades and the words that belong together."""

from __future__ import annotations

import re

import pytest

from demur.domain.needs import kindred, world
from demur.domain.needs.text import words
from demur.domain.refusal import Lang


def test_the_shipped_world_has_26_fields_and_three_languages() -> None:
    trades = world.shipped()
    assert len({trade.field for trade in trades}) == 26
    assert len({trade.id for trade in trades}) == len(trades) >= 306
    assert all(Lang.EN in trade.names for trade in trades)
    assert sum(set(trade.names) == set(Lang) for trade in trades) >= 306


def test_a_file_may_leave_out_languages_terms_and_fields() -> None:
    (trade,) = world.read({"docs": [{"id": "shop/x", "hu": {"name": "Ikszbolt"}, "ru": None}]})
    assert trade.names == {Lang.HU: "Ikszbolt"}
    assert trade.phrases() == ("Ikszbolt",)


@pytest.mark.parametrize("document", [None, [], {}, {"docs": 3}, {"docs": [3]}, {"docs": [{}]}])
def test_a_file_that_is_no_world_of_trades_says_so(document: object) -> None:
    with pytest.raises(world.BadTrades, match=r"docs|trade 1"):
        world.read(document)


def test_every_line_of_kindred_words_names_a_business_and_says_what_is_asked_there() -> None:
    for kin in kindred.shipped():
        assert kin.called
        assert kin.asked_for


def test_no_kindred_word_mixes_two_scripts() -> None:
    spoken = [word for kin in kindred.shipped() for word in (*kin.called, *kin.asked_for)]
    mixed = [w for w in spoken if re.search(r"[a-zA-Z][а-яё]|[а-яё][a-zA-Z]", w)]
    assert mixed == []


def test_kindred_words_lead_to_every_field() -> None:
    called = {word for kin in kindred.shipped() for name in kin.called for word in words(name)}
    reached = {t.field for t in world.shipped() if called & set(words(" ".join(t.phrases())))}
    assert reached == {trade.field for trade in world.shipped()}
