"""The small words of a spoken need in Hungarian, Russian and English, as tables.

Every table is folded text (lower case, no accents, ё as е), because that is what it is compared
with. Nothing here is about one company's goods: only how people ask, count, colour and hurry.
"""

from __future__ import annotations

from demur.domain.refusal import Lang


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLER: dict[Lang, frozenset[str]] = {
    Lang.HU: _set(
        "a az egy es is ha hogy vagy van volt lenne lesz nincs nem igen ugye csak meg mar ne "
        "szeretnek szeretnenk szeretne kellene kene kell kellenenek kerek kernek kerem kerjuk "
        "akarok akarnek keresek keresnek keresunk nekem nekunk onok onoknal maguk maguknal "
        "tudnak tudna tudnanak tudok lehet lehetne valami valamilyen olyan ilyen ami amit "
        "arulnak arul kapni kaphato kaphatok venni vennek vasarolni vasarolnek rendelni "
        "rendelnek erdeklodni erdeklodnek erdekelne szia hello jo napot kivanok koszonom "
        "kosz legyen szives szivesen halo udvozlom most mennyi mennyibe kerul foglalkoznak "
        "e hozza hozzam hozzank azt ezt ebbol abbol ez itt ott en mi de "
        "raktaron keszleten keszlet polcon ara arat arban mikor mikorra hamar elvinni elhozni "
        "erte mennek elmennek atvenni atvennem megrendelni megrendelnem rendelnenk megrendelnenk "
        "rendeles rendelest ajanlat ajanlatot arajanlat arajanlatot szamla szamlara szamlaval "
        "fizetnek multkor legutobb szokasos ugyanaz ugyanazt ugyanolyan vettuk vettem venne "
        "vennenk onoktol toluk is erre arra ennek annak meglenne meglesz hoznak tudjak kuldeni "
        "kuldjenek mondja kerdeznem kerdezni udv szepen elore"
    ),
    Lang.RU: _set(
        "и в во на с со у к ко о об от до по за из не ни а но или ли бы же вот это эта этот "
        "мне нам вам вас я мы вы нужен нужна нужно нужны надо надобно хочу хотел хотела хотим "
        "хотелось хотели ищу ищем есть имеется бывает будет можно могу можете можем купить "
        "куплю заказать закажу приобрести интересует интересуют интересуюсь подскажите "
        "скажите пожалуиста здравствуите привет добрыи день вечер утро алло спасибо какои "
        "какая какие какои-нибудь что-нибудь что сколько стоит продаете продается вы-то сеичас "
        "мои моя мои для меня нас очень срочно требуется требуются наличии наличие складе склад "
        "цена цену цене почем счет счету счета оплата оплатить забрать получить привезти "
        "привезете доставите когда снова опять прошлыи раз обычно такои такая такое такие же "
        "товар товара товары артикул модель модели номер ваш ваша быстро скоро возьму взять"
    ),
    Lang.EN: _set(
        "a an the and or of to in on at for with from by is are be am was do does did i we you "
        "me us my our your it this that some any need needs needed want wanted wants like would "
        "could can may might will have has got get buy buying purchase order sell sells looking "
        "look after please hello hi hey good morning afternoon thanks thank i'd i'm we'd id im "
        "d ll m ve re s t there what how much there's something anything if just so "
        "stock price prices account ordering ordered again same as these those them ones "
        "available availability soon when interested today's deliver delivered asap"
    ),
}

FUNCTION_WORDS: dict[Lang, frozenset[str]] = {
    Lang.HU: _set(
        "az egy es is hogy vagy van nincs nem kell kellene kene szeretnek kerek keresek nekem "
        "nalunk onoknal kapni venni holnap holnapra tegnap tegnapra ma mara azonnal surgosen jo "
        "napot kivanok milyen mennyi darab "
        "kell-e bolt szerelo javitas ket harom negy ot hat het nyolc kilenc tiz piros kek zold "
        "sarga fekete feher"
    ),
    Lang.RU: frozenset(),
    Lang.EN: _set(
        "the an and or of to for with from is are need want would like looking please i we you "
        "some any my by tomorrow yesterday today repair shop store two three four five six seven "
        "eight nine ten red blue green yellow black white"
    ),
}

CYRILLIC_SOUNDS: dict[str, str] = {
    **dict(zip("абвгдежзийклмнопрстуфхцчшщыэ", "abvgdezziiklmnoprstufhccssie", strict=True)),
    "ъ": "",
    "ь": "",
    "ю": "u",
    "я": "a",
}

