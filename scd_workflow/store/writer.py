"""Writing time and again over one connection: to fetch one each time costs as much as what a relay writes of a letter."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from scd_workflow.store.engine import faults_translated, for_writing, move_journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from scd_workflow.store.engine import Connection, Engine


class Writer:
    """A connection that is kept from one transaction to the next, for one thread; after an error a new one is taken."""

    def __init__(self, engine: Engine) -> None:
        """Connect when something is first written."""
        self._engine = engine
        self._connection: Connection | None = None
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
            if self._connection is not None:
                self._connection.close()

    @contextmanager
    def writing(self, *, lightly: bool = False) -> Iterator[Connection]:
        """The same as `writing` of the engine.

        What is written `lightly` outlives our process at once, and a power failure from the next commit on that is not
        light: it waits for no disk.
        """
        with faults_translated(self._engine):
            if self._connection is None:
                self._connection = for_writing(self._engine)
            try:
                with _lightened(self._connection) if lightly else self._connection.begin():
                    yield self._connection
            except BaseException:
                # It may be the connection itself that broke.
                self._connection.invalidate()
                self._connection.close()
                self._connection = None
                raise
            self._owes |= lightly

    def secure(self) -> None:
        """Bring to the disk what was written lightly, where no other commit has; PostgreSQL does so itself within a second."""
        if self._owes:
            with faults_translated(self._engine):
                move_journal(self._engine)
        self._owes = False


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
