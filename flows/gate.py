"""Door (b): what runs when somebody filled in the form of a suspended gate."""

from __future__ import annotations

from uuid import UUID

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.exceptions import Pause
from prefect.runtime import flow_run
from prefect.states import Failed

from flows import doors
from flows.answering import answered, end
from flows.office import here, now
from flows.server import server
from scd_workflow.app.answers import Answer, decided
from scd_workflow.app.forms import DecisionForm
from scd_workflow.app.inbox import doors_wanted, look
from scd_workflow.app.office import Office
from scd_workflow.domain.errors import Refused, ScdError
from scd_workflow.texts import tell


# A run that was born suspended counts as never tried, so that with the default of no retries Prefect would try each
# failure again and then call it crashed.
@flow(name="gate", flow_run_name="{gate}", retries=-1)
def gate(gate: str) -> State:
    """Record the decision that was filled in on the form of this run."""
    with server() as client:
        given = doors.answer(client, UUID(flow_run.id))
    if given is None:
        language = here().settings.language
        message = tell("flows.no_answer_summary", language)
        end(Failed(name=tell("flows.no_answer", language), message=message))
    form = DecisionForm(gate=gate, **given)
    return answered(lambda office, now: decided(office, form, "door", now), otherwise=_ask_again)


def _ask_again(office: Office, error: ScdError, answer: Answer) -> None:
    """Put a refused question before the people once more, when it still is one."""
    seen = look(office, now())
    label = flow_run.parameters["gate"]
    door = next((each for each in doors_wanted(office, seen) if each.label == label), None)
    if door is None or not isinstance(error, Refused):
        return
    said = tell("flows.refused_message", office.settings.language, reasons=answer.summary)
    with server() as client:
        state = doors.ask_again(client, door, UUID(flow_run.id), above=answer.above, said=said)
    raise Pause(state=state)
