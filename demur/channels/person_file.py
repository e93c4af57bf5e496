"""A person's copy of what we hold of them: one archive, for programs and for reading."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from demur.domain.people import display_name
from demur.records.personal import THEIRS

Rows = Sequence[Mapping[str, Any]]
#: No page of ours: it is read from a disk, and loads nothing.
PAGE: Final = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>body{{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}}
dt{{color:#555}}dd{{margin:0 0 .5em 1em;white-space:pre-wrap;overflow-wrap:anywhere}}
section{{border-top:1px solid #ccc}}</style></head>
<body><h1>{title}</h1><p>{says}</p>
{body}
</body></html>
"""


def person_file(tables: Mapping[str, Rows], company: str, at: datetime) -> bytes:
    """A ZIP of `person.json` (every value as it is kept) and `person.html` (the same, to read)."""
    told = {"company": company, "made_at": at.isoformat(), "tables": tables}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps(told, ensure_ascii=False, indent=2))
        archive.writestr("person.html", _page(tables, company, at))
    return file.getvalue()


def _page(tables: Mapping[str, Rows], company: str, at: datetime) -> str:
    title = _("What %(company)s holds of you") % {"company": display_name(company)}
    says = _("As of %(day)s. The same stands in person.json, for programs.") % {
        "day": f"{at:%Y-%m-%d %H:%M} UTC"
    }
    body = "\n".join(line for name, rows in tables.items() for line in _section(name, rows))
    lang = get_language() or "en"
    return PAGE.format(lang=lang, title=escape(title), says=escape(says), body=body)


def _section(name: str, rows: Rows) -> Iterator[str]:
    yield f"<h2>{escape(str(THEIRS[f'records.{name}'].says))}</h2>"
    for row in rows:
        lines = "".join(
            f"<dt>{escape(column.replace('_', ' '))}</dt><dd>{escape(_shown(value))}</dd>"
            for column, value in row.items()
            if value not in (None, "", [], {})
        )
        yield f"<section><dl>{lines}</dl></section>"


def _shown(value: Any) -> str:
    """A value as it is read; nothing in it turns round what stands beside it."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return display_name(value, max(80, len(value))) if isinstance(value, str) else str(value)
