"""What was withdrawn can come back, and what it was before is kept.

Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WITHDRAWN = sa.text("state = 'withdrawn'")


def upgrade() -> None:
    """Make the table, and find what was withdrawn, or is one person's, without looking at all that was sent."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "outbox_return",
        sa.Column("id", number, primary_key=True),
        sa.Column("message", number, nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_reason", sa.Text, nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_outbox_return_message", "outbox_return", ["message"])
    op.create_index(
        "outbox_withdrawn",
        "outbox",
        ["programme", "obligation"],
        sqlite_where=WITHDRAWN,
        postgresql_where=WITHDRAWN,
    )
    op.create_index("outbox_recipient", "outbox", ["programme", "recipient"])
