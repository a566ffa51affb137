"""Delivering one message: the transport says which service of ours, Apprise carries it, and the outcome comes back whole."""

from __future__ import annotations

from functools import partial
from inspect import signature
from pathlib import Path
from typing import Any

from apprise import AppriseAsset

from scd_workflow.delivery import folder, graph, service, teams
from scd_workflow.delivery.connections import Connections
from scd_workflow.delivery.graph import Tenant
from scd_workflow.delivery.letter import Letter, letter, wire_address
from scd_workflow.delivery.outcome import Outcome
from scd_workflow.delivery.plugins import ATTEMPT, Attempt, FolderMail, Frozen, GraphMail, SmtpMail, TeamsCard
from scd_workflow.delivery.quiet import hush
from scd_workflow.delivery.service import Service
from scd_workflow.delivery.smtp import Server
from scd_workflow.delivery.teams import Webhook

MailTransport = Server | Tenant | Path
"""What takes letters: a mail server, Microsoft Graph, or a folder that keeps each as a file."""

Transport = MailTransport | Webhook | Service
"""What takes frozen messages: letters, or what is posted in one place for all who read there."""

# Apprise 2 would by default stop waiting after a time, and go on sending; before that it knows no such thing.
ENDLESS: dict[str, Any] = {"service_timeout": 0} if "service_timeout" in signature(AppriseAsset).parameters else {}

hush()


ASSET = AppriseAsset(async_mode=False, **ENDLESS)
"""Apprise at work in our own thread: in its pool one silent server holds up the others."""


SERVICES: dict[type[Frozen], Frozen] = {
    each: each(asset=ASSET) for each in (SmtpMail, GraphMail, FolderMail, TeamsCard)
}
"""One service of each kind, which knows nothing of any message; made once, for Apprise looks up languages."""


def deliver(message: bytes, address: str, transport: Transport, connections: Connections) -> Outcome:
    """Send the frozen message by the transport, once; a letter to exactly this address.

    An address that is empty or malformed is refused before anybody is asked; where something is posted in one place
    there is none. Raises what a service raised that broke.
    """
    match transport:
        case Service():
            return service.send(transport, message, ASSET)
        case Webhook():
            return _carried(TeamsCard, partial(teams.send, transport, message))
    recipient = wire_address(address)
    if recipient is None:
        return Outcome("permanent", "address")
    return _post(letter(message, recipient), transport, connections)


def _post(sealed: Letter, transport: MailTransport, connections: Connections) -> Outcome:
    match transport:
        case Server():
            return _carried(SmtpMail, partial(connections.send, transport, sealed))
        case Tenant():
            return _carried(GraphMail, partial(graph.send, transport, sealed, connections))
        case _:
            return _carried(FolderMail, partial(folder.keep, transport, sealed))


def _carried(plugin: type[Frozen], attempt: Attempt) -> Outcome:
    found: list[Outcome] = []
    token = ATTEMPT.set((attempt, found))
    try:
        # Apprise sends nothing without a body; the plugin has its own. The service is asked itself: for an `Apprise` to find
        # the only one that was added takes as long as to hand over a letter.
        SERVICES[plugin].notify(body="-")
    finally:
        ATTEMPT.reset(token)
    return found[-1]
