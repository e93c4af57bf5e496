"""P6: after a client's no nothing on any path plans, shows, exports, sends or dials them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from demur.actions.make_key import Scope
from demur.records.users import Role
from tests.reliability.registry import Register
from tests.reliability.ways_out import WAYS, House, receiver
from tests.shop import open_shop
from tests.web.doors import key, signed_in, somebody

pytestmark = pytest.mark.django_db

STEPS = 30
COMMON = {
    "stateful_step_count": STEPS,
    "deadline": None,
    "database": None,
    # A failing run is told as it was found: to shrink it takes minutes.
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


@pytest.fixture(autouse=True)
def _house(settings: Any) -> Iterator[None]:
    settings.SESSION_COOKIE_AGE = 10 * 365 * 86400  # the clock runs on for years
    Register.folder = settings.PEACE
    open_shop()
    server, told, heard = receiver()
    person = signed_in(somebody(Role.SELLER, "Kata"))
    Register.house = House(person, key(Scope.CALLS), told, heard)
    Register.out, Register.held = Counter(), 0
    yield
    server.shutdown()
    server.server_close()


def test_nothing_leaves_of_a_client_at_peace() -> None:
    run_state_machine_as_test(Register, settings=settings(max_examples=10, **COMMON))
    assert not [way for way in WAYS if not Register.out[way]], Register.out
    assert Register.held
