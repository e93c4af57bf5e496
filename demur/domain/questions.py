"""Questions the desk asks of every caller alike, in the caller's language."""

from __future__ import annotations

from demur.domain.refusal import Lang

WHICH_NUMBER = {
    Lang.HU: "Megkérdezhetem, melyik számot hívta?",
    Lang.RU: "Подскажите, пожалуйста, какой номер вы набирали?",
    Lang.EN: "May I ask which number you dialled?",
}


def which_number(lang: Lang) -> str:
    """Ask which number was dialled: someone who wants what we never sold may have misdialled."""
    return WHICH_NUMBER[lang]
