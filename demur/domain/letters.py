"""The words of our messages: the policy's own where it has them, else a plain text of ours.

A company writes its own words as a sentence of its policy's wording, under the name of the
message: CARD, OFFER, ANSWER, RECEIPT or REST, or what `NAMES` calls them in Hungarian and Russian.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from demur.domain.errands import Kind
from demur.domain.letters_said import DAY_TITLES, GREETINGS, NO_NAME, PLAIN, Plain
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.policy import Policy
from demur.domain.policy.words.own_messages import NAMES
from demur.domain.policy.words.wording import BLANK, fill
from demur.domain.refusal import Lang

#: Stands in a stored text where the link will be, which is a secret (P9). What fills a blank loses
#: its braces, so nothing else can look like it.
LINK: Final = "{}"
_BRACES: Final = str.maketrans("{}", "()")


@dataclass(frozen=True, slots=True)
class Words:
    """A message ready to be kept: the subject and the paragraphs of a mail, the text of an SMS."""

    subject: str
    paragraphs: tuple[str, ...]
    sms: str


def compose(
    kind: Kind, lang: Lang, blanks: Mapping[str, str], *, linked: bool, policy: Policy | None = None
) -> Words:
    """Put a message into words, in the client's language.

    `blanks` fill what stands in braces: company, caller, our_number, what_we_do, partner,
    partner_phone, item, quantity, price, date, need, promise; what is not given, or empty, leaves
    its clause out, and a paragraph of ours whose first blank is not given is left out whole.
    `linked` says that the message has a link: in the text it stands as `LINK`.
    """
    plain = PLAIN[kind, lang]
    given = {name: value.translate(_BRACES) for name, value in blanks.items() if value.strip()}
    if linked:
        given["link"] = LINK
    own = _own(policy, kind, lang, given)
    return Words(
        subject=next((said for one in plain.subjects if (said := _whole(one, given))), ""),
        paragraphs=(_greeting(lang, given), *_body(plain, own, given), given.get("company", "")),
        sms=own or _filled(plain.sms, given),
    )


def day_title(company: str, lang: Lang) -> str:
    """What the day on which we may be in touch again is called in the client's calendar."""
    return DAY_TITLES[lang].format(company=company)


def _own(policy: Policy | None, kind: Kind, lang: Lang, given: Mapping[str, str]) -> str:
    """The policy's sentence for this message, the link after it if it forgets to say it."""
    for name in NAMES[kind] if policy else ():
        template = policy.wordings.get(voc.letter(name), {}).get(lang) if policy else None
        if template and (said := _filled(template, given)):
            return said if LINK in said or "link" not in given else f"{said} {LINK}"
    return ""


def _body(plain: Plain, own: str, given: Mapping[str, str]) -> Iterator[str]:
    if own:
        yield own
        return
    for paragraph in plain.paragraphs:
        first = BLANK.search(paragraph)
        if not first or first[1] in given:
            yield _filled(paragraph, given)


def _greeting(lang: Lang, given: Mapping[str, str]) -> str:
    return _whole(GREETINGS[lang], given) or NO_NAME[lang]


def _filled(template: str, given: Mapping[str, str]) -> str:
    """The clauses that can be said; a full stop right behind a link would be taken into it."""
    text, _ = fill(template, given)
    return text.removesuffix(".") if text.endswith(LINK + ".") else text


def _whole(template: str, given: Mapping[str, str]) -> str:
    """The line with its blanks filled, or nothing where one of them is not given."""
    if any(name not in given for name in BLANK.findall(template)):
        return ""
    return BLANK.sub(lambda blank: voc.tidy(given[blank[1]]), template)
