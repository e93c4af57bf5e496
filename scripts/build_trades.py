"""Rebuild the shipped world of trades from OpenStreetMap's id-tagging-schema.

    python scripts/build_trades.py                      fetches the pinned package with `npm pack`
    python scripts/build_trades.py PACKAGE              an unpacked package, or its .tgz

`trade_fields.txt` says which trades are taken and the field of each. What callers say that
upstream does not list is in demur/domain/needs/kindred.txt. The same input gives the same bytes.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

UPSTREAM = "@openstreetmap/id-tagging-schema@6.19.2"
HERE = Path(__file__).resolve().parent
SHIPPED = HERE.parent / "demur" / "domain" / "needs" / "trades.json.gz"
LANGUAGES = ("hu", "ru", "en")


def main() -> None:
    """Write the compact file, and say what is in it."""
    with tempfile.TemporaryDirectory() as scratch:
        package = unpacked(sys.argv[1] if len(sys.argv) > 1 else None, Path(scratch))
        docs = list(trades(package, fields()))
    text = json.dumps({"source": UPSTREAM, "licence": "ISC", "docs": docs}, ensure_ascii=False)
    SHIPPED.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    count = sum(len(doc[lang]["terms"]) for doc in docs for lang in LANGUAGES)
    sys.stdout.write(f"{SHIPPED.name}: {len(docs)} trades, {count} synonyms\n")


def unpacked(given: str | None, scratch: Path) -> Path:
    """The folder of the upstream package: given, unpacked from a tarball, or fetched."""
    if given and Path(given).is_dir():
        return Path(given)
    if given is None:
        done = subprocess.run(
            ["npm", "pack", UPSTREAM, "--silent"], cwd=scratch, check=True, capture_output=True
        )
        given = str(scratch / done.stdout.decode().strip().splitlines()[-1])
    with tarfile.open(given) as archive:
        archive.extractall(scratch, filter="data")
    return scratch / "package"


def fields() -> dict[str, str]:
    """The field of each trade, by the trade's id, in the order of the file."""
    found: dict[str, str] = {}
    field = ""
    for line in (HERE / "trade_fields.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.endswith(":"):
            field = line.removesuffix(":")
        else:
            found |= dict.fromkeys(line.split(), field)
    return found


def split(terms: str | None) -> list[str]:
    """A comma-separated list of terms."""
    return [term for part in (terms or "").split(",") if (term := part.strip())]


def trades(package: Path, field_of: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Each trade with its field, and its name and synonyms in three languages."""
    translations = {lang: presets(package, lang) for lang in LANGUAGES}
    for trade, field in sorted(field_of.items()):
        said = {lang: spoken(translations[lang].get(trade, {})) for lang in LANGUAGES}
        if not said["en"]["name"]:
            raise SystemExit(f"upstream has no name for {trade}: take it out of trade_fields.txt")
        yield {"id": trade, "field": field, **said}


def presets(package: Path, lang: str) -> dict[str, Any]:
    """Upstream's words for every preset in one language."""
    path = package / "dist" / "translations" / f"{lang}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))[lang]["presets"]["presets"]
    return found


def spoken(preset: dict[str, Any]) -> dict[str, Any]:
    """A trade's name, and its synonyms and aliases without repetition."""
    terms = split(preset.get("terms")) + (preset.get("aliases") or "").splitlines()
    name = preset.get("name") or ""
    different = dict.fromkeys(term.strip().casefold() for term in terms)
    return {"name": name, "terms": [t for t in different if t and t != name.casefold()]}


if __name__ == "__main__":
    main()
