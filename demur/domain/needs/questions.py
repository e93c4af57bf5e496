"""The one question that is asked when we are not sure: a sentence, in the caller's language."""

from __future__ import annotations

from demur.domain.refusal import Lang

WHAT: dict[Lang, str] = {
    Lang.HU: "Segítsen, kérem: mire van szüksége?",
    Lang.RU: "Подскажите, пожалуйста: что именно вам нужно?",
    Lang.EN: "Could you tell me, please, what it is you need?",
}
WHAT_FOR: dict[Lang, str] = {
    Lang.HU: "Mondana róla egy kicsit többet: mi az, és mire szeretné használni?",
    Lang.RU: "Расскажите, пожалуйста, чуть подробнее: что это и для чего вам нужно?",
    Lang.EN: "Could you tell me a little more: what is it, and what will you use it for?",
}
THIS: dict[Lang, str] = {
    Lang.HU: "Jól értem, hogy erre gondol: „{one}”?",
    Lang.RU: "Правильно ли я понимаю, что вам нужно: «{one}»?",
    Lang.EN: "Do I understand you well, is it “{one}” that you mean?",
}
EITHER: dict[Lang, str] = {
    Lang.HU: "Melyikre gondol inkább: „{one}” vagy „{other}”?",
    Lang.RU: "Что вам ближе: «{one}» или «{other}»?",
    Lang.EN: "Which is nearer to what you need: “{one}” or “{other}”?",
}
INSTEAD: dict[Lang, str] = {
    Lang.HU: "Megfelelne-e önnek ez: „{one}”?",
    Lang.RU: "Подойдёт ли вам такой вариант: «{one}»?",
    Lang.EN: "Would this one do for you: “{one}”?",
}


def question(lang: Lang, candidates: list[str], *, instead: bool = False) -> str:
    """The question that splits the two likeliest meanings, or asks for more where there are none.

    `candidates` are names as a caller would know them, likeliest first; `instead` asks whether
    the first would do in place of what was asked for.
    """
    names = list(dict.fromkeys(candidates))
    if not names:
        return WHAT_FOR[lang]
    if instead:
        return INSTEAD[lang].format(one=names[0])
    if len(names) == 1:
        return THIS[lang].format(one=names[0])
    return EITHER[lang].format(one=names[0], other=names[1])
