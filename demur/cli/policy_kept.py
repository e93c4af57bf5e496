"""`demur policy kept`: a version's text as it was signed, written to a file."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demur.channels.steady import write_whole
from demur.cli import CouldNot
from demur.cli.policy import app
from demur.cli.tables import with_tables

if TYPE_CHECKING:
    from demur.records.policies import PolicyVersion


@app.command("kept", epilog="Example: demur policy kept 4 -o policy-4.md")
def kept(
    number: Annotated[int, typer.Argument(metavar="VERSION", min=0, max=2**31 - 1)],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")
    ],
) -> None:
    """Write a version to a file, byte for byte as it was signed; no other file is written over.

    Where it was altered in the database, the text that the draft was signed with is looked for.
    """
    with_tables()
    from demur.records.policies import PolicyVersion

    version = PolicyVersion.objects.filter(version=number).first()
    if version is None:
        raise CouldNot(f"there is no version {number}: only what was adopted is kept")
    source = _as_signed(version)
    if source is None:
        raise CouldNot(f"version {number} was altered, and its text is kept nowhere else here")
    if output.exists() and output.read_bytes() != source:
        raise CouldNot(f"{output} is there already: name another file")
    write_whole(output, source)
    typer.echo(f"Version {number} is in {output}, as it was signed.")


def _as_signed(version: PolicyVersion) -> bytes | None:
    """The bytes that have the version's fingerprint: its own, or those of a draft's texts."""
    from demur.records.policies import DraftText, is_as_signed

    if is_as_signed(version):
        return bytes(version.source)
    texts = DraftText.objects.order_by("-pk").values_list("source", flat=True).iterator()
    signed = (bytes(text) for text in texts)
    return next((t for t in signed if hashlib.sha256(t).hexdigest() == version.sha256), None)
