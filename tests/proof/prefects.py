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
from tests.flows.server import Prefect, deploy, talking_to
from tests.stack import free_port, stack_environment


@contextmanager
def serving(home: Path, database_url: str = "") -> Iterator[Prefect]:
    """A server that keeps its things in `home`, to which this process talks as well; its clock starts nothing.

    `database_url` is `postgresql+asyncpg://…`, and SQLite when it is empty. Each time that SQLite refuses a write, the
    log of the server says that the database is locked.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = stack_environment(home, port) | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"{url}/api",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_UI_API_URL": f"{url}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
        "PREFECT_SERVER_LOG_RETRYABLE_ERRORS": "true",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "DO_NOT_TRACK": "1",
    }
    if database_url:
        environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database_url
    prefect = Prefect(home, environment)
    prefect.start()
    try:
        # There is no programme in `home`: whoever works on this server brings one.
        deploy(environment)
        with talking_to(prefect):
            yield prefect
    finally:
        prefect.stop()


def brought_in_line(office: Office) -> None:
    """What a run of `programme` does long after everything else, but for the pictures."""
    with server() as client:
        revive(client, office, now() + 2 * LONGEST)
        follow_up.in_line(client, office)
