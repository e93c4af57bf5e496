"""Every word of the policy language, in English, Hungarian and Russian: data, not code.

A document may be written in any of the three; a reader accepts the words of all three at once,
and speaks back in the one the document is written in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from demur.domain.refusal import Lang

EN, HU, RU = Lang.EN, Lang.HU, Lang.RU

# The first word of each language is the one we propose; the others are understood.
HEADERS: Final[Mapping[str, Mapping[Lang, tuple[str, ...]]]] = MappingProxyType(
    {
        "question": {
            EN: ("Question",),
            HU: ("Kérdés",),
            RU: ("Вопрос",),
        },
        "meaning": {
            EN: ("What it means", "Meaning"),
            HU: ("Mit jelent", "Jelentése", "Jelentés"),
            RU: ("Что значит", "Что это значит", "Что означает", "Значение"),
        },
        "answers": {
            EN: ("Possible answers", "Answers", "Its possible answers"),
            HU: ("Lehetséges válaszok", "Válaszok", "Lehetséges válaszai"),
            RU: ("Возможные ответы", "Ответы", "Варианты ответов"),
        },
        "number": {
            EN: ("No.", "No", "Nr.", "Nr", "#", "Row", "Number"),
            HU: ("Sorszám", "Ssz.", "Ssz", "Sor", "Szám"),
            RU: ("№", "№ п/п", "Номер", "Строка", "Н."),
        },
        "version": {
            EN: ("Version",),
            HU: ("Változat", "Verzió"),
            RU: ("Версия", "Редакция"),
        },
        "in force from": {
            EN: (
                *("In force from", "In force", "Valid from", "Effective from", "Effective"),
                *("In effect from", "Starts on", "Start date"),
            ),
            HU: (
                *("Hatályos", "Hatálya", "Hatályos ettől", "Hatálybalépés", "Érvényes ettől"),
                *("Mikortól", "Mettől", "Mikortól hatályos", "Hatályba lép", "Hatály kezdete"),
            ),
            RU: (
                *("Действует с", "В силе с", "Дата вступления в силу", "Вступает в силу"),
                *("Дата начала", "Начало действия", "С какого дня", "Вводится с"),
            ),
        },
        "replaces": {
            EN: ("Replaces", "Supersedes", "Previous version"),
            HU: ("Felváltja", "Mit vált fel", "Előző változat"),
            RU: ("Заменяет", "Взамен", "Взамен версии"),
        },
        "owner": {
            EN: ("Owner", "Responsible", "Person responsible"),
            HU: ("Felelős", "Gazdája", "Tulajdonos", "Felel érte"),
            RU: ("Ответственный", "Владелец", "Отвечает"),
        },
        "languages": {
            EN: ("Languages",),
            HU: ("Nyelvek",),
            RU: ("Языки",),
        },
        "language": {
            EN: ("Language",),
            HU: ("Nyelv",),
            RU: ("Язык",),
        },
        "barred": {
            EN: ("Do not say", "Never say", "Barred word", "Barred words"),
            HU: ("Ne mondjuk", "Ne mondja", "Tiltott szó", "Tiltott szavak"),
            RU: ("Не говорим", "Не говорите", "Не говорить", "Запрещённые слова"),
        },
        "instead": {
            EN: ("Say instead", "Instead"),
            HU: ("Mondjuk helyette", "Mondja helyette", "Helyette", "Ehelyett"),
            RU: ("Говорим вместо этого", "Говорите вместо этого", "Вместо этого", "Говорим"),
        },
        "say": {
            EN: ("Say", "Wording", "Sentence"),
            HU: ("Mondat", "Mit mondunk", "Mondjuk", "Szöveg"),
            RU: ("Фраза", "Что говорим", "Текст", "Формулировка"),
        },
        "table": {
            EN: ("Table",),
            HU: ("Táblázat", "Tábla"),
            RU: ("Таблица",),
        },
        "case": {
            EN: ("Case", "Example", "Impossible case", "Cannot happen"),
            HU: ("Eset", "Példa", "Lehetetlen eset", "Nem fordulhat elő"),
            RU: ("Случай", "Пример", "Невозможный случай", "Не бывает"),
        },
        "when": {
            EN: ("When", "In which case"),
            HU: ("Mikor", "Amikor", "Milyen esetben"),
            RU: ("Когда", "В каком случае"),
        },
        "never": {
            EN: ("Never", "Must never happen"),
            HU: ("Soha", "Sosem", "Ez soha"),
            RU: ("Никогда", "Чего не должно быть"),
        },
        "must be row": {
            EN: ("Must be row", "Must be", "Expected row"),
            HU: ("Ez a sor legyen", "Elvárt sor", "Várt sor"),
            RU: ("Должна быть строка", "Ожидаемая строка", "Должно быть"),
        },
        "date": {
            EN: ("Date",),
            HU: ("Dátum", "Kelt"),
            RU: ("Дата",),
        },
        "what changed": {
            EN: ("What changed", "Change", "Changes"),
            HU: ("Mi változott", "Változás", "Változások"),
            RU: ("Что изменилось", "Изменение", "Изменения"),
        },
    }
)

LANGUAGE_NAMES: Final = MappingProxyType(
    {
        HU: ("hu", "hungarian", "magyar", "magyarul", "венгерский", "по-венгерски", "hun"),
        RU: ("ru", "russian", "orosz", "oroszul", "русский", "по-русски", "rus"),
        EN: ("en", "english", "angol", "angolul", "английский", "по-английски", "eng"),
    }
)

TABLE_WORD: Final = r"(?:tables?|táblázata?|tábla|táblája|таблиц[аыеу])"
# How a heading says its table is read; searched in the folded heading.
READING_WAYS: Final = MappingProxyType(
    {
        "unique": (
            r"exactly one|only one row|one and only one|\bone row fits|\bunique\b",
            r"pontosan egy|kizárólag egy|csak egy sor",
            r"ровно одн|только одн|единственн",
        ),
        "first": (
            r"from the top|first row|first that fits",
            r"felülről|első (?:rá)?(?:illő|megfelelő)|az első (?:\w+ )?sor",
            r"сверху|первая (?:\w+ )?строк",
        ),
        "collect": (
            r"all (?:the )?(?:\w+ )?rows|every row|\bcollect\b",
            r"(?:minden|összes) (?:\w+ )?(?:\w+ )?sor\b",
            r"все (?:\w+ )?строки|каждая (?:\w+ )?строк",
        ),
    }
)
READING_WORDING: Final = MappingProxyType(
    {
        EN: (
            "exactly one row fits every case",
            "read from the top, the first row that fits decides",
            "all rows that fit apply",
        ),
        HU: (
            "minden esetre pontosan egy sor illik",
            "felülről olvassuk, az első illő sor dönt",
            "minden illő sor érvényes",
        ),
        RU: (
            "каждому случаю подходит ровно одна строка",
            "читаем сверху, решает первая подходящая строка",
            "действуют все подходящие строки",
        ),
    }
)
# A heading that begins so speaks about how to read a table, whether we understand it or not.
READING_HINT: Final = r"\brows?\b|\bsora?\b|\bsorok\b|строк"
IMPOSSIBLE_HEADING: Final = (
    r"cannot happen|can not happen|can't happen|(?<!must )never happens?\b"
    r"|impossible (?:case|combination)"
    r"|nem fordulhat(?:nak)? elő|nem lehetséges|lehetetlen (?:eset|kombináció)"
    r"|не быва[ею]т|не может быть|не могут быть|невозможны[ей]? (?:случа|сочетани)"
)

ANY: Final = MappingProxyType(
    {
        EN: ("any", "anything"),
        HU: ("bármi", "bármely", "bármelyik", "mindegy"),
        RU: ("любой", "любая", "любое", "любые", "всё равно"),
    }
)
# These mean it too where no answer of the question is called so.
ANY_TOO: Final = MappingProxyType(
    {
        EN: (
            *("*", "all", "every", "everything", "whatever", "irrelevant", "anyone", "anybody"),
            *("everyone", "any amount", "any number", "any time", "anytime", "any day", "always"),
        ),
        HU: (
            *("minden", "mind", "összes", "akármi", "akármelyik", "tetszőleges", "bármennyi"),
            *("bármekkora", "bárki", "bármikor", "bárhol", "mindenki", "mindig", "akármennyi"),
        ),
        RU: (
            *("все", "всё", "всякий", "не важно", "неважно", "без разницы", "что угодно"),
            *("кто угодно", "когда угодно", "сколько угодно", "любое количество", "всегда"),
        ),
    }
)
# What people write in the last row, where the language of a cell has *any*.
ANY_ELSE: Final = MappingProxyType(
    {
        EN: (
            *("any other", "anything else", "everything else", "all other", "all others"),
            *("other", "others", "otherwise", "else", "the rest", "rest"),
        ),
        HU: ("minden más", "bármi más", "egyéb", "minden egyéb", "a többi", "többi", "különben"),
        RU: (
            *("любой другой", "любая другая", "любое другое", "другое", "остальное", "прочее"),
            *("все остальные", "всё остальное", "остальные", "иначе"),
        ),
    }
)
UNKNOWN: Final = MappingProxyType(
    {
        EN: ("unknown", "not known", "null"),
        HU: ("ismeretlen", "nem ismert", "nem tudjuk"),
        RU: ("неизвестно", "неизвестна", "неизвестен", "неизвестны", "не известно"),
    }
)
YES: Final = MappingProxyType({EN: ("yes", "true"), HU: ("igen",), RU: ("да",)})
NO: Final = MappingProxyType({EN: ("no", "false"), HU: ("nem",), RU: ("нет",)})
OR: Final = MappingProxyType({EN: ("or",), HU: ("vagy",), RU: ("или", "либо")})
NOT: Final = MappingProxyType({EN: ("not", "except"), HU: ("nem", "kivéve"), RU: ("не", "кроме")})
# Words people write where the language of a cell has another.
MISUSED: Final = MappingProxyType({"and": "or", "és": "vagy", "и": "или"})
# What people write before a range to say what it is a range of.
OF_A_RANGE: Final = MappingProxyType(
    {
        EN: (
            "number",
            "numbers",
            "whole number",
            "whole numbers",
            "amount",
            "date",
            "dates",
            "time",
            "times",
        ),
        HU: ("szám", "egész szám", "összeg", "dátum", "dátumok", "időpont"),
        RU: ("число", "числа", "целое число", "сумма", "дата", "даты", "время"),
    }
)
# What people write before the one answer that is allowed.
ANYTHING_BUT: Final = MappingProxyType(
    {
        EN: ("anything but", "anything other than", "anything except", "other than"),
        HU: ("bármi más, mint", "bármi más mint", "más, mint", "más mint"),
        RU: ("что-либо, кроме", "что-либо кроме", "что угодно, кроме", "что угодно кроме"),
    }
)
NO_ROW: Final = MappingProxyType(
    {EN: ("none", "no row"), HU: ("nincs", "egyik sem"), RU: ("нет", "ни одна")}
)

# What makes a title the name of a company, by the language it is written in.
TITLES: Final = (
    re.compile(r"^.*?\b(?:policy|rules|policies) (?:of|at|for) (?P<company>.+)$", re.IGNORECASE),
    re.compile(
        r"^(?P<company>.+?)(?:['’]s?)? (?:refusal |client )?(?:policy|rules)$", re.IGNORECASE
    ),
    re.compile(
        r"^(?:az? )?(?P<company>.+?) (?:\w+ )?"
        r"(?:szabályzata|szabályzat|rendje|házirendje|irányelvei|irányelve|szabályai)$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:политика|правила|регламент|положение|порядок)\b(?: об?)? отказ\w*"
        r"(?: в| для| компании| фирмы)? (?P<company>.+)$",
        re.IGNORECASE,
    ),
    re.compile(r"^[^:–—]+(?::| [–—]) (?P<company>.+)$"),
)
OF_A_POLICY: Final = re.compile(
    r"\b(?:polic|rules?\b|refus|declin|say(?:ing)? no\b|szabály|rendje?\b|elutasít|nemet\b|irányelv"
    r"|отказ|политик|правил|регламент|порядок|положени)",
    re.IGNORECASE,
)
COMPANY_FORMS: Final = re.compile(
    r"\b(?:inc|ltd|llc|plc|co|gmbh|kft|bt|zrt|nyrt|kkt|corp|limited|sa|ag|ооо|ао|пао|зао|ип)\b",
    re.IGNORECASE,
)

# Cyrillic capitals that look like Latin ones: Т4 typed on either keyboard is the same row.
LOOKALIKES: Final = str.maketrans("АВЕКМНОРСТХУІЈЅ", "ABEKMHOPCTXYIJS")

# Marks that nobody sees and that could hide or turn what is printed.
_INVISIBLE: Final = dict.fromkeys(
    [
        *map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"),
        *(*range(0x202A, 0x202F), *range(0x2066, 0x206A)),
        *(code for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace()),
    ]
)
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def tidy(text: str) -> str:
    """Give a cell's text as it is shown: composed, without invisible marks and doubled spaces."""
    composed = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return " ".join(composed.split())


