"""What the desk knows, under the names a policy may give it in English, Hungarian and Russian.

Three tables: the questions the desk can answer by itself, the results it can act on, and the
answers and results whose meaning it understands. A policy may ask and result in more than these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from demur.domain.policy import vocabulary as voc
from demur.domain.refusal import Importance, Lang, Situation, Step


class QuestionKey(StrEnum):
    """A question the desk can answer."""

    REASON = "reason"
    BACK_IN = "back_in"
    ALTERNATIVE = "alternative"
    PARTNER = "partner"
    CLIENT = "client"
    YEARLY_VALUE = "yearly_value"
    FIELD = "field"
    IMPORTANCE = "importance"
    COMPLAINTS = "complaints"
    CALLBACK = "callback"
    ATTEMPTS = "attempts"
    THEY_SAID = "they_said"
    DAY = "day"
    HOUR = "hour"


class ResultKey(StrEnum):
    """A result the desk can act on."""

    IMPORTANCE = "importance"
    STEP = "step"
    SAY = "say"
    WHO_MAY_DECIDE = "who_may_decide"
    STATUS = "status"
    WHAT_WE_DO = "what_we_do"
    WAIT_BEFORE_NEXT_CALL = "wait_before_next_call"
    THEN = "then"
    MAY_WE_CALL = "may_we_call"
    WHAT_STOPS = "what_stops"
    FOR_HOW_LONG = "for_how_long"


class Standing(StrEnum):
    """How a client stands with us."""

    KEY = "key"
    REGULAR = "regular"
    NEW = "new"


class Trust(StrEnum):
    """How far we trust a partner with our callers."""

    RECOMMENDED = "recommended"
    ON_WATCH = "on watch"
    SUSPENDED = "suspended"


class Override(StrEnum):
    """Who may decide otherwise than the table says."""

    NOBODY = "nobody"
    CLERK = "clerk"
    HEAD = "head"


QUESTIONS: Final[Mapping[QuestionKey, tuple[str, ...]]] = MappingProxyType(
    {
        QuestionKey.REASON: ("Reason", "Ok", "Miért nem", "Az ok", "Причина"),
        QuestionKey.BACK_IN: (
            *("Back in", "Available in", "Mikorra lesz", "Mikor lesz", "Mennyi idő múlva"),
            *("Будет через", "Когда будет", "Появится через"),
        ),
        QuestionKey.ALTERNATIVE: (
            *("Alternative", "Helyettesítő", "Más megoldás", "Alternatíva"),
            *("Замена", "Альтернатива"),
        ),
        QuestionKey.PARTNER: ("Partner", "Партнёр"),
        QuestionKey.CLIENT: ("Client", "Customer", "Ügyfél", "Vevő", "Клиент", "Покупатель"),
        QuestionKey.YEARLY_VALUE: (
            *("Yearly value", "Annual value", "Éves érték", "Évi érték", "Éves forgalom"),
            *("Годовая ценность", "Годовой объём", "Годовой оборот", "Сумма в год"),
        ),
        QuestionKey.FIELD: (
            *("Field", "Trade", "Terület", "Szakma", "Tevékenység"),
            *("Сфера", "Отрасль", "Род занятий", "Сфера деятельности"),
        ),
        QuestionKey.IMPORTANCE: ("Importance", "Fontosság", "Важность", "Значимость"),
        QuestionKey.COMPLAINTS: ("Complaints", "Panasz", "Panaszok", "Жалобы"),
        QuestionKey.CALLBACK: (
            *("Callback", "Call back", "Visszahívás", "Перезвон", "Обратный звонок"),
            "Перезванивает",
        ),
        QuestionKey.ATTEMPTS: ("Attempts", "Próbálkozás", "Hívási kísérlet", "Попытки"),
        QuestionKey.THEY_SAID: (
            *("They said", "Mit mondott", "Ezt mondta", "Az ügyfél azt mondta"),
            *("Клиент сказал", "Что сказал клиент", "Сказали"),
        ),
        QuestionKey.DAY: ("Day", "Nap", "День"),
        QuestionKey.HOUR: ("Hour", "Time", "Óra", "Időpont", "Час", "Время"),
    }
)

RESULTS: Final[Mapping[ResultKey, tuple[str, ...]]] = MappingProxyType(
    {
        ResultKey.IMPORTANCE: QUESTIONS[QuestionKey.IMPORTANCE],
        ResultKey.STEP: ("Step", "Lépés", "Teendő", "Шаг", "Действие"),
        ResultKey.SAY: ("Say", "Mondat", "Mit mondunk", "Mondjuk", "Фраза", "Что говорим"),
        ResultKey.WHO_MAY_DECIDE: (
            *("Who may decide otherwise", "Ki dönthet másként", "Ki térhet el"),
            *("Кто может решить иначе", "Кто вправе решить иначе"),
        ),
        ResultKey.STATUS: ("Status", "Minősítés", "Állapot", "Besorolás", "Статус"),
        ResultKey.WHAT_WE_DO: ("What we do", "Mit teszünk", "Что делаем"),
        ResultKey.WAIT_BEFORE_NEXT_CALL: (
            *("Wait before the next call", "Várakozás a következő hívásig"),
            *("Várunk a következő hívásig", "Ждём до следующего звонка"),
            "Пауза до следующего звонка",
        ),
        ResultKey.THEN: ("Then", "Utána", "Azután", "Затем", "Потом"),
        ResultKey.MAY_WE_CALL: ("May we call", "Hívhatunk", "Hívhatjuk", "Можно ли звонить"),
        ResultKey.WHAT_STOPS: ("What stops", "Mi szűnik meg", "Mi áll le", "Что прекращаем"),
        ResultKey.FOR_HOW_LONG: ("For how long", "Mennyi időre", "Meddig", "На какой срок"),
    }
)

_YES: Final = tuple(word for spoken in voc.YES.values() for word in spoken)
_NO: Final = tuple(word for spoken in voc.NO.values() for word in spoken)
_UNKNOWN: Final = tuple(word for spoken in voc.UNKNOWN.values() for word in spoken)
_IMPORTANCE: Final[Mapping[str, tuple[str, ...]]] = {
    Importance.KEY: ("key", "kulcs", "kulcsügyfél", "kiemelt", "ключевой", "ключевая"),
    Importance.STRATEGIC: ("strategic", "stratégiai", "стратегический", "стратегическая"),
    Importance.TACTICAL: ("tactical", "taktikai", "тактический", "тактическая"),
    Importance.CHANCE: ("chance", "alkalmi", "eseti", "случайный", "случайная"),
}
_OTHER_BUSINESS: Final = (
    *("other business", "más üzletág", "más szakma", "другая отрасль", "другая сфера"),
    *("другой бизнес", "wrong business", "another business", "idegen szakma", "más profil"),
    *("другой вид деятельности", "чужая отрасль"),
)
_OTHER_SPECIALITY: Final = (
    *("other speciality", "other specialty", "más szakterület", "rokon szakterület"),
    *("другая специализация", "другой профиль", "смежный профиль", "another speciality"),
    *("another specialty", "más szak", "другая специальность"),
)

ANSWERS: Final[Mapping[QuestionKey, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        QuestionKey.REASON: {
            "none": ("none", "served", "nincs", "nincs akadály", "нет", "нет причины"),
            Situation.OTHER_BUSINESS: _OTHER_BUSINESS,
            Situation.OTHER_SPECIALITY: _OTHER_SPECIALITY,
            Situation.OUT_OF_STOCK: (
                *("out of stock", "nincs raktáron", "elfogyott", "нет в наличии"),
                *("нет на складе", "not in stock", "sold out", "nincs készleten", "nincs készlet"),
                *("kifogyott", "закончилось", "распродано"),
            ),
            Situation.NO_ONE_FREE: (
                *("no one free", "nobody free", "nincs szabad ember", "senki sem szabad"),
                *("все заняты", "нет свободных", "нет свободных людей", "everyone is busy"),
                *("everyone busy", "no capacity", "mindenki foglalt", "nincs szabad kolléga"),
                *("nincs kapacitás", "нет свободных мастеров", "нет свободных специалистов"),
            ),
            Situation.WRONG_NUMBER: (
                *("wrong number", "téves szám", "téves hívás", "ошиблись номером"),
                *("ошибка номером", "неверный номер", "не туда попали", "rossz szám"),
            ),
        },
        QuestionKey.ALTERNATIVE: {"yes": _YES, "no": _NO},
        QuestionKey.PARTNER: {"yes": _YES, "no": _NO},
        QuestionKey.CLIENT: {
            Standing.KEY: (
                *("key", "kulcs", "kulcsügyfél", "kiemelt", "ключевой", "key account"),
                *("key client", "kulcsvevő", "kiemelt ügyfél", "ключевой клиент"),
            ),
            Standing.REGULAR: (
                *("regular", "rendszeres", "állandó", "visszatérő", "постоянный", "returning"),
                *("regular client", "törzsvevő", "törzsvásárló", "törzsügyfél"),
                "постоянный клиент",
            ),
            Standing.NEW: (
                *("new", "új", "новый", "new client", "új ügyfél", "új vevő", "новый клиент"),
            ),
        },
        QuestionKey.FIELD: {
            "print house": ("print house", "printing house", "nyomda", "типография"),
            "school or office": (
                *("school or office", "iskola vagy iroda", "школа или офис"),
                "школа или контора",
            ),
            "household": ("household", "háztartás", "magánszemély", "частное лицо", "дом"),
            "unknown": _UNKNOWN,
        },
        QuestionKey.IMPORTANCE: _IMPORTANCE,
        QuestionKey.THEY_SAID: {
            "plain no": (
                *("a plain no", "plain no", "egyszerű nem", "nem", "просто нет", "нет"),
                *("no", "no without a reason", "nem, indok nélkül", "indok nélküli nem"),
                *("puszta nem", "отказ", "отказ без причины", "нет без причины", "простой отказ"),
            ),
            "reason": (
                *("no with a reason", "indokolt nem", "nem indokkal", "нет с причиной"),
                *("отказ с причиной", "a reason", "a no with a reason", "no, with a reason"),
                *("megindokolt nem", "nem, indokkal", "отказ с объяснением", "отказ по причине"),
            ),
            "later": (
                *("later", "később", "позже", "потом", "not now", "not yet", "call later"),
                *("most nem", "majd később", "не сейчас", "позвонить позже"),
            ),
            "never": (
                *("never call again", "never", "soha többé ne hívjuk", "soha többet ne hívjuk"),
                *("больше не звонить", "никогда не звонить", "never contact me", "stop"),
                *("never contact again", "do not contact", "soha többé", "soha", "ne keressük"),
                *("soha többé ne keressük", "никогда", "не беспокоить", "больше не беспокоить"),
            ),
        },
        QuestionKey.DAY: {
            "working day": ("working day", "munkanap", "рабочий день"),
            "saturday": ("Saturday", "szombat", "суббота"),
            "sunday": (
                *("Sunday or holiday", "Sunday", "vasárnap vagy ünnepnap", "vasárnap"),
                *("воскресенье или праздник", "воскресенье"),
            ),
        },
    }
)

# Of the Hungarian words among these, those that the examples use.
_IN_HUNGARIAN: Final = frozenset(
    {
        *("nincs", "más üzletág", "más szakterület", "nincs raktáron", "nincs szabad ember"),
        *("téves szám", "igen", "nem", "kulcs", "rendszeres", "új", "stratégiai", "taktikai"),
        *("alkalmi", "egyszerű nem", "indokolt nem", "később", "soha többé ne hívjuk", "munkanap"),
        *("szombat", "vasárnap vagy ünnepnap", "nyomda", "iskola vagy iroda", "háztartás"),
        "ismeretlen",
    }
)

MEANINGS: Final[Mapping[ResultKey, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        ResultKey.IMPORTANCE: _IMPORTANCE,
        ResultKey.STEP: {
            Step.SERVE: ("serve", "kiszolgáljuk", "kiszolgálás", "обслужить", "обслуживаем"),
            Step.WAIT: (
                *("ask to wait", "wait", "várakozást kérünk", "megvárja", "просим подождать"),
                *("várakozás", "предложить подождать", "подождать", "megkérjük, hogy várjon"),
            ),
            Step.ALTERNATIVE: (
                *("offer alternative", "offer an alternative", "alternative"),
                *("helyettesítőt ajánlunk", "mást ajánlunk", "предлагаем замену"),
                "предложить замену",
            ),
            Step.PARTNER: (
                *("refer to partner", "refer to a partner", "partner", "partnert ajánlunk"),
                *("partnerhez irányítjuk", "направляем к партнёру", "направить к партнёру"),
                *("partnerhez küldjük", "передаём партнёру", "передать партнёру"),
            ),
            Step.POLITE_NO: (
                *("polite no", "udvarias nem", "вежливый отказ", "вежливое нет"),
                *("udvarias elutasítás", "elutasítjuk", "decline", "decline politely", "отказ"),
                *("udvariasan elutasítjuk", "отказываем", "вежливо отказываем"),
            ),
            Step.WRONG_NUMBER: (
                *("wrong number", "téves szám", "téves hívás", "ошиблись номером"),
                "ошибка номером",
            ),
        },
        ResultKey.WHO_MAY_DECIDE: {
            Override.NOBODY: ("nobody", "no one", "senki", "никто"),
            Override.CLERK: ("the clerk", "clerk", "az ügyintéző", "ügyintéző", "сотрудник"),
            Override.HEAD: (
                *("head of sales", "the head of sales", "értékesítési vezető"),
                *("az értékesítési vezető", "начальник продаж", "руководитель продаж"),
            ),
        },
        ResultKey.STATUS: {
            Trust.RECOMMENDED: ("recommended", "ajánlott", "рекомендован"),
            Trust.ON_WATCH: ("on watch", "megfigyelt", "figyeljük", "под наблюдением"),
            Trust.SUSPENDED: ("suspended", "felfüggesztett", "приостановлен"),
        },
        ResultKey.MAY_WE_CALL: {"yes": _YES, "no": _NO},
    }
)

# These results hold lengths of time; the round and the peace read them.
DURATIONS: Final = frozenset({ResultKey.WAIT_BEFORE_NEXT_CALL, ResultKey.FOR_HOW_LONG})


@cache
def folded(names: tuple[str, ...]) -> frozenset[str]:
    """Give names as they are compared."""
    return frozenset(map(voc.fold, names))


RESULT_NAMES: Final = MappingProxyType({key: folded(names) for key, names in RESULTS.items()})
QUESTION_KEYS: Final = MappingProxyType(
    {name: key for key, names in QUESTIONS.items() for name in folded(names)}
)
RESULT_KEYS: Final = MappingProxyType(
    {name: key for key, names in RESULT_NAMES.items() for name in names}
)


def meaning_of(result: ResultKey, text: str) -> str | None:
    """Give the desk's own word for a result cell, None when the desk does not know it."""
    return _MEANT.get(result, {}).get(voc.fold(text))


def answer_meant(question: QuestionKey, text: str) -> str | None:
    """Give the desk's own word for an answer, None when the desk does not know it."""
    return _ANSWERS_MEANT.get(question, {}).get(voc.fold(text))


def answer_named(question: QuestionKey, meant: str, lang: Lang) -> str:
    """Give the plainest word of a language for one of the desk's own answers."""
    said = ANSWERS[question][meant]
    if lang is Lang.RU:
        return next(word for word in said if re.search("[а-я]", word))
    if lang is Lang.HU:
        return next(word for word in said if word in _IN_HUNGARIAN)
    return said[0]


def _by_word(meanings: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    """Give the desk's own word by every folded word for it; the first that has a word keeps it."""
    return {word: key for key, said in reversed([*meanings.items()]) for word in folded(said)}


_MEANT: Final = MappingProxyType({key: _by_word(said) for key, said in MEANINGS.items()})
_ANSWERS_MEANT: Final = MappingProxyType({key: _by_word(said) for key, said in ANSWERS.items()})
