"""Quantity, deadline, sizes, colours and formats, as callers say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.needs.attributes import hear, traits_of
from demur.domain.needs.sizes import Trait, agreement
from demur.domain.refusal import Lang

HU, RU, EN = Lang.HU, Lang.RU, Lang.EN
WEDNESDAY = 2


def said(need: str, lang: Lang) -> set[tuple[str, str]]:
    """The properties heard in a need, as pairs."""
    return {(trait.kind, trait.value) for trait in hear(need, lang).traits}


@pytest.mark.parametrize(
    ("need", "lang", "quantity"),
    [
        ("négy monitor kellene holnapra", HU, 4),
        ("20 db M8x40 csavar", HU, 20),
        ("kérek huszonöt villanykörtét", HU, 25),
        ("ezerkétszáz téglát kérek", HU, 1200),
        ("csavar M8, 30 darab", HU, 30),
        ("нужно двадцать пять мониторов", RU, 25),
        ("мне пару кресел", RU, 2),
        ("twenty-five M8 bolts", EN, 25),
        ("two hundred chairs", EN, 200),
        ("HP 301 patron", HU, None),
        ("301 patron", HU, None),
        ("200 szék", HU, 200),
        ("80 mm cső", HU, None),
        ("hatvanas lefolyócső", HU, None),
        ("205 55 16 gumi", HU, None),
        ("a laptop", EN, None),
    ],
)
def test_a_count_is_heard_and_a_size_is_not_a_count(
    need: str, lang: Lang, quantity: int | None
) -> None:
    assert hear(need, lang).quantity == quantity


@pytest.mark.parametrize(
    ("need", "lang", "days"),
    [
        ("monitor holnapra", HU, 1),
        ("tegnapra kellene egy cső", HU, 0),
        ("azonnal kell", HU, 0),
        ("festék jövő hétre", HU, 7),
        ("három napon belül", HU, 3),
        ("péntekre", HU, 2),
        ("szerdára", HU, 7),
        ("монитор завтра", RU, 1),
        ("нужно и вчера", RU, 0),
        ("послезавтра нужен диван", RU, 2),
        ("через неделю", RU, 7),
        ("через две недели", RU, 14),
        ("к пятнице", RU, 2),
        ("by tomorrow", EN, 1),
        ("the day after tomorrow", EN, 2),
        ("next week, please", EN, 7),
        ("within three days", EN, 3),
        ("by Friday", EN, 2),
        ("within 999999999999 days", EN, 730),
        ("a laptop", EN, None),
    ],
)
def test_a_deadline_is_whole_days_from_today(need: str, lang: Lang, days: int | None) -> None:
    assert hear(need, lang, WEDNESDAY).by_days == days


def test_a_named_weekday_needs_to_know_what_day_it_is() -> None:
    assert hear("péntekre", HU).by_days is None


@pytest.mark.parametrize(
    ("need", "lang", "trait"),
    [
        ("80 mm cső", HU, ("length", "80")),
        ("8 cm-es cső", HU, ("length", "80")),
        ("28x1,6 rézcső", HU, ("dimensions", "28x1.6")),
        ("M8-as csavar", HU, ("thread", "m8")),
        ("болт М8", RU, ("thread", "m8")),
        ("A3-as papír", HU, ("paper", "a3")),
        ("бумага А3", RU, ("paper", "a3")),
        ('1/2" csap', HU, ("inch", "1/2")),
        ("huszonnégy colos monitor", HU, ("inch", "24")),
        ("24-inch monitor", EN, ("inch", "24")),
        ("hatvanas lefolyócső", HU, ("number", "60")),
        ("ötméteres hosszabbító", HU, ("length", "5000")),
        ("пятиметровая рулетка", RU, ("length", "5000")),
        ("краска 10 литров", RU, ("volume", "10000")),
        ("narancssárga autó", HU, ("colour", "orange")),
        ("красную краску", RU, ("colour", "red")),
        ("a gray sofa", EN, ("colour", "grey")),
        ("CF283A toner", HU, ("code", "cf283a")),
    ],
)
def test_a_property_is_heard_as_a_value(need: str, lang: Lang, trait: tuple[str, str]) -> None:
    assert trait in said(need, lang)


@pytest.mark.parametrize(
    ("need", "lang", "wanted"),
    [
        ("négy piros monitor kellene holnapra", HU, ("monitor",)),
        ("Jó napot, fürdőszobabútort szeretnék", HU, ("fürdőszobabútort",)),
        ("здравствуйте, мне нужен сантехник срочно", RU, ("сантехник",)),
        ("hello, I'd like two bath mirrors, please", EN, ("bath", "mirrors")),
    ],
)
def test_what_is_left_names_the_thing_itself(
    need: str, lang: Lang, wanted: tuple[str, ...]
) -> None:
    assert hear(need, lang).wanted == wanted


def test_a_colour_alone_is_the_thing_itself() -> None:
    assert hear("orange", EN).wanted == ("orange",)


def test_another_size_is_otherwise_and_no_size_is_no_contradiction() -> None:
    asked = hear("60 mm cső", HU).traits
    assert agreement(asked, traits_of("cső 60 mm", HU)) == (1, 0)
    assert agreement(asked, traits_of("cső 80 mm", HU)) == (0, 1)
    assert agreement(asked, traits_of("cső", HU)) == (0, 0)


def test_a_spoken_size_without_unit_meets_the_written_one() -> None:
    asked = hear("hatvanas lefolyócső", HU).traits
    assert agreement(asked, traits_of("PVC lefolyócső 60 mm", HU)) == (1, 0)
    assert agreement(asked, traits_of("PVC lefolyócső 80 mm", HU)) == (0, 1)


def test_the_same_length_in_other_units_is_the_same() -> None:
    assert agreement({Trait("length", "600", "60")}, traits_of("600 mm", HU)) == (1, 0)


@given(st.text(max_size=500), st.sampled_from(Lang), st.integers(0, 6))
def test_any_text_is_heard_without_a_fault(need: str, lang: Lang, today: int) -> None:
    heard = hear(need, lang, today)
    assert heard.quantity is None or heard.quantity >= 0
    assert heard.by_days is None or heard.by_days >= 0


@pytest.mark.parametrize(
    ("need", "lang", "named"),
    [
        ("lézernyomtató javítást kérek", Lang.HU, "lézernyomtató javítás"),
        ("monitorokat", Lang.HU, "monitor"),
        ("бумагу", Lang.RU, "бумага"),
        ("цветную бумагу", Lang.RU, "цветную бумагу"),
        ("two monitors", Lang.EN, "monitors"),
        ("", Lang.HU, ""),
    ],
)
def test_a_thing_is_named_as_a_sentence_of_ours_may_name_it(
    need: str, lang: Lang, named: str
) -> None:
    assert hear(need, lang).named(lang) == named
