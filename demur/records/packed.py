"""What was learned, as bytes to keep: arrays and plain values, and nothing that could be run."""

from __future__ import annotations

import importlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

import numpy as np

#: Only what is defined here is ever made from kept bytes.
KNOWN: Final = "demur.domain.silence."
STORY: Final = "story"
#: What reading strange or damaged bytes ends in.
FAULTS: Final = (
    *(ValueError, TypeError, KeyError, AttributeError, ImportError, OSError, EOFError),
    zipfile.BadZipFile,
)


class Unreadable(ValueError):
    """The bytes are not what this version of Demur keeps: they were kept by another one."""


def packed(value: object) -> bytes:
    """Values of the domain of silence as bytes: dataclasses and named tuples of arrays, texts,
    numbers, and of each other. Raises TypeError for anything else."""
    arrays: dict[str, Any] = {}
    story = json.dumps(_told(value, arrays)).encode()
    out = io.BytesIO()
    arrays[STORY] = np.frombuffer(story, np.uint8)
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def unpacked(kept: bytes) -> Any:
    """The same values again. Raises Unreadable."""
    try:
        with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
            return _made(json.loads(arrays[STORY].tobytes()), arrays)
    except FAULTS as error:
        raise Unreadable(str(error)) from error


def _told(value: Any, arrays: dict[str, Any]) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        name = f"array{len(arrays)}"
        arrays[name] = value
        return {"array": name}
    if (names := _names(value)) is not None:
        kind = [type(value).__module__, type(value).__qualname__]
        return {"kind": kind, "of": {one: _told(getattr(value, one), arrays) for one in names}}
    if isinstance(value, Mapping):
        return {"map": [[_told(part, arrays) for part in pair] for pair in value.items()]}
    if isinstance(value, (tuple, list)):
        return {"row": [_told(one, arrays) for one in value]}
    raise TypeError(f"{type(value).__qualname__} is not kept")


def _names(value: object) -> list[str] | None:
    if not type(value).__module__.startswith(KNOWN):
        return None
    if is_dataclass(value):
        return [one.name for one in fields(value)]
    named = getattr(value, "_fields", None)
    return list(named) if named is not None else None


def _made(told: Any, arrays: Mapping[str, Any]) -> Any:
    if not isinstance(told, dict):
        return told
    if "array" in told:
        return arrays[told["array"]]
    if "map" in told:
        return {_made(key, arrays): _made(one, arrays) for key, one in told["map"]}
    if "row" in told:
        return tuple(_made(one, arrays) for one in told["row"])
    module, name = told["kind"]
    if not module.startswith(KNOWN) or "." in name:
        raise Unreadable(f"{module}.{name} is not kept")
    kind = getattr(importlib.import_module(module), name)
    if not is_dataclass(kind) and not hasattr(kind, "_fields"):
        raise Unreadable(f"{module}.{name} is not kept")
    return kind(**{one: _made(part, arrays) for one, part in told["of"].items()})
