"""Erasing so that nothing is left, where a database by itself would only forget where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def erase_for_good(connection: Connection) -> None:
    """Have what is deleted from here on overwritten; on PostgreSQL that is done afterwards, by `engine.empty_journal`."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
