"""Who does not want what may be refused: readers by a keyed hash, of which the secret is kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from scd_workflow.store.schema import insert_into, reader_secret_table, refusal_table

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId


def secret(connection: Connection, programme: ProgrammeId) -> bytes | None:
    """The secret by which readers are known, absent before anybody was written to."""
    wanted = select(reader_secret_table.c.secret).where(reader_secret_table.c.programme == programme)
    return connection.execute(wanted).scalar_one_or_none()


def begin(connection: Connection, programme: ProgrammeId, fresh: bytes) -> bytes:
    """The secret by which readers are known; `fresh` from now on where there is none yet."""
    statement = insert_into(connection, reader_secret_table).on_conflict_do_nothing(index_elements=["programme"])
    connection.execute(statement, {"programme": programme, "secret": fresh})
    found = secret(connection, programme)
    assert found is not None
    return found


def refuse(connection: Connection, programme: ProgrammeId, reader: str, now: datetime) -> None:
    """Remember that a reader refuses; once is enough."""
    statement = insert_into(connection, refusal_table).on_conflict_do_nothing(index_elements=["programme", "reader"])
    connection.execute(statement, {"programme": programme, "reader": reader, "refused_at": now})


def all_refused(connection: Connection, programme: ProgrammeId) -> frozenset[str]:
    """The readers who refuse."""
    known = select(refusal_table.c.reader).where(refusal_table.c.programme == programme)
    return frozenset(connection.execute(known).scalars())


def readmit(connection: Connection, programme: ProgrammeId, reader: str) -> bool:
    """Whether a reader refused; from now on he or she does not."""
    mine = refusal_table.c.programme == programme, refusal_table.c.reader == reader
    return connection.execute(delete(refusal_table).where(*mine)).rowcount == 1
