"""What anybody would write with Prefect alone: a flow that waits for an answer, and goes on under a default worker."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from prefect import flow, suspend_flow_run


@flow(name="waiting")
def waiting(file: str, number: int) -> None:
    """Wait for an answer, and then keep it."""
    said = suspend_flow_run(wait_for_input=str, key="decision", timeout=24 * 3600)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO answer VALUES (?, ?)", (number, said))
