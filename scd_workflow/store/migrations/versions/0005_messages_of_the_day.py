"""What can wait goes out in one message a day, of which it is known what it says.

Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table of what each message of the day says, found by either side."""
    op.create_table(
        "digest_line",
        sa.Column("programme", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("notice", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("digest_line_notice", "digest_line", ["programme", "notice"])
    op.add_column("outbox", sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()))
