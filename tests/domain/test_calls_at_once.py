"""A log is worked out by columns as it is line by line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.attempts import KNOWS_BEST, Noted, Source, standing
from demur.domain.calls_at_once import Lines, plain

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
SECONDS = st.none() | st.integers(0, 900)


@st.composite
def logs(draw: st.DrawFn) -> list[Noted]:
    """A log of a few clients: calls that lie near and far, words about them, calls taken back."""
    log: list[Noted] = []
    for number in range(draw(st.integers(0, 14))):
        firsts = [one for one in log if one.about is None]
        about = draw(st.none() | st.sampled_from(firsts)) if firsts else None
        log.append(
            Noted(
                ref=UUID(int=number + 1),
                whom=draw(st.sampled_from("123")),
                at=NOON + timedelta(seconds=draw(st.integers(0, 4000) | st.integers(0, 10**6)) / 2),
                disposition=draw(st.sampled_from(["missed", "later"])),
                source=draw(st.sampled_from(Source)),
                noted_at=NOON + timedelta(minutes=number),
                seconds=draw(SECONDS),
                about=about.ref if about else None,
                withdrawn=about is not None and draw(st.booleans()),
            )
        )
    return log


def columns(log: Sequence[Noted]) -> Lines:
    return Lines(
        np.array([one.ref.int for one in log], np.int64),
        np.array([one.about.int if one.about else 0 for one in log], np.int64),
        np.array([int(one.whom) for one in log], np.int64),
        np.array([one.at.timestamp() for one in log], np.float64),
        np.array([-1 if one.seconds is None else one.seconds for one in log], np.int64),
        np.array([KNOWS_BEST.index(one.source) for one in log], np.int8),
        np.zeros(len(log), np.int16),
    )


@given(logs())
def test_what_needs_no_weighing_and_what_was_weighed_are_the_whole_log(log: list[Noted]) -> None:
    kept = plain(columns(log))
    as_they_stand = [one for one, alone in zip(log, kept, strict=True) if alone]
    weighed = standing(one for one, alone in zip(log, kept, strict=True) if not alone)
    together = sorted((*as_they_stand, *weighed), key=lambda one: (one.at, one.ref))
    assert tuple(together) == standing(log)


def test_calls_that_one_source_told_and_nobody_corrected_need_no_weighing() -> None:
    log = [
        Noted(
            UUID(int=n + 1), str(n % 2 + 1), NOON + timedelta(minutes=n), "missed", Source.API, NOON
        )
        for n in range(9)
    ]
    assert plain(columns(log)).all()


def test_a_call_that_two_have_told_of_is_weighed_and_its_neighbours_are_not() -> None:
    told = [(Source.CTI, 0), (Source.DESK, 120), (Source.CTI, 7200), (Source.DESK, 90_000)]
    log = [
        Noted(UUID(int=n + 1), "1", NOON + timedelta(seconds=after), "missed", source, NOON)
        for n, (source, after) in enumerate(told)
    ]
    assert plain(columns(log)).tolist() == [False, False, True, True]
