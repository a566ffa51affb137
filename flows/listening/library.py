"""The flows, loaded once: a process of its own would need seconds for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prefect.flows import load_flow_from_entrypoint

from flows.doors import GATE
from flows.forms import FORMS
from flows.server import deployments

if TYPE_CHECKING:
    from uuid import UUID

    from prefect import Flow
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun
    from prefect.client.schemas.responses import DeploymentResponse


class Library:
    """The flow of each deployment; loading one twice is harmless."""

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        self._flows: dict[UUID, Flow[..., Any]] = {}

    def stock(self, client: SyncPrefectClient) -> None:
        """Load what people answer by before anybody waits for it; once is enough."""
        for each in () if self._flows else deployments(client, (GATE, *FORMS)).values():
            self._load(each)

    def flow_of(self, client: SyncPrefectClient, run: FlowRun) -> Flow[..., Any]:
        """The flow of a run, as a worker would load it."""
        assert run.deployment_id is not None
        if run.deployment_id not in self._flows:
            self._load(client.read_deployment(run.deployment_id))
        return self._flows[run.deployment_id]

    def _load(self, deployment: DeploymentResponse) -> None:
        entrypoint = str(deployment.entrypoint)
        self._flows[deployment.id] = load_flow_from_entrypoint(entrypoint, use_placeholder_flow=False)
