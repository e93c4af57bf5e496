"""What does the caller need, and how near is it to what the company has?

Ask a `Catalogue`: it holds the goods, the trades served and the world of trades.
"""

from demur.domain.needs.attributes import Spoken
from demur.domain.needs.catalogue import Catalogue, Hit, Match
from demur.domain.needs.goods import Item
from demur.domain.needs.sizes import Trait
from demur.domain.needs.text import warm_up
from demur.domain.needs.world import Trade, shipped

__all__ = ["Catalogue", "Hit", "Item", "Match", "Spoken", "Trade", "Trait", "shipped", "warm_up"]
