"""What people answered, and what they were asked; neither stands in the log.

An answer has a key that tells nothing without the secret of its round, and a week for a date. The secret is erased when the
round closes: from then on nobody can tell which line of which file an answer came from. What people wrote in words stands
apart, under keys of its own.
"""

from __future__ import annotations

import hmac
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.domain.ids import OrganisationId
from scd_workflow.domain.instruments import Instrument
from scd_workflow.domain.reasons import because
from scd_workflow.store.schema import comment_table, insert_into, instrument_table, response_table, secret_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId

KEY_BYTES = 16
COLUMNS = ("key", "organisation", "role", "week", "answers")


@dataclass(frozen=True, slots=True)
class RoundOf:
    """One round of one programme, by its label."""

    programme: ProgrammeId
    label: str


Row = tuple[str, str, str, "date | None", str]
"""A response: its key, organisation, role (or empty), week, and a digit per item."""


def keep_instrument(connection: Connection, instrument: Instrument) -> None:
    """Keep what is asked under its hash; keeping it again changes nothing."""
    statement = insert_into(connection, instrument_table).on_conflict_do_nothing()
    connection.execute(statement, {"hash": instrument.hash, "text": instrument.text})


def instrument_of(connection: Connection, digest: str) -> Instrument:
    """What was asked, by its hash; raises `StoreUnavailable` when it is missing or no longer what was kept."""
    wanted = select(instrument_table.c.text).where(instrument_table.c.hash == digest)
    kept: str | None = connection.execute(wanted).scalar()
    instrument = Instrument.model_validate_json(kept) if kept is not None else None
    if instrument is None or instrument.hash != digest:
        raise StoreUnavailable(because("store.instrument_missing", digest=digest))
    return instrument


def begin(connection: Connection, of: RoundOf, secret: bytes) -> None:
    """Let a round take answers, whose keys are made with this secret."""
    connection.execute(insert(secret_table), {"programme": of.programme, "round": of.label, "secret": secret})


def secret_of(connection: Connection, of: RoundOf) -> bytes:
    """The secret of a round that takes answers; raises `StoreUnavailable` when it was erased."""
    wanted = select(secret_table.c.secret).where(
        secret_table.c.programme == of.programme, secret_table.c.round == of.label
    )
    found: bytes | None = connection.execute(wanted).scalar()
    if found is None:
        raise StoreUnavailable(because("store.secret_missing", round=of.label))
    return found


def end(connection: Connection, of: RoundOf) -> None:
    """Erase the secret of a round, and not only its row: what is deleted otherwise stays in the file until it is overwritten."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    connection.execute(
        delete(secret_table).where(secret_table.c.programme == of.programme, secret_table.c.round == of.label)
    )


def purge(connection: Connection, of: RoundOf) -> None:
    """Erase the answers of a round and what was written in it, as thoroughly as its secret."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    for table in (response_table, comment_table):
        connection.execute(delete(table).where(table.c.programme == of.programme, table.c.round == of.label))


def key_of(secret: bytes, about: str, number: str) -> str:
    """The key of the answer with this number in its source; `about` tells sources apart, and answers from words."""
    return hmac.digest(secret, f"{about}\0{number}".encode(), "sha256")[:KEY_BYTES].hex()


def known(connection: Connection, of: RoundOf) -> dict[str, Row]:
    """The responses of a round by their keys."""
    wanted = select(*(response_table.c[name] for name in COLUMNS)).where(
        response_table.c.programme == of.programme, response_table.c.round == of.label
    )
    return {row.key: tuple(row) for row in connection.execute(wanted)}


def add(connection: Connection, of: RoundOf, rows: Sequence[Row]) -> None:
    """Add responses; in the order of their keys, so that where they lie tells nothing."""
    ordered = sorted(rows)
    if connection.dialect.name == "postgresql":
        _copy(connection, of, ordered)
    elif ordered:
        # The driver's own bulk call: SQLAlchemy's costs twice as much per row.
        connection.exec_driver_sql(
            f"INSERT INTO response (programme, round, {', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own names
            [(of.programme, of.label, *row[:3], row[3] and row[3].isoformat(), row[4]) for row in ordered],
        )


def add_comments(connection: Connection, of: RoundOf, comments: Iterable[tuple[str, str]]) -> None:
    """Add what people wrote, each with its key; what is there already stays as it is."""
    statement = insert_into(connection, comment_table).on_conflict_do_nothing()
    rows = [{"programme": of.programme, "round": of.label, "key": key, "text": text} for key, text in sorted(comments)]
    if rows:
        connection.execute(statement, rows)


def answers(connection: Connection, of: RoundOf) -> dict[OrganisationId, list[str]]:
    """What was answered in a round, by organisation."""
    wanted = select(response_table.c.organisation, response_table.c.answers).where(
        response_table.c.programme == of.programme, response_table.c.round == of.label
    )
    found: defaultdict[OrganisationId, list[str]] = defaultdict(list)
    for organisation, given in connection.execute(wanted):
        found[OrganisationId(organisation)].append(given)
    return found


def comments(connection: Connection, of: RoundOf) -> tuple[str, ...]:
    """What people wrote in a round, in the order of nothing."""
    wanted = select(comment_table.c.text).where(
        comment_table.c.programme == of.programme, comment_table.c.round == of.label
    )
    return tuple(connection.execute(wanted.order_by(comment_table.c.key)).scalars())


def _copy(connection: Connection, of: RoundOf, rows: Sequence[Row]) -> None:
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY response (programme, round, {', '.join(COLUMNS)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row((of.programme, of.label, *row))
