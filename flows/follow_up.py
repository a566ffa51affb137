"""What follows from an act: gates open, doors and forms are brought in line, the picture is redrawn, messages go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import doors, forms
from flows.office import WORKPLACE, now
from flows.server import deployments, server
from scd_workflow.app.acts import open_gates
from scd_workflow.app.inbox import head, look
from scd_workflow.app.outgoing import send_notices

if TYPE_CHECKING:
    from collections.abc import Callable

    from prefect.client.orchestration import SyncPrefectClient

    from flows.doors import Shown
    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View

PROGRAMME = "programme"


def steps(office: Office) -> tuple[Callable[[], object], ...]:
    """Everything that need not wait for the clock, each step on its own; messages first, whatever Prefect is busy with."""
    workplace = WORKPLACE.get()
    if workplace is not None:
        return (workplace.follow_up,)
    return lambda: send_notices(office, clock=now), lambda: _in_prefect(office)


def messages(office: Office) -> None:
    """Send the messages that an act causes which changed nothing else."""
    workplace = WORKPLACE.get()
    if workplace is not None:
        workplace.follow_up()
    else:
        send_notices(office, clock=now)


def in_line(client: SyncPrefectClient, office: Office, shown: Shown | None = None) -> View:
    """Open the gates that are ready, and bring doors and forms in line; gives the programme as it then stands."""
    open_gates(office, now())
    seen = look(office, now())
    doors.reconcile(client, office, seen, shown)
    forms.fit(client, office, seen)
    return seen


def _in_prefect(office: Office) -> None:
    with server() as client:
        in_line(client, office)
        ask_for_picture(client, office)


def ask_for_picture(client: SyncPrefectClient, office: Office) -> None:
    """Ask for a run of `programme`, once for each state of the log."""
    found = deployments(client, (PROGRAMME,))
    if PROGRAMME in found:
        client.create_flow_run_from_deployment(found[PROGRAMME].id, idempotency_key=f"programme/{head(office)}")
