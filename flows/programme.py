"""The heartbeat: brings doors, forms and pictures in line with the log, and is over at once when nothing changed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from prefect import flow, tags
from prefect.client.schemas.actions import VariableCreate, VariableUpdate
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import by_hand, doors, follow_up, forms, scrub
from flows.office import now
from flows.phase import phase
from flows.revive import OURS, revive
from flows.scheduled import by_the_clock
from flows.server import note, server, show
from scd_workflow.app.inbox import head_seen, look
from scd_workflow.app.labels import phase_labels
from scd_workflow.app.office import Office
from scd_workflow.app.pictures import evaluation_pictures, matrix_picture, programme_picture
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

    from scd_workflow.app.view import View

SEEN = "scd_fingerprint"
"""The variable that remembers how everything stood when it was last brought in line."""

DRAWN_AT_MOST = 5
"""How often one run draws while people go on acting; what happens then is for the next run by the clock."""


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
            note(client, tell("flows.unchanged_page", language))
            return Completed(name=tell("flows.unchanged", language))
        seen = _drawn(client, office)
        # Of what was brought in line, and not of what has happened since: that is for the next run.
        mark = fingerprint(client, office, seen)
        page = programme_picture(office, seen, doors.addresses(client, office))
        undecided = by_hand.told(client, doors.GATE, office.settings.ui_url, now(), language)
        show(client, "programma", f"{page}\n\n{undecided}".rstrip(), seen.plan.programme.name)
        show(client, "matrix", matrix_picture(office, seen), tell("matrix.title", language))
        for campaign, found, name in evaluation_pictures(office, seen):
            show(client, f"evaluatie-{campaign}", found, name)
        remember(client, mark)
    return Completed(name=tell("flows.updated", language))


def _drawn(client: SyncPrefectClient, office: Office) -> View:
    """Bring doors and forms in line and draw each phase; gives the programme as it was then.

    Who acts meanwhile asks for a picture in vain, for this run has the only place. So it is drawn again here.
    """
    for _ in range(DRAWN_AT_MOST):
        seen = follow_up.in_line(client, office)
        with tags(OURS):
            for label in phase_labels(seen.plan):
                # A state carries no value: asking for one would fail whenever the server had to be asked twice.
                phase(label, return_state=True)
        if head_seen(office, seen) == head_seen(office, look(office, now())):
            break
    return seen


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
