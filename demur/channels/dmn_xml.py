"""The bytes of a DMN file to elements with their line numbers; nothing it holds is fetched or run.

A document type is refused, and with it every entity: a model needs none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.sax import SAXException, SAXParseException, handler
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin

MAX_BYTES: Final = 16_000_000
MAX_ELEMENTS: Final = 200_000
MAX_DEPTH: Final = 100
_DMN: Final = re.compile(r"^https?://www\.omg\.org/spec/DMN/")


@dataclass(slots=True)
class Element:
    """An element: its name, without a prefix where it is DMN's own, and the line it begins on."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __getitem__(self, attribute: str) -> str:
        """Give an attribute, empty where it is not set."""
        return self.attributes.get(attribute, "")

    def all(self, name: str) -> list[Element]:
        """Give the children of a name, in order."""
        return [child for child in self.children if child.name == name]

    def first(self, *names: str) -> Element | None:
        """Go down by names and give the first element there, None where there is none."""
        here = self
        for name in names:
            found = next((child for child in here.children if child.name == name), None)
            if found is None:
                return None
            here = found
        return here

    def text(self, *names: str) -> str:
        """Give the text of the first element down some names, trimmed."""
        found = self.first(*names)
        return "".join(found.words).strip() if found else ""

    def walk(self) -> Iterator[Element]:
        """Give the element and everything in it, in document order."""
        waiting = [self]
        while waiting:
            here = waiting.pop()
            yield here
            waiting.extend(reversed(here.children))


class _TooMuchError(SAXException):
    """A limit was reached; the message names it."""


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0
        self._where: Any = None
        self._home: str | None = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802
        self._where = locator

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: ARG002, N802
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._open) > MAX_DEPTH:
            over = MAX_ELEMENTS if self._count > MAX_ELEMENTS else MAX_DEPTH
            kind = "XML elements" if self._count > MAX_ELEMENTS else "nested elements"
            raise _TooMuchError(f"{over} {kind}")
        if self.root is None and name[1] == "definitions":
            # Some tools leave the model's elements in the namespace of the model itself.
            self._home = name[0]
        made = Element(
            self._name(*name),
            self._where.getLineNumber() if self._where else 1,
            {self._name(*key): value for key, value in attrs.items()},
        )
        if self._open:
            self._open[-1].children.append(made)
        self.root = self.root or made
        self._open.append(made)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: ARG002, N802
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].words.append(content)

    def _name(self, space: str | None, local: str) -> str:
        plain = space is None or space == self._home or _DMN.match(space)
        return local if plain else f"{{{space}}}{local}"


def read_xml(source: bytes, margin: Margin) -> Element | None:
    """Read a file's elements; None and a finding where it is no XML, refused, or too large."""
    if len(source) > MAX_BYTES:
        margin.fault(Code.GAVE_UP, 1, "gave up", limit=f"{MAX_BYTES // 1_000_000} MB")
        return None
    builder = _Builder()
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setFeature(handler.feature_namespaces, True)
    parser.setContentHandler(builder)
    try:
        parser.parse(io.BytesIO(source))
    except _TooMuchError as limit:
        margin.fault(Code.GAVE_UP, 1, "gave up", limit=limit.getMessage())
    except DefusedXmlException:
        margin.fault(Code.REFUSED, 1, "dmn entities")
    except SAXParseException as wrong:
        line = wrong.getLineNumber() or 1
        margin.fault(Code.UNREADABLE_FILE, line, "dmn not xml", error=wrong.getMessage())
    except (SAXException, ValueError, LookupError, AssertionError) as wrong:
        margin.fault(Code.UNREADABLE_FILE, 1, "dmn not xml", error=str(wrong)[:80])
    else:
        return builder.root
    return None
