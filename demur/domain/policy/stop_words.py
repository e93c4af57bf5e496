"""The words in which a policy says what stops after a no: data, not code.

All are folded: small letters, no accents, ё as е, й as и. A word ending in `*` stands for all
words that begin so.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from demur.domain.refusal import Channel


class Word(Enum):
    """What a word does in a cell about what stops."""

    ALL = auto()
    CONTACT = auto()
    SELLING = auto()
    NEED = auto()
    OFFER = auto()
    ONE = auto()
    BETTER = auto()
    NO = auto()
    STOPS = auto()
    MAY = auto()
    SMALL = auto()


#: Which channels a word names; writing is whatever waits until somebody reads it.
WRITING: Final = frozenset({Channel.SMS, Channel.MAIL, Channel.LETTER})
CHANNELS: Final = {
    Channel.PHONE: "call calls calling called phone* telephon* ring rings ringing dial* "
    "hiv* telefon* tarcsaz* звон* обзвон* телефон* позвон* перезвон* созвон*",
    Channel.SMS: "sms smses text texts texting sms-* смс смс-* эсэмэс*",
    Channel.MAIL: "mail mails mailing mailings email emails e-mail e-mails e-mail-* emailt "
    "e-mailt e-mailek emailek имеил* мейл* email-* mail-* электронн* e-maileket emaileket",
    Channel.LETTER: "letter letters post postal postai",
    Channel.PARTNER: "partner partners hand-over hand-overs handover handovers partnerek* "
    "partnerhez партнер*",
}
#: A word that names more than one channel.
MANY: Final = {
    WRITING: "message* written writing write writes uzen* irasban irasos* irasbeli irunk irjunk "
    "irni ir irhatunk irhatnak irhatjuk irogat* сообщени* пиш* пис* "
    "написа* смс-сообщени* переписк*",
    frozenset({Channel.MAIL, Channel.LETTER}): "level levelek levelet* leveleket levelezes* письм* "
    "писем почт*",
}
WORDS: Final = {
    Word.ALL: "all any every everything each anything whatever total minden mindent mindennemu "
    "mindenfele osszes barmi barmilyen barmely semmilyen semmifele teljes "
    "все всё всех любые любых любой любое всякие всякое каждый никакие никаких полностью",
    Word.CONTACT: "contact contacts contacting communication* approach approaches approaching "
    "outreach follow-up follow-ups followups reminder* bother* disturb* peace visit visits "
    "kapcsolat* megkeres* keressuk keresunk erintkez* kommunikacio* zavar* bekeben beken haborgat* "
    "latogatas* emlekezteto* "
    "контакт* общен* связ* обращени* беспоко* тревож* напоминани* визит* коммуникаци* покое покои",
    Word.SELLING: "marketing* advert* promotion* promo newsletter* sales selling sell commercial "
    "reklam* hirdet* hirlevel* akcio* promocio* ertekesites* ertekesito eladas* "
    "маркетинг* реклам* рассылк* акци* промо* продаж* продающ* коммерческ*",
    Word.OFFER: "offer offers proposal proposals quote quotes ajanlat* arajanlat* предложени*",
    Word.ONE: "one single egy egyetlen один одно одного одному одним единственн* еще",
    Word.BETTER: "better improved last final jobb kedvezobb vegso utolso javitott "
    "лучш* улучшенн* последн* более выгодн*",
    Word.NO: "no not never none don't dont without nem ne nincs nincsenek soha tobbe tobbet sem "
    "не нет ни больше без никогда",
    Word.STOPS: "stop stops stopped stopping cease ceases end ends ended halt halts suspend* "
    "pause paused pauses rest rests szunik szunnek megszun* leall* abbahagy* szunetel* megall* "
    "прекращ* прекрат* останав* приостан* отмен*",
    Word.MAY: "may can could allowed allow fine ok okay permitted welcome keep continue* still "
    "lehet szabad maradhat* marad megengedett engedelyezett hivhatjuk hivhatunk irhatunk irhatjuk "
    "kuldhetunk johet tovabbra "
    "можно разреш* допус* остается остаются возможн* могут можем",
    Word.SMALL: "a an the and or of by in to from us we our them they their kind kinds type sort "
    "other further more again also too both on with new future direct at only just via over him "
    "her client clients customer customers person send sends sending sent make made kinds form "
    "forms ways way means through any more is are be for own it its side part do does "
    "leave left alone "
    "az es meg is vagy oket ot ugyfel* vevo* csak tobb tovabbi uj fajta tipusu tipus altal sem "
    "kuldunk kuldjunk kuldes* kuld resze* reszere neki nekik felenk reszunkrol formaban modon "
    "uton teszunk hagyjuk be fel mi e "
    "и или а в во по на с со к ему им ей клиент* также только лишь новые новых дальнеиш* мы их "
    "его ее наш* для от всякого вида рода стороны нашеи исходящ* прямые отправля* посыла* шлем "
    "будем оставля* "
    "том числе другие прочие какие-либо каких-либо связи",
}
#: Phrases that name the one need the no was about.
THIS_NEED: Final = (
    r"(?:(?:\b(?:about|on|for|regarding|concerning|over|in|to do with|with regard to|as to|"
    r"related to|relating to|connected with|in connection with) )?"
    r"\b(?:this|that|the same|the given|the refused) (?:one )?(?:need|matter|offer|inquiry|enquiry"
    r"|request|quote|quotation|order|subject|topic|case|deal|item|product|job|purchase|question|"
    r"project|business)s?)",
    r"\b(?:about|on|regarding|concerning) (?:it|this|that)\b",
    r"\b(?:ebben|abban|az adott|adott|az) (?:az )?(?:ugyben|temaban|targyban|kerdesben|dologban)",
    r"\b(?:e|ez) (?:ugyben|targyban|temaban)|\bezugyben",
    r"\b(?:(?:errol|arrol|erre|arra|ezzel|azzal|ehhez|ebben|erinto|az adott|adott|ennek|ez|a kert|"
    r"az elutasitott|egy adott|a visszautasitott) (?:az? )?)"
    r"(?:igen[yn]|ajanlat|ug[yg]|tema|kerdes|kerelem|kerel|keres|megrendeles|rendeles|arajanlat|termek|"
    r"munka|megkeres|targy|projekt)\w*(?: (?:kapcsolat\w*|vonatkoz\w*|illet\w*|szol\w*|"
    r"osszefugg\w*|kapcsan|miatt|ugyeben|erint\w*))?",
    r"\b(?:errol|erre vonatkozo\w*|ezzel kapcsolat\w*)\b",
    r"(?:\b(?:об?|по|о|относительно|насчет|касательно|в отношении|касающ\w*|по поводу|"
    r"связанн\w* с|в связи с|в рамках) )?"
    r"\b(?:эт(?:ои|ом|ому|о|у|им|ого)|данн(?:ои|ом|ому|ым|ого|ую)|том|тои|тому) (?:же )?"
    r"(?:заявк|вопрос|дел|предложени|запрос|заказ|повод|тем|потребност|товар|покупк|обращени|"
    r"проект|сделк)\w*",
    r"\bоб этом\b",
)
#: Phrases that say we write when the named day has come.
_NAMED_DAY: Final = (
    r"on (?:the|that|their) (?:day|date)(?: (?:that )?(?:they|the client|the customer|you)"
    r"(?: have| has)? (?:name|named|names|ask|asked|asks|said|say|chose|choose|set)s?(?: for)?)?"
    r"|on the (?:named|agreed|chosen|given) (?:day|date)|then|that day",
    r"(?:a |az )?(?:megnevezett|mondott|megadott|kert|altala megadott|altala mondott|altala "
    r"megnevezett|altaluk megnevezett|megbeszelt|valasztott|adott)(?: napon| idopontban| datumkor)"
    r"|azon a napon|aznap|akkor",
    r"в (?:названныи|указанныи|выбранныи|этот|тот|назначенныи) (?:\w+ )?день"
    r"|(?:названного|указанного) числа|в день, которыи \w+ (?:назвал|назовет|указал)\w*",
)
_WE_WRITE: Final = (
    r"(?:we|and|but|only|to)? ?(?:write|send (?:a|one|an) (?:message|e-?mail|letter|text)|"
    r"message|e-?mail)"
    r"(?: (?:them|to them|him))?",
    r"(?:akkor |csak )?(?:irunk|uzenunk|irhatunk|uzenetet kuldunk|levelet kuldunk|"
    r"e-?mailt kuldunk)",
    r"(?:мы )?(?:пишем|напишем|отправляем (?:сообщение|письмо)|можно написать|шлем сообщение)",
)
WRITES_ON_THE_DAY: Final = tuple(
    rf"\b(?:{write}),? (?:{day})\b|\b(?:{day}),? (?:{write})\b"
    for write, day in zip(_WE_WRITE, _NAMED_DAY, strict=True)
)
#: Between what stops and what may go on.
EXCEPT: Final = (
    r"\b(?:but for|but|except for|except|apart from|other than|save for|excepting|excluding|"
    r"with the exception of|although|though|however|"
    r"de|kiveve|leszamitva|azonban|ugyanakkor|"
    r"но|кроме|за исключением|помимо|однако)\b"
)
#: Hungarian names what may go on first: "egy ajánlat kivételével", "egy levelen kívül".
EXCEPT_BEFORE: Final = r"(?:^|,)([^,;]*?) (?:kivetelevel|kivul)\b"
