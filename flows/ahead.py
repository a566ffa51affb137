"""An act that is done before its run begins, so that nobody waits for the run's dealings with Prefect."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.office import here, now
from scd_workflow.app.answers import Answer
from scd_workflow.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun

    from scd_workflow.app.office import Office


@dataclass
class Ahead:
    """The act of a run, and what came of it once it is done: its answer, or the refusal."""

    run: str
    came: Answer | Refused | None = field(default=None, init=False)

    def done(self, act: Callable[[Office, datetime, str], Answer]) -> State:
        """Do the act; the state is of no use to anybody."""
        try:
            self.came = act(here(), now(), self.run)
        except Refused as refused:
            self.came = refused
        return Completed()

    def told(self) -> Answer:
        """The answer of an act that was done; raises the refusal when it was refused."""
        if isinstance(self.came, Refused):
            raise self.came
        assert self.came is not None
        return self.came


AHEAD: ContextVar[Ahead | None] = ContextVar("ahead", default=None)
"""The act of this thread's run, while it is done ahead and while its run shows what came of it."""


def act_of(run: FlowRun, flow: Flow[..., Any]) -> Ahead:
    """The act that a form asks for, done now and only that; raises `ScdError` for what the rules do not speak of."""
    ahead = Ahead(str(run.id))
    token = AHEAD.set(ahead)
    try:
        flow.fn(**run.parameters)
    finally:
        AHEAD.reset(token)
    return ahead
