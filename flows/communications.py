"""Sends what the communication calendar has for this day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed

from flows.follow_up import messages
from flows.office import now
from flows.scheduled import by_the_clock
from flows.server import note, server, show
from scd_workflow.app.office import Office
from scd_workflow.app.sending import send_due
from scd_workflow.report import sending as report
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scd_workflow.domain.communication_sending import Outgoing

STEP = 500
"""After how many letters the log of the run says how far we are."""


@flow(name="communications")
def communications() -> State:
    """Put what is approved and due in the outbox for its readers; late or twice is harmless."""
    return by_the_clock(_send)


def _send(office: Office) -> State:
    language, logger = office.settings.language, get_run_logger()

    def told(done: int, every: int) -> None:
        if done % STEP == 0:
            logger.info(tell("flows.saying", language, done=done, all=every))

    found = send_due(office, now(), told)
    summary = report.summary(found, language)
    if not found:
        with server() as client:
            note(client, summary)
        return Completed(name=tell("flows.nothing_said", language), message=summary)
    with server() as client:
        show(client, "uitgaand", report.table(found, language).markdown, summary)
    messages(office)
    return Completed(name=tell(f"flows.{_name(found)}", language), message=summary)


def _name(found: Sequence[Outgoing]) -> str:
    if any(each.fate in {"held", "changed", "absent"} for each in found):
        return "not_all_said"
    return "said" if any(each.fate == "sent" for each in found) else "nothing_said"
