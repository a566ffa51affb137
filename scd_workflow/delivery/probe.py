"""Whether a transport works, as far as that shows without sending anything."""

from __future__ import annotations

from pathlib import Path

from scd_workflow.delivery import folder, graph
from scd_workflow.delivery.connections import Connections
from scd_workflow.delivery.deliver import Transport
from scd_workflow.delivery.graph import Tenant
from scd_workflow.delivery.outcome import Outcome
from scd_workflow.delivery.smtp import Server, connected, hang_up
from scd_workflow.delivery.teams import Webhook
from scd_workflow.delivery.web import reached


def probe(transport: Transport, own_name: str) -> Outcome | None:
    """What stands in the way of sending; absent when nothing does that can be seen without sending.

    A mail server is called, believed and logged in at, under `own_name`, the name of a domain. Microsoft is asked for
    permission, a workflow is only called. What Apprise knows cannot be tried.
    """
    match transport:
        case Server():
            return _called(transport, own_name)
        case Tenant():
            with Connections() as connections:
                permitted = graph.permitted(transport, connections)
            return permitted if isinstance(permitted, Outcome) else None
        case Webhook():
            return reached(transport.site, transport.url)
        case Path():
            return folder.tried(transport)
    return None


def _called(server: Server, own_name: str) -> Outcome | None:
    found = connected(server, own_name)
    if isinstance(found, Outcome):
        return found
    hang_up(found)
    return None
