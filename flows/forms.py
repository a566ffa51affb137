"""The forms that people see: titles, help, order and choices, as JSON schema and as the form of a suspended run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prefect.client.schemas.actions import DeploymentUpdate

from flows.office import now
from flows.server import deployments
from scd_workflow.app.fields import Fields
from scd_workflow.app.inbox import descriptions, register_forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.responses import DeploymentResponse

    from scd_workflow.app.fields import Field, Form
    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View

FORMS: dict[str, Form] = {
    "decide-gate": "decide",
    "open-gate": "open",
    "report-activity": "report",
    "state-criterion": "state",
    "give-position": "give",
    "settle-condition": "settle",
    "change-gate": "change",
    "ask-code": "code",
    "phase": "phase",
    "decide-gates": "together",
    "change-communication": "calendar",
    "record-communication": "tell",
    "note-risk": "risk",
    "review-risk": "review",
}
"""The deployments that people fill in, and what the catalogue calls their forms."""


def register(client: SyncPrefectClient, office: Office) -> None:
    """Tell the office where each form can be opened."""
    found = deployments(client, tuple(FORMS))
    address = f"{office.settings.ui_url}/v2/deployments/deployment"
    register_forms(office, {name: f"{address}/{each.id}/run" for name, each in found.items()}, now())


def fit(client: SyncPrefectClient, office: Office, seen: View) -> None:
    """Give every form its titles, help and choices as things stand; deploying again had wiped them."""
    fields, told = Fields(seen.progress, office.people, office.settings.language), descriptions(office, seen)
    for name, deployment in deployments(client, tuple(FORMS)).items():
        wanted, about = schema(fields.of(FORMS[name])), told.get(name, deployment.description)
        if (wanted, about) != (deployment.parameter_openapi_schema, deployment.description):
            fresh = DeploymentUpdate(parameter_openapi_schema=wanted, description=about)
            client.update_deployment(deployment.id, fresh)


def schemas(client: SyncPrefectClient) -> list[tuple[str, Any, Any]]:
    """The forms as they are now: the name, the fields and the description of each."""
    found: dict[str, DeploymentResponse] = deployments(client, tuple(FORMS))
    return [(name, each.parameter_openapi_schema, each.description) for name, each in sorted(found.items())]


def schema(fields: Iterable[Field]) -> dict[str, Any]:
    """The fields as JSON schema, in their order: of a deployment's parameters, or of the form of a suspended run."""
    properties = {field.name: {**_words(field), "position": place} for place, field in enumerate(fields)}
    required = [field.name for field in fields if field.required]
    return {
        "title": "Parameters",
        "type": "object",
        "properties": properties,
        "required": required,
        "definitions": {},
        "additionalProperties": False,
    }


def _words(field: Field) -> dict[str, Any]:
    """A field as JSON schema. A list of choices is never a `const`, for which the page would show a text box."""
    words: dict[str, Any] = {"title": field.title, "description": field.help}
    if field.several:
        items = {"type": "string"} | ({"enum": list(field.choices)} if field.choices else {})
        return words | {"type": "array", "items": items, "default": []}
    words["type"] = "string"
    if field.choices:
        words["enum"] = list(field.choices)
    elif field.required:
        words["minLength"] = 1
    return words if field.required else words | {"default": field.filled}
