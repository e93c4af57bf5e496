"""Rule packs: what the shipped ones say, which bind for whom, and that an odd one is refused."""

from __future__ import annotations

import copy
import json
import re
from contextlib import suppress
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.contact_rules import packs
from demur.domain.contact_rules.reading import PackError, read
from demur.domain.contact_rules.terms import (
    CHANNELS,
    PURPOSES,
    After,
    Ask,
    Attempts,
    Basis,
    Consent,
    FirstWord,
    FirstWords,
    Hours,
    Kind,
    Pack,
    Rest,
    Rule,
)
from demur.domain.peace import Purpose
from demur.domain.refusal import Channel, Lang

TODAY = date(2026, 11, 22)
FOLDER = files("demur.domain.contact_rules").joinpath("packs")
SHIPPED = {code: FOLDER.joinpath(f"{code}.json").read_text("utf-8") for code in ("hu", "ru", "eu")}
Place = tuple[str | int, ...]


def codes(rules: tuple[Rule, ...]) -> set[str]:
    return {rule.code for rule in rules}


def every_rule() -> list[Rule]:
    return [rule for pack in packs.packs().values() for rule in pack.rules]


def changed(path: Place, value: object, code: str = "hu") -> str:
    """A shipped pack with one place of it said otherwise."""
    pack = json.loads(SHIPPED[code])
    place = pack
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(pack)


