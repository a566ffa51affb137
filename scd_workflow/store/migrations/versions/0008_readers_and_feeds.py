"""Who refuses what may be refused, and the calendars that programs fetch by an address of their own.

Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "reader_secret",
        sa.Column("programme", sa.Text(), primary_key=True),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "refusal",
        sa.Column("programme", sa.Text(), primary_key=True),
        sa.Column("reader", sa.String(32), primary_key=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "feed",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("programme", sa.Text(), nullable=False, index=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("person", sa.Text()),
        sa.Column("organisation", sa.Text()),
        sa.Column("audience", sa.Text()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sqlite_autoincrement=True,
    )
