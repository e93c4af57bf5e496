"""The closed world of one question: every answer it can have, and nothing else.

*unknown* is an answer too, where the document lists it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from demur.domain.policy import values
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.values import Kind, Literal, Value

UNKNOWN_WORDS = voc.words(voc.UNKNOWN)
YES_WORDS = voc.words(voc.YES)
NO_WORDS = voc.words(voc.NO)


class OutsideError(ValueError):
    """An answer the question does not list; it never leaves the room of the policy."""


@dataclass(frozen=True)
class Listed:
    """A question answered from a list; `unknown` stands last when the list holds it."""

    answers: tuple[str, ...]
    unknown: str | None = None

    @cached_property
    def all_answers(self) -> tuple[str, ...]:
        """Give every answer as spelt, *unknown* included: an answer's place is its code."""
        return (*self.answers, self.unknown) if self.unknown else self.answers

    @cached_property
    def codes(self) -> Mapping[str, int]:
        """Map every folded way to write an answer onto its code."""
        codes = {voc.fold(answer): at for at, answer in enumerate(self.all_answers)}
        for group in (YES_WORDS, NO_WORDS):
            at = next((codes[word] for word in group if word in codes), None)
            if at is not None and self.is_yes_no:
                codes.update(dict.fromkeys(group, at))
        if self.unknown:
            codes.update(dict.fromkeys(UNKNOWN_WORDS - codes.keys(), len(self.answers)))
        return MappingProxyType(codes)

    @cached_property
    def is_yes_no(self) -> bool:
        """Say whether the list is plainly yes and no."""
        folded = {voc.fold(answer) for answer in self.answers}
        return len(folded) == 2 and bool(folded & YES_WORDS) and bool(folded & NO_WORDS)

    def read(self, answer: object) -> int:
        """Give the code of a caller's answer; raise OutsideError when the list lacks it."""
        if isinstance(answer, bool) and self.is_yes_no:
            answer = "yes" if answer else "no"
        elif isinstance(answer, int) and not isinstance(answer, bool):
            answer = str(answer)
        if not isinstance(answer, str):
            raise OutsideError
        code = self.codes.get(voc.fold(answer))
        if code is None:
            raise OutsideError
        return code

    def show(self, answer: object) -> str:
        """Write an answer as the document spells it; None is *unknown* where that is listed."""
        return self.all_answers[self.read(self.unknown if answer is None else answer)]

    def choices(self) -> str:
        """Write all possible answers for a message."""
        return ", ".join(self.all_answers)


@dataclass(frozen=True)
class Range:
    """A question answered by a number, a date or a clock time between two ends, both included.

    `whole` drops everything between whole values: 3 days are followed by 4.
    """

    kind: Kind
    lowest: Value
    highest: Value
    whole: bool = True
    unit: str | None = None
    unknown: str | None = None
    written: str = field(default="", compare=False)

    def read(self, answer: object) -> Value | None:
        """Give the value of an answer, None for *unknown*; raise OutsideError when it is none."""
        value = self._literal(answer) if isinstance(answer, str) else self._number(answer)
        if value is None and self.unknown:
            return None
        if value is None or not self.lowest <= value <= self.highest:
            raise OutsideError
        return value

    def _literal(self, answer: str) -> Value | None:
        if voc.fold(answer) in UNKNOWN_WORDS:
            return None
        bare = values.without_cents(answer) if self.whole else answer
        found = values.tokens(bare, whole=self.whole, own_unit=self.unit)
        token = found[0] if len(found) == 1 else None
        fits = (
            isinstance(token, Literal)
            and token.kind is self.kind
            and values.unit_fits(token.unit, self.unit)
        )
        if not fits:
            raise OutsideError
        assert isinstance(token, Literal)  # noqa: S101
        return token.value

    def _number(self, answer: object) -> Value | None:
        if answer is None:
            return None
        if isinstance(answer, bool) or not isinstance(answer, int | float | Decimal):
            raise OutsideError
        if self.kind is not Kind.NUMBER or not math.isfinite(answer):
            raise OutsideError
        if answer == int(answer):
            return int(answer)
        if self.whole:
            raise OutsideError
        return Decimal(repr(answer)) if isinstance(answer, float) else Decimal(answer)

    def show(self, answer: object) -> str:
        """Write an answer as people read it: 2 days, 09:30, unknown."""
        value = self.read(answer)
        if value is None:
            return self.unknown or ""
        return values.show(self.kind, value, self.unit)

    def choices(self) -> str:
        """Write all possible answers for a message."""
        return self.written or f"{self.lowest}–{self.highest}"


Domain = Listed | Range
