"""Door (b): a suspended run per open gate, so that the suspended runs are the inbox of open decisions.

Prefect's part of a gate is disposable: whatever happens to a door, the next reconciliation puts it back. A run is born
suspended, so that no process waits and no worker can take it before somebody filled in its form.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from prefect.client.schemas.objects import StateType
from prefect.input import keyset_from_base_key
from prefect.states import Completed, Suspended

from flows.forms import schema
from flows.server import deployments, runs
from scd_workflow.app.inbox import doors_wanted, why_closed
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun, State

    from scd_workflow.app.inbox import Door
    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View

GATE = "gate"
"""The deployment of the doors, and the tag that all of them bear."""

LIVING = (StateType.PAUSED, StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING)
DEAD = (StateType.COMPLETED, StateType.FAILED, StateType.CANCELLED, StateType.CRASHED)
TEN_YEARS = 10 * 365 * 24 * 3600
"""How long a door waits; Prefect fails a run that was paused for longer."""


def reconcile(client: SyncPrefectClient, office: Office, seen: View) -> None:
    """See to it that each open gate has one door that shows how it stands, and no other gate has one."""
    living = {_key(run): run for run in runs(client, GATE, LIVING)}
    wanted = {door.key: door for door in doors_wanted(office, seen)}
    for key, run in living.items():
        if key not in wanted and _is_suspended(run):
            _close(client, run, why_closed(office, seen, str(run.parameters.get("gate", ""))), office)
    for key, door in wanted.items():
        _freshen(client, office, door, living.get(key) or _opened(client, office, door))


def standing(client: SyncPrefectClient) -> list[tuple[str, str, str]]:
    """The doors as they are now, so that a change of any can be seen."""
    return sorted(
        (_key(run), str(run.id), run.state.name or "" if run.state else "") for run in runs(client, GATE, LIVING)
    )


def addresses(client: SyncPrefectClient, office: Office) -> dict[str, str]:
    """Where each door can be opened, by its key."""
    return {key: f"{office.settings.ui_url}/v2/runs/flow-run/{run}" for key, run, _ in standing(client)}


def answer(client: SyncPrefectClient, run_id: UUID) -> dict[str, Any] | None:
    """What was filled in on the form of a door that was resumed; None when it was resumed without."""
    paused = [state for state in client.read_flow_run_states(run_id) if state.type is StateType.PAUSED]
    keyset = paused[-1].state_details.run_input_keyset if paused else None
    found: dict[str, Any] | None = _kept(client, run_id, keyset["response"]) if keyset else None
    return found


def ask_again(client: SyncPrefectClient, door: Door, run_id: UUID, *, above: str, said: str) -> State:
    """Suspend a door once more after a refused answer, with the reasons above its form."""
    tried = sum(state.type is StateType.PAUSED for state in client.read_flow_run_states(run_id))
    return _suspend(client, door, run_id, tried, f"{above}\n\n{door.briefing}", said)


def _opened(client: SyncPrefectClient, office: Office, door: Door) -> FlowRun:
    """The run of a door, made now; the key counts the runs of this attempt that are over."""
    over = sum(1 for _ in runs(client, door.key, DEAD))
    deployment = deployments(client, (GATE,))[GATE]
    return client.create_flow_run_from_deployment(
        deployment.id,
        name=door.label,
        tags=[door.key],
        parameters={"gate": door.label},
        idempotency_key=f"{door.key}/{over}",
        state=_suspended(door, 0, tell("flows.waiting", office.settings.language, day=door.due)),
    )


def _freshen(client: SyncPrefectClient, office: Office, door: Door, run: FlowRun) -> None:
    """Give a waiting door its form when it has none yet, or shows facts that have changed."""
    if not _is_suspended(run):
        return
    assert run.state is not None
    keyset = run.state.state_details.run_input_keyset or {}
    message = tell("flows.waiting", office.settings.language, day=door.due)
    if not (run.state.state_details.pause_key or "").startswith(door.digest):
        tried = sum(state.type is StateType.PAUSED for state in client.read_flow_run_states(run.id))
        _suspend(client, door, run.id, tried, door.briefing, message)
    elif not _kept(client, run.id, keyset["description"]):
        _save(client, run.id, door, keyset, door.briefing)


def _suspend(client: SyncPrefectClient, door: Door, run_id: UUID, tried: int, page: str, message: str) -> State:
    state = _suspended(door, tried, message)
    _save(client, run_id, door, state.state_details.run_input_keyset or {}, page)
    client.set_flow_run_state(run_id, state, force=True)
    return state


def _suspended(door: Door, tried: int, message: str) -> State:
    """The state of a waiting door; its key may hold lowercase letters, digits and dashes only."""
    key = f"{door.digest}-{tried}"
    state: State = Suspended(timeout_seconds=TEN_YEARS, pause_key=key, message=message)
    state.state_details.run_input_keyset = dict(cast("dict[str, str]", keyset_from_base_key(f"suspended-{key}")))
    return state


def _save(client: SyncPrefectClient, run_id: UUID, door: Door, keyset: Mapping[str, str], page: str) -> None:
    """Keep what the page of a suspended run shows: the form, and the Markdown above it."""
    for part, value in (("schema", schema(door.fields)), ("description", page)):
        if _kept(client, run_id, keyset[part]) is None:
            client.create_flow_run_input(run_id, keyset[part], json.dumps(value))


def _kept(client: SyncPrefectClient, run_id: UUID, key: str) -> Any:
    """What is kept with a run under a key, None when there is nothing."""
    found = client.filter_flow_run_input(run_id, key, limit=1, exclude_keys=set())
    return found[0].decoded_value if found else None


def _close(client: SyncPrefectClient, run: FlowRun, why: str, office: Office) -> None:
    """End a door; without force, so that Prefect may refuse it when somebody resumes it at this moment."""
    client.set_flow_run_state(run.id, Completed(name=tell("flows.decided", office.settings.language), message=why))


def _is_suspended(run: FlowRun) -> bool:
    return run.state is not None and run.state.type is StateType.PAUSED


def _key(run: FlowRun) -> str:
    return next((tag for tag in run.tags if tag.startswith("gate/")), str(run.id))
