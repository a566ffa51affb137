"""The heartbeat: brings doors, forms and pictures in line with the log, and is over at once when nothing changed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from prefect import flow, tags
from prefect.client.schemas.actions import VariableCreate, VariableUpdate
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import doors, follow_up, forms
from flows.office import now
from flows.phase import phase
from flows.revive import OURS, revive
from flows.scheduled import by_the_clock
from flows.server import server, show
from scd_workflow.app.fields import phase_labels
from scd_workflow.app.inbox import head, look
from scd_workflow.app.office import Office
from scd_workflow.app.pictures import programme_picture
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

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
        if remembered(client) == fingerprint(client, office):
            return Completed(name=tell("flows.unchanged", language))
        seen = follow_up.in_line(client, office)
        page = programme_picture(office, seen, doors.addresses(client, office))
        show(client, "programma", page, seen.plan.programme.name)
        with tags(OURS):
            for label in phase_labels(seen.plan):
                # A state carries no value: asking for one would fail whenever the server had to be asked twice.
                phase(label, return_state=True)
        remember(client, fingerprint(client, office))
    return Completed(name=tell("flows.updated", language))


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


def fingerprint(client: SyncPrefectClient, office: Office) -> str:
    """A mark of the log, the day, the doors and the forms, which is another when any of them is."""
    day = look(office, now()).today.isoformat()
    facts = [office.programme, head(office), day, doors.standing(client), forms.schemas(client)]
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()
