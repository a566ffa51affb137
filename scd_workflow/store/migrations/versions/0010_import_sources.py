"""From which surveys files of answers came, so that a file that comes once more as another one is found.

Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "import_source",
        sa.Column("programme", sa.Text(), primary_key=True),
        sa.Column("round", sa.Text(), primary_key=True),
        sa.Column("source", sa.Text(), primary_key=True),
    )
