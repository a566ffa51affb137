"""What people answered, and what they were asked; neither stands in the log.

An answer has a key that tells nothing without the secret of its round, and a week for a date. The secret is erased when the
round closes: from then on nobody can tell which line of which file an answer came from. What people wrote in words stands
apart, under keys of its own; which work they do is only counted, for somebody might be the only one of a kind.
"""

from __future__ import annotations

import hmac
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.domain.ids import OrganisationId
from scd_workflow.domain.instruments import Instrument
from scd_workflow.domain.reasons import because
from scd_workflow.store.erasing import erase_for_good
from scd_workflow.store.schema import (
    comment_table,
    import_source_table,
    insert_into,
    instrument_table,
    invitation_table,
    response_table,
    role_count_table,
    secret_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Table
    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId

KEY_BYTES = 16
COLUMNS = ("key", "organisation", "week", "answers")


@dataclass(frozen=True, slots=True)
class RoundOf:
    """One round of one programme, by its label."""

    programme: ProgrammeId
    label: str


Row = tuple[str, str, "date | None", str]
"""A response: its key, organisation, week, and a digit per item."""


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
    found = secret_while_open(connection, of)
    if found is None:
        raise StoreUnavailable(because("store.secret_missing", round=of.label))
    return found


def secret_while_open(connection: Connection, of: RoundOf, *, keep: bool = False) -> bytes | None:
    """The secret of a round, None when it takes no answers; with `keep` it stays so until the transaction ends."""
    wanted = select(secret_table.c.secret).where(
        secret_table.c.programme == of.programme, secret_table.c.round == of.label
    )
    found: bytes | None = connection.execute(wanted.with_for_update(read=True) if keep else wanted).scalar()
    return found


def end(connection: Connection, of: RoundOf) -> None:
    """Erase the secret and the links of a round, and whatever else could tell who answered, or in which order."""
    _erase(connection, of, secret_table, invitation_table, import_source_table)
    if connection.dialect.name == "postgresql":
        # A server notes for each row where it lies and which transaction put it there, which is the order of answering.
        for table in (response_table, comment_table):
            _laid_anew(connection, of, table)


def purge(connection: Connection, of: RoundOf) -> None:
    """Erase the answers of a round, what was written in it and who did which work, as thoroughly as its secret."""
    _erase(connection, of, response_table, role_count_table, comment_table)


def _erase(connection: Connection, of: RoundOf, *tables: Table) -> None:
    """Erase the rows of a round, and not only from sight: what is deleted otherwise stays in the file until it is overwritten."""
    erase_for_good(connection)
    for table in tables:
        connection.execute(delete(table).where(table.c.programme == of.programme, table.c.round == of.label))


def _laid_anew(connection: Connection, of: RoundOf, table: Table) -> None:
    mine = (table.c.programme == of.programme, table.c.round == of.label)
    kept = connection.execute(delete(table).where(*mine).returning(*table.c)).mappings().all()
    if kept:
        connection.execute(insert(table), sorted(map(dict, kept), key=lambda row: str(row["key"])))


def key_of(secret: bytes, about: str, number: str) -> str:
    """The key of the answer with this number in its source; `about` tells sources apart, and answers from words."""
    return hmac.digest(secret, f"{about}\0{number}".encode(), "sha256")[:KEY_BYTES].hex()


def keep_source(connection: Connection, of: RoundOf, source: str) -> None:
    """Remember that answers were imported from this source; doing it again changes nothing."""
    statement = insert_into(connection, import_source_table).on_conflict_do_nothing()
    connection.execute(statement, {"programme": of.programme, "round": of.label, "source": source})


def sources(connection: Connection, of: RoundOf) -> list[str]:
    """The sources from which answers were imported."""
    wanted = select(import_source_table.c.source).where(
        import_source_table.c.programme == of.programme, import_source_table.c.round == of.label
    )
    return sorted(connection.execute(wanted).scalars())


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
            f"INSERT INTO response (programme, round, {', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own names
            [(of.programme, of.label, *row[:2], row[2] and row[2].isoformat(), row[3]) for row in ordered],
        )


def add_comments(connection: Connection, of: RoundOf, comments: Iterable[tuple[str, str]]) -> None:
    """Add what people wrote, each with its key; what is there already stays as it is."""
    statement = insert_into(connection, comment_table).on_conflict_do_nothing()
    rows = [{"programme": of.programme, "round": of.label, "key": key, "text": text} for key, text in sorted(comments)]
    if rows:
        connection.execute(statement, rows)


def has_comment(connection: Connection, of: RoundOf, key: str) -> bool:
    """Whether something written is stored under this key."""
    wanted = select(comment_table.c.key).where(
        comment_table.c.programme == of.programme, comment_table.c.round == of.label, comment_table.c.key == key
    )
    return connection.execute(wanted).scalar() is not None


def given(connection: Connection, of: RoundOf, key: str) -> str | None:
    """What was answered under this key, a digit per item; None when nothing was."""
    wanted = select(response_table.c.answers).where(
        response_table.c.programme == of.programme, response_table.c.round == of.label, response_table.c.key == key
    )
    found: str | None = connection.execute(wanted).scalar()
    return found


def add_one(connection: Connection, of: RoundOf, row: Row) -> bool:
    """Add a response, unless it is there already under its key; whether it was new."""
    statement = insert_into(connection, response_table).on_conflict_do_nothing().returning(response_table.c.key)
    values = {"programme": of.programme, "round": of.label, **dict(zip(COLUMNS, row, strict=True))}
    return connection.execute(statement, values).scalar() is not None


def answers(connection: Connection, of: RoundOf) -> dict[date | None, dict[OrganisationId, str]]:
    """What was answered in each week of a round by the people of each organisation, one after another in a single text.

    A week is named by its Monday; those of whom it is not known stand under None.
    """
    wanted = select(response_table.c.week, response_table.c.organisation, response_table.c.answers).where(
        response_table.c.programme == of.programme, response_table.c.round == of.label
    )
    found: defaultdict[date | None, defaultdict[OrganisationId, list[str]]] = defaultdict(lambda: defaultdict(list))
    for week, organisation, each in connection.execute(wanted):
        found[week][OrganisationId(organisation)].append(each)
    return {week: {organisation: "".join(each) for organisation, each in part.items()} for week, part in found.items()}


def count_roles(connection: Connection, of: RoundOf, people: Mapping[str, int]) -> None:
    """Count people more by what they do, under an empty text those who did not say."""
    statement = insert_into(connection, role_count_table)
    more = statement.on_conflict_do_update(
        index_elements=list(role_count_table.primary_key),
        set_={"people": role_count_table.c.people + statement.excluded.people},
    )
    rows = [
        {"programme": of.programme, "round": of.label, "role": role, "people": count}
        for role, count in sorted(people.items())
    ]
    if rows:
        connection.execute(more, rows)


def roles(connection: Connection, of: RoundOf) -> dict[str, int]:
    """How many people of each role were counted in a round, under an empty text those who did not say."""
    wanted = select(role_count_table.c.role, role_count_table.c.people).where(
        role_count_table.c.programme == of.programme, role_count_table.c.round == of.label
    )
    return dict(connection.execute(wanted).tuples().all())


def organisations(connection: Connection, of: RoundOf) -> int:
    """Of how many organisations people answered in a round."""
    wanted = select(func.count(response_table.c.organisation.distinct())).where(
        response_table.c.programme == of.programme, response_table.c.round == of.label
    )
    return connection.execute(wanted).scalar() or 0


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
