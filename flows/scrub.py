"""What Prefect keeps of a form, without the code that was typed in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from prefect.client.schemas.objects import StateType
from prefect.runtime import flow_run

from flows.doors import DEAD, GATE, TRIES, forget, is_tried_again, unread
from flows.server import runs, server

if TYPE_CHECKING:
    from datetime import datetime

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

    from scd_workflow.domain.errors import ScdError

CODE = "code"
DOTS = "\u2022" * 6
"""What stands in place of a code; read as a code it says nothing."""

FORM = "formulier"
"""The tag of the runs that people start by a form."""

LATELY = timedelta(days=90)
"""How long a door that is over is looked at; its answers take a few questions to the server, each time."""

SETTLED = timedelta(minutes=1)
"""How long a door must be over; closing one takes two steps, and an answer that is given in between is still heard."""


def parameters(client: SyncPrefectClient, run: FlowRun) -> None:
    """Put dots in place of the code with which a run was started."""
    if run.parameters.get(CODE) not in (None, "", DOTS):
        client.update_flow_run(run.id, parameters=run.parameters | {CODE: DOTS})


def own_parameters(error: ScdError | None) -> None:
    """Put dots in place of the code with which this run was started, whatever came of it."""
    del error
    if flow_run.parameters.get(CODE):
        with server() as client:
            parameters(client, client.read_flow_run(UUID(flow_run.id)))


def leftovers(client: SyncPrefectClient, now: datetime) -> None:
    """Let go of the codes of runs that ended before anybody could see to it: cancelled, or given up."""
    for run in runs(client, FORM, DEAD):
        # A form that crashed is started again, and needs its code for that.
        if not (run.state_type is StateType.CRASHED and run.run_count < TRIES):
            parameters(client, run)
    for run in runs(client, GATE, DEAD):
        if _is_over(run, now):
            for each in unread(client, run.id):
                forget(client, run.id, each)


def _is_over(run: FlowRun, now: datetime) -> bool:
    """Whether nobody will hear any more what was filled in at a door."""
    lately = run.end_time is not None and SETTLED <= now - run.end_time <= LATELY
    return lately and not is_tried_again(run)
