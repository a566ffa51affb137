"""Door (b): a suspended run per open gate, so that the suspended runs are the inbox of open decisions.

Prefect's part of a gate is disposable: whatever happens to a door, the next reconciliation puts it back. A run is born
suspended, so that no process waits and no worker can take it before somebody filled in its form.

What somebody filled in is not disposable. So no state of a door is ever forced while somebody may be resuming it: what a
door shows is replaced in place, under the keys of its state, and what the server does not let through is left alone.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import httpx
from prefect.client.schemas.objects import StateType
from prefect.input import keyset_from_base_key
from prefect.states import Completed, Scheduled, Suspended

from flows import by_hand
from flows.briefing_page import show_briefing
from flows.forms import schema
from flows.server import PAGE, count, deployments, runs
from scd_workflow.app.inbox import Doors, doorplates, why_closed
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun, State

    from scd_workflow.app.inbox import Door, Doorplate
    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View

GATE = "gate"
"""The deployment of the doors, and the tag that all of them bear."""

OF_A_GATE = "gate/"
"""How the tag begins that a door has for its gate; a run that somebody started by hand has none."""

LIVING = (StateType.PAUSED, StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING)
DEAD = (StateType.COMPLETED, StateType.FAILED, StateType.CANCELLED, StateType.CRASHED)
BROKEN = (StateType.FAILED, StateType.CRASHED)
TRIES = 3
"""How often what somebody filled in is tried before a run that broke stays as it is."""

TEN_YEARS = 10 * 365 * 24 * 3600
"""How long a door waits; Prefect fails a run that was paused for longer."""

KEPT = "suspended-"
ANSWER = "-response"
"""How the keys begin and end under which a door keeps what was filled in."""

RULE = "\n\n---\n\n"
"""What stands above a form between the reasons of a refusal and the briefing."""


@dataclass(slots=True)
class Shown:
    """How the doors were left when they were last brought in line.

    What each shows: its state and the digest of its page, by the key of the door; the number of doors; and under which key
    the next answer at each will be kept, by its run.
    """

    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    number: int = 0
    answers: dict[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled-in form: a name for it that no other has, the key under which it is kept, and what it says."""

    request: str
    key: str
    fields: dict[str, Any] = field(repr=False)


def reconcile(client: SyncPrefectClient, office: Office, seen: View, shown: Shown | None = None) -> None:
    """See to it that each open gate has one door that shows how it stands, and no other gate has one.

    Who does so time and again hands in how they were `shown` before; what still shows the same is not asked for. A door
    that broke over an answer is then left to the clock: it is tried but a few times, and those should lie apart.
    """
    found = list(runs(client, GATE, LIVING))
    living = {_key(run): run for run in found}
    wanted, inside = {plate.key: plate for plate in doorplates(office, seen)}, Doors(office, seen)
    over = [run for key, run in living.items() if key not in wanted and _is_suspended(run)]
    for run in over:
        _close(client, run, *_why_closed(office, seen, run))
    gone = {key: _broken(client, plate) for key, plate in wanted.items() if key not in living}
    broken = {key: run for key, run in gone.items() if run is not None}
    for run in broken.values() if shown is None else ():
        client.set_flow_run_state(run.id, Scheduled(), force=True)
    shown, keysets = shown or Shown(), {run.id: _keyset(run) for run in found}
    for plate in (plate for key, plate in wanted.items() if key not in broken):
        door = inside.behind(plate)
        run = living.get(plate.key) or _opened(client, office, door)
        keysets[run.id] = _keyset(run)
        _freshen(client, door, run, shown.pages)
    shown.number = len(keysets) - len(over)
    shown.answers = {run_id: keyset["response"] for run_id, keyset in keysets.items() if keyset}


def standing(client: SyncPrefectClient) -> list[tuple[str, str, str]]:
    """The doors as they are now, so that a change of any can be seen."""
    return sorted(
        (_key(run), str(run.id), run.state.name or "" if run.state else "") for run in runs(client, GATE, LIVING)
    )


def number(client: SyncPrefectClient) -> int:
    """How many doors there are, which is cheaper to ask than which."""
    return count(client, GATE, LIVING)


def addresses(client: SyncPrefectClient, office: Office) -> dict[str, str]:
    """Where each door can be opened, by its key."""
    return {key: f"{office.settings.ui_url}/v2/runs/flow-run/{run}" for key, run, _ in standing(client)}


def unread(client: SyncPrefectClient, run_id: UUID) -> tuple[Filled, ...]:
    """What was filled in on the forms of a door and was not dealt with yet, the newest first."""
    kept = client.filter_flow_run_input(run_id, KEPT, limit=PAGE, exclude_keys=set())
    said = [each for each in kept if each.key.endswith(ANSWER)]
    said.sort(key=lambda each: cast("datetime", each.created), reverse=True)
    return tuple(Filled(f"{run_id}/{each.key}", each.key, each.decoded_value) for each in said)


def answer(client: SyncPrefectClient, run_id: UUID, key: str) -> tuple[Filled, ...]:
    """What was filled in at a door under this key; the quickest way to ask."""
    with _allowed(httpx.codes.NOT_FOUND):
        return (Filled(f"{run_id}/{key}", key, json.loads(client.read_flow_run_input(run_id, key))),)
    return ()


def forget(client: SyncPrefectClient, run_id: UUID, filled: Filled) -> None:
    """Let go of a filled-in form that was dealt with: the code in it is nobody's business."""
    with _allowed(httpx.codes.NOT_FOUND):
        client.delete_flow_run_input(run_id, filled.key)


def is_tried_again(run: FlowRun) -> bool:
    """Whether a door that is over may still be made to run for what was filled in on its form."""
    return run.state_type in BROKEN and run.run_count < TRIES


