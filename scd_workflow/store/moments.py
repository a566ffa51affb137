"""How moments are stored and read."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, TypeDecorator

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Dialect


class Unreadable(Exception):
    """A stored value is not what was put there: the file is damaged."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment that goes in with any zone and comes out in UTC; SQLite by itself would lose the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        del dialect
        return None if value is None else _in_utc(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """How a moment is written: as SQLAlchemy would, which takes ten times as long, and relays do it for every letter."""
        if dialect.name != "sqlite":
            return super().bind_processor(dialect)
        return _written

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """How a stored moment is read; what is none raises `Unreadable`."""
        process = super().result_processor(dialect, coltype)
        assert process is not None

        def read(stored: Any) -> datetime | None:
            try:
                return process(stored)
            except (ValueError, TypeError) as error:
                raise Unreadable from error

        return read

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def _written(value: datetime | None) -> str | None:
    # In UTC before it is looked up: the two half past twos of a night in October are equal in a zone of their own.
    return None if value is None else _text(_in_utc(value))


# A relay writes the same moment with several statements.
@lru_cache(maxsize=64)
def _text(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _in_utc(moment: datetime) -> datetime:
    assert moment.tzinfo is not None
    return moment.astimezone(UTC)
