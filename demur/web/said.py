"""What the pages call things: one table a list of words, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from demur.actions.send_card import NotSent
from demur.domain.answers import Why
from demur.domain.errands import Kind, State
from demur.domain.heard import CODE
from demur.domain.peace import Why as Held
from demur.domain.refusal import Channel, Importance, Situation, Step
from demur.domain.regret import By, Reason, They
from demur.domain.replies.reply import Heard
from demur.records.inquiries import Came, Taken
from demur.records.people import Client
from demur.records.users import Role

Words = Mapping[str, str | Promise]

SITUATIONS: Final[Words] = {
    Situation.SERVED: pgettext_lazy("situation", "Served"),
    Situation.OTHER_BUSINESS: _("Another business"),
    Situation.OTHER_SPECIALITY: _("Other speciality"),
    Situation.OUT_OF_STOCK: _("Out of stock"),
    Situation.NO_ONE_FREE: _("No one free"),
    Situation.WRONG_NUMBER: _("Wrong number"),
}
STEPS: Final[Words] = {
    Step.SERVE: pgettext_lazy("step", "Serve"),
    Step.WAIT: pgettext_lazy("step", "Ask to wait"),
    Step.ALTERNATIVE: pgettext_lazy("step", "Offer an alternative"),
    Step.PARTNER: pgettext_lazy("step", "Refer to a partner"),
    Step.POLITE_NO: pgettext_lazy("step", "Polite no"),
    Step.WRONG_NUMBER: pgettext_lazy("step", "Wrong number"),
}
#: What stands on a key of the desk.
WAYS: Final[Words] = {
    Step.WAIT: pgettext_lazy("way to help", "Wait"),
    Step.ALTERNATIVE: pgettext_lazy("way to help", "Alternative"),
    Step.PARTNER: pgettext_lazy("way to help", "Partner"),
}
IMPORTANCE: Final[Words] = {
    Importance.CHANCE: pgettext_lazy("importance", "Chance"),
    Importance.TACTICAL: pgettext_lazy("importance", "Tactical"),
    Importance.STRATEGIC: pgettext_lazy("importance", "Strategic"),
    Importance.KEY: pgettext_lazy("importance", "Key"),
}
CLIENTS: Final[Words] = {
    Client.KEY: _("key client"),
    Client.REGULAR: _("regular client"),
    Client.NEW: _("new caller"),
}
TAKEN: Final[Words] = {
    Taken.YES: _("Yes"),
    Taken.NO: _("No, thanks"),
    Taken.THINKING: _("Wants to think"),
}
#: Why a client refused us, in the client's own voice.
NOES: Final[Words] = {
    Reason.TOO_EXPENSIVE: _("Too expensive for us"),
    Reason.CHOSE_ANOTHER: _("We chose someone else"),
    Reason.NO_LONGER_NEEDED: _("We no longer need it"),
    Reason.NOT_NOW: _("Not now"),
}
#: Through what a no reached us.
PEACE_SOURCES: Final[Words] = {
    By.TAP: _("tapped on their link"),
    By.ONE_CLICK: _("by their mail program’s button"),
    By.SMS: _("in a text message"),
    By.MAIL: _("in a mail"),
    By.PHONE: _("said on the telephone"),
    By.LETTER: _("in a letter"),
}
GRANTED_BY: Final[Words] = {"client": pgettext_lazy("who said no", "the client")}
#: What is asked of every caller (article A6), and stored by these names.
SOURCES: Final[Words] = {
    "Google": "Google",
    "phone book": pgettext_lazy("source", "Phone book"),
    "friend": pgettext_lazy("source", "Friend"),
    "partner": pgettext_lazy("source", "Partner"),
    "returning client": pgettext_lazy("source", "Called before"),
}
STATUSES: Final[Words] = {
    "recommended": pgettext_lazy("partner", "recommended"),
    "on watch": pgettext_lazy("partner", "on watch"),
    "suspended": pgettext_lazy("partner", "suspended"),
}
PROMISES: Final[Words] = {
    "call back": _("we call back at"),
    "keep it for them": _("we keep it for them until"),
    "write to them": _("we write to them on"),
    "call about the better offer": _("we ring about the better offer by"),
}
OUTCOMES: Final[Words] = {
    Came.TAKEN_BACK: _("Taken back"),
    Came.CAME_BACK: _("They came back"),
}
#: Why a client refused us, and, where they gave no reason, how.
REGRETS: Final[Words] = {
    Reason.TOO_EXPENSIVE: pgettext_lazy("regret", "Too expensive"),
    Reason.CHOSE_ANOTHER: pgettext_lazy("regret", "Chose someone else"),
    Reason.NO_LONGER_NEEDED: pgettext_lazy("regret", "No longer needed"),
    Reason.NOT_NOW: pgettext_lazy("regret", "Not now"),
    Reason.OTHER: pgettext_lazy("regret", "Another reason"),
    They.PLAIN_NO: pgettext_lazy("regret", "A plain no"),
    They.REASON: pgettext_lazy("regret", "Another reason"),
    They.LATER: pgettext_lazy("regret", "Not now"),
    They.NEVER: pgettext_lazy("regret", "Never contact them"),
}
BLOCKED: Final[Words] = {
    Why.NOT_OPEN: _("That way is not open to this caller. Please choose another, or none."),
    Why.NOT_ALLOWED: _("Row %(row)s leaves that choice to somebody else. Please say what it says."),
    Why.PAST: _("That moment is past. Please choose a later one to call back."),
}
NOT_SENT: Final[Words] = {
    NotSent.NOT_AGREED: _("Please ask them first, and tick that they said yes."),
    NotSent.NO_ADDRESS: _("That is no number or mail address we can write to. Please look at it."),
    NotSent.NOT_SET_UP: _("That can't be sent from here yet. Please give the other: SMS or mail."),
}
MESSAGES: Final[Words] = {
    Kind.CARD: pgettext_lazy("message", "Our card"),
    Kind.OFFER: pgettext_lazy("message", "An offer"),
    Kind.ANSWER: pgettext_lazy("message", "Our one answer to their no"),
    Kind.RECEIPT: pgettext_lazy("message", "A receipt of their no"),
    Kind.REST: pgettext_lazy("message", "That we rest"),
}
CHANNELS: Final[Words] = {
    Channel.PHONE: pgettext_lazy("channel", "by phone"),
    Channel.SMS: pgettext_lazy("channel", "by SMS"),
    Channel.MAIL: pgettext_lazy("channel", "by mail"),
    Channel.LETTER: pgettext_lazy("channel", "by letter"),
    Channel.PARTNER: pgettext_lazy("channel", "through a partner"),
}
#: How a message that came back was read.
MEANT: Final[Words] = {
    Heard.PLAIN_NO: pgettext_lazy("reply", "a no"),
    Heard.NO_WITH_REASON: pgettext_lazy("reply", "a no, with a reason"),
    Heard.LATER: pgettext_lazy("reply", "later"),
    Heard.NEVER: pgettext_lazy("reply", "never again"),
    Heard.WRONG_PERSON: pgettext_lazy("reply", "somebody else’s number"),
    Heard.YES: pgettext_lazy("reply", "a yes"),
    Heard.QUESTION: pgettext_lazy("reply", "a question"),
    Heard.UNCLEAR: pgettext_lazy("reply", "not clear"),
    CODE: pgettext_lazy("reply", "the code of a link: a no"),
}
MESSAGE_STATES: Final[Words] = {
    State.WAITING: pgettext_lazy("message", "on its way"),
    State.SENT: pgettext_lazy("message", "sent"),
    State.HELD: pgettext_lazy("message", "held back"),
    State.FAILED: pgettext_lazy("message", "could not be sent"),
}
#: Why the gate holds a message back.
HELD: Final[Words] = {
    Held.PEACE: _("they were promised peace"),
    Held.UNREACHABLE: _("their address can't be read"),
    Held.BLIND: _("what was promised to them can't be looked up just now"),
    Held.HOURS: _("quiet hours where they are"),
    Held.ATTEMPTS: _("they were contacted too often lately"),
    Held.CONSENT: _("they have not agreed to it"),
    Held.ZONE: _("nobody knows what time it is where they are"),
}
ROLES: Final[Words] = {
    Role.SELLER: pgettext_lazy("role", "seller"),
    Role.HEAD: pgettext_lazy("role", "head of sales"),
    Role.ADMINISTRATOR: pgettext_lazy("role", "administrator"),
    Role.READER: pgettext_lazy("role", "reader"),
}
LANGUAGES: Final[Words] = {"hu": "magyar", "ru": "русский", "en": "English"}
#: The caller's own trade, as the policy asks it.
FIELDS: Final[Words] = {
    "print house": _("print house"),
    "school or office": _("school or office"),
    "household": _("household"),
}
#: ISO 3166-2:HU.
REGIONS: Final[Words] = {
    "HU-BA": _("Baranya"),
    "HU-BE": _("Békés"),
    "HU-BK": _("Bács-Kiskun"),
    "HU-BU": _("Budapest"),
    "HU-BZ": _("Borsod-Abaúj-Zemplén"),
    "HU-CS": _("Csongrád-Csanád"),
    "HU-FE": _("Fejér"),
    "HU-GS": _("Győr-Moson-Sopron"),
    "HU-HB": _("Hajdú-Bihar"),
    "HU-HE": _("Heves"),
    "HU-JN": _("Jász-Nagykun-Szolnok"),
    "HU-KE": _("Komárom-Esztergom"),
    "HU-NO": _("Nógrád"),
    "HU-PE": _("Pest"),
    "HU-SO": _("Somogy"),
    "HU-SZ": _("Szabolcs-Szatmár-Bereg"),
    "HU-TO": _("Tolna"),
    "HU-VA": _("Vas"),
    "HU-VE": _("Veszprém"),
    "HU-ZA": _("Zala"),
}
TABLES: Final[Mapping[str, Words]] = {
    "situation": SITUATIONS,
    "step": STEPS,
    "way": WAYS,
    "importance": IMPORTANCE,
    "client": CLIENTS,
    "taken": TAKEN,
    "no": NOES,
    "source": SOURCES,
    "status": STATUSES,
    "promise": PROMISES,
    "peace source": PEACE_SOURCES,
    "peace granted by": GRANTED_BY,
    "regret": REGRETS,
    "outcome": OUTCOMES,
    "role": ROLES,
    "language": LANGUAGES,
    "region": REGIONS,
    "field": FIELDS,
    "message": MESSAGES,
    "meant": MEANT,
    "channel": CHANNELS,
    "message state": MESSAGE_STATES,
    "held": HELD,
    "yes or no": {"yes": _("yes")},
}


def said(word: str, table: str) -> str:
    """A stored word as the reader's language has it; words of our users' own stay as they are."""
    return str(TABLES[table].get(word, word))
