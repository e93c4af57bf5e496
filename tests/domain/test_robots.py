"""A machine that presses is noticed, and a person is not taken for one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.robots import BROWSERS_SEND, MACHINES, Press, Sign, signs

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
CUBOT = (
    "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 30) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0 Mobile Safari/537.36"
)
SENT = frozenset({"host", "user-agent", "accept-language", "origin"})
READ = timedelta(seconds=4)


@pytest.mark.parametrize("agent", [FIREFOX, PHONE, CUBOT, "w3m/0.5.3", "Lynx/2.8.9rel.1"])
def test_a_person_who_reads_and_presses_once_shows_no_sign(agent: str) -> None:
    assert signs(Press(agent, SENT, READ)) == frozenset()
    assert signs(Press(agent, SENT, READ, since_another=timedelta(seconds=20))) == frozenset()


@pytest.mark.parametrize("header", sorted(BROWSERS_SEND))
def test_any_one_of_a_browsers_headers_is_enough(header: str) -> None:
    assert signs(Press(FIREFOX, frozenset({"host", header}), READ)) == frozenset()


@pytest.mark.parametrize("name", [name for name, _ in MACHINES])
def test_a_machine_that_names_itself_is_known(name: str) -> None:
    agent = f"Mozilla/5.0 (compatible; {name.upper()} 1.0)"
    assert signs(Press(agent, SENT, READ)) == {Sign.KNOWN_MACHINE}


def test_what_sends_nothing_of_a_browser_is_marked() -> None:
    assert signs(Press(FIREFOX, frozenset({"host", "user-agent"}), READ)) == {Sign.NO_BROWSER}


@pytest.mark.parametrize(("seconds", "is_seen"), [(0, True), (0.99, True), (1, False), (-1, False)])
def test_a_page_pressed_within_a_second_was_not_read(seconds: float, is_seen: bool) -> None:
    found = signs(Press(FIREFOX, SENT, timedelta(seconds=seconds)))
    assert (Sign.AT_ONCE in found) is is_seen


@pytest.mark.parametrize(("seconds", "is_seen"), [(0.1, True), (1.99, True), (2, False)])
def test_several_buttons_within_two_seconds_are_a_machines(seconds: float, is_seen: bool) -> None:
    found = signs(Press(FIREFOX, SENT, READ, timedelta(seconds=seconds)))
    assert (Sign.MANY_BUTTONS in found) is is_seen


@given(
    st.text(),
    st.frozensets(st.text(max_size=20)),
    st.none() | st.timedeltas(),
    st.none() | st.timedeltas(),
)
def test_whatever_is_sent_is_judged(
    agent: str, sent: frozenset[str], age: timedelta | None, since: timedelta | None
) -> None:
    assert signs(Press(agent, sent, age, since)) <= set(Sign)
