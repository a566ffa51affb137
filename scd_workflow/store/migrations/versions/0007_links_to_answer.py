"""The links by which people answer, as hashes, and which of them were used.

Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "invitation",
        sa.Column("programme", sa.Text(), primary_key=True),
        sa.Column("round", sa.Text(), primary_key=True),
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("personal", sa.Boolean(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sqlite_with_rowid=False,
    )
