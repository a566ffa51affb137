"""What every form has in common: the act is done, its outcome shown, and what follows from it done at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from prefect.exceptions import Pause
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows import follow_up
from flows.office import here, now
from flows.server import server, show
from scd_workflow.app.answers import refused
from scd_workflow.domain.errors import ScdError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from prefect.client.schemas.objects import State

    from scd_workflow.app.answers import Answer
    from scd_workflow.app.office import Office


def answered(
    act: Callable[[Office, datetime], Answer], *, otherwise: Callable[[Office, ScdError, Answer], None] | None = None
) -> State:
    """Do what a form asks, and show what came of it; a refusal ends the run red, with every reason.

    `otherwise` may end a refused run in another way.
    """
    office = here()
    try:
        answer = act(office, now())
    except ScdError as error:
        answer = refused(office, error)
        tell_of(answer)
        if otherwise is not None:
            otherwise(office, error, answer)
        end(Failed(name=answer.name, message=answer.summary))
    tell_of(answer)
    follow_up.at_once(office)
    return Completed(name=answer.name, message=answer.summary)


def tell_of(answer: Answer) -> None:
    """Put what came of a form on the page of its run."""
    with server() as client:
        show(client, answer.subject, answer.page, answer.summary)


def end(state: State) -> NoReturn:
    """End this run in a state that is red, without a second try by Prefect and without a traceback in its log."""
    with server() as client:
        client.set_flow_run_state(flow_run.id, state, force=True)
    raise Pause(state=state)
