"""The invented companies of spoken_needs.txt, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from demur.domain.needs.goods import Item
from demur.domain.refusal import Lang, Nearness


@dataclass(frozen=True, slots=True)
class Need:
    """What a caller said, how near it is, and which of the goods was meant."""

    lang: Lang
    words: str
    nearness: Nearness
    item: str


@dataclass(slots=True)
class Firm:
    """An invented company: its goods, the trades it serves, and what callers say to it."""

    name: str
    served: list[str]
    items: list[Item] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)


def read() -> list[Firm]:
    """Every invented company, in the order of the file."""
    firms: list[Firm] = []
    path = Path(__file__).with_name("spoken_needs.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        kind, *cells = (cell.strip() for cell in line.split("|"))
        if kind == "firm":
            firms.append(Firm(cells[0], [trade.strip() for trade in cells[1].split(",")]))
        elif kind == "item":
            firms[-1].items.append(_item(*cells))
        else:
            firms[-1].needs.append(Need(Lang(cells[0]), cells[1], Nearness(cells[2]), cells[3]))
    return firms


def _item(id_: str, hu: str, ru: str, en: str, variant: str, brand: str) -> Item:
    names = {Lang.HU: hu, Lang.RU: ru, Lang.EN: en}
    return Item(id_, names, variant=variant or None, brand=brand or None)
