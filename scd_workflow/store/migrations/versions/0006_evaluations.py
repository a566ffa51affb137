"""Question sets as they were asked, and the answers: random keys, no order, no moment.

Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "instrument",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table("campaign_secret", *_of_round(), sa.Column("secret", sa.LargeBinary(), nullable=False))
    op.create_table(
        "response",
        *_of_round(),
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("week", sa.Date()),
        sa.Column("answers", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment",
        *_of_round(),
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )


def _of_round() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("programme", sa.Text(), primary_key=True), sa.Column("round", sa.Text(), primary_key=True)
