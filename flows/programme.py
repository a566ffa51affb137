"""The heartbeat: brings doors, forms and pictures in line with the log, and is over at once when nothing changed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING
from uuid import UUID

from prefect import flow, tags
from prefect.client.schemas.actions import ArtifactCreate, VariableCreate, VariableUpdate
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed

from flows import doors, follow_up, forms, scrub
from flows.office import now
from flows.phase import phase
from flows.revive import OURS, revive
from flows.scheduled import by_the_clock
from flows.server import server, show
from scd_workflow.app.inbox import head_seen, look
from scd_workflow.app.labels import phase_labels
from scd_workflow.app.office import Office
from scd_workflow.app.pictures import evaluation_pictures, matrix_picture, programme_picture
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

    from scd_workflow.app.view import View
    from scd_workflow.texts import Language

SEEN = "scd_fingerprint"
"""The variable that remembers how everything stood when it was last brought in line."""


@flow(name="programme", persist_result=False)
def programme() -> State:
    """Bring everything in Prefect in line with the log."""
    return by_the_clock(_bring_in_line)


def _bring_in_line(office: Office) -> State:
    language = office.settings.language
    with server() as client:
        revive(client, office, now())
        scrub.leftovers(client, now())
        if remembered(client) == fingerprint(client, office, look(office, now())):
            _show_nothing_new(client, language)
            return Completed(name=tell("flows.unchanged", language))
        seen = follow_up.in_line(client, office)
        # Of what was brought in line, and not of what has happened since: that is for the next run.
        mark = fingerprint(client, office, seen)
        page = programme_picture(office, seen, doors.addresses(client, office))
        show(client, "programma", page, seen.plan.programme.name)
        show(client, "matrix", matrix_picture(office, seen), tell("matrix.title", language))
        for campaign, found, name in evaluation_pictures(office, seen):
            show(client, f"evaluatie-{campaign}", found, name)
        with tags(OURS):
            for label in phase_labels(seen.plan):
                # A state carries no value: asking for one would fail whenever the server had to be asked twice.
                phase(label, return_state=True)
        remember(client, mark)
    return Completed(name=tell("flows.updated", language))


def _show_nothing_new(client: SyncPrefectClient, language: Language) -> None:
    """Say on the page of this run where the last picture is; without a key, which would put it in that picture's place."""
    page, run = tell("flows.unchanged_page", language), UUID(flow_run.id)
    client.create_artifact(ArtifactCreate(type="markdown", data=page, flow_run_id=run))


def remembered(client: SyncPrefectClient) -> object:
    """The fingerprint of the last time, None when there was none."""
    variable = client.read_variable_by_name(SEEN)
    return variable.value if variable else None


def remember(client: SyncPrefectClient, mark: str) -> None:
    """Keep a fingerprint for the next time."""
    if client.read_variable_by_name(SEEN):
        client.update_variable(VariableUpdate(name=SEEN, value=mark))
    else:
        client.create_variable(VariableCreate(name=SEEN, value=mark))


def fingerprint(client: SyncPrefectClient, office: Office, seen: View) -> str:
    """A mark of the log as seen, the day, and the doors and forms as they are, which is another when any of them is."""
    log = head_seen(office, seen)
    facts = [office.programme, log, seen.today.isoformat(), doors.standing(client), forms.schemas(client)]
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()
