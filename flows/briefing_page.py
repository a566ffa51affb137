"""The briefing of a door as a page of its own: the older interface leaves no room for it above a form as long as ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId, ArtifactFilterKey

from flows.server import slug

if TYPE_CHECKING:
    from uuid import UUID

    from prefect.client.orchestration import SyncPrefectClient

    from scd_workflow.app.inbox import Door


def show_briefing(client: SyncPrefectClient, run: UUID, door: Door, page: str) -> None:
    """Let the page of a door's run lead to what stands above its form.

    One page for as long as the door stands, changed in place: the older interface shows several in no order.
    """
    key = slug(f"stukken-{door.gate}-{door.organisation or ''}")
    own = ArtifactFilter(key=ArtifactFilterKey(any_=[key]), flow_run_id=ArtifactFilterFlowRunId(any_=[run]))
    found = client.read_artifacts(artifact_filter=own, limit=1)
    if found:
        client.update_artifact(found[0].id, ArtifactUpdate(data=page, description=door.label))
    else:
        client.create_artifact(
            ArtifactCreate(key=key, type="markdown", data=page, description=door.label, flow_run_id=run)
        )
