"""Door (b): what is done when somebody filled in the form of a suspended gate, by its run or before it begins."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.exceptions import Pause
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows import doors
from flows.answering import answered, end, or_failed
from flows.doors import Filled
from flows.office import here, language, now
from flows.server import server, show
from scd_workflow.app.answers import Answer, decided
from scd_workflow.app.filled import DecisionForm, filled_in
from scd_workflow.app.inbox import Doors, doorplates, look, why_closed
from scd_workflow.app.office import Office
from scd_workflow.domain.errors import Refused, ScdError
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient


# A run that was born suspended counts as never tried, so that with the default of no retries Prefect would try each
# failure again and then call it crashed.
@flow(name="gate", flow_run_name="{gate}", retries=-1)
def gate(gate: str) -> State:
    """Record the decision that was filled in on the form of this run."""
    run = UUID(flow_run.id)
    with server() as client:
        unread = doors.unread(client, run)
    if not unread:
        return _unasked(run, gate)
    return answered(
        partial(heard, gate, unread),
        otherwise=partial(_ask_again, run),
        forget=partial(_forget, run, unread),
    )


def heard(gate: str, unread: tuple[Filled, ...], office: Office, now: datetime, _: str = "") -> Answer:
    """Record the newest answer that holds, once however often it is heard; raises `Refused` for the newest when none does."""
    refusals: list[Refused] = []
    for each in unread:
        try:
            form = filled_in(DecisionForm, {"kenmerk": "", **each.fields, "gate": gate})
            return decided(office, now, each.request, form=form, source="door")
        except Refused as refused:
            refusals.append(refused)
    raise refusals[0]


def close(client: SyncPrefectClient, run: UUID, answer: Answer) -> None:
    """End a door that is ours, of which the answer was recorded before its run began."""
    show(client, answer.subject, answer.page, answer.summary, run)
    client.set_flow_run_state(run, Completed(name=answer.name, message=answer.summary))
    for each in doors.unread(client, run):
        doors.forget(client, run, each)


def _unasked(run: UUID, gate: str) -> State:
    """How a run ends that finds no answer: as the one that another process heard meanwhile, or else without any."""
    found = or_failed(partial(_on_record, run, gate)) if doors.is_door(flow_run.tags) else None
    if found is None:
        why = "no_answer" if doors.is_door(flow_run.tags) else "stray"
        end(Failed(name=tell(f"flows.{why}", language()), message=tell(f"flows.{why}_summary", language())))
    return found


def _on_record(run: UUID, gate: str) -> State | None:
    """How a run ends of which an answer is on record."""
    office = here()
    seen = look(office, now())
    kinds = [each.event.kind for each in seen.recorded if each.event.request.startswith(f"{run}/")]
    if "gate_decided" in kinds:
        said = "flows.decided", why_closed(office, seen, gate)
    elif "vote_cast" in kinds:
        said = "flows.voted", tell("flows.voted_title", language())
    else:
        return None
    return Completed(name=tell(said[0], language()), message=said[1])


def _forget(run: UUID, unread: tuple[Filled, ...], error: ScdError | None) -> None:
    """Let go of what was filled in, with its code; not when something was broken, for then it is tried again."""
    if error is None or isinstance(error, Refused) or flow_run.run_count >= doors.TRIES:
        with server() as client:
            for each in unread:
                doors.forget(client, run, each)


def _ask_again(run: UUID, office: Office, error: ScdError, answer: Answer) -> None:
    """Put a refused question before the people once more, when it still is one."""
    if not isinstance(error, Refused):
        return
    seen = look(office, now())
    plate = next((each for each in doorplates(office, seen) if each.label == flow_run.parameters["gate"]), None)
    said = tell("flows.refused_message", language(), reasons=answer.summary)
    if plate is None:
        return
    with server() as client:
        state = doors.ask_again(client, Doors(office, seen).behind(plate), run, above=answer.above, said=said)
    raise Pause(state=state)
