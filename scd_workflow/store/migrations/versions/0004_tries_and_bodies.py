"""When a message was last tried, by which a channel keeps to its rate, and where bodies are that can be emptied.

Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

UNSENT = sa.text("state IN ('waiting', 'retry', 'claimed', 'held')")
HAS_BODY = sa.text("length(mime) > 0")


def upgrade() -> None:
    """Add the moment, and find what is due by a channel without sorting it, or looking at what is due by others."""
    op.add_column("outbox", sa.Column("tried_at", sa.DateTime(timezone=True)))
    op.create_index("outbox_tried", "outbox", ["programme", "channel", "tried_at"])
    op.create_index(
        "outbox_bodies",
        "outbox",
        ["programme", "enqueued_at"],
        sqlite_where=HAS_BODY,
        postgresql_where=HAS_BODY,
    )
    op.drop_index("outbox_due", "outbox")
    op.create_index(
        "outbox_due",
        "outbox",
        ["programme", "channel", "next_at", "id"],
        sqlite_where=UNSENT,
        postgresql_where=UNSENT,
    )
