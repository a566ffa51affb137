"""The tables, as they are at the newest migration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from scd_workflow.store.moments import UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
    from sqlalchemy.engine import Connection


metadata = MetaData()

event_table = Table(
    "event",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("recorded_at", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    sqlite_with_rowid=False,
)

plan_table = Table(
    "plan",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("text", Text, nullable=False),
)

briefing_table = Table(
    "briefing",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("facts", Text, nullable=False),
)

UNSENT = text("state IN ('waiting', 'retry', 'claimed', 'held')")
"""Rows that may still be sent; written out, since a partial index serves only a query that repeats its words."""

WITHDRAWN = text("state = 'withdrawn'")
"""Rows that did not go out and may come back; written out for the same reason."""

outbox_table = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("programme", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("obligation", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("outcome_kind", Text),
    Column("outcome_code", Text),
    Column("outcome_text", Text),
    Column("enqueued_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    Column("withdrawn_reason", Text),
    Column("tried_at", UtcDateTime),
    Column("urgent", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("programme", "key", name="outbox_key"),
    # Two hold unsent rows only, which the migration says: to say it here would load the PostgreSQL dialect each start.
    Index("outbox_due", "programme", "channel", "next_at", "id"),
    Index("outbox_obligation", "programme", "obligation"),
    # Likewise, of withdrawn rows only: for what may come back.
    Index("outbox_withdrawn", "programme", "obligation"),
    Index("outbox_recipient", "programme", "recipient"),
    # Likewise, of rows that were ever tried only.
    Index("outbox_tried", "programme", "channel", "tried_at"),
    sqlite_autoincrement=True,
)

body_table = Table(
    "outbox_body",
    metadata,
    # The bytes lie apart, and are gone once they are emptied: a row is written anew with every change, several times a letter.
    Column("message", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("programme", Text, nullable=False),
    Column("enqueued_at", UtcDateTime, nullable=False),
    Column("mime", LargeBinary, nullable=False),
    Index("outbox_bodies", "programme", "enqueued_at"),
)

return_table = Table(
    "outbox_return",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("message", BigInteger().with_variant(Integer, "sqlite"), nullable=False, index=True),
    Column("withdrawn_at", UtcDateTime, nullable=False),
    Column("withdrawn_reason", Text, nullable=False),
    Column("returned_at", UtcDateTime, nullable=False),
)

digest_line_table = Table(
    "digest_line",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("notice", Text, primary_key=True),
    Index("digest_line_notice", "programme", "notice"),
    sqlite_with_rowid=False,
)

instrument_table = Table(
    "instrument",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("text", Text, nullable=False),
)

secret_table = Table(
    "campaign_secret",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("round", Text, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
)

response_table = Table(
    "response",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("round", Text, primary_key=True),
    Column("key", String(32), primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("week", Date),
    Column("answers", Text, nullable=False),
    # In the order of their keys, which is no order: a row number would tell who came first.
    sqlite_with_rowid=False,
)

role_count_table = Table(
    "role_count",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("round", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("people", Integer, nullable=False),
    sqlite_with_rowid=False,
)

import_source_table = Table(
    "import_source",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("round", Text, primary_key=True),
    Column("source", Text, primary_key=True),
)

comment_table = Table(
    "comment",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("round", Text, primary_key=True),
    Column("key", String(32), primary_key=True),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)

reader_secret_table = Table(
    "reader_secret",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
)

refusal_table = Table(
    "refusal",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("reader", String(32), primary_key=True),
    Column("refused_at", UtcDateTime, nullable=False),
)

feed_table = Table(
    "feed",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("programme", Text, nullable=False, index=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("person", Text),
    Column("organisation", Text),
    Column("audience", Text),
    Column("language", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    sqlite_autoincrement=True,
)

invitation_table = Table(
    "invitation",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("round", Text, primary_key=True),
    Column("hash", String(64), primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("personal", Boolean, nullable=False),
    Column("used", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

form_link_table = Table(
    "form_link",
    metadata,
    Column("programme", Text, primary_key=True),
    Column("form", Text, primary_key=True),
    Column("url", Text, nullable=False),
)


def insert_into(connection: Connection, table: Table) -> SqliteInsert | PostgresqlInsert:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update` of the database at hand."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite  # noqa: PLC0415 - each dialect costs start-up time

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)
