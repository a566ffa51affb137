"""What flows that run by the clock have in common: nothing to do is no failure, and a failure is a sentence."""

from __future__ import annotations

from collections.abc import Callable

from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows.answering import end
from flows.office import here, language
from flows.server import note, server
from scd_workflow.app.answers import refused
from scd_workflow.app.office import Office
from scd_workflow.domain.errors import ScdError
from scd_workflow.texts import tell

NO_PLAN = "app.no_plan"


def by_the_clock(work: Callable[[Office], State]) -> State:
    """Do the work; before a plan is adopted there is none."""
    try:
        return work(here())
    except ScdError as error:
        answer = refused(error, language())
        with server() as client:
            note(client, answer.summary)
        if any(reason.code == NO_PLAN for reason in error.reasons):
            return Completed(name=tell("flows.no_plan", language()), message=answer.summary)
        get_run_logger().error(answer.summary)
        state: State = Failed(name=answer.name, message=answer.summary)
        if flow_run.parent_flow_run_id:
            return state
        end(state)