def ask_again(client: SyncPrefectClient, door: Door, run_id: UUID, *, above: str, said: str) -> State:
    """Suspend a door once more after a refused answer, with the reasons above its form."""
    state = _suspended(door, len(_keysets(client, run_id)), said)
    _save(client, run_id, door, state.state_details.run_input_keyset or {}, f"{above}{RULE}{door.briefing}")
    client.set_flow_run_state(run_id, state)
    return state


def is_door(tags: list[str]) -> bool:
    """Whether a run with these tags belongs to a gate."""
    return any(tag.startswith(OF_A_GATE) for tag in tags)


def _keysets(client: SyncPrefectClient, run_id: UUID) -> list[Mapping[str, str]]:
    """Under which keys the forms of a door were kept, each time that it was suspended, the newest first."""
    states = sorted(client.read_flow_run_states(run_id), key=lambda state: state.timestamp, reverse=True)
    found = (state.state_details.run_input_keyset for state in states if state.type is StateType.PAUSED)
    return [cast("Mapping[str, str]", keyset) for keyset in found if keyset]


def _broken(client: SyncPrefectClient, plate: Doorplate) -> FlowRun | None:
    """The door that broke over what somebody filled in and can be tried again."""
    broken = (run for run in runs(client, plate.key, BROKEN) if is_tried_again(run))
    return next((run for run in broken if unread(client, run.id)), None)


def _opened(client: SyncPrefectClient, office: Office, door: Door) -> FlowRun:
    """The run of a door, made now; the key counts the runs of this attempt that are over, without a decision."""
    over = list(runs(client, door.key, DEAD))
    for run in over:
        by_hand.say_so(client, run, office.settings.language)
    deployment = deployments(client, (GATE,))[GATE]
    return client.create_flow_run_from_deployment(
        deployment.id,
        name=door.label,
        tags=[door.key],
        parameters={"gate": door.label},
        idempotency_key=f"{door.key}/{len(over)}",
        state=_suspended(door, 0, tell("flows.waiting", office.settings.language)),
    )


def _freshen(client: SyncPrefectClient, door: Door, run: FlowRun, pages: dict[str, tuple[str, str]]) -> None:
    """Let a waiting door show how its gate stands now, below the reasons why the last answer was refused."""
    keyset = _keyset(run)
    shows = str(run.state.id) if run.state else "", door.digest
    if keyset and pages.get(door.key) != shows:
        above, rule, _ = str(_kept(client, run.id, keyset["description"]) or "").rpartition(RULE)
        _save(client, run.id, door, keyset, f"{above}{rule}{door.briefing}")
        pages[door.key] = shows


def _suspended(door: Door, tried: int, message: str) -> State:
    """The state of a waiting door; its key may hold lowercase letters, digits and dashes only."""
    key = f"{door.digest}-{tried}"
    state: State = Suspended(timeout_seconds=TEN_YEARS, pause_key=key, message=message)
    state.state_details.run_input_keyset = dict(cast("dict[str, str]", keyset_from_base_key(f"suspended-{key}")))
    return state


def _save(client: SyncPrefectClient, run_id: UUID, door: Door, keyset: Mapping[str, str], page: str) -> None:
    """Keep what the page of a suspended run shows: the form, and the Markdown above it."""
    for part, value in (("schema", schema(door.fields)), ("description", page)):
        kept = _kept(client, run_id, keyset[part])
        if part == "description" and kept != value:
            show_briefing(client, run_id, door, page)
        if kept not in (None, value):
            # In between the form cannot be handed in: the server turns it away, and whoever pressed presses again.
            with _allowed(httpx.codes.NOT_FOUND):
                client.delete_flow_run_input(run_id, keyset[part])
        if kept != value:
            _keep(client, run_id, keyset[part], value)


def _keep(client: SyncPrefectClient, run_id: UUID, key: str, value: object) -> None:
    """Keep something with a run, unless somebody else was first."""
    with _allowed(httpx.codes.CONFLICT):
        client.create_flow_run_input(run_id, key, json.dumps(value))


@contextmanager
def _allowed(answer: httpx.codes) -> Iterator[None]:
    """Let pass that the server answers this, because somebody else did the same at this moment."""
    try:
        yield
    except httpx.HTTPStatusError as error:
        if error.response.status_code != answer:
            raise


def _kept(client: SyncPrefectClient, run_id: UUID, key: str) -> Any:
    """What is kept with a run under a key, None when there is nothing."""
    found = client.filter_flow_run_input(run_id, key, limit=1, exclude_keys=set())
    return found[0].decoded_value if found else None


def _close(client: SyncPrefectClient, run: FlowRun, name: str, why: str) -> None:
    """End a door; whoever resumed it at this moment is heard all the same."""
    client.set_flow_run_state(run.id, Completed(name=name, message=why))
    if unread(client, run.id):
        client.set_flow_run_state(run.id, Scheduled(), force=True)


def _why_closed(office: Office, seen: View, run: FlowRun) -> tuple[str, str]:
    """How a door is called that awaits no decision any more, and why it does not."""
    language = office.settings.language
    if not is_door(run.tags):
        return tell("flows.stray", language), tell("flows.stray_summary", language)
    return tell("flows.decided", language), why_closed(office, seen, str(run.parameters.get("gate", "")))


def _keyset(run: FlowRun) -> Mapping[str, str] | None:
    """Under which keys the form of a waiting door is kept; None when it does not wait."""
    return run.state.state_details.run_input_keyset if run.state and _is_suspended(run) else None


def _is_suspended(run: FlowRun) -> bool:
    return run.state is not None and run.state.type is StateType.PAUSED


def _key(run: FlowRun) -> str:
    return next((tag for tag in run.tags if tag.startswith(OF_A_GATE)), str(run.id))
