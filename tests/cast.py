"""The named cast of the tests: who works here, who calls, and four firms small enough to read.

Plain values, no database. `dataclasses.asdict(INKWELL)` is a firm as `demur needs match --firm`
reads it: its items and trades, with a few keys more.
"""

from __future__ import annotations

from dataclasses import dataclass

from demur.domain.refusal import Lang


@dataclass(frozen=True, slots=True)
class Employee:
    """Someone who signs in: role is seller, head, administrator or reader."""

    name: str
    mail: str
    role: str
    lang: Lang


@dataclass(frozen=True, slots=True)
class Good:
    """An item for sale; stock None is never counted, back_on_days None is not known."""

    id: str
    hu: str
    ru: str
    en: str
    field: str
    variant: str | None = None
    brand: str | None = None
    synonyms: tuple[str, ...] = ()
    stock: int | None = None
    back_on_days: int | None = None
    alternatives: tuple[str, ...] = ()
    team: str = "sales"


@dataclass(frozen=True, slots=True)
class Partner:
    """Someone callers are sent to; callback_hours None is not known."""

    id: str
    name: str
    phone: str
    trades: tuple[str, ...]
    regions: tuple[str, ...]
    complaints_per_100: int
    callback_hours: int | None


@dataclass(frozen=True, slots=True)
class Caller:
    """Someone on the line; number None is withheld, client None is a stranger."""

    name: str
    number: str | None
    lang: Lang
    client: str | None = None
    yearly_value: int | None = None
    field: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """One need as it is said in each language."""

    hu: str
    ru: str
    en: str


@dataclass(frozen=True, slots=True)
class Firm:
    """A company: what it sells, the trades it serves, whom it recommends, what it is asked."""

    name: str
    number: str
    items: tuple[Good, ...]
    trades: tuple[str, ...]
    partners: tuple[Partner, ...]
    asked: Need


KATA = Employee("Tóth Kata", "kata@inkwell.example", "seller", Lang.HU)
ANNA = Employee("Szabó Anna", "anna@inkwell.example", "head", Lang.HU)
ADMIN = Employee("Robert Fields", "robert@inkwell.example", "administrator", Lang.EN)
READER = Employee("Белова Вера", "vera@inkwell.example", "reader", Lang.RU)

EVA = Caller("Takács Éva", "+36305550112", Lang.HU, "key", 48_000, "print house", "HU-GS")
SERGEY = Caller("Иванов Сергей", "+36205550201", Lang.RU, "regular", 1_200, None, "HU-GS")
CLAIRE = Caller("Claire Whitfield", "+36305550401", Lang.EN, "new", None, "school or office")
STRANGER = Caller("", "+36305551207", Lang.HU)
WITHHELD = Caller("", None, Lang.HU)

OUR_NUMBER = "+3696555010"
PIZZERIA_NUMBER = "+3696555016"  # one digit from ours
DENTIST_NUMBER = "+3696555001"  # two digits swapped
FAR_NUMBER = "+3696555077"  # two digits from ours: no slip

KEPPONT = Partner(
    "keppont", "Képpont Kft.", FAR_NUMBER, ("shop/computer", "shop/electronics"), ("HU-GS",), 1, 2
)
MONITOR_HAZ = Partner(
    "monitor-haz", "Monitor-Ház", "+3634555120", ("shop/computer",), ("HU-KE",), 2, 12
)
MOBIL_MUHELY = Partner(
    "mobil-muhely", "Mobil Műhely Kft.", "+36305554410", ("shop/mobile_phone",), ("HU-GS",), 7, 2
)
KADVILAG = Partner(
    "kadvilag", "Kádvilág Kft.", "+3696555240", ("shop/bathroom_furnishing",), ("HU-GS",), 0, 3
)

