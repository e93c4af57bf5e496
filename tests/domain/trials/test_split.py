"""The split is chance's, stable, and balanced within segments."""

from __future__ import annotations

from collections import Counter, defaultdict
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from demur.domain.trials.split import Arm, Client, split

some = st.lists(
    st.builds(
        Client,
        st.integers(1, 10**9),
        st.sampled_from(["key", "regular", "new", ""]),
        st.floats(0, 1e12),
    ),
    max_size=60,
    unique_by=lambda one: one.place,
)


@given(some, st.text(max_size=20))
def test_both_sides_have_as_many_clients_in_every_segment_but_one(
    clients: list[Client], seed: str
) -> None:
    arms = {one.place: one.arm for one in split(clients, seed)}
    assert arms.keys() == {one.place for one in clients}
    within: dict[str, Counter[Arm]] = defaultdict(Counter)
    for one in clients:
        within[one.segment][arms[one.place]] += 1
    for counts in within.values():
        assert abs(counts[Arm.ROUND] - counts[Arm.CADENCE]) <= 1
    every = Counter(arms.values())
    assert abs(every[Arm.ROUND] - every[Arm.CADENCE]) <= 1


@given(some, st.text(max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_the_clients_decides_nothing(
    clients: list[Client], seed: str, lots: Random
) -> None:
    turned = list(clients)
    lots.shuffle(turned)
    assert split(turned, seed) == split(clients, seed)


@given(some, st.text(max_size=20))
def test_of_a_pair_one_is_on_either_side(clients: list[Client], seed: str) -> None:
    pairs: dict[int, list[Arm]] = defaultdict(list)
    for one in split(clients, seed):
        pairs[one.pair].append(one.arm)
    alone = [arms for arms in pairs.values() if len(arms) == 1]
    assert len(alone) == len(clients) % 2
    assert all(sorted(arms) == sorted(Arm) for arms in pairs.values() if len(arms) > 1)


def test_another_seed_decides_anew_and_everybody_has_an_even_chance() -> None:
    clients = [Client(place, "regular", float(place % 7)) for place in range(1, 42)]
    rounds: Counter[int] = Counter()
    for seed in range(1_000):
        rounds.update(one.place for one in split(clients, str(seed)) if one.arm is Arm.ROUND)
    # Of 1,000 even throws all but one in 10^7 lie within 415 and 585.
    assert all(415 <= rounds[one.place] <= 585 for one in clients)
