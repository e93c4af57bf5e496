"""How a number or address is shown: to be pressed where that is allowed, to be read where not."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from demur.records.people import Mail, Number
from demur.web.reach import Reach

register = template.Library()


@register.simple_tag
def reach_link(reach: Reach, key: str, shown: str) -> SafeString:
    """A number or address, shown as it is spoken or was given: a link where the gate allows it."""
    link = reach.links.get(key)
    return format_html('<a href="{}">{}</a>' if link else "{1}", link, shown)


@register.simple_tag
def at_rest(reach: Reach, *keys: str) -> str:
    """What holds back these numbers and addresses, if anything does."""
    return reach.rests(keys)


@register.simple_tag
def at_rest_of(reach: Reach, lines: Iterable[Number | Mail]) -> str:
    """What holds back a contact's numbers or addresses, if anything does."""
    return reach.rests(line.key for line in lines)
