"""Rows whose column is among thousands of values: one parameter, however many there are.

An `IN` has a parameter a value. SQLite takes some thousands of them, and preparing each costs more
than finding its row. Here they go over as one: an array, or on SQLite a JSON text of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignKey, Lookup, Q
from django.db.models.sql.compiler import SQLCompiler

#: As many at once, so that neither a statement nor what comes of it takes much memory.
MANY: Final = 10_000


def among(column: str, values: Iterable[int | str]) -> Q:
    """Rows of which a column of whole numbers or of text is one of these."""
    return Q(**{f"{column}__among": frozenset(values)})


@ForeignKey.register_lookup
@Field.register_lookup
class Among(Lookup):
    """`column__among=frozenset(values)`."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """As SQLite has it."""
        column, told = self._column(compiler, connection)
        # Not in ASCII: what is no text, a lone surrogate, is refused here as in any parameter.
        values = json.dumps(list(self.rhs), ensure_ascii=False)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*told, values)  # noqa: S608

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """As PostgreSQL has it."""
        column, told = self._column(compiler, connection)
        return f"{column} = ANY(%s)", (*told, list(self.rhs))

    def _column(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet
        column, told = self.process_lhs(compiler, connection)
        return column, tuple(told)
