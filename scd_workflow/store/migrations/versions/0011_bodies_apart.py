"""The bytes of messages lie apart, so that what becomes of a message is noted without writing them anew.

Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TRIED = sa.text("tried_at IS NOT NULL")
MOVED = """
INSERT INTO outbox_body (message, programme, enqueued_at, mime)
SELECT id, programme, enqueued_at, mime FROM outbox WHERE length(mime) > 0
"""


def upgrade() -> None:
    """Move the bytes, leave nothing of them where they were, and find by its last try only what was tried."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "outbox_body",
        sa.Column("message", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("programme", sa.Text, nullable=False),
        sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mime", sa.LargeBinary, nullable=False),
    )
    op.execute(MOVED)
    op.drop_index("outbox_bodies", "outbox")
    op.create_index("outbox_bodies", "outbox_body", ["programme", "enqueued_at"])
    op.drop_index("outbox_tried", "outbox")
    if is_sqlite:
        # Else what is erased later would still stand in the parts of the file that come free here.
        op.execute("PRAGMA secure_delete = ON")
    op.drop_column("outbox", "mime")
    if not is_sqlite:
        # PostgreSQL forgets a column and keeps its bytes, until something makes it write the whole table anew.
        op.execute("ALTER TABLE outbox ALTER COLUMN subject TYPE text USING subject || ''")
    op.create_index(
        "outbox_tried",
        "outbox",
        ["programme", "channel", "tried_at"],
        sqlite_where=TRIED,
        postgresql_where=TRIED,
    )
