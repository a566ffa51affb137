"""How many people of each kind of work answered is counted apart from what they answered.

Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Count those who answered, and leave nothing of what each of them does."""
    op.create_table(
        "role_count",
        sa.Column("programme", sa.Text(), primary_key=True),
        sa.Column("round", sa.Text(), primary_key=True),
        sa.Column("role", sa.Text(), primary_key=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO role_count (programme, round, role, people) "
        "SELECT programme, round, role, count(*) FROM response GROUP BY programme, round, role"
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA secure_delete = ON")
        op.drop_column("response", "role")
    else:
        op.drop_column("response", "role")
        # A server leaves a column that is dropped in the rows, until they are written anew.
        op.execute("ALTER TABLE response ALTER COLUMN answers TYPE text USING answers || ''")
