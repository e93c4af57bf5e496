"""In which encoding a sheet was saved: known for sure, or refused with the line.

A wrong guess writes garbled names into the records for ever, so the whole file is read once
before its first row is believed.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt

from demur.channels.sheets_faults import Flaw, SheetFault

CHUNK: Final = 1 << 16
#: Longest marks first: UTF-32's little-endian mark begins with UTF-16's.
MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
HUNGARIAN: Final = "áéíóöőúüűÁÉÍÓÖŐÚÜŰ".encode("cp1250")
RUSSIAN: Final = bytes(range(0xC0, 0x100)) + "ЁёІіЇїЄєҐґЎў".encode("cp1251")
#: The ten letters that make about two thirds of any Russian text (О. Н. Ляшевская,
#: С. А. Шаров, Частотный словарь, 2009): in another Cyrillic encoding their share collapses.
COMMON_RUSSIAN: Final = "оеаинтсрвлОЕАИНТСРВЛ".encode("cp1251")
#: Signs that any office text may hold besides its letters: quotes, dashes, §, °, №, €.
TYPOGRAPHY: Final = bytes((0x80, *range(0x84, 0x88), *range(0x91, 0x98), 0x99, 0xA0)) + bytes(
    (0xA7, 0xA9, 0xAB, 0xAD, 0xAE, 0xB0, 0xB1, 0xB7, 0xB9, 0xBB)
)
#: A share needs this many letters before it says anything.
ENOUGH_LETTERS: Final = 30


@dataclass(frozen=True, slots=True)
class _EightBit:
    """What a file's bytes above 127 look like: how often each, and who their neighbours are."""

    counts: npt.NDArray[np.int64]
    beside_high: int
    beside_ascii: int

    def share(self, members: bytes, among: bytes) -> float:
        total = int(self.counts[list(among)].sum())
        return float(self.counts[list(members)].sum()) / total if total else 0.0

    def number(self, members: bytes) -> int:
        return int(self.counts[list(members)].sum())


def recognise(stream: BinaryIO) -> str | SheetFault:
    """The encoding of a whole sheet, by its mark, its shape or the letters of its language.

    UTF-8 and UTF-16 with a mark or without, windows-1250 holding Hungarian, windows-1251 holding
    Russian. Reads the stream to its end in pieces; the caller rewinds. Answers a SheetFault with
    the line where the file stops making sense in anything else.
    """
    head = stream.read(CHUNK)
    marked = next((name for mark, name in MARKS if head.startswith(mark)), None)
    encoding = marked or _unmarked_utf16(head)
    if encoding:
        broken = _first_broken_line(stream, encoding)
        return SheetFault(Flaw.ENCODING, broken[0]) if broken else encoding
    broken = _first_broken_line(stream, "utf-8")
    if broken is None:
        return "utf-8"
    line, letters_before = broken
    # Letters that were good UTF-8 before the bad byte: a damaged file, not another encoding.
    eight_bit = None if letters_before else _eight_bit(stream)
    return eight_bit or SheetFault(Flaw.ENCODING, line)


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without its mark: noughts on one side only, and a text of our scripts behind them."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if not even and not odd:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(encoding, "replace")
    ours = sum(char in "\t\r\n" or " " <= char <= "\u052f" or "‐" <= char <= "™" for char in text)
    return encoding if ours >= 0.95 * len(text) else None


def _first_broken_line(stream: BinaryIO, encoding: str) -> tuple[int, bool] | None:
    """The line that does not decode, and whether letters beyond ASCII did before it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, beyond_ascii = 1, False
    for chunk, last in _chunks(stream):
        try:
            text = decoder.decode(chunk, last)
        except UnicodeDecodeError as error:
            wide = encoding.startswith(("utf-16", "utf-32"))
            good = error.object[: error.start].decode(encoding if wide else "utf-8", "replace")
            return line + good.count("\n"), beyond_ascii or not good.isascii()
        line += text.count("\n")
        beyond_ascii = beyond_ascii or not text.isascii()
    return None


def _eight_bit(stream: BinaryIO) -> str | None:
    """Hungarian or Russian by how their letters stand; None when neither is plausible.

    A Hungarian accented letter stands between plain ones, a Russian letter among its like.
    """
    seen = _survey(stream)
    marks = bytes(set(range(0x80, 0x100)) - set(TYPOGRAPHY))
    if seen.beside_high > seen.beside_ascii:
        likely = seen.share(RUSSIAN, marks) >= 0.99
        few = seen.number(RUSSIAN) < ENOUGH_LETTERS
        common = few or seen.share(COMMON_RUSSIAN, RUSSIAN) >= 0.5
        encoding = "cp1251" if likely and common else None
    else:
        encoding = "cp1250" if seen.share(HUNGARIAN, marks) >= 0.6 else None
    return encoding if encoding and _first_broken_line(stream, encoding) is None else None


def _survey(stream: BinaryIO) -> _EightBit:
    counts = np.zeros(256, dtype=np.int64)
    beside_high = beside_ascii = 0
    for chunk, _ in _chunks(stream):
        codes = np.frombuffer(chunk, dtype=np.uint8)
        counts += np.bincount(codes, minlength=256)
        high = codes >= 0xC0
        lower = codes | 0x20
        plain = (lower >= ord("a")) & (lower <= ord("z"))
        beside_high += int((high[1:] & high[:-1]).sum())
        beside_ascii += int((high[1:] & plain[:-1]).sum() + (plain[1:] & high[:-1]).sum())
    return _EightBit(counts, beside_high, beside_ascii)


def _chunks(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """The stream from its start in pieces, the last one empty and marked as the last."""
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        yield chunk, False
    yield b"", True
