"""Where personal data lives: every text of every table, declared, so that none is forgotten.

A text is *theirs* (of or by a client: it goes when they are erased, and a copy of it is theirs to
have) or *ours* (a closed list, a fingerprint, the words of the company and of its people). Facts
stay as counts: situation, row, money, region and the day say nothing of who it was. What a table
does not say here fails a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

#: What of a proof says nothing of the client.
SHOWN_PROOF: Final = frozenset({"link", "by_robot", "erasure"})
#: Stands where a text was that may not be empty.
GONE: Final = "—"
TEXTS: Final = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.GenericIPAddressField,
)


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds of a client.

    `by` finds the rows of a person: lookups, any of which will do, to what of `erasing.Person` they
    are compared with. `theirs` is emptied on these rows, texts and figures alike, or the row goes
    as a whole; `instead` is what stands there then, where it can't be empty.
    """

    says: str | LazyText = ""
    by: Mapping[str, str] = field(default_factory=dict)
    theirs: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    instead: Mapping[str, Any] = field(default_factory=dict)
    row_goes: bool = False


def wordless_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """What the desk proposed, without the words, which may name the caller."""
    if not answer:
        return answer
    ways = [way | {"label": "", "words": ""} for way in answer.get("ways", ())]
    return answer | {"words": "", "polite_words": "", "ways": ways}


def wordless_proof(proof: dict[str, Any]) -> dict[str, Any]:
    """What can be shown for a peace, without what they wrote."""
    return {name: value for name, value in proof.items() if name in SHOWN_PROOF}


def ours(*texts: str) -> Table:
    """A table that holds nothing of a client."""
    return Table(ours=texts)


#: What a repeated request is told when the person it was about has been erased since.
ERASED: Final = '{"code": "gone", "status": 410, "detail": "The person was erased."}'

