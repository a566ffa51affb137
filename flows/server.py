"""Our dealings with the Prefect server: few, one after the other, and tried again when it is busy."""

from __future__ import annotations

import re
import time
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import ArtifactCreate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import SetStateStatus
from prefect.runtime import flow_run
from prefect.states import Pending

from flows.office import WORKPLACE, now

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun
    from prefect.client.schemas.responses import DeploymentResponse, OrchestrationResult

PAGE = 200
"""How many runs the server hands out at once."""

PATIENCE = 200
BREATH = 0.1
"""How often, and after how many seconds, we ask again."""


class Patient(httpx.HTTPTransport):
    """Asks again soon when the server is too busy; Prefect's own client does so after two, four, eight … seconds.

    A server on SQLite answers 503 whenever two of its writes meet, its own included, and is ready again in no time.
    """

    def __init__(self) -> None:
        """Ask as the workplace of this thread wants it."""
        super().__init__(verify=_tls())
        self._workplace = WORKPLACE.get()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, or the last 503."""
        for _ in range(PATIENCE):
            if self._workplace is not None:
                self._workplace.before_asking()
            response = super().handle_request(request)
            if response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            response.read()
            time.sleep(BREATH)
        return response


def server() -> SyncPrefectClient:
    """A connection to the server."""
    return get_client(httpx_settings=patiently(), sync_client=True)


def patiently() -> dict[str, Any]:
    """How a client of Prefect is made that asks again soon."""
    return {"transport": Patient(), "verify": _tls()}


@cache
def _tls() -> ssl.SSLContext:
    """Read once: the certificates of the world take longer than a question to the server."""
    return httpx.create_ssl_context()


def show(client: SyncPrefectClient, key: str, page: str, description: str, run: UUID | None = None) -> None:
    """Put a page of Markdown with a run, this one when none is given."""
    artifact = ArtifactCreate(
        key=slug(key), type="markdown", data=page, description=description, flow_run_id=run or UUID(flow_run.id)
    )
    client.create_artifact(artifact)


def note(client: SyncPrefectClient, page: str) -> None:
    """Put a page of Markdown with this run; without a key, which would put it in the place of one that says more."""
    client.create_artifact(ArtifactCreate(type="markdown", data=page, flow_run_id=UUID(flow_run.id)))


def claimed(client: SyncPrefectClient, run: UUID) -> bool:
    """Whether a run that waits is ours from now on, and of no worker and no other process.

    Who is second is told to abort. A busy server may answer 503 to what it carried out: asked again, it rejects that as done.
    """
    told: OrchestrationResult[Any] = client.set_flow_run_state(run, Pending())
    is_done = told.status in {SetStateStatus.ACCEPT, SetStateStatus.REJECT}
    return is_done and told.state is not None and told.state.type is StateType.PENDING


def deployments(client: SyncPrefectClient, names: tuple[str, ...]) -> dict[str, DeploymentResponse]:
    """Our deployments with these names, those that are there."""
    where = DeploymentFilter(name=DeploymentFilterName(any_=list(names)))
    return {each.name: each for each in client.read_deployments(deployment_filter=where)}


def runs(client: SyncPrefectClient, tag: str, states: tuple[StateType, ...]) -> Iterator[FlowRun]:
    """Every run with a tag that is in a state of one of these types."""
    where = _in_states(states, FlowRunFilterTags(all_=[tag]))
    offset = 0
    while True:
        page = client.read_flow_runs(flow_run_filter=where, limit=PAGE, offset=offset)
        yield from page
        if len(page) < PAGE:
            return
        offset += PAGE


def count(client: SyncPrefectClient, tag: str, states: tuple[StateType, ...]) -> int:
    """How many runs with a tag are in a state of one of these types."""
    return client.count_flow_runs(flow_run_filter=_in_states(states, FlowRunFilterTags(all_=[tag])))


def waiting(client: SyncPrefectClient, tags: tuple[str, ...]) -> list[FlowRun]:
    """Runs with one of these tags that wait for somebody to carry them out, as many as the server hands out at once."""
    where = _in_states((StateType.SCHEDULED,), FlowRunFilterTags(any_=list(tags)))
    return [each for each in client.read_flow_runs(flow_run_filter=where, limit=PAGE) if is_waiting(each)]


def is_waiting(run: FlowRun) -> bool:
    """Whether a run waits for somebody who carries it out, and may begin."""
    state = run.state
    if state is None or state.type is not StateType.SCHEDULED:
        return False
    return state.state_details.scheduled_time is None or state.state_details.scheduled_time <= now()


def _in_states(states: tuple[StateType, ...], tags: FlowRunFilterTags) -> FlowRunFilter:
    return FlowRunFilter(tags=tags, state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))))


def slug(text: str) -> str:
    """A text as Prefect takes it for a key: lowercase letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
