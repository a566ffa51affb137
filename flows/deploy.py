"""`python -m flows.deploy [--alone]`: everything that Prefect must know of us, in one process.

Prefect's own command line does the same for one deployment after the other in a process each; its inner functions do
it in a few seconds. They are not promised to stay as they are, which the bounds on Prefect's version allow for.
"""

from __future__ import annotations

import asyncio
import io
import sys
from datetime import timedelta
from pathlib import Path

from prefect.cli.deploy._config import _load_deploy_configs_and_actions
from prefect.cli.deploy._core import _run_multi_deploy
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.exceptions import ObjectAlreadyExists
from prefect.workers.process import ProcessWorker
from rich.console import Console

from flows import doors, follow_up, forms
from flows.office import here, now
from flows.revive import revive
from flows.scheduled import NO_PLAN
from flows.server import server
from scd_workflow.domain.errors import ScdError
from scd_workflow.texts import tell

POOL = "scd"
ALONE = "--alone"
"""Said by who knows that no worker is there: it starts the server itself, and the worker later."""

FILE = Path(__file__).parent.parent / "deployments" / "prefect.yaml"


def main(*, alone: bool) -> None:
    """Deploy, put doors and forms in line with the log, ask for a first picture, and say so in a line.

    `alone` says that no run can have a process: those that never ended are started again, or given up.
    """
    asyncio.run(_deploy())
    office = here()
    with server() as client:
        if alone:
            revive(client, office, now(), longest=timedelta())
        forms.register(client, office)
        try:
            follow_up.in_line(client, office)
        except ScdError as error:
            if all(reason.code != NO_PLAN for reason in error.reasons):
                raise
            print(tell("flows.deployed_empty", office.settings.language))  # noqa: T201 - a command speaks
            return
        follow_up.ask_for_picture(client, office)
        print(tell("flows.deployed", office.settings.language, doors=len(doors.standing(client))))  # noqa: T201


async def _deploy() -> None:
    """The work pool and every deployment of the file."""
    template = ProcessWorker.get_default_base_job_template()
    # Without a folder each run gets an empty one of its own, and paths in our settings would mean something else there.
    template["variables"]["properties"]["working_dir"]["default"] = str(Path.cwd())
    async with get_client() as client:
        try:
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))
        except ObjectAlreadyExists:
            await client.update_work_pool(POOL, WorkPoolUpdate(base_job_template=template))
    quiet = Console(file=io.StringIO())
    configs, actions = _load_deploy_configs_and_actions(FILE, console=quiet)
    await _run_multi_deploy(
        configs, actions, deploy_all=True, prefect_file=FILE, console=quiet, is_interactive=lambda: False
    )


if __name__ == "__main__":
    main(alone=ALONE in sys.argv[1:])
