"""A link as a QR code, for paper and for a page (ISO/IEC 18004, error correction M)."""

from __future__ import annotations

import io

import segno

#: Units a module in the drawing; on paper it may be printed at any size.
SCALE = 4


def svg(url: str, title: str) -> str:
    """The drawing as SVG, dark on white with its quiet zone, named for whoever can't see it."""
    drawing = io.BytesIO()
    code = segno.make(url, error="m", micro=False)
    code.save(drawing, kind="svg", xmldecl=False, scale=SCALE, light="#fff", title=title)
    return drawing.getvalue().decode()
