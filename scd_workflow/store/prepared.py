"""Statements that are carried out thousands of times: laid out once, and then given to the driver as they are.

What lies between takes several times as long as the database itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy import Dialect, Insert, Select, Update
    from sqlalchemy.engine import Connection

# Under the usual style the driver would want the values in order.
SQLITE = sqlite.dialect(paramstyle="named")


class _LaidOut(NamedTuple):
    text: str
    fixed: dict[str, Any]
    written: dict[str, Callable[[Any], Any]]
    """How a value is written where the driver does not do it."""

    def complete(self, values: Mapping[str, Any]) -> dict[str, Any]:
        found = {**self.fixed, **values}
        for name, write in self.written.items():
            found[name] = write(found[name])
        return found


class Prepared:
    """A statement with a name for each value that differs from time to time.

    Rows come as the driver has them, so it is to select nothing that has to be read in a way of its own, as moments do.
    """

    def __init__(self, statement: Insert | Select[Any] | Update) -> None:
        """Lay it out when it is first carried out, for that kind of database."""
        self.statement = statement
        self._laid_out: dict[str, _LaidOut] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """What it finds, in the transaction of the connection."""
        driver, laid_out = self._ready(connection)
        found: list[tuple[Any, ...]] = driver.execute(laid_out.text, laid_out.complete(values)).fetchall()
        return found

    def changed(self, connection: Connection, each: Iterable[Mapping[str, Any]]) -> int:
        """How many rows it changed, carried out once for each of these sets of values."""
        driver, laid_out = self._ready(connection)
        given = [laid_out.complete(values) for values in each]
        if len(given) == 1:
            # For several psycopg begins a pipeline, which takes as long as the statement.
            cursor = driver.execute(laid_out.text, given[0])
        else:
            cursor = driver.cursor()
            cursor.executemany(laid_out.text, given)
        count: int = cursor.rowcount
        return count

    def _ready(self, connection: Connection) -> tuple[Any, _LaidOut]:
        """The driver's own connection, which executes by itself in both drivers, and the statement for it."""
        dialect = connection.dialect
        laid_out = self._laid_out.get(dialect.name)
        if laid_out is None:
            laid_out = _laid_out(self.statement, SQLITE if dialect.name == "sqlite" else dialect)
            self._laid_out[dialect.name] = laid_out
        return connection.connection.dbapi_connection, laid_out


def _laid_out(statement: Insert | Select[Any] | Update, dialect: Dialect) -> _LaidOut:
    compiled = statement.compile(dialect=dialect)
    writers = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect) for bind, name in compiled.bind_names.items()
    }
    return _LaidOut(str(compiled), compiled.params, {name: each for name, each in writers.items() if each is not None})
