"""`demur policy print`, `export` and `import`: the policy on paper, as DMN, xlsx and docx."""

from __future__ import annotations

import importlib
import json
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from demur.channels.steady import write_whole
from demur.cli import CouldNot
from demur.cli.policy import DONE, WITH_FINDINGS, AsJson, PolicyFile, app
from demur.cli.progress import progressing
from demur.domain.policy import document
from demur.domain.policy.findings import Finding, Severity, gravest
from demur.domain.refusal import Lang

if TYPE_CHECKING:
    from demur.channels.dmn_in import BroughtIn, Origin

MAX_BYTES: Final = 64_000_000
_OFFICE: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how its name ends, how one that is there already begins, who writes it."""

    begins: Callable[[bytes], bool]
    module: str
    function: str


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ".pdf": Kind(lambda old: old.startswith(b"%PDF"), "demur.channels.paper", "pdf"),
        ".dmn": Kind(lambda old: b"spec/DMN/" in old, "demur.channels.dmn_out", "send_out"),
        ".xlsx": Kind(
            lambda old: old.startswith(_OFFICE), "demur.channels.policy_sheets", "workbook"
        ),
        ".docx": Kind(lambda old: old.startswith(_OFFICE), "demur.channels.word", "docx"),
        ".md": Kind(lambda old: b"|" in old and b"---" in old, "", ""),
    }
)
_DMN, _SHEETS = "demur.channels.dmn_in", "demur.channels.policy_sheets_in"
_READERS: Final = {".dmn": _DMN, ".xml": _DMN, ".xlsx": _SHEETS, ".xlsm": _SHEETS}
_READERS_BY_CONTENT: Final = {_OFFICE: _SHEETS, b"<?xml": _DMN, b"\xef\xbb\xbf<?xml": _DMN}

Out = Annotated[
    Path,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="The file to write. One that is there already is replaced only if it is of the same "
        "kind: a PDF by a PDF, a policy by a policy.",
    ),
]
Brought = Annotated[Path, typer.Argument(metavar="FILE", help="A DMN model or an Excel workbook.")]
Language = Annotated[
    Lang, typer.Option("--lang", help="The language of a document that does not say its own.")
]


@app.command("print")
def print_(file: PolicyFile, output: Out) -> None:
    """Typeset a policy as a PDF to be signed; its footer carries the hash of exactly these bytes.

    Example: demur policy print policy.md -o policy.pdf
    """
    _kind_for(output, (".pdf",))
    source = _bytes_of(file)
    writer = importlib.import_module("demur.channels.paper")
    try:
        with progressing(f"Typesetting {output}, pages") as reached:
            content = writer.pdf(source, reached=reached)
    except writer.Unprintable as why:
        raise CouldNot(str(why)) from why
    _put(output, content)
    raise typer.Exit(_told(file, document.read(source).findings))


@app.command()
def export(file: PolicyFile, output: Out) -> None:
    """Write a policy as a DMN 1.3 model, an Excel workbook or a Word file, by the name's ending.

    Example: demur policy export policy.md -o policy.dmn
    """
    kind = _kind_for(output, (".dmn", ".xlsx", ".docx"))
    source = _bytes_of(file)
    _readable(file, source)
    write: Any = getattr(importlib.import_module(kind.module), kind.function)
    made = write(source)
    findings: tuple[Finding, ...] = () if isinstance(made, bytes) else made.findings
    content = made if isinstance(made, bytes) else made.content
    code = _told(file, findings)
    if content is None:
        raise CouldNot(f"{file} holds no table that could be exported.")
    _put(output, content)
    raise typer.Exit(code)


@app.command("import")
def import_(file: Brought, output: Out, lang: Language = Lang.EN, as_json: AsJson = False) -> None:
    """Bring a DMN model or a workbook in as a policy document; what has no place in it is said.

    Example: demur policy import model.dmn -o policy.md
    """
    _kind_for(output, (".md",))
    brought = _reader_of(file).bring_in(_bytes_of(file), lang)
    code = _told(file, brought.findings)
    if brought.document is None:
        raise CouldNot(f"nothing could be brought in from {file}.")
    _put(output, brought.document)
    code = max(code, _told(output, _faults(brought.document), brought.places))
    _show(output, brought, as_json)
    raise typer.Exit(code)


# ---- files


def _reader_of(file: Path) -> Any:
    """Know a model or a workbook by its name; where its content is plainly the other, by that."""
    named = _READERS.get(file.suffix.casefold())
    if named is None:
        raise CouldNot(f"{file} is neither a .dmn nor an .xlsx file. Save it as one of them.")
    begins = _bytes_of(file, 8)
    found = (reader for start, reader in _READERS_BY_CONTENT.items() if begins.startswith(start))
    return importlib.import_module(next(found, named))


def _kind_for(output: Path, allowed: tuple[str, ...]) -> Kind:
    """Know the kind a file is to be of by its name; refuse to write over one of another kind."""
    ending = output.suffix.casefold()
    if ending not in allowed:
        raise CouldNot(f"{output} should end in {' or '.join(allowed)}.")
    kind = KINDS[ending]
    if not output.exists():
        return kind
    if not output.is_file():
        raise CouldNot(f"{output} is there already and is no file.")
    with output.open("rb") as old:
        begins = old.read(4_000)
    if begins and not kind.begins(begins):
        raise CouldNot(f"{output} is there already and holds something else; name another file.")
    return kind


def _bytes_of(file: Path, limit: int = MAX_BYTES) -> bytes:
    """Read a file; a pipe or a device is none, as it might never end."""
    try:
        if not file.is_dir() and not stat.S_ISREG(file.stat().st_mode):
            raise CouldNot(f"{file} is no ordinary file. Copy what it gives into one.")
        with file.open("rb") as opened:
            return opened.read(limit)
    except OSError as wrong:
        raise CouldNot(f"cannot read {file}: {wrong.strerror or wrong}.") from wrong


def _readable(file: Path, source: bytes) -> None:
    read = document.read(source)
    if read.policy is None:
        first = gravest(read.findings)
        raise CouldNot(f"{file}, line {first.line}: {first.message}")


def _put(output: Path, content: bytes) -> None:
    try:
        write_whole(output, content)
    except OSError as wrong:
        raise CouldNot(f"cannot write {output}: {wrong.strerror or wrong}.") from wrong


# ---- telling


def _told(
    file: Path,
    findings: tuple[Finding, ...],
    places: Mapping[int, tuple[str, int]] = MappingProxyType({}),
) -> int:
    """Say each finding in a line on stderr; a note alone is no finding to end with.

    `places` gives for lines that came from a workbook the sheet and the row.
    """
    for each in findings:
        sheet, row = places.get(each.line, ("", 0))
        came = f" (sheet “{sheet}”, row {row})" if sheet else ""
        print(f"{file}, line {each.line}{came}: {each.code}: {each.message}", file=sys.stderr)  # noqa: T201
    serious = any(each.severity is not Severity.NOTE for each in findings)
    return WITH_FINDINGS if serious else DONE


def _faults(content: bytes) -> tuple[Finding, ...]:
    read = document.read(content).findings
    return tuple(each for each in read if each.severity is not Severity.NOTE)


def _show(output: Path, brought: BroughtIn, as_json: bool) -> None:
    if as_json:
        print(json.dumps(_report(output, brought), ensure_ascii=False, indent=2))  # noqa: T201
        return
    for letter, name in brought.tables.items():
        print(f"table {letter}: {name}")  # noqa: T201


def _report(output: Path, brought: BroughtIn) -> dict[str, object]:
    findings = [
        {"code": each.code, "severity": each.severity, "line": each.line, "message": each.message}
        for each in brought.findings
    ]
    return {
        "written": str(output),
        "tables": dict(brought.tables),
        "decisions": [_origin(each) for each in brought.origins],
        "left_out": list(brought.left_out),
        "findings": findings,
    }


def _origin(origin: Origin) -> dict[str, object]:
    return {
        "table": origin.letter,
        "decision": origin.decision,
        "id": origin.id,
        "hit_policy": origin.hit_policy,
        "inputs": [{"input": asked, "question": name} for asked, name in origin.inputs],
        "outputs": [{"output": said, "result": name} for said, name in origin.outputs],
    }
