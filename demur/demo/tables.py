"""The demo's own files, which need no recognising."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its line, and its cells by column."""

    line: int
    values: Mapping[str, str]


def content(name: str) -> bytes:
    """Give a file's bytes."""
    return files("demur.demo").joinpath(f"{name}.csv").read_bytes()


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Give a file's rows."""
    reader = csv.DictReader(io.StringIO(content(name).decode(), newline=""))
    return tuple(Row(reader.line_num, values) for values in reader)
