"""The texts of adopted plans, each kept once under its digest."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select

from scd_workflow.domain.errors import StoreUnavailable
from scd_workflow.domain.reasons import because
from scd_workflow.store.schema import insert_into, plan_table

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def keep(connection: Connection, plan_text: str, digest: str) -> None:
    """Keep a plan's text under its digest; keeping it again changes nothing."""
    statement = insert_into(connection, plan_table).on_conflict_do_nothing()
    connection.execute(statement, {"digest": digest, "text": plan_text})


def text_of(connection: Connection, digest: str) -> str:
    """The text kept under a digest; raises `StoreUnavailable` when it is missing or no longer what was kept."""
    kept: str | None = connection.execute(select(plan_table.c.text).where(plan_table.c.digest == digest)).scalar()
    if kept is None:
        raise StoreUnavailable(because("store.plan_missing", digest=digest))
    if sha256(kept.encode()).hexdigest() != digest:
        raise StoreUnavailable(because("store.plan_damaged", digest=digest))
    return kept