LATIN_SOUNDS: tuple[tuple[str, str], ...] = (
    ("sch", "s"), ("sz", "s"), ("cs", "c"), ("zs", "z"), ("ch", "c"), ("sh", "s"), ("ph", "f"),
    ("th", "t"), ("ck", "k"), ("ts", "c"), ("tz", "c"), ("gy", "d"), ("ly", "l"), ("ny", "n"),
    ("qu", "kv"), ("x", "ks"), ("w", "v"), ("y", "i"), ("j", "i"),
)  # fmt: skip

# Numbers as they are said. Hungarian glues them (hatvanöt), Russian and English put them side by
# side; the Russian genitives are what glues to a unit (пятиметровая).
NUMBER_WORDS: dict[Lang, dict[str, int]] = {
    Lang.HU: {
        "egy": 1, "ket": 2, "ketto": 2, "harom": 3, "negy": 4, "ot": 5, "hat": 6, "het": 7,
        "nyolc": 8, "kilenc": 9, "tiz": 10, "tizen": 10, "husz": 20, "huszon": 20, "harminc": 30,
        "negyven": 40, "otven": 50, "hatvan": 60, "hetven": 70, "nyolcvan": 80, "kilencven": 90,
        "szaz": 100, "ezer": 1000,
    },
    Lang.RU: {
        "один": 1, "одна": 1, "одно": 1, "одну": 1, "два": 2, "две": 2, "двух": 2, "три": 3,
        "трех": 3, "четыре": 4, "четырех": 4, "пять": 5, "пяти": 5, "шесть": 6, "шести": 6,
        "семь": 7, "семи": 7, "восемь": 8, "восьми": 8, "девять": 9, "девяти": 9, "десять": 10,
        "десяти": 10, "одиннадцать": 11, "одиннадцати": 11, "двенадцать": 12, "двенадцати": 12,
        "тринадцать": 13, "четырнадцать": 14, "пятнадцать": 15, "пятнадцати": 15,
        "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18, "девятнадцать": 19,
        "двадцать": 20, "двадцати": 20, "тридцать": 30, "тридцати": 30, "сорок": 40,
        "сорока": 40, "пятьдесят": 50, "пятидесяти": 50, "шестьдесят": 60, "шестидесяти": 60,
        "семьдесят": 70, "семидесяти": 70, "восемьдесят": 80, "восьмидесяти": 80,
        "девяносто": 90, "сто": 100, "ста": 100, "двести": 200, "триста": 300, "четыреста": 400,
        "пятьсот": 500, "тысяча": 1000, "тысячи": 1000, "тысяч": 1000, "пара": 2, "пару": 2,
        "двое": 2, "трое": 3, "четверо": 4,
    },
    Lang.EN: {
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
        "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "dozen": 12, "thirteen": 13,
        "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
        "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
        "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000,
    },
}  # fmt: skip

# Endings that turn a Hungarian number into a size ("hatvanas": the sixty one) or a count.
SIZE_ENDINGS = ("as", "es", "os", "s", "asok", "esek", "osok", "asokat", "eseket", "osokat",
                "asat", "eset", "osat", "ast", "est", "ost", "asbol", "esbol", "osbol")  # fmt: skip

# unit word (or its beginning, marked with *) -> (what it measures, how many base units)
UNITS: dict[str, tuple[str, float]] = {
    "mm": ("length", 1), "мм": ("length", 1), "milimeter*": ("length", 1),
    "millimeter*": ("length", 1), "millimetre*": ("length", 1), "миллиметр*": ("length", 1),
    "milis": ("length", 1), "millis": ("length", 1),
    "cm": ("length", 10), "см": ("length", 10), "centi": ("length", 10), "centis": ("length", 10),
    "centimeter*": ("length", 10), "centimetre*": ("length", 10), "сантиметр*": ("length", 10),
    "m": ("length", 1000), "м": ("length", 1000), "meter*": ("length", 1000),
    "metre*": ("length", 1000), "метр*": ("length", 1000),
    "col": ("inch", 1), "colos*": ("inch", 1), "inch": ("inch", 1), "inches": ("inch", 1),
    "дюим*": ("inch", 1), "zoll": ("inch", 1), "zollos": ("inch", 1),
    "ml": ("volume", 1), "мл": ("volume", 1), "dl": ("volume", 100), "deci*": ("volume", 100),
    "l": ("volume", 1000), "л": ("volume", 1000), "liter*": ("volume", 1000),
    "litre*": ("volume", 1000), "литр*": ("volume", 1000),
    "g": ("mass", 1), "г": ("mass", 1), "gr": ("mass", 1), "gramm*": ("mass", 1),
    "gram*": ("mass", 1), "грамм*": ("mass", 1), "dkg": ("mass", 10), "deka*": ("mass", 10),
    "kg": ("mass", 1000), "кг": ("mass", 1000), "kilo*": ("mass", 1000), "кило*": ("mass", 1000),
    "w": ("power", 1), "вт": ("power", 1), "watt*": ("power", 1), "ватт*": ("power", 1),
    "kw": ("power", 1000), "квт": ("power", 1000), "киловатт*": ("power", 1000),
    "v": ("voltage", 1), "volt*": ("voltage", 1), "вольт*": ("voltage", 1), "в": ("voltage", 1),
    "gb": ("storage", 1), "giga*": ("storage", 1), "гб": ("storage", 1),
    "гигабаит*": ("storage", 1),
    "tb": ("storage", 1000), "тб": ("storage", 1000), "tera*": ("storage", 1000),
    "терабаит*": ("storage", 1000),
}  # fmt: skip

