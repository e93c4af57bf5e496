"""One cell of a workbook to the text a policy's cell holds."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from demur.domain.policy import vocabulary as voc
from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin


def cell_text(cell: Any, sheet: str, margin: Margin) -> str:
    """Give a cell as text; what is only calculated or broken is a finding, and left empty."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if cell.data_type in {"f", "e"}:
        key = "xlsx formula" if cell.data_type == "f" else "xlsx error"
        place = f"{cell.column_letter}{cell.row}"
        fields = {"sheet": sheet, "place": place, "text": str(value)}
        margin.fault(Code.FORMULA, cell.row, key, **fields)
        return ""
    text = _typed(value, str(cell.number_format or ""), margin)
    if text is None:
        fields = {"sheet": sheet, "place": f"{cell.column_letter}{cell.row}", "text": str(value)}
        margin.fault(Code.UNREADABLE_CELL, cell.row, "xlsx moment", **fields)
        return ""
    return text


def _typed(value: object, number_format: str, margin: Margin) -> str | None:
    """Write a typed value as people would; None for a moment no question can be answered by."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return (voc.YES if value else voc.NO)[margin.lang][0]
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}" if not value.second else None
    return None


def _number(value: float, number_format: str) -> str:
    if "%" in number_format:
        return f"{round(value * 100, 10):g} %"
    if isinstance(value, int) or (abs(value) < 1e15 and value == int(value)):
        return str(int(value))
    return repr(value)
