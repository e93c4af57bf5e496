"""Files that come out alike: the same bytes for the same content, and whole or not at all."""

from __future__ import annotations

import io
import os
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Final

_FIRST_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_STAMP: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def same_bytes(archive: bytes) -> bytes:
    """Give an office file (a zip) without the moment it was made in: alike today and tomorrow."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _FIRST_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, content)
    return made.getvalue()


def write_whole(file: Path, content: bytes) -> None:
    """Put a file in its place at once: whoever looks sees the old one or the new, never a half.

    Raises OSError where the folder cannot be written to.
    """
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.chmod(_mode_of(file))
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _mode_of(file: Path) -> int:
    """Give the rights an existing file has, or those a new one gets."""
    if file.exists():
        return file.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