# Words that follow a count and name no goods.
PIECES: dict[Lang, frozenset[str]] = {
    Lang.HU: _set("db darab darabot darabra csomag csomagot doboz dobozzal dobozt par"),
    Lang.RU: _set("шт штук штуки штука штуку пачек пачки пачку упаковок упаковки пар пары коробок"),
    Lang.EN: _set("pc pcs piece pieces pack packs box boxes unit units pair pairs of"),
}

COLOURS: dict[str, frozenset[str]] = {
    "red": _set("piros voros красныи red"),
    "orange": _set("narancssarga оранжевыи orange"),
    "yellow": _set("sarga желтыи yellow"),
    "green": _set("zold зеленыи green"),
    "blue": _set("kek синии голубои blue"),
    "white": _set("feher белыи white"),
    "black": _set("fekete черныи black"),
    "grey": _set("szurke серыи grey gray"),
    "brown": _set("barna коричневыи brown"),
    "purple": _set("lila фиолетовыи purple violet"),
    "pink": _set("rozsaszin rozsaszinu розовыи pink"),
    "gold": _set("aranyszinu золотистыи golden"),
    "silver": _set("ezustszinu серебристыи silvery"),
    "beige": _set("bezs бежевыи beige"),
}

WEEKDAYS: dict[Lang, tuple[str, ...]] = {
    Lang.HU: ("hetfo", "kedd", "szerda", "csutortok", "pentek", "szombat", "vasarnap"),
    Lang.RU: ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень"),
    Lang.EN: ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
}

# said -> whole days from today; matched as regular expressions over folded text, first one wins.
DEADLINES: dict[Lang, tuple[tuple[str, int], ...]] = {
    Lang.HU: (
        (r"\bholnaputan(?:ra|ig)?\b", 2), (r"\bholnap(?:ra|ig|i)?\b", 1),
        (r"\btegnap(?:ra|i|elott(?:re)?)?\b", 0), (r"\b(?:ma|mara|maig|mai)\b", 0),
        (r"\b(?:azonnal|rogton|most rogton|surgosen|surgos|minel elobb|asap)\b", 0),
        (r"\bjovo het(?:re|en|ig|i)?\b", 7), (r"\bjovo honap(?:ra|ban|ig)?\b", 30),
    ),
    Lang.RU: (
        (r"\bпослезавтра\b", 2), (r"\bзавтра(?:шнии|шнему)?\b", 1), (r"\b(?:и )?вчера\b", 0),
        (r"\bсегодня\b", 0), (r"\b(?:срочно|немедленно|сеичас|сразу|прямо сеичас)\b", 0),
        (r"\b(?:на |к )?следующ\w+ недел\w+\b", 7), (r"\b(?:в |к )?следующ\w+ месяц\w*\b", 30),
    ),
    Lang.EN: (
        (r"\b(?:by |for )?the day after tomorrow\b", 2), (r"\b(?:by |for )?tomorrow\b", 1),
        (r"\b(?:by |for )?yesterday\b", 0), (r"\b(?:by |for )?(?:today|tonight)\b", 0),
        (r"\b(?:asap|immediately|at once|right now|right away|urgent|urgently|now)\b", 0),
        (r"\b(?:by |for )?next week\b", 7), (r"\b(?:by |for )?next month\b", 30),
    ),
}  # fmt: skip

# "within three days", "in 2 weeks": the number is group 1, the unit group 2.
SPANS: dict[Lang, str] = {
    Lang.HU: r"\b(\w+) (nap|het|honap)(?:on|en|ot)? (?:belul|mulva)\b",
    Lang.RU: r"\b(?:через|за|в течение) (?:(\w+) )?(дн|ден|недел|месяц)\w*\b",
    Lang.EN: r"\b(?:in|within) (\w+) (day|week|month)s?\b",
}
SPAN_DAYS = {
    "nap": 1, "het": 7, "honap": 30, "дн": 1, "ден": 1, "недел": 7, "месяц": 30,
    "day": 1, "week": 7, "month": 30,
}  # fmt: skip
