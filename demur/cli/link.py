"""`demur link`: an easy-no link, to be put into a letter, a message or under a QR code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demur.cli import CouldNot
from demur.cli.somebody import somebody
from demur.cli.tables import with_tables
from demur.domain.refusal import Lang

if TYPE_CHECKING:
    from demur.records.offers import Offer
    from demur.records.people import Contact

BY = "command line"


def link(
    who: Annotated[
        str, typer.Argument(help="The person's id or code, or a number or mail address.")
    ],
    offer: Annotated[
        str, typer.Option(help="The offer it is about; without one, all we may want of them.")
    ] = "",
    lang: Annotated[
        Lang | None, typer.Option(help="The language of the page; the person's own by default.")
    ] = None,
    qr: Annotated[
        Path | None, typer.Option(help="Draw it as a QR code, for paper, into this SVG file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the link and its code.")] = False,
) -> None:
    """Print a link under which a client says no with one tap; it never expires.

    The link is shown once: only its hash is kept. A short code for the telephone goes with it.

    Example: demur link +36301234567 --qr no.svg
    """
    with_tables()
    import json

    from django.conf import settings
    from django.utils import timezone

    from demur.actions.make_link import make_link
    from demur.records.company import company

    contact, address = somebody(who, company().country)
    about = _offer(offer, contact) if offer else None
    spoken = lang or Lang((contact and contact.language) or company().language)
    made = make_link(contact, lang=spoken, by=BY, now=timezone.now(), offer=about, address=address)
    url = f"{settings.URL}/no/{made.token}"
    if qr:
        _draw(url, qr)
    typer.echo(json.dumps({"link": url, "code": made.code}) if as_json else url)
    if not as_json:
        typer.echo(f"By telephone or short message: {made.code}", err=True)


def _draw(url: str, file: Path) -> None:
    """Write the drawing; an existing file is somebody's link already."""
    from demur.channels.qr import svg

    try:
        with file.open("x", encoding="utf-8") as drawing:
            drawing.write(svg(url, url))
    except FileExistsError as error:
        raise CouldNot(f"{file} is there already: name another file") from error
    except OSError as error:
        raise CouldNot(f"{file} can't be written: {error.strerror}") from error


def _offer(ref: str, contact: Contact | None) -> Offer:
    from uuid import UUID

    from demur.records.offers import Offer

    try:
        found = Offer.objects.filter(ref=UUID(ref)).first()
    except ValueError:
        found = None
    if found is None or found.contact_id != (contact.pk if contact else None):
        raise CouldNot(f"{ref} is no offer to this person")
    return found
