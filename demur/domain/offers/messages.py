"""Every sentence of a comparison, in three languages.

They stand in sentences.json beside this module, at most 20 words each before they are filled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from demur.domain.refusal import Lang


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Give every sentence by its key and language."""
    text = files(__package__).joinpath("sentences.json").read_text("utf-8")
    loaded: dict[str, dict[str, str]] = json.loads(text)
    return loaded


def say(lang: Lang, key: str, **fields: object) -> str:
    """Give one sentence in a language with its fields filled; values are never read again."""
    return sentences()[key][lang].format(**fields)


def in_all(key: str) -> Mapping[Lang, str]:
    """Give one sentence without fields in all languages."""
    return {lang: say(lang, key) for lang in Lang}