#: In the order in which rows may go: what points to others first.
TABLES: Final[Mapping[str, Table]] = {
    "records.Turn": Table(
        _("Turns in the round of calls"),
        {"contact__in": "contacts"},
        theirs=("contact", "because", "language", "planned", "offer"),
        ours=("seller", "kind", "currency", "state", "taken_by", "given_back_by", "why"),
    ),
    "records.Rest": Table(
        _("Until when we leave them to rest"),
        {"contact__in": "contacts"},
        theirs=("until", "because"),
        ours=("why",),
        row_goes=True,
    ),
    "records.Planned": Table(
        _("Planned calls"),
        {"contact__in": "contacts", "address__in": "addresses"},
        theirs=("address", "need"),
        ours=("channel", "purpose", "by", "state", "why", "dialled_by"),
        row_goes=True,
    ),
    "records.Attempt": Table(
        _("Calls we made"),
        {"contact__in": "contacts", "address__in": "addresses", "client__in": "codes"},
        theirs=("contact", "address", "client"),
        # Of another program's own number of the call only a keyed hash is kept.
        ours=("disposition", "by", "source", "source_mark"),
    ),
    "records.CallEvent": Table(
        _("What the telephone told of calls"),
        {"address__in": "numbers"},
        theirs=("address",),
        ours=("call", "event", "user", "cause"),
        row_goes=True,
    ),
    "records.Errand": Table(
        _("Messages to them"),
        {"contact__in": "contacts", "address__in": "addresses"},
        theirs=("address", "need", "subject", "body", "token", "enclosed", "why"),
        ours=("key", "by", "kind", "channel", "purpose", "lang", "state", "number"),
        row_goes=True,
    ),
    "records.Reply": Table(
        _("What they wrote back"),
        {"contact__in": "contacts", "address__in": "addresses"},
        theirs=("address", "words"),
        ours=("channel", "to", "number", "meant", "seen_by"),
        row_goes=True,
    ),
    "records.Referral": Table(
        _("Handed over to partners"),
        {"inquiry__in": "inquiries", "contact__in": "contacts"},
        theirs=("address", "contact"),
        ours=("by",),
        instead={"address": GONE},
    ),
    "records.Explanation": Table(
        _("Reasons they gave"),
        {"refusal__in": "refusals"},
        theirs=("rival", "words"),
        ours=("reason", "currency"),
    ),
    "records.Offered": Table(
        _("What we offered on the telephone"),
        {"refusal__in": "refusals"},
        theirs=("label",),
        ours=("step",),
    ),
    "records.Promised": Table(
        _("What we promised"),
        {"refusal__in": "refusals"},
        theirs=("what",),
        ours=("channel",),
        instead={"what": GONE},
    ),
    "records.BetterOffer": Table(
        _("Our one better offer"),
        {"regret__in": "refusals"},
        theirs=("weights",),
        ours=("token_hash", "lang", "currency", "by"),
    ),
    "records.OfferAnswer": Table(
        _("What they answered to it"), {"offer__regret__in": "refusals"}, ours=("said",)
    ),
    "records.Outcome": Table(
        _("What came of it"), {"refusal__in": "refusals"}, ours=("came", "by")
    ),
    "records.Lift": Table(
        _("Peace that was ended early"),
        {"peace__in": "peaces"},
        theirs=("reason",),
        ours=("by",),
        instead={"reason": GONE},
    ),
    "records.Peace": Table(
        _("Peace we promised"),
        {"pk__in": "peaces"},
        theirs=("proof",),
        # Of a need only a keyed hash is kept.
        ours=("scope", "channels", "need", "source", "granted_by", "row"),
        instead={"proof": wordless_proof},
    ),
    "records.Refusal": Table(
        _("Refusals"),
        {"pk__in": "refusals"},
        theirs=("words", "source", "contact"),
        ours=(
            *(
                "direction",
                "situation",
                "reason",
                "contributing",
                "step",
                "proposed_step",
                "wording",
                "row",
            ),
            *("importance", "importance_row", "taken", "by"),
        ),
    ),
    "records.Link": Table(
        _("Easy-no links"),
        {"pk__in": "links"},
        # It goes on to be theirs by its keyed hashes: whoever has it can say no for ever.
        theirs=("contact", "offer"),
        ours=("token_hash", "code_hash", "keys", "lang", "by"),
    ),
    "records.Offer": Table(
        _("Offers in writing"),
        {"pk__in": "offers"},
        theirs=("need", "contact"),
        ours=("currency", "by"),
        instead={"need": GONE},
    ),
    "records.Inquiry": Table(
        _("Inquiries"),
        {"pk__in": "inquiries"},
        # The trade and the yearly value of a caller, with region and day, may be one caller's only.
        theirs=(
            *("need", "number_key", "number_raw", "dialled_key", "dialled_raw", "source"),
            *("answer", "search", "field", "yearly_value", "contact"),
        ),
        ours=(
            *("lang", "by", "situation", "nearness", "trade", "region", "step", "row"),
            *("importance", "client", "partners", "currency"),
        ),
        instead={"answer": wordless_answer},
    ),
    "records.Receipt": Table(
        _("Answers kept for other systems"),
        {"pk__in": "receipts"},
        theirs=("body", "status"),
        ours=("holder", "key", "request_hash"),
        instead={"body": ERASED, "status": 410},
    ),
    "records.Entry": Table(
        _("Lines of the audit journal"),
        {"subject__in": "subjects"},
        theirs=("facts",),
        ours=("who", "deed", "subject"),
    ),
    "records.KnownNumber": Table(
        _("Numbers mistaken for ours"),
        {"key__in": "numbers"},
        theirs=("key", "owner", "note"),
        row_goes=True,
    ),
    "records.Consent": Table(
        _("Consents"),
        {"contact__in": "contacts", "keys__key__in": "keys"},
        theirs=("words", "contact"),
        ours=("channel", "purpose", "how", "by"),
    ),
    "records.Number": Table(
        _("Numbers"), {"contact__in": "contacts"}, theirs=("key", "raw"), row_goes=True
    ),
    "records.Mail": Table(
        _("Mail addresses"), {"contact__in": "contacts"}, theirs=("key", "raw"), row_goes=True
    ),
    "records.TrialClient": Table(
        _("Trials they took part in"), {"contact__in": "contacts"}, ours=("arm",), row_goes=True
    ),
    "records.Contact": Table(
        _("The person"),
        {"pk__in": "contacts"},
        theirs=(
            *("code", "name", "organisation", "field", "note", "search", "client", "currency"),
            *("region", "zone", "language"),
        ),
        row_goes=True,
    ),
    # What follows holds nothing of a client. The text of a policy and its drafts has cases, never
    # callers; a file that was brought in is known by its fingerprint alone.
    "records.PeaceKey": ours("key"),
    "records.ConsentKey": ours("key"),
    # It goes with its call.
    "records.Telling": ours("why"),
    "records.LinkKey": ours("key"),
    "records.Answered": ours(),
    "records.Spared": ours("exit"),
    "records.PeaceJournal": ours("key_mark"),
    "records.Erasing": ours("by"),
    "records.Erasure": ours("by", "reason", "keys", "counts"),
    "records.Period": ours("kind", "by"),
    "records.FileImport": ours("kind", "sha256"),
    "records.CallSheet": ours("header", "columns", "words", "zone", "by"),
    # What many clients did together; a trade is named where hundreds are of it.
    "records.Fit": ours("params", "slots", "fields", "by"),
    # Keys, instants and endings of calls; who is erased takes theirs along (kept_calls.let_go).
    "records.KeptCalls": ours("columns"),
    "records.OwnDisposition": ours("code", "key", "hu", "ru", "en", "flags"),
    "records.Company": ours(
        *("name", "country", "region", "zone", "language", "currency", "numbers", "trades")
    ),
    "records.Team": ours("name", "set_by"),
    "records.Round": ours("by", "currency"),
    "records.RoundTerms": ours(),
    "records.Shift": ours("seller", "days", "languages"),
    "records.RoundFeed": ours("token_hash"),
    "records.TimePlan": ours("currency", "set_by"),
    "records.Trial": ours("seed", "currency", "by", "ended_by", "why"),
    "records.Item": ours(
        *("code", "hu", "ru", "en", "field", "brand", "variant", "synonyms", "trade", "currency"),
        *("alternatives", "search"),
    ),
    "records.Partner": ours(
        *("code", "name", "phone", "phone_key", "mail", "trades", "regions", "note", "search")
    ),
    "records.Rival": ours("name"),
    "records.RivalThing": ours("name", "serves"),
    "records.Compared": ours(
        *("need", "serves", "unit", "matters", "questions", "currency", "ours_source", "by"),
        "theirs_source",
    ),
    "records.ComparedFeature": ours(
        *("name", "unit", "better", "matter", "ours_words", "ours_source", "theirs_words"),
        "theirs_source",
    ),
    "records.PolicyVersion": ours("source", "sha256"),
    "records.Adoption": ours("adopted_by", "differences"),
    "records.Withdrawal": ours("by", "why"),
    "records.Draft": ours("name", "source", "begun_by", "changed_by", "closed_by"),
    "records.DraftText": ours("source", "by"),
    "records.ApiKey": ours("name", "key_hash", "scopes"),
    "records.User": ours("password", "name", "role", "language"),
    "records.SignInLink": ours("token_hash"),
    # An address of the network, which stays a quarter of an hour.
    "records.WrongCode": ours("whence"),
    # Who signs in is one of us.
    "auth.Permission": ours("name", "codename"),
    "auth.Group": ours("name"),
    "contenttypes.ContentType": ours("app_label", "model"),
    "sessions.Session": ours("session_key", "session_data"),
    "axes.AccessFailureLog": ours(
        "user_agent", "ip_address", "username", "http_accept", "path_info"
    ),
    "axes.AccessAttempt": ours(
        *("user_agent", "ip_address", "username", "http_accept", "path_info", "get_data"),
        "post_data",
    ),
    "axes.AccessAttemptExpiration": ours(),
    "axes.AccessLog": ours(
        *("user_agent", "ip_address", "username", "http_accept", "path_info", "session_hash"),
    ),
}
#: The tables with something of a client.
THEIRS: Final = {label: table for label, table in TABLES.items() if table.by}


def undeclared() -> set[str]:
    """The texts nobody decided about, and declared ones that there are not; both as names."""
    there = {f"{label}.{name}" for label in _labels() for name in texts_of(label)}
    declared = {
        f"{label}.{name}"
        for label, table in TABLES.items()
        for name in (*table.theirs, *table.ours)
        if _is_text(label, name)
    }
    return (there ^ declared) | (_labels() ^ TABLES.keys())


def texts_of(label: str) -> list[str]:
    """The fields of a table that hold text in some form."""
    fields = apps.get_model(label)._meta.concrete_fields
    return [one.name for one in fields if isinstance(one, TEXTS)]


def _labels() -> set[str]:
    return {model._meta.label for model in apps.get_models()}


def _is_text(label: str, name: str) -> bool:
    if label not in _labels():
        return True
    names = {one.name: one for one in apps.get_model(label)._meta.concrete_fields}
    return name not in names or isinstance(names[name], TEXTS)
