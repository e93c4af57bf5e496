"""The rows of one or two versions of a chain of tables, lined up for one sweep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from demur.domain.policy import cells
from demur.domain.policy.appendices import Impossible
from demur.domain.policy.cells import Test
from demur.domain.policy.columns import Column
from demur.domain.policy.policy import Policy
from demur.domain.policy.proof.sweep import Box, stacked
from demur.domain.policy.tables import Table
from demur.domain.policy.versions.chains import (
    Chain,
    Derived,
    Seat,
    derived_from,
    feeders_of,
    left_open,
)
from demur.domain.policy.versions.joint import Asked, Joint

MAX_COLUMNS: Final = 300
"""A sweep goes as deep as there are questions."""
Block = tuple[int, Mapping[str, Sequence[Test]]]


@dataclass(frozen=True)
class Version:
    """One version's part: its tables, earlier ones first, and its questions by its own names.

    `chained` says that earlier tables answer the later ones' questions; else every question is
    answered as given.
    """

    policy: Policy
    tables: tuple[Table, ...]
    asked: Mapping[str, tuple[str, Asked]]
    chained: bool = False

    @property
    def fed(self) -> dict[str, Table]:
        """Give the tables that answer questions of others, by the version's question names."""
        if not self.chained:
            return {}
        return {
            name: feeder
            for table in self.tables
            for name, feeder in feeders_of(self.policy, table).items()
        }

    def tests(self, table: Table) -> dict[str, Sequence[Test]]:
        """Give a table's cells by joint question, as tests of the joint answers."""
        found: dict[str, Sequence[Test]] = {}
        for column in table.columns:
            name, asked = self.asked[column.question.name]
            found[name] = [asked.test(test) for test in column.tests]
        return found

    def impossible(self) -> list[Mapping[str, Sequence[Test]]]:
        """Give what cannot happen, as rows: those that speak of this chain's questions alone."""
        letters = {table.letter for table in self.tables}
        cases = [
            self.row(case.cells) for case in self.policy.impossible if self._concerns(case, letters)
        ]
        return [case for case in cases if case is not None]

    def _concerns(self, case: Impossible, letters: set[str]) -> bool:
        about = case.table is None or case.table in letters
        return about and bool(case.cells) and case.cells.keys() <= self.asked.keys()

    def row(self, written: Mapping[str, str]) -> Mapping[str, Sequence[Test]] | None:
        """Read cells as one row of joint tests; None where one cannot be read."""
        row: dict[str, Sequence[Test]] = {}
        for own, text in written.items():
            name, asked = self.asked[own]
            test = cells.read_cell(text, asked.question.domain)
            if isinstance(test, cells.Unreadable):
                return None
            row[name] = [asked.test(test)]
        return row


@dataclass(frozen=True)
class Lineup:
    """What a sweep goes through: `columns` without the questions that tables answer.

    For each version its chain, the bits of what cannot happen, and the bit of the cases whose
    answers it lists (0: all cases are). `extra` are the bits of rows of the asker's own.
    """

    columns: tuple[Column, ...]
    chains: tuple[Chain, ...]
    impossible: tuple[int, ...]
    lists: tuple[int, ...]
    extra: tuple[int, ...]
    start: int

    def cannot_happen(
        self, at: int, codes: tuple[int, ...], alive: int, certain: int
    ) -> bool | None:
        """Say whether a version calls these cases impossible; None while that is open."""
        return self.met(self.impossible[at], at, codes, alive, certain)

    def met(
        self, rows: int, at: int, codes: tuple[int, ...], alive: int, certain: int
    ) -> bool | None:
        """Say whether one of these rows takes the cases in; None while that is open.

        `codes` are those of a version's derived answers.
        """
        may, must = alive & rows, certain & rows
        for derived, code in zip(self.chains[at].derived, codes, strict=True):
            fit = derived.column.rows[code] if code >= 0 else derived.unsaid[1]
            may, must = may & fit, must & fit
        return True if must else None if may else False


def cost(tables: Sequence[Table]) -> int:
    """Give what lining up tables takes, in steps of a sweep: rows against rows, column by column.

    Measured: 2,000 rows by 8 columns take a fifth of a second.
    """
    rows = sum(len(table.rows) for table in tables)
    columns = sum(len(table.columns) for table in tables)
    return 500 + rows * rows * columns // 300


def line_up(
    versions: Sequence[Version],
    joints: Iterable[Joint],
    extra: Sequence[Mapping[str, Sequence[Test]]] = (),
) -> Lineup:
    """Put the tables of versions one above the other, over the joint questions they ask.

    What one version derives from a table and another does not, nobody says in the other.
    """
    joints = tuple(joints)
    blocks: list[Block] = [(len(t.rows), v.tests(t)) for v in versions for t in v.tables]
    cannot = [version.impossible() for version in versions]
    grew = any(joint.grew for joint in joints)
    listed = [_listed(version, joints) for version in versions] if grew else []
    singles = [*(row for rows in cannot for row in rows), *listed, *extra]
    columns = stacked([j.question for j in joints], [*blocks, *((1, row) for row in singles)])
    by_name = {column.question.name: column for column in columns}
    fed = [version.asked[own][0] for version in versions for own in version.fed]
    bits = _bits(sum(size for size, _ in blocks), [*map(len, cannot), *([1] * len(listed))])
    first = sum(size for size, _ in blocks) + len(singles) - len(extra)
    return Lineup(
        tuple(column for column in columns if column.question.name not in fed),
        _chains(versions, by_name, list(dict.fromkeys(fed))),
        tuple(bits[: len(versions)]),
        tuple(bits[len(versions) :]) or (0,) * len(versions),
        tuple(1 << first + at for at in range(len(extra))),
        (1 << first + len(extra)) - 1,
    )


def _listed(version: Version, joints: Sequence[Joint]) -> dict[str, Sequence[Test]]:
    mine = dict(version.asked.values())
    return {
        joint.question.name: [mine[joint.question.name].everything()]
        for joint in joints
        if joint.grew and joint.question.name in mine
    }


def _bits(first: int, sizes: Sequence[int]) -> list[int]:
    bits = []
    for size in sizes:
        bits.append(((1 << size) - 1) << first)
        first += size
    return bits


def _chains(
    versions: Sequence[Version], columns: Mapping[str, Column], fed: Sequence[str]
) -> tuple[Chain, ...]:
    chains, first = [], 0
    for version in versions:
        seats = []
        for table in version.tables:
            seats.append(Seat(table, first))
            first += len(table.rows)
        derived = tuple(_derived(version, columns[name], name) for name in fed)
        chains.append(Chain(tuple(seats), derived))
    return tuple(chains)


def _derived(version: Version, column: Column, name: str) -> Derived:
    """Say how a version answers a question that some version derives."""
    own, asked = next(
        ((own, asked) for own, (joint, asked) in version.asked.items() if joint == name), ("", None)
    )
    feeder = version.fed.get(own)
    if feeder is None or asked is None:
        return left_open(asked, column)
    return derived_from(feeder, version.tables.index(feeder), asked, column)


def narrowed(columns: Sequence[Column], rows: int) -> Box:
    """Give the smallest box that holds every case some of these rows takes in."""
    return tuple(
        sum(1 << code for code, fit in enumerate(column.rows) if fit & rows) for column in columns
    )
