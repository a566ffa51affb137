"""A Prefect server of a proof's own, on SQLite or PostgreSQL, on which everything is deployed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows import follow_up
from flows.office import now
from flows.revive import LONGEST, revive
from flows.server import server
from scd_workflow.app.office import Office
from tests.flows.deployed import lay_deployed
from tests.flows.server import Prefect, deploy, prefect_environment, talking_to


@contextmanager
def serving(home: Path, shared: Path, database_url: str = "") -> Iterator[Prefect]:
    """A server that keeps its things in `home`, to which this process talks as well; its clock starts nothing.

    `database_url` is `postgresql+asyncpg://…`, and SQLite when it is empty; `shared` is the folder of this run of the tests. Each time that SQLite refuses a write, the
    log of the server says that the database is locked.
    """
    more = {"PREFECT_SERVER_LOG_RETRYABLE_ERRORS": "true"}
    if database_url:
        more["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database_url
    else:
        lay_deployed(home, shared)
    prefect = Prefect(home, prefect_environment(home, **more))
    prefect.start()
    try:
        if database_url:
            deploy(prefect.environment)
        with talking_to(prefect):
            yield prefect
    finally:
        prefect.stop()


def brought_in_line(office: Office) -> None:
    """What a run of `programme` does long after everything else, but for the pictures."""
    with server() as client:
        revive(client, office, now() + 2 * LONGEST)
        follow_up.in_line(client, office)
