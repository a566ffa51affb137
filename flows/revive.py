"""Runs whose process is gone: Prefect leaves them running for ever or calls them crashed; we start them again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from prefect.client.schemas.objects import StateType
from prefect.states import Crashed, Scheduled

from flows.doors import GATE, TRIES
from flows.forms import FORMS
from flows.server import deployments, runs
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun, State

    from scd_workflow.app.office import Office
    from scd_workflow.texts import Language

OURS = "scd"
"""The tag of everything that we deploy."""

LONGEST = timedelta(minutes=10)
"""No flow of ours takes this long; a run that does has lost its process."""

QUIET = timedelta(minutes=1)
"""How long ago a crash must be: Prefect reports one twice, and the second report would end the run that we started."""

UNFINISHED = (StateType.RUNNING, StateType.PENDING, StateType.CRASHED)


def revive(client: SyncPrefectClient, office: Office, now: datetime, *, longest: timedelta = LONGEST) -> int:
    """Start again what people filled in and nobody is working on any more, and give up what the clock repeats.

    Gives how many runs that were. `longest` is how long ago a run must have begun to have lost its process, nothing
    where no process can be left. Doing an act twice is harmless.
    """
    language = office.settings.language
    people = {each.id for each in deployments(client, (GATE, *FORMS)).values()}
    again: State = Scheduled(message=tell("flows.again_summary", language))
    count = 0
    for run in runs(client, OURS, UNFINISHED):
        filled_in = run.deployment_id in people
        can_be_done = filled_in and run.run_count < TRIES
        if _is_lost(run, now, longest) or (can_be_done and _is_crashed(run, now)):
            client.set_flow_run_state(run.id, again if can_be_done else _given_up(filled_in, language), force=True)
            count += 1
    return count


def _given_up(filled_in: bool, language: Language) -> State:  # noqa: FBT001 - which of two sentences is true
    why = "flows.lost_form_summary" if filled_in else "flows.lost_summary"
    state: State = Crashed(name=tell("flows.lost", language), message=tell(why, language))
    return state


def _is_lost(run: FlowRun, now: datetime, longest: timedelta) -> bool:
    return run.state is not None and not run.state.is_final() and now - run.state.timestamp >= longest


def _is_crashed(run: FlowRun, now: datetime) -> bool:
    return run.state is not None and run.state.is_crashed() and now - run.state.timestamp > QUIET
