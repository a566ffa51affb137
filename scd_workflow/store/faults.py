"""What a database driver's error means to the person who must mend it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from scd_workflow.domain.reasons import Reason

# The low byte is the kind of error, the rest only its circumstances.
SQLITE_KIND = 0xFF
SQLITE_REASONS = {
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_READONLY: "store.read_only",
    sqlite3.SQLITE_IOERR: "store.disk_fails",
    sqlite3.SQLITE_CORRUPT: "store.damaged",
    sqlite3.SQLITE_FULL: "store.disk_full",
    sqlite3.SQLITE_CANTOPEN: "store.cannot_open",
    sqlite3.SQLITE_NOTADB: "store.no_database",
}
SQLITE_DAMAGE = ("Could not decode to UTF-8", "no such table", "no such column", "unsupported file format")
"""How messages about damage begin that have no code, or that of a wrong statement; our statements are right."""

POSTGRESQL_REASONS = {
    "25006": "store.read_only",
    "53100": "store.disk_full",
    "55P03": "store.busy",
    "XX001": "store.damaged",
    "XX002": "store.damaged",
}
# Classes of codes by which the server ends or refuses the connection itself.
POSTGRESQL_UNREACHABLE = ("08", "28", "3D", "53", "57P")


def reason_for(error: Exception, engine: Engine) -> Reason | None:
    """Why the database cannot be used, without any secret; absent when the error is a mistake in this program."""
    cause = getattr(error, "orig", error)
    code = _sqlite_code(cause) if engine.dialect.name == "sqlite" else _postgresql_code(cause)
    return because(code, place=place(engine)) if code else None


def place(engine: Engine) -> str:
    """Where the database is, as a person would say it: its file, or host, port and name."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        return str(url.database)
    return f"{url.host or 'localhost'}:{url.port or 5432}/{url.database}"


def _sqlite_code(cause: BaseException) -> str | None:
    if not isinstance(cause, sqlite3.Error) or str(cause).startswith(SQLITE_DAMAGE):
        return "store.damaged"
    kind = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_OK) & SQLITE_KIND
    return SQLITE_REASONS.get(kind)


def _postgresql_code(cause: BaseException) -> str | None:
    state: str | None = getattr(cause, "sqlstate", None)
    if state is None:
        if "invalid connection option" in str(cause):
            return "store.url_unknown"
        # Psycopg gives no code for a connection that could not be made, or that broke under it.
        return "store.unreachable" if type(cause).__name__ in {"OperationalError", "ConnectionTimeout"} else None
    if state in POSTGRESQL_REASONS:
        return POSTGRESQL_REASONS[state]
    return "store.unreachable" if state.startswith(POSTGRESQL_UNREACHABLE) else None
