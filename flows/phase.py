"""The picture of a phase: a box per activity after what it waits for, gates last, and how each stands as its state.

Every box ends at once as completed; its name carries the meaning. People's work is never a task that runs for weeks.
"""

from __future__ import annotations

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture, wait
from prefect.states import Completed

from flows import doors
from flows.office import now
from flows.scheduled import by_the_clock
from flows.server import server, show
from scd_workflow.app.filled import text_of
from scd_workflow.app.office import Office
from scd_workflow.app.pictures import phase_picture


@flow(name="phase", flow_run_name="{fase}", persist_result=False, validate_parameters=False)
def phase(fase: str = "") -> State:
    """Draw the phase that a label names, as it stands."""
    return by_the_clock(lambda office: _draw(office, text_of(fase)))


@task(persist_result=False, cache_policy=NO_CACHE)
def box(state: str, message: str) -> State:
    """One activity or gate, as it stands."""
    return Completed(name=state, message=message)


def _draw(office: Office, fase: str) -> State:
    with server() as client:
        picture = phase_picture(office, fase, doors.addresses(client, office), now())
        show(client, f"fase-{picture.phase}", picture.page, picture.name)
    drawn: dict[str, PrefectFuture[State]] = {}
    for each in picture.boxes:
        named, before = box.with_options(task_run_name=each.name), [drawn[part] for part in each.after]
        drawn[each.part] = named.submit(state=each.state, message=each.message, return_state=False, wait_for=before)
    wait(list(drawn.values()))
    return Completed(name=picture.state, message=picture.name)
