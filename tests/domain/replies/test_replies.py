"""A client's no is understood as it was meant, and a yes is never taken for one."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.refusal import Lang
from demur.domain.regret import They
from demur.domain.replies.own_words import own_words
from demur.domain.replies.reply import Heard, Reply, read_reply
from demur.domain.replies.sayings import vocabulary
from demur.domain.short_codes import make, shown
from tests.domain.replies.phrases import Phrase, phrases

TODAY = date(2026, 11, 22)
ALL = list(phrases())
LEARNT = [phrase for phrase in ALL if not phrase.is_aside]
OTHERS = [*phrases("second-"), *phrases("third-")]
EVERY = [*ALL, *OTHERS, *phrases("fourth-")]
NOES = {Heard.PLAIN_NO, Heard.NO_WITH_REASON, Heard.LATER, Heard.NEVER}


def is_right(phrase: Phrase) -> bool:
    reply = read_reply(phrase.words)
    return reply.said is phrase.meant and phrase.reason in {None, reply.reason}


@pytest.mark.parametrize("phrase", LEARNT, ids=lambda phrase: phrase.words[:40])
def test_a_phrase_the_sayings_were_written_by_is_understood(phrase: Phrase) -> None:
    assert is_right(phrase), read_reply(phrase.words)


@pytest.mark.parametrize(
    ("some", "share"),
    [([p for p in ALL if p.is_aside], 0.97), (OTHERS, 0.85)],
    ids=["set aside", "other voices"],
)
def test_most_of_what_the_sayings_were_not_written_by_is_understood(
    some: list[Phrase], share: float
) -> None:
    assert sum(map(is_right, some)) >= share * len(some)


def test_nobodys_yes_or_question_is_surely_a_no() -> None:
    asked = [p for p in EVERY if p.meant in {Heard.YES, Heard.QUESTION}]
    replies = {p.words: read_reply(p.words) for p in asked}
    assert len(asked) > 100
    assert [words for words, reply in replies.items() if reply.sure and reply.they] == []


def test_nobodys_no_is_surely_a_yes() -> None:
    replies = {p.words: read_reply(p.words) for p in EVERY if p.meant in NOES}
    assert [w for w, reply in replies.items() if reply.sure and reply.said is Heard.YES] == []


def test_whoever_asks_us_to_stop_is_heard_or_shown_to_a_person() -> None:
    stops = [read_reply(p.words) for p in EVERY if p.meant is Heard.NEVER]
    assert len(stops) > 100
    assert all(reply.said is Heard.NEVER or not reply.sure for reply in stops)
    assert sum(reply.said is Heard.NEVER for reply in stops) >= 0.96 * len(stops)


@pytest.mark.parametrize("lang", list(Lang))
def test_there_are_over_a_hundred_and_twenty_phrases_a_language(lang: Lang) -> None:
    assert sum(phrase.lang is lang for phrase in ALL) >= 120
    assert {phrase.meant for phrase in ALL if phrase.lang is lang} == set(Heard)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("majd januárban", date(2027, 1, 1)),
        ("két hét múlva keressenek", date(2026, 12, 6)),
        ("visszahívást kérek január 15-én", date(2027, 1, 15)),
        ("december 10 után keressen", date(2026, 12, 11)),
        ("hívjon fel hétfőn", date(2026, 11, 23)),
        ("a hónap végén térjünk vissza rá", date(2026, 11, 30)),
        ("pár hét múlva", date(2026, 12, 6)),
        ("majd az ünnepek után", date(2027, 1, 2)),
        ("nem most, de jövő héten hívjon", date(2026, 11, 23)),
        ("давайте после праздников", date(2027, 1, 9)),
        ("перезвоните через неделю", date(2026, 11, 29)),
        ("я в отпуске до 10 декабря", date(2026, 12, 11)),
        ("не сейчас, ближе к осени", date(2027, 9, 1)),
        ("20.01.2027 позвоните", date(2027, 1, 20)),
        ("сейчас денег нет, со следующего квартала", date(2027, 1, 1)),
        ("in two weeks please", date(2026, 12, 6)),
        ("not now, try me again in January", date(2027, 1, 1)),
        ("call me on March 3rd", date(2027, 3, 3)),
        ("call me after 2027-03-01", date(2027, 3, 2)),
        ("call me in half a year", date(2027, 5, 22)),
        ("ask again next year", date(2027, 1, 1)),
        ("I'm on leave until 10 December, later please", date(2026, 12, 11)),
        ("later", None),
        ("later, on 31 February", None),
        ("call me in 500 years", None),
    ],
)
def test_later_is_the_earliest_day_they_may_mean(words: str, day: date | None) -> None:
    reply = read_reply(words, today=TODAY)
    assert (reply.said, reply.they, reply.day) == (Heard.LATER, They.LATER, day)


@pytest.mark.parametrize(
    "words",
    [
        *("ne hívjanak ma, holnap jó", "не нужно звонить, просто пришлите счёт"),
        *("Can you stop calling me?", "please do not reply to this email"),
    ],
)
def test_where_stop_may_mean_less_it_is_heard_and_a_person_looks(words: str) -> None:
    reply = read_reply(words)
    assert (reply.said, reply.sure) == (Heard.NEVER, False)


@pytest.mark.parametrize(
    "words",
    [
        *("Nem értem, mit akarnak", "Nem kaptam meg az ajánlatot", "Igen, de csak ha engednek"),
        *(
            "nem csak négyet, hatot kérünk",
            "ha olcsóbb lenne, kérném",
            "hívhatnak, de csak délután",
        ),
        *("Нет, не отменяйте!", "да, дорого", "не могу открыть файл", "хорошо, не надо"),
        *("I can't open your file", "no more than four please", "no, wait, yes please"),
        *("It's not bad", "This is an automated reply: I am out of the office.", "yes no maybe"),
    ],
)
def test_what_may_be_either_is_left_to_a_person(words: str) -> None:
    reply = read_reply(words)
    assert (reply.said, reply.sure, reply.they) == (Heard.UNCLEAR, False, None)


@pytest.mark.parametrize(
    "words", ["мне не подходит вторник, давайте среду", "lemondom a csütörtöki időpontot"]
)
def test_a_no_to_a_day_may_be_no_refusal(words: str) -> None:
    assert not read_reply(words).sure


def test_the_code_in_a_reply_is_read_with_it() -> None:
    code = make(bytes(range(8)))
    reply = read_reply(f"{shown(code)} nem kérjük, köszönjük")
    assert (reply.said, reply.code) == (Heard.PLAIN_NO, code)
    assert read_reply("STOP 12345").code is None


def test_the_language_they_usually_write_in_decides_nothing_by_itself() -> None:
    for phrase in LEARNT[::5]:
        for lang in Lang:
            said = read_reply(phrase.words, lang).said
            assert said in {phrase.meant, Heard.UNCLEAR}, (phrase, lang)


@pytest.mark.parametrize("start", ["STOP", "стоп", "leiratkozás", "unsubscribe", "отписаться"])
@given(words=st.text(max_size=200))
def test_whatever_follows_a_clear_stop_it_is_not_missed(start: str, words: str) -> None:
    quoted = words.replace("\r", " ").replace("\n", " ").replace("?", " ")
    assert read_reply(f"{start}. {quoted}").said is Heard.NEVER


# ---- their own words


@pytest.mark.parametrize(
    "below",
    [
        "> Stop or never",
        "On Mon, 2 Nov 2026 at 10:00, Inkwell <a@b.com> wrote:\n> stop",
        "On Mon, 2 Nov 2026 at 10:00, Inkwell Printers Ltd\n<a@b.com> wrote:\n> stop",
        "2026. november 2. 10:00 időpontban Inkwell <a@b.hu> ezt írta:\n> stop",
        "Inkwell <a@b.hu> ezt írta (időpont: 2026. nov. 2., H, 10:00):\n\n> stop",
        "пн, 2 нояб. 2026 г. в 10:00, Inkwell <a@b.ru>:\n> стоп",
        "2 ноября 2026 г., 10:00, Inkwell пишет:\nстоп",
        "-----Original Message-----\nFrom: Inkwell\nReply STOP to stop",
        "-----Eredeti üzenet-----\nFeladó: Inkwell\nstop",
        "From: Inkwell\nSent: Monday\nstop",
        "От: Inkwell\nОтправлено: понедельник\nстоп",
        "-- \nAnna Stop, Stop Ltd",
        "Sent from my iPhone",
        "Küldve iPhone-ról",
        "Отправлено с iPhone",
    ],
)
def test_what_they_quote_is_not_what_they_say(below: str) -> None:
    assert own_words(f"Yes please\n\n{below}") == "Yes please"
    assert own_words(f"Yes please\r\n\r\n{below}".replace("\n", "\r\n")) == "Yes please"


def test_an_answer_below_a_quotation_is_read() -> None:
    assert own_words("> Would you like it?\n> Yes or no?\n\nNo thanks") == "No thanks"


# ---- any text


@given(st.text(max_size=600), st.sampled_from([None, *Lang]))
def test_no_text_is_too_strange_to_be_read(text: str, lang: Lang | None) -> None:
    reply = read_reply(text, lang, TODAY)
    assert isinstance(reply, Reply)
    assert reply.day is None or reply.day > TODAY


@given(st.lists(st.sampled_from(sorted(set().union(*map(vocabulary, Lang)))), max_size=30))
def test_no_heap_of_our_own_words_is_too_much(words: list[str]) -> None:
    assert isinstance(read_reply(" ".join(words), today=TODAY), Reply)


@pytest.mark.parametrize(
    "text",
    ["no thanks ", "On wrote: ", "\n", "> ", "1 2 ", "не ", "?", "в 10:00 ", "in two weeks "],
)
def test_a_flood_is_read_in_a_moment(text: str) -> None:
    read_reply("warm")
    begun = time.perf_counter()
    read_reply(text * 20_000, today=TODAY)
    assert time.perf_counter() - begun < 5
