"""What is said of a call that can't be put down, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext, gettext_noop

from demur.domain.attempts import Fault, Why

#: The very sentences of `domain.attempts`, where the translations find them.
TOLD: Final[Mapping[Why, str]] = {
    Why.FUTURE: gettext_noop(
        "The call is put in the future, at %(at)s. Please look at the clock it had."
    ),
    Why.ANCIENT: gettext_noop(
        "The call is put at %(at)s, before telephones. Please look at its date."
    ),
    Why.NOBODY: gettext_noop("Please say whom the call was to: a number or a client's id."),
    Why.UNKNOWN: gettext_noop(
        "“%(disposition)s” is no way for a call to end here. Please use: %(listed)s."
    ),
    Why.RETIRED: gettext_noop("“%(disposition)s” was retired. Please use: %(listed)s."),
    Why.NEEDS_DAY: gettext_noop("Please say on which day they want to be called again."),
    Why.PAST_DAY: gettext_noop("The day to call again must be to come."),
    Why.TOO_LONG: gettext_noop("No call lasts over a day. Please give its length in seconds."),
}


def told(fault: Fault) -> str:
    """The fault, in the language of whoever reads it."""
    return gettext(TOLD[fault.why]) % fault.params