def places(value: Any, path: Place = ()) -> list[Place]:
    """Every place in a JSON value."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


PLACES = [place for place in places(json.loads(SHIPPED["hu"])) if place]


def test_there_are_packs_for_hungary_russia_and_the_union() -> None:
    assert set(packs.packs()) == {"HU", "RU", "EU"}
    assert len(packs.packs()["EU"].countries) == 27


@pytest.mark.parametrize("pack", packs.packs().values(), ids=lambda pack: pack.code)
def test_each_pack_speaks_of_every_thing_that_binds_there(pack: Pack) -> None:
    beside = packs.in_force(min(pack.countries), TODAY)
    assert {rule.kind for rule in beside} == set(Kind)


@pytest.mark.parametrize("rule", every_rule(), ids=lambda rule: rule.code)
def test_a_rule_that_claims_to_be_law_says_where_and_since_when(rule: Rule) -> None:
    if rule.basis is Basis.FLOOR:
        # A floor of ours says so in words, and that no law names the figure, or simply "we".
        assert any(word in rule.source.says[Lang.EN].casefold() for word in ("our own", "we "))
    else:
        assert rule.source.reference
        assert rule.since is not None
        assert rule.since <= TODAY
    assert len({rule.source.says[lang] for lang in Lang}) == 3


@pytest.mark.parametrize("rule", every_rule(), ids=lambda rule: rule.code)
def test_every_rule_is_listed_in_the_documentation(rule: Rule) -> None:
    page = Path(__file__).parents[3] / "docs" / "contact-rules.md"
    assert re.search(rf"^\|[^|]*\b{rule.code}\b[^|]*\|", page.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("rule", every_rule(), ids=lambda rule: rule.code)
def test_hours_and_numbers_of_calls_that_no_law_names_are_not_called_law(rule: Rule) -> None:
    if rule.kind in {Kind.HOURS, Kind.ATTEMPTS}:
        assert rule.basis is Basis.FLOOR


def test_a_member_has_the_unions_rules_beside_its_own() -> None:
    rules = packs.in_force("HU", TODAY)
    assert {rule.code[:2] for rule in rules} == {"HU", "EU"}
    assert packs.in_force(" hu ", TODAY) == rules


def test_a_member_without_a_pack_and_any_stranger_have_the_unions() -> None:
    union = packs.in_force("DE", TODAY)
    assert {rule.code[:2] for rule in union} == {"EU"}
    for country in ("US", "JP", "", "??", "x" * 1000):
        assert packs.in_force(country, TODAY) == union


def test_russia_has_its_own_rules_and_not_the_unions() -> None:
    assert {rule.code[:2] for rule in packs.in_force("RU", TODAY)} == {"RU"}


def test_a_law_binds_from_its_first_day_and_a_floor_always() -> None:
    before, after = date(2018, 5, 24), date(2018, 5, 25)
    assert "EU-6" not in codes(packs.in_force("DE", before))
    assert "EU-6" in codes(packs.in_force("DE", after))
    assert "EU-4" in codes(packs.in_force("DE", date(1990, 1, 1)))


def test_a_rule_that_has_ended_binds_up_to_its_last_day() -> None:
    pack = read(changed(("rules", 0, "until"), "2026-11-22"), "hu")
    assert pack.rules[0].binds_on(TODAY)
    assert not pack.rules[0].binds_on(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("country", "channel", "robot", "code", "ask"),
    [
        ("HU", Channel.MAIL, False, "HU-1", Ask.OPT_IN),
        ("HU", Channel.LETTER, False, "HU-2", Ask.OPT_OUT),
        ("HU", Channel.PHONE, True, "HU-3", Ask.OPT_IN),
        ("DE", Channel.MAIL, False, "EU-1", Ask.OPT_IN_BUT_CLIENTS),
        ("DE", Channel.PHONE, False, "EU-3", Ask.OPT_OUT),
        ("RU", Channel.PHONE, False, "RU-1", Ask.OPT_IN),
        ("RU", Channel.PHONE, True, "RU-2", Ask.NEVER),
        ("RU", Channel.LETTER, False, "RU-4", Ask.OPT_IN),
    ],
)
def test_the_strictest_consent_is_asked_for(
    country: str, channel: Channel, robot: bool, code: str, ask: Ask
) -> None:
    rule = packs.consent(packs.in_force(country, TODAY), channel, Purpose.MARKETING, robot=robot)
    assert rule is not None
    assert isinstance(rule.terms, Consent)
    assert (rule.code, rule.terms.ask) == (code, ask)


def test_what_the_client_asked_for_needs_no_more_consent() -> None:
    for country in ("HU", "RU", "DE"):
        for channel in CHANNELS:
            assert packs.consent(packs.in_force(country, TODAY), channel, Purpose.ASKED) is None


@given(st.sampled_from(["HU", "RU", "FR", "US"]), st.sampled_from(sorted(CHANNELS)), st.data())
def test_a_machine_never_needs_less_consent_than_a_person(
    country: str, channel: Channel, data: st.DataObject
) -> None:
    rules = packs.in_force(country, TODAY)
    purpose = data.draw(st.sampled_from(sorted(PURPOSES)))
    person = packs.consent(rules, channel, purpose)
    machine = packs.consent(rules, channel, purpose, robot=True)
    order = [None, *Ask]
    asks = [r.terms.ask if r and isinstance(r.terms, Consent) else None for r in (person, machine)]
    assert order.index(asks[0]) <= order.index(asks[1])


def test_an_objection_is_for_good_and_a_no_lasts_the_longest_of_the_floors() -> None:
    for country in ("HU", "RU", "DE", "US"):
        rules = packs.in_force(country, TODAY)
        objection, no = packs.rest(rules, After.OBJECTION), packs.rest(rules, After.NO)
        assert objection is not None
        assert no is not None
        assert isinstance(objection.terms, Rest)
        assert isinstance(no.terms, Rest)
        assert objection.terms.days is None
        assert objection.basis is Basis.LAW
        assert no.terms.days == 30
    assert packs.rest((), After.NO) is None


def test_every_call_begins_with_who_calls_and_why() -> None:
    for country in ("HU", "RU", "DE", "US"):
        first = packs.first_words(packs.on_channel(packs.in_force(country, TODAY), Channel.PHONE))
        said = [w for r in first if isinstance(r.terms, FirstWords) for w in r.terms.words]
        assert set(said) == set(FirstWord)


def test_a_channel_keeps_only_the_rules_that_speak_of_it() -> None:
    mail = packs.on_channel(packs.in_force("HU", TODAY), Channel.MAIL)
    assert mail
    assert packs.on_channel(packs.in_force("HU", TODAY), Channel.PARTNER) == ()
    assert not any(isinstance(rule.terms, Hours | Attempts) for rule in mail)


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (("pack",), "Hungary", "two capital letters"),
        (("countries",), "HU", "has no list"),
        (("countries",), ["hu"], "an odd country"),
        (("as_of",), "22.11.2026", "a date not written as 2026-12-01"),
        (("as_of",), "2026-W47-7", "a date not written as 2026-12-01"),
        (("rules", 0, "code"), "EU-1", "rule EU-1 has a code not of this pack"),
        (("rules", 1, "code"), "HU-1", "rule HU-1 stands there twice"),
        (("rules", 0, "kind"), "habit", "“habit”, not one of: hours, attempts"),
        (("rules", 0, "channels"), ["fax"], "others than: letter, mail, phone, sms"),
        (("rules", 0, "channels"), [], "others than: letter, mail, phone, sms"),
        (("rules", 0, "basis"), "rumour", "“rumour”, not one of: law"),
        (("rules", 0, "from"), None, "rule HU-1 has no first day"),
        (("rules", 0, "from"), "2026-02-30", "a date not written as 2026-12-01"),
        (("rules", 0, "until"), "2008-08-31", "ends before it begins"),
        (("rules", 0, "source", "reference"), " ", "has no reference"),
        (("rules", 0, "source", "says", "ru"), "", "a blank where words belong"),
        (("rules", 0, "values", "ask"), "maybe", "“maybe”, not one of: opt-out"),
        (("rules", 0, "values", "we prove"), 1, "a yes or no that is neither"),
        (("rules", 0, "values", "extra"), 1, "says “extra”, which nobody reads"),
        (("rules", 4, "values", "days"), 0, "a number that is none"),
        (("rules", 4, "values", "days"), True, "a number that is none"),
        (("rules", 6, "values", "sunday"), ["20:00–08:00"], "overlap, touch or run backwards"),
        (("rules", 6, "values", "sunday"), ["08:00–12:00", "11:00–13:00"], "overlap"),
        (("rules", 6, "values", "sunday"), ["08:00–24:30"], "after midnight"),
        (("rules", 6, "values", "sunday"), ["8–20"], "hours not written as 08:00–20:00"),
        (("rules", 6, "values"), {"sunday": []}, "does not say “saturday”"),
        (("rules", 6), 7, "rule ? has no object"),
    ],
)
def test_a_malformed_pack_is_refused_with_its_rule_and_the_reason(
    path: Place, value: object, why: str
) -> None:
    with pytest.raises(PackError) as refused:
        read(changed(path, value), "my.json")
    assert "The rule pack “my.json” is not used: " in str(refused.value)
    assert why in str(refused.value)


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"pack": 1}', "[" * 100_000, "9" * 9999])
def test_what_is_no_pack_at_all_is_refused_too(text: str) -> None:
    with pytest.raises(PackError, match="its head"):
        read(text, "my.json")


def test_a_key_said_twice_is_refused_as_the_last_would_win_unseen() -> None:
    twice = SHIPPED["hu"].replace('"basis": "law",', '"basis": "law", "basis": "law",', 1)
    with pytest.raises(PackError, match="“basis” twice"):
        read(twice, "my.json")


@given(
    st.sampled_from(PLACES),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    ),
)
def test_a_pack_said_otherwise_anywhere_is_read_whole_or_refused(
    path: Place, value: object
) -> None:
    with suppress(PackError):
        pack = read(changed(path, value), "my.json")
        assert all(rule.code.startswith(pack.code) for rule in pack.rules)


@given(st.sampled_from(PLACES))
def test_a_pack_with_anything_left_out_is_refused_but_for_an_item_of_a_list(path: Place) -> None:
    pack = copy.deepcopy(json.loads(SHIPPED["hu"]))
    place = pack
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    if isinstance(path[-1], str):
        with pytest.raises(PackError):
            read(json.dumps(pack), "my.json")
