"""A client's own day: what it reckons with is loaded before the first call of the day has ended."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest

from demur.domain import silence
from demur.domain.silence import model
from demur.records.fits import keep_fit
from demur.records.rests import own_day, warm_up
from demur.records.rounds import Rest, Round
from demur.records.silence import gathered
from tests.shop import NOW, open_shop
from tests.web.rounds import a_client, called

pytestmark = pytest.mark.django_db


def compiled() -> dict[str, int]:
    """Of everything that is compiled for judging silence, for how many sorts of arguments."""
    modules = [
        import_module(f"{silence.__name__}.{one.name}") for one in iter_modules(silence.__path__)
    ]
    parts = [(each.__name__, name, one) for each in modules for name, one in vars(each).items()]
    return {
        f"{at}.{name}": len(one.signatures) for at, name, one in parts if hasattr(one, "signatures")
    }


@pytest.mark.parametrize("fitted", [False, True])
def test_the_first_outcome_of_a_day_compiles_nothing_that_was_not_loaded(fitted: bool) -> None:
    open_shop()
    eva = a_client("Takács Éva", "", "+36301110001", NOW)
    called(eva, NOW, (30, 12, 3))
    if fitted:
        found = gathered(NOW)
        prior = model.prior(found.segments, found.slots.count)
        keep_fit(prior, found.slots, found.fields, (1, 3), "Anna", NOW)
    warm_up()
    before = compiled()
    assert any(before.values())
    assert own_day(eva.pk, NOW, Round(minute_price=3.0, price=4.0, currency="HUF")).because
    assert compiled() == before
    assert not Rest.objects.exists()
