"""Writing time and again over one connection: to fetch one each time costs as much as what a relay writes of a letter."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from scd_workflow.store.engine import faults_translated, for_writing, move_journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from scd_workflow.store.engine import Connection, Engine


FRESH = 1.0
"""For how many seconds a connection is kept that nobody uses: one that is fetched anew is known to work."""


class Writer:
    """A connection that is kept from one transaction to the next, for one thread; after an error or a pause a new one is taken."""

    def __init__(self, engine: Engine) -> None:
        """Connect when something is first written."""
        self._engine = engine
        self._connection: Connection | None = None
        self._used = 0.0
        self._owes = False

    def __enter__(self) -> Self:
        """Write for as long as the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the connection back, when what was written is on the disk."""
        try:
            self.secure()
        finally:
            self._give_back()

    @contextmanager
    def writing(self, *, lightly: bool = False) -> Iterator[Connection]:
        """The same as `writing` of the engine.

        What is written `lightly` outlives our process at once, and a power failure from the next commit on that is not
        light: it waits for no disk.
        """
        with faults_translated(self._engine):
            connection = self._kept_or_new()
            try:
                with _lightened(connection) if lightly else connection.begin():
                    yield connection
            except BaseException:
                # It may be the connection itself that broke.
                connection.invalidate()
                self._give_back()
                raise
            self._used = time.monotonic()
            self._owes |= lightly

    def secure(self) -> None:
        """Bring to the disk what was written lightly, where no other commit has; PostgreSQL does so itself within a second."""
        if self._owes:
            with faults_translated(self._engine):
                move_journal(self._engine)
        self._owes = False

    def _kept_or_new(self) -> Connection:
        if time.monotonic() > self._used + FRESH:
            self._give_back()
        if self._connection is None:
            self._connection = for_writing(self._engine)
        return self._connection

    def _give_back(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


@contextmanager
def _lightened(connection: Connection) -> Iterator[None]:
    """A transaction whose commit does not wait for the disk; the connection is as before when it ended."""
    if connection.dialect.name == "postgresql":
        with connection.begin():
            connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
            yield
        return
    _synchronous(connection, "NORMAL")
    with connection.begin():
        yield
    _synchronous(connection, "FULL")


def _synchronous(connection: Connection, level: str) -> None:
    # By the driver itself, for within a transaction SQLite does not listen.
    connection.connection.cursor().execute(f"PRAGMA synchronous = {level}")
