"""Whether the caller says themselves that they dialled a wrong number (article A, case 4)."""

from __future__ import annotations

import re

from demur.domain.needs.text import fold

SAYINGS = re.compile(
    r"\b(?:"
    r"(?:teves|rossz|masik) szamot? hiv|felrehiv|feretarcsaz|felretarcsaz|teves (?:hivas|kapcsolas)"
    r"|elhibaztam a szamot|nem (?:ezt|ide) akartam hivni"
    r"|ошиб\w* номер|не туда попал|не тот номер|неправильн\w* (?:набра|номер)|номером ошиб"
    r"|не вам звон"
    r"|wrong number|misdial|dialled the wrong|dialed the wrong|not the number i wanted"
    r")"
)


def says_wrong_number(need: str) -> bool:
    """True where the words themselves say so, in Hungarian, Russian or English."""
    return SAYINGS.search(fold(need)) is not None
