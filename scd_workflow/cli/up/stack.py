"""The stack: the Prefect server, what is deployed on it, the worker, the listener, our own pages, and keeping them alive."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Final

import click

from scd_workflow.cli.up import children
from scd_workflow.cli.up.children import Program
from scd_workflow.cli.up.environment import server_environment
from scd_workflow.cli.up.prefect_api import PrefectApi
from scd_workflow.domain.errors import ScdError
from scd_workflow.domain.reasons import because
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scd_workflow.cli.up.children import Child
    from scd_workflow.cli.up.steps import Steps
    from scd_workflow.cli.up.stopping import Stopping

SERVER_SECONDS: Final = 180.0
DEPLOY_SECONDS: Final = 120.0
NOTIFY_SECONDS: Final = 40.0
FINISH: Final = 7.0
"""How long the runs that have begun may take to come to an end; ours seldom take longer."""

GRACE: Final = 4.0
"""How long each of the processes may take to stop; mostly it is a second."""

RESTARTS: Final = 3
WITHIN: Final = 600.0
"""After more than so many restarts within so many seconds we give up."""

WORKER: Final = "--pool scd --type process --limit 4"
"""How the worker is started: as on a server, so that a stream of answers does not become a process each at once."""

NOTIFY: Final = "notify/notify"
"""What sends the messages; the deploying has put them in the outbox by then."""


class ChildFailed(ScdError):
    """A process that we need does not stay up."""


class Stack:
    """The processes, of which each may die without the whole being lost."""

    def __init__(self, environment: Mapping[str, str], url: str, logs: Path, steps: Steps, stopping: Stopping) -> None:
        self._api = PrefectApi(url, environment.get("PREFECT_API_AUTH_STRING"))
        self._steps, self._stopping = steps, stopping
        self._server = _program("server", "-m flows.serve", logs, server_environment(environment))
        self._deploy = _program("deploy", "-m flows.deploy --alone", logs, environment)
        self._worker = _program("worker", f"-m prefect worker start {WORKER}", logs, environment)
        self._listener = _program("listener", "-m flows.listen", logs, environment)
        self._pages = _program("web", "-m scd_workflow.cli web", logs, environment)
        self._children: dict[str, Child] = {}
        self._deaths: dict[str, deque[float]] = {}

    def start(self) -> None:
        """Start the server, deploy, and start worker, listener and pages; raises `ChildFailed` when one does not come up."""
        server = self._started(self._server)
        if not self._steps.long("up.server", lambda: self._answers(server), seconds=SERVER_SECONDS):
            raise self._failure(server)
        deploy = self._started(self._deploy)
        if not self._steps.long("up.deploy", lambda: self._is_done(deploy), seconds=DEPLOY_SECONDS):
            raise self._failure(deploy)
        del self._children[deploy.program.name]
        self._started(self._worker)
        self._started(self._listener)
        self._started(self._pages)

    def send(self) -> None:
        """Let the messages be sent at once, without waiting for the clock; shows as well that the worker works."""
        if not self._steps.long("up.notify", self._api.ended(NOTIFY), seconds=NOTIFY_SECONDS):
            self._steps.done("up.notify_slow", log=str(self._worker.log))

    def keep(self) -> None:
        """Start again whatever dies, until somebody asks to stop; raises `ChildFailed` when one keeps dying."""
        while self._stopping.wait_until(lambda: any(self._dead()), seconds=float("inf")):
            for child in self._dead():
                self._start_again(child)

    def stop(self) -> None:
        """Stop everything, listener and worker before the server that they report to; asking twice means at once."""
        if not self._children:
            return
        click.echo(tell("up.stopping", self._steps.language))
        for child in reversed(self._children.values()):
            if child.program is self._worker:
                children.let_finish(child, seconds=FINISH, hurry=self._in_a_hurry)
            children.stop(child, grace=GRACE, hurry=self._in_a_hurry)
        self._children.clear()

    def _in_a_hurry(self) -> bool:
        return self._stopping.asked > 1

    def _started(self, program: Program) -> Child:
        child = children.start(program)
        self._children[program.name] = child
        return child

    def _answers(self, server: Child) -> bool:
        if server.exit_code is not None:
            raise self._failure(server)
        return self._api.is_healthy()

    def _is_done(self, child: Child) -> bool:
        if child.exit_code:
            raise self._failure(child)
        return child.exit_code == 0

    def _dead(self) -> list[Child]:
        return [child for child in self._children.values() if child.exit_code is not None]

    def _start_again(self, child: Child) -> None:
        deaths = self._deaths.setdefault(child.program.name, deque(maxlen=RESTARTS + 1))
        deaths.append(time.monotonic())
        if len(deaths) > RESTARTS and deaths[-1] - deaths[0] < WITHIN:
            raise self._failure(child)
        self._steps.done(
            "up.restarted", name=child.program.name, ended=str(child.exit_code), log=str(child.program.log)
        )
        self._started(child.program)

    def _failure(self, child: Child) -> ChildFailed:
        program = child.program
        return ChildFailed(because("up.failed", name=program.name, log=str(program.log), tail=program.tail()))


def _program(name: str, arguments: str, logs: Path, environment: Mapping[str, str]) -> Program:
    return Program(name, tuple(arguments.split()), logs / f"{name}.log", environment)
