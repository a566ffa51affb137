"""Sends the messages that wait."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.answering import end, tell_of
from flows.office import now
from flows.scheduled import by_the_clock
from flows.server import note, server
from scd_workflow.app.answers import sent
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.app.stopping import heeding


@flow(name="notify")
def notify() -> State:
    """Send every message that is due."""
    return by_the_clock(_send)


def _send(office: Office) -> State:
    with heeding() as stop:
        tally = send_notices(office, clock=now, stop=stop)
    answer = sent(office, tally, now())
    if tally.reason:
        tell_of(answer)
        end(Failed(name=answer.name, message=answer.summary))
    if tally.sent or tally.failed:
        tell_of(answer)
    else:
        with server() as client:
            note(client, answer.page)
    return Completed(name=answer.name, message=answer.summary)
