"""Runs a benchmark on each database: SQLite always, PostgreSQL where its programs are found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.cluster import NoPostgresError, binaries

ROOT = Path(__file__).parent.parent


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a cluster that ends with this block."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.cluster"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert keeper.stdout
        yield keeper.stdout.readline().strip()
    finally:
        keeper.communicate(timeout=60)


def on_each_engine(module: str, *words: str) -> Iterator[dict[str, Any]]:
    """Run `python -m module --child` with a fresh database of each kind; its last line is JSON."""
    yield _run("sqlite", module, words, {})
    try:
        binaries()
    except NoPostgresError as error:
        print(f"Not measured on PostgreSQL: {error}", file=sys.stderr)
        return
    with postgresql() as url:
        yield _run("postgresql", module, words, {"DATABASE_URL": url})


def _run(engine: str, module: str, words: tuple[str, ...], more: dict[str, str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="demur-bench-") as folder:
        env = {k: v for k, v in os.environ.items() if not k.startswith("DEMUR_")}
        env.pop("DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, "-m", module, "--child", *words],
            cwd=ROOT,
            env={**env, "DEMUR_DATA": folder, **more},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return {"engine": engine, **json.loads(done.stdout.splitlines()[-1])}


def table(rows: list[dict[str, Any]]) -> str:
    """Rows of figures as aligned text, a line each."""
    heads = list(rows[0])
    cells = [heads, *[[_shown(row.get(head)) for head in heads] for row in rows]]
    widths = [max(len(line[place]) for line in cells) for place in range(len(heads))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        for line in cells
    )


def _shown(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