def quoted(value: object) -> str:
    """Give what a caller sent as it may be quoted back: short, and fit to be written anywhere."""
    return tidy(str(value)[:60]).encode("utf-8", "replace").decode()


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Give a text as it is compared: case, ё, dashes and doubled spaces do not matter."""
    folded = tidy(text).casefold().replace("ё", "е").translate(_DASHES)
    return folded.replace("\u2019", "'")


def words(by_lang: Mapping[Lang, tuple[str, ...]]) -> frozenset[str]:
    """Give one notion's folded words in all languages."""
    return frozenset(fold(word) for spoken in by_lang.values() for word in spoken)


def letter(text: str) -> str:
    """Give a table's letter or a wording's name alike from a Latin and a Cyrillic keyboard."""
    return tidy(text).upper().translate(LOOKALIKES)


HEADER_KEYS: Final = MappingProxyType(
    {word: key for key, by_lang in HEADERS.items() for word in words(by_lang)}
)
HEADER_LANGS: Final = MappingProxyType(
    {
        fold(word): lang
        for by_lang in HEADERS.values()
        for lang, spoken in by_lang.items()
        for word in spoken
    }
)
LANG_KEYS: Final = MappingProxyType(
    {fold(name): lang for lang, names in LANGUAGE_NAMES.items() for name in names}
)
