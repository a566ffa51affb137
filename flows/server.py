"""Our dealings with the Prefect server: few, one after the other, and tried again when it is busy."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING
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
from prefect.runtime import flow_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun, StateType
    from prefect.client.schemas.responses import DeploymentResponse

PAGE = 200
"""How many runs the server hands out at once."""

PATIENCE = 200
BREATH = 0.1
"""How often, and after how many seconds, we ask again."""


class Patient(httpx.HTTPTransport):
    """Asks again soon when the server is too busy; Prefect's own client does so after two, four, eight … seconds.

    A server on SQLite answers 503 whenever two of its writes meet, its own included, and is ready again in no time.
    """

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, or the last 503."""
        for _ in range(PATIENCE):
            response = super().handle_request(request)
            if response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            response.read()
            time.sleep(BREATH)
        return response


def server() -> SyncPrefectClient:
    """A connection to the server."""
    return get_client(httpx_settings={"transport": Patient()}, sync_client=True)


def show(client: SyncPrefectClient, key: str, page: str, description: str) -> None:
    """Put a page of Markdown with this run."""
    artifact = ArtifactCreate(
        key=slug(key), type="markdown", data=page, description=description, flow_run_id=UUID(flow_run.id)
    )
    client.create_artifact(artifact)


def deployments(client: SyncPrefectClient, names: tuple[str, ...]) -> dict[str, DeploymentResponse]:
    """Our deployments with these names, those that are there."""
    where = DeploymentFilter(name=DeploymentFilterName(any_=list(names)))
    return {each.name: each for each in client.read_deployments(deployment_filter=where)}


def runs(client: SyncPrefectClient, tag: str, states: tuple[StateType, ...]) -> Iterator[FlowRun]:
    """Every run with a tag that is in a state of one of these types."""
    where = FlowRunFilter(
        tags=FlowRunFilterTags(all_=[tag]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))),
    )
    offset = 0
    while True:
        page = client.read_flow_runs(flow_run_filter=where, limit=PAGE, offset=offset)
        yield from page
        if len(page) < PAGE:
            return
        offset += PAGE


def slug(text: str) -> str:
    """A text as Prefect takes it for a key: lowercase letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