INKWELL = Firm(
    name="Inkwell Nyomtató Kft.",
    number=OUR_NUMBER,
    items=(
        Good(
            "inkwell-m-400",
            "Inkwell M-400 fekete-fehér lézernyomtató",
            "Чёрно-белый лазерный принтер Inkwell M-400",
            "Inkwell M-400 mono laser printer",
            "electronics",
            "A4",
            "Inkwell",
            ("lézerprinter", "лазерник", "office printer"),
            stock=12,
        ),
        Good(
            "inkwell-m-300",
            "Inkwell M-300 fekete-fehér lézernyomtató",
            "Чёрно-белый лазерный принтер Inkwell M-300",
            "Inkwell M-300 mono laser printer",
            "electronics",
            "A4",
            "Inkwell",
            stock=0,
            back_on_days=4,
            alternatives=("inkwell-m-400",),
        ),
        Good(
            "corvina-c-930",
            "Corvina C-930 A3-as színes lézernyomtató",
            "Цветной лазерный принтер A3 Corvina C-930",
            "Corvina C-930 A3 colour laser printer",
            "electronics",
            "A3",
            "Corvina",
            stock=0,
            back_on_days=20,
        ),
        Good(
            "boreal-w-44",
            "Boreal W-44 plotter, 1118 mm",
            "Плоттер Boreal W-44, 1118 мм",
            "Boreal W-44 large-format printer, 1118 mm",
            "electronics",
            "1118 mm",
            "Boreal",
            stock=0,
        ),
        Good(
            "taiga-r-80",
            "Taiga R-80 blokknyomtató, 80 mm",
            "Чековый принтер Taiga R-80, 80 мм",
            "Taiga R-80 receipt printer, 80 mm",
            "electronics",
            "80 mm",
            "Taiga",
            stock=4,
        ),
        Good(
            "tn-400",
            "TN-400 fekete toner",
            "Тонер-картридж TN-400, чёрный",
            "TN-400 black toner",
            "electronics",
            "black",
            "Inkwell",
            ("festékpatron", "картридж", "cartridge"),
            stock=10,
            alternatives=("tn-400x",),
        ),
        Good(
            "tn-400x",
            "TN-400X nagy kapacitású fekete toner",
            "Тонер-картридж TN-400X повышенной ёмкости, чёрный",
            "TN-400X high-yield black toner",
            "electronics",
            "black",
            "Inkwell",
            stock=0,
            back_on_days=2,
            alternatives=("tn-400",),
        ),
        Good(
            "fu-900",
            "FU-900 beégetőegység",
            "Узел термозакрепления (печка) FU-900",
            "FU-900 fuser unit",
            "electronics",
            brand="Inkwell",
            stock=0,
        ),
        Good(
            "paper-a4-80",
            "Fehér másolópapír A4, 80 g, 500 lap",
            "Бумага белая A4, 80 г/м², 500 листов",
            "White copy paper A4, 80 g, 500 sheets",
            "media",
            "A4, 80 g",
            "Corvina",
            ("papír", "бумага", "paper"),
            stock=140,
        ),
        Good(
            "lynx-p-200",
            "Lynx P-200 projektor",
            "Проектор Lynx P-200",
            "Lynx P-200 projector",
            "electronics",
            "Full HD",
            "Lynx",
            ("vetítő", "проектор для переговорной", "meeting room display"),
            stock=3,
        ),
        Good(
            "visit-gyor",
            "Helyszíni szervizkiszállás Győrben",
            "Выезд мастера по Дьёру",
            "Service visit in Győr",
            "electronics",
            synonyms=("szerelő", "мастер", "technician"),
            team="service",
        ),
        Good(
            "repair-laser",
            "Lézernyomtató javítása",
            "Ремонт лазерного принтера",
            "Laser printer repair",
            "electronics",
            synonyms=("javítás", "ремонт", "repair"),
            team="service",
        ),
    ),
    trades=("shop/printer_ink", "shop/copyshop"),
    partners=(KEPPONT, MONITOR_HAZ, MOBIL_MUHELY),
    asked=Need(
        "Négy monitor kellene holnapra.",
        "Нужны четыре монитора на завтра.",
        "I need four monitors by tomorrow.",
    ),
)

MIRRORS = Firm(
    name="Tükörfény Bt.",
    number="+3696555301",
    items=(
        Good(
            "mirror-hall",
            "Előszobatükör, 60×160 cm",
            "Зеркало для прихожей, 60×160 см",
            "Hall mirror, 60×160 cm",
            "furnish",
            "60×160 cm",
            stock=6,
        ),
        Good(
            "mirror-round",
            "Kerek falitükör, 80 cm",
            "Круглое настенное зеркало, 80 см",
            "Round wall mirror, 80 cm",
            "furnish",
            "80 cm",
            stock=2,
        ),
    ),
    trades=("shop/interior_decoration",),
    partners=(KADVILAG,),
    asked=Need("Fürdőszobabútort keresek.", "Ищу мебель для ванной.", "I want bathroom furniture."),
)

LINGERIE = Firm(
    name="Selyemszál Kft.",
    number="+3696555302",
    items=(
        Good(
            "bra-lace",
            "Csipkés melltartó",
            "Кружевной бюстгальтер",
            "Lace bra",
            "fashion",
            stock=20,
        ),
        Good(
            "nightdress-silk",
            "Selyem hálóing",
            "Шёлковая ночная сорочка",
            "Silk nightdress",
            "fashion",
            stock=5,
        ),
    ),
    trades=("shop/clothes",),
    partners=(),
    asked=Need("Sertéshúst szeretnék.", "Мне нужна свинина.", "I would like some pork."),
)

NAILS = Firm(
    name="Szögletes Kft.",
    number="+3696555303",
    items=(
        Good(
            "nail-80",
            "Huzalszeg, 80 mm, 1 kg",
            "Гвозди строительные, 80 мм, 1 кг",
            "Wire nails, 80 mm, 1 kg",
            "build",
            "80 mm",
            stock=50,
        ),
        Good(
            "nail-60",
            "Huzalszeg, 60 mm, 1 kg",
            "Гвозди строительные, 60 мм, 1 кг",
            "Wire nails, 60 mm, 1 kg",
            "build",
            "60 mm",
            stock=0,
            back_on_days=3,
            alternatives=("nail-80",),
        ),
    ),
    trades=("shop/hardware",),
    partners=(),
    asked=Need(
        "Egy narancssárga autót szeretnék venni.",
        "Хочу купить оранжевую машину.",
        "I want to buy an orange car.",
    ),
)

FIRMS = (INKWELL, MIRRORS, LINGERIE, NAILS)
