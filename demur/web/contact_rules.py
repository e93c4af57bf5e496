"""The rules of contact as they bind here, each with its source and its day."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import pgettext_lazy

from demur.domain.contact_rules.packs import packs
from demur.domain.contact_rules.terms import Basis, Pack, Rule
from demur.domain.refusal import Lang
from demur.web.said import Words

BASES: Final[Words] = {
    Basis.LAW: pgettext_lazy("basis of a rule", "law"),
    Basis.CODE: pgettext_lazy("basis of a rule", "code of conduct"),
    Basis.FLOOR: pgettext_lazy("basis of a rule", "our own floor, no law"),
}


def contact_rules(request: HttpRequest) -> HttpResponse:
    """Every rule pack; a rule that has ended, or is still to come, is told as such."""
    lang = Lang(translation.get_language() or Lang.EN)
    today = timezone.now().date()
    shown = [
        {
            "name": pack.name[lang],
            "as_of": pack.as_of,
            "rules": [_rule(rule, lang) | {"binds": rule.binds_on(today)} for rule in pack.rules],
        }
        for pack in _in_order()
    ]
    return render(request, "contact_rules.html", {"packs": shown})


def _in_order() -> list[Pack]:
    return sorted(packs().values(), key=lambda pack: pack.code)


def _rule(rule: Rule, lang: Lang) -> dict[str, object]:
    return {
        "code": rule.code,
        "says": rule.source.says[lang],
        "reference": rule.source.reference,
        "basis": BASES[rule.basis],
        "since": rule.since,
        "until": rule.until,
    }


def address_of(rule: str) -> str:
    """Where a rule that said no can be read: a pack's on its page, a policy's row in the policy."""
    if not rule:
        return ""
    return f"{reverse('contact-rules')}#{rule}" if "-" in rule else reverse("policy")
