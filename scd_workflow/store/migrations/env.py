"""Runs the migrations on the connection, and in the transaction, of whoever asked for them."""

from __future__ import annotations

from alembic import context

from scd_workflow.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
