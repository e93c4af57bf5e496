"""The night service of a veterinary practice, invented: a table of twelve columns, long answers."""

from __future__ import annotations

from random import Random

ENGLISH = {
    "head": "Version | In force from | Replaces | Owner | Languages",
    "asked": "Question | What it means | Possible answers",
    "questions": {
        "Animal": "dog, cat, rabbit or other small mammal, cattle on a registered holding",
        "Complaint": "a swallowed object, breathing with difficulty, lame but eating as usual",
        "Since": "0–720 hours, or unknown",
        "Distance": "0–250 km, or unknown",
        "Registered": "yes, no",
        "Vet on duty": "yes, no",
        "Colleague near": "yes, no",
        "Hour": "00:00–23:59",
    },
    "table": "What we do (table T: read from the top, the first row that fits decides)",
    "columns": "No. | {asked} | → Step | → Say | → What we write in the book",
    "words": ("any", " or ", "up to {} hours", "over {} km", "09:00–17:59"),
    "steps": (("ask to wait", "W1"), ("refer to partner", "W2"), ("polite no", "W3")),
    "book": "name and telephone number of the practice next to ours, and that we rang them first",
    "said": "Say | en | ru",
}
RUSSIAN = {
    "head": "Версия | Действует с | Заменяет | Ответственный | Языки",
    "asked": "Вопрос | Что значит | Возможные ответы",
    "questions": {
        "Животное": "собака, кошка, кролик или другой зверёк, скот на зарегистрированном хозяйстве",
        "Жалоба": "проглоченный предмет, затруднённое дыхание, хромает и ест как обычно",
        "Сколько длится": "0–720 часов, или неизвестно",
        "Расстояние": "0–250 км, или неизвестно",
        "На учёте": "да, нет",
        "Врач на месте": "да, нет",
        "Коллеги рядом": "да, нет",
        "Час": "00:00–23:59",
    },
    "table": "Что мы делаем (таблица T: читаем сверху, решает первая подходящая строка)",
    "columns": "№ | {asked} | → Шаг | → Фраза | → Что записываем в журнал",
    "words": ("любой", " или ", "не более {} часов", "более {} км", "09:00–17:59"),
    "steps": (
        ("просим подождать", "W1"),
        ("направляем к партнёру", "W2"),
        ("вежливый отказ", "W3"),
    ),
    "book": "название и телефон соседней клиники и что мы позвонили туда первыми",
    "said": "Фраза | en | ru",
}
WORDING = (
    "| W1 | Please keep it warm, {caller}; we ring before {date}. | Позвоним вам до {date}. |",
    "| W2 | Tonight {partner} can help: {partner_phone}. Thank you. | Поможет {partner}. |",
    "| W3 | I am sorry, we cannot help tonight. Thank you. | К сожалению, нет. Спасибо. |",
)


def wide_policy(russian: bool = False, rows: int = 40) -> bytes:
    """Write the document, the same every time."""
    own = RUSSIAN if russian else ENGLISH
    questions = own["questions"]
    assert isinstance(questions, dict)
    written = [_row(own, at, at == rows, Random(at)) for at in range(1, rows + 1)]
    parts = [
        "# Fern Lane Animal Hospital",
        _table(str(own["head"]), "| 11 | 2027-03-01 | 10 | Dr Ida Moss-Harrington | en, ru |"),
        _table(
            str(own["asked"]), *(f"| {name} | – | {said} |" for name, said in questions.items())
        ),
        f"## {own['table']}",
        _table(str(own["columns"]).format(asked=" | ".join(questions)), *written),
        "## Say",
        _table(str(own["said"]), *WORDING),
    ]
    return "\n\n".join(parts).encode()


def _table(head: str, *rows: str) -> str:
    return "\n".join([f"| {head} |", "|---" * (head.count("|") + 1) + "|", *rows])


def _row(own: dict[str, object], at: int, last: bool, rng: Random) -> str:
    anything, either, hours, km, day = own["words"]  # type: ignore[misc]
    animal, complaint, _, _, flag, *_ = own["questions"].values()  # type: ignore[attr-defined]
    cells = [anything] * 8
    step, say = own["steps"][rng.randrange(3) if not last else 2]  # type: ignore[index]
    if not last:
        cells[0] = either.join(rng.sample(animal.split(", "), rng.choice([1, 2, 3])))
        cells[1] = rng.choice([anything, either.join(rng.sample(complaint.split(", "), 2))])
        cells[2] = rng.choice([anything, hours.format(rng.randint(1, 99))])
        cells[3] = rng.choice([anything, km.format(rng.randint(1, 99))])
        cells[4:7] = [rng.choice([anything, *flag.split(", ")]) for _ in range(3)]
        cells[7] = rng.choice([anything, day])
    return f"| T{at} | {' | '.join([*cells, step, say, str(own['book'])])} |"
