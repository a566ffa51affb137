"""Processes for proofs: started from a clean one that has loaded everything, so that a hundred of them cost seconds."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.proof.jobs"])
PATIENCE = 120.0
"""For how many seconds a process may say nothing."""


@dataclass(frozen=True)
class Broke:
    """The last that a process says that ends in a traceback."""

    trace: str


class Job:
    """A process at work; it says things, each of which counts as heard once it is said, and can be killed."""

    def __init__(self, task: Callable[..., None], *given: Any) -> None:
        """Start `task(say, *given)`."""
        self._heard, mouth = CONTEXT.Pipe(duplex=False)
        self.process = CONTEXT.Process(target=_run, args=(task, mouth, *given))
        self.process.start()
        mouth.close()

    def says(self, patience: float = PATIENCE) -> Any:
        """The next thing it says; raises `EOFError` when it has ended and `TimeoutError` when it says nothing for long."""
        if not self._heard.poll(patience):
            raise TimeoutError
        said = self._heard.recv()
        assert not isinstance(said, Broke), said.trace
        return said

    def everything(self) -> list[Any]:
        """All that it still has to say, until it ends."""
        return list(self._rest())

    def killed_after(self, seconds: float) -> tuple[list[Any], bool]:
        """End it without warning after a while; gives what it had said before, and whether it had not ended by itself."""
        said, deadline = [], monotonic() + seconds
        with suppress(EOFError):
            # Listening all the while: a process that nobody hears stands still once its pipe is full.
            while self._heard.poll(max(0, deadline - monotonic())):
                said.append(self.says())
            self.process.kill()
        return [*said, *self.everything()], self.process.exitcode == -signal.SIGKILL

    def _rest(self) -> Iterator[Any]:
        with suppress(EOFError):
            while True:
                yield self.says()
        self.process.join()


@contextmanager
def jobs(*started: Job) -> Iterator[tuple[Job, ...]]:
    """These processes, of which none outlives the block."""
    try:
        yield started
    finally:
        for each in started:
            each.process.kill()
            each.process.join()


def _run(task: Callable[..., None], mouth: Connection, *given: Any) -> None:
    try:
        task(mouth.send, *given)
    except BaseException:
        mouth.send(Broke(traceback.format_exc()))
        raise
