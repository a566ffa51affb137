"""The log, the kept plans, the outbox and the form links; the first two can only grow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

UNSENT = sa.text("state IN ('waiting', 'retry', 'claimed', 'held')")

# Statement level, so that a TRUNCATE and a statement that happens to match no row are refused as well.
POSTGRESQL_GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
SQLITE_GUARD = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
# INSERT OR REPLACE deletes the old row without firing a delete trigger, hence a guard on INSERT as well.
SQLITE_EVENT_REPLACED = """
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE programme = NEW.programme AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END
"""
SQLITE_PLAN_REPLACED = """
CREATE TRIGGER plan_no_replace BEFORE INSERT ON plan
WHEN EXISTS (SELECT 1 FROM plan WHERE digest = NEW.digest)
BEGIN SELECT RAISE(IGNORE); END
"""


def upgrade() -> None:
    """Make the tables and guard them."""
    _log_and_plans()
    _outbox()
    _form_links()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _log_and_plans() -> None:
    op.create_table(
        "event",
        sa.Column("programme", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "plan",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("obligation", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("mime", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("outcome_kind", sa.Text),
        sa.Column("outcome_code", sa.Text),
        sa.Column("outcome_text", sa.Text),
        sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_reason", sa.Text),
        sa.UniqueConstraint("programme", "key", name="outbox_key"),
        sqlite_autoincrement=True,
    )
    for name, column in (("outbox_due", "next_at"), ("outbox_obligation", "obligation")):
        op.create_index(name, "outbox", ["programme", column], sqlite_where=UNSENT, postgresql_where=UNSENT)


def _form_links() -> None:
    op.create_table(
        "form_link",
        sa.Column("programme", sa.Text, primary_key=True),
        sa.Column("form", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
    )


def _guard_sqlite() -> None:
    for table in ("event", "plan"):
        for verb in ("update", "delete"):
            op.execute(SQLITE_GUARD.format(table=table, verb=verb))
    op.execute(SQLITE_EVENT_REPLACED)
    op.execute(SQLITE_PLAN_REPLACED)


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in ("event", "plan"):
        op.execute(POSTGRESQL_GUARD.format(table=table))
