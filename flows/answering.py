"""What every form has in common: the act is done, its outcome shown, and what follows from it done at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NoReturn, TypeVar

import httpx
from prefect.exceptions import Pause, PrefectException
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows import follow_up, scrub
from flows.ahead import AHEAD
from flows.office import here, language, now
from flows.server import server, show
from scd_workflow.app.answers import refused
from scd_workflow.domain.errors import ScdError
from scd_workflow.texts import say, tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from prefect.client.schemas.objects import State

    from scd_workflow.app.answers import Answer
    from scd_workflow.app.office import Office

T = TypeVar("T")


def answered(
    act: Callable[[Office, datetime, str], Answer],
    *,
    otherwise: Callable[[Office, ScdError, Answer], None] | None = None,
    forget: Callable[[ScdError | None], None] = scrub.own_parameters,
) -> State:
    """Do what a form asks, and show what came of it; a refusal ends the run red, with every reason.

    `act` gets the name of this run as well, under which what it records is recorded once. `otherwise` may end a refused
    run in another way. `forget` takes the code out of what Prefect keeps of the form, once that is dealt with.
    """
    ahead = AHEAD.get()
    if ahead is not None and ahead.came is None:
        return ahead.done(act)
    office = or_failed(here)
    try:
        answer = ahead.told() if ahead is not None else act(office, now(), flow_run.id)
    except ScdError as error:
        answer = refused(error, language())
        _done(partial(forget, error))
        # The log is what the page of a run opens with; the page of Markdown lies behind a tab.
        get_run_logger().error(answer.summary)
        _done(partial(tell_of, answer))
        # A wrong code may have been one too many; the fresh one should not wait for the clock.
        _done(partial(follow_up.messages, office))
        if otherwise is not None:
            otherwise(office, error, answer)
        end(Failed(name=answer.name, message=answer.summary))
    later = "" if _followed_up(office, answer, forget) else f" {tell('flows.follow_up_later', language())}"
    return Completed(name=answer.name, message=f"{answer.summary}{later}")


def tell_of(answer: Answer) -> None:
    """Put what came of a form on the page of its run."""
    with server() as client:
        show(client, answer.subject, answer.page, answer.summary)


def end(state: State) -> NoReturn:
    """End this run in a state that is red, without a second try by Prefect and without a traceback in its log."""
    with server() as client:
        client.set_flow_run_state(flow_run.id, state, force=True)
    raise Pause(state=state)


def or_failed(step: Callable[[], T]) -> T:
    """What a step gives that comes before the act, as opening the office; where it fails, the run ends with the reasons."""
    try:
        return step()
    except ScdError as error:
        answer = refused(error, language())
        tell_of(answer)
        end(Failed(name=answer.name, message=answer.summary))


def _followed_up(office: Office, answer: Answer, forget: Callable[[None], None]) -> bool:
    """Show what was recorded and do what follows from it; whether all of that was done."""
    steps: tuple[Callable[[], object], ...] = (
        partial(tell_of, answer),
        *follow_up.steps(office),
        partial(forget, None),
    )
    failed = [step for step in steps if not _done(step)]
    return not failed


def _done(step: Callable[[], object]) -> bool:
    """Whether a step was done; what was recorded stands without it, and the clock does the same a little later."""
    try:
        step()
    except ScdError as error:
        get_run_logger().warning(" ".join(say(reason, language()) for reason in error.reasons))
        return False
    except (httpx.HTTPError, PrefectException) as error:
        get_run_logger().warning(tell("flows.prefect_failed", language(), kind=type(error).__name__))
        return False
    return True
