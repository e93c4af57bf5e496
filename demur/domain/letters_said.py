"""The plain texts of our messages in three languages, for a company that has none of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from demur.domain.errands import Kind
from demur.domain.refusal import Lang


@dataclass(frozen=True, slots=True)
class Plain:
    """A message as we say it: the first subject that can be filled, paragraphs, and the SMS."""

    subjects: tuple[str, ...]
    paragraphs: tuple[str, ...]
    sms: str


GREETINGS: Final[Mapping[Lang, str]] = {
    Lang.HU: "Tisztelt {caller}!",
    Lang.RU: "Здравствуйте, {caller}!",
    Lang.EN: "Dear {caller},",
}
NO_NAME: Final[Mapping[Lang, str]] = {
    Lang.HU: "Tisztelt Ügyfelünk!",
    Lang.RU: "Здравствуйте!",
    Lang.EN: "Hello,",
}
DAY_TITLES: Final[Mapping[Lang, str]] = {
    Lang.HU: "{company} jelentkezik, ahogy kérte",
    Lang.RU: "{company} свяжется с вами, как вы просили",
    Lang.EN: "{company} will be in touch, as you asked",
}
PLAIN: Final[Mapping[tuple[Kind, Lang], Plain]] = {
    (Kind.CARD, Lang.HU): Plain(
        ("{company}: az elérhetőségünk",),
        (
            "Köszönjük, hogy ránk gondolt. Ahogy kérte, elküldjük az elérhetőségünket.",
            "Ezzel foglalkozunk: {what_we_do}.",
            "Telefonszámunk: {our_number}.",
            "Amit most keresett, abban {partner} szívesen segít önnek. Telefonszámuk: "
            "{partner_phone}. Kérjük, mondja meg, hogy mi ajánlottuk őket.",
            "Ha olyanra lesz szüksége, amivel mi foglalkozunk, örömmel várjuk a hívását.",
        ),
        "{company}, {our_number}. Amit keresett: {partner}, {partner_phone}. Köszönjük a hívását!",
    ),
    (Kind.CARD, Lang.RU): Plain(
        ("{company}: наши контакты",),
        (
            "Спасибо, что подумали о нас. Как вы и просили, отправляем наши контакты.",
            "Чем мы занимаемся: {what_we_do}.",
            "Наш телефон: {our_number}.",
            "С тем, что вы искали, вам охотно поможет {partner}. Телефон: {partner_phone}. "
            "Скажите, пожалуйста, что вы от нас.",
            "Если понадобится то, чем занимаемся мы, будем рады вашему звонку.",
        ),
        "{company}, {our_number}. То, что вы искали: {partner}, {partner_phone}. "
        "Спасибо за звонок!",
    ),
    (Kind.CARD, Lang.EN): Plain(
        ("{company}: how to reach us",),
        (
            "Thank you for thinking of us. As you asked, here is how to reach us.",
            "What we do: {what_we_do}.",
            "Our number: {our_number}.",
            "With what you were looking for, {partner} will gladly help you. Their number: "
            "{partner_phone}. Please tell them that we sent you.",
            "Whenever you need what we do ourselves, we look forward to your call.",
        ),
        "{company}, {our_number}. For what you asked: {partner}, {partner_phone}. "
        "Thank you for calling!",
    ),
    (Kind.OFFER, Lang.HU): Plain(
        ("Ajánlatunk: {item}", "{company}: ajánlatunk"),
        (
            "Amiről beszéltünk: {need}.",
            "Ezt ajánljuk önnek: {item}. Mennyiség: {quantity}. Ár: {price}. "
            "Az ajánlat eddig érvényes: {date}.",
            "Ha nem kéri, egyetlen koppintás elég. Indokolnia nem kell, és nem zavarjuk vele "
            "tovább: {link}",
        ),
        "{company}. {item}. {price}. Ha nem kéri, egy koppintás elég: {link}",
    ),
    (Kind.OFFER, Lang.RU): Plain(
        ("Наше предложение: {item}", "{company}: наше предложение"),
        (
            "Вы спрашивали: {need}.",
            "Предлагаем вам: {item}. Количество: {quantity}. Цена: {price}. "
            "Предложение действует до: {date}.",
            "Если вам это не нужно, достаточно одного нажатия. Объяснять ничего не надо, и мы не "
            "будем вас этим беспокоить: {link}",
        ),
        "{company}. {item}. {price}. Не нужно? Достаточно одного нажатия: {link}",
    ),
    (Kind.OFFER, Lang.EN): Plain(
        ("Our offer: {item}", "{company}: our offer"),
        (
            "You asked about: {need}.",
            "We offer you: {item}. Quantity: {quantity}. Price: {price}. "
            "The offer stands until: {date}.",
            "If you do not want it, one tap is enough. There is nothing to explain, and we leave "
            "you in peace about it: {link}",
        ),
        "{company}. {item}. {price}. Not for you? One tap is enough: {link}",
    ),
    (Kind.ANSWER, Lang.HU): Plain(
        ("{company}: egyetlen válaszunk", "Egyetlen válaszunk"),
        (
            "Köszönjük, hogy megmondta az okát. Egyetlen írásbeli válaszra hagyott lehetőséget: "
            "ez az.",
            "Amiről szó volt: {need}.",
            "Kedvezőbb árunk: {price}. Eddig érvényes: {date}.",
            "Itt olvashatja: {link}",
            "Ha nem tesz semmit, a nem az nem marad, és senki sem telefonál.",
        ),
        "{company}: egyetlen válaszunk, írásban. Ha nem tesz semmit, a nem az nem marad: {link}",
    ),
    (Kind.ANSWER, Lang.RU): Plain(
        ("{company}: наш единственный ответ", "Наш единственный ответ"),
        (
            "Спасибо, что назвали причину. Вы разрешили ответить один раз, письменно: вот наш "
            "ответ.",
            "Речь шла вот о чём: {need}.",
            "Наша новая цена: {price}. Действует до: {date}.",
            "Прочитать можно здесь: {link}",
            "Если ничего не делать, ваш отказ остаётся в силе и никто не позвонит.",
        ),
        "{company}: наш единственный ответ, письменно. Если ничего не делать, отказ остаётся в "
        "силе: {link}",
    ),
    (Kind.ANSWER, Lang.EN): Plain(
        ("{company}: our one answer", "Our one answer"),
        (
            "Thank you for telling us your reason. You left room for one answer in writing, and "
            "this is it.",
            "It was about: {need}.",
            "Our better price: {price}. It stands until: {date}.",
            "Read it here: {link}",
            "If you do nothing, it stays a no, and nobody rings.",
        ),
        "{company}: our one answer, in writing. If you do nothing, it stays a no: {link}",
    ),
    (Kind.RECEIPT, Lang.HU): Plain(
        ("{company}: megkaptuk a válaszát, köszönjük", "Megkaptuk a válaszát, köszönjük"),
        (
            "Köszönjük, hogy megmondta.",
            "{promise}.",
            "Ahogy kérte, ekkor jelentkezünk újra: {date}.",
            "Ha meggondolja magát, itt 30 napig visszavonhatja: {link}",
        ),
        "{company}: köszönjük, hogy megmondta. {promise}. Ekkor jelentkezünk újra: {date}. "
        "Visszavonás 30 napig: {link}",
    ),
    (Kind.RECEIPT, Lang.RU): Plain(
        ("{company}: мы получили ваш ответ, спасибо", "Мы получили ваш ответ, спасибо"),
        (
            "Спасибо, что сказали нам об этом.",
            "{promise}.",
            "Как вы и просили, мы свяжемся с вами снова: {date}.",
            "Если передумаете, в течение 30 дней ответ можно отозвать здесь: {link}",
        ),
        "{company}: спасибо, что сказали. {promise}. Свяжемся с вами снова: {date}. "
        "Отозвать в течение 30 дней: {link}",
    ),
    (Kind.RECEIPT, Lang.EN): Plain(
        ("{company}: we have your answer, thank you", "We have your answer, thank you"),
        (
            "Thank you for telling us.",
            "{promise}.",
            "As you asked, we will be in touch again on: {date}.",
            "If you change your mind, you can take it back here for 30 days: {link}",
        ),
        "{company}: thank you for telling us. {promise}. In touch again on: {date}. "
        "Take it back within 30 days: {link}",
    ),
    (Kind.REST, Lang.HU): Plain(
        ("{company}: nem szeretnénk zavarni", "Nem szeretnénk zavarni"),
        (
            "Többször kerestük önt, de nem értük el. Nem szeretnénk zavarni, ezért most pihenünk.",
            "Erről szerettünk volna beszélni: {need}.",
            "Ha már nem időszerű, egyetlen koppintással megmondhatja. Indokolnia nem kell, és "
            "nekünk az is segítség: {link}",
            "Ha mégis kérné, ezen a számon elér minket: {our_number}.",
        ),
        "{company}: többször kerestük, nem szeretnénk zavarni. Ha már nem kéri, egy koppintás "
        "elég: {link}",
    ),
    (Kind.REST, Lang.RU): Plain(
        ("{company}: не хотим вас беспокоить", "Не хотим вас беспокоить"),
        (
            "Мы несколько раз звонили вам и не застали. Не хотим беспокоить, поэтому пока "
            "звонить не будем.",
            "Мы хотели поговорить вот о чём: {need}.",
            "Если это уже не актуально, скажите об этом одним нажатием. Объяснять ничего не надо, "
            "и нам это тоже поможет: {link}",
            "Если ещё нужно, наш телефон: {our_number}.",
        ),
        "{company}: звонили вам, не хотим беспокоить. Уже не нужно? Достаточно одного нажатия: "
        "{link}",
    ),
    (Kind.REST, Lang.EN): Plain(
        ("{company}: we do not want to disturb you", "We do not want to disturb you"),
        (
            "We have called you several times and did not reach you. We do not want to disturb "
            "you, so for now we rest.",
            "This is what we wanted to talk about: {need}.",
            "If it is no longer of interest, you can tell us with one tap. There is nothing to "
            "explain, and it helps us too: {link}",
            "If you do want it, our number is: {our_number}.",
        ),
        "{company}: we called and do not want to disturb you. No longer needed? One tap is "
        "enough: {link}",
    ),
}
