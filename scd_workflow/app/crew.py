"""Threads that carry messages, each with one at a time."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

Task = TypeVar("Task")
Result = TypeVar("Result")


class Crew(Generic[Task, Result]):
    """As many threads as there were ever tasks under way at one time; for one thread that hands them out."""

    def __init__(self, work: Callable[[Task], Result]) -> None:
        """Do `work`, which does not raise."""
        self.busy = 0
        self._work = work
        self._threads: list[threading.Thread] = []
        self._given: SimpleQueue[Task | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[Task, Result]] = SimpleQueue()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let every thread finish what it does."""
        for _ in self._threads:
            self._given.put(None)
        for thread in self._threads:
            thread.join()

    def give(self, task: Task) -> None:
        """Hand out a task, which somebody begins at once."""
        self.busy += 1
        if self.busy > len(self._threads):
            self._threads.append(threading.Thread(target=self._toil))
            self._threads[-1].start()
        self._given.put(task)

    def finished(self, longest: float | None = None, linger: float = 0) -> list[tuple[Task, Result]]:
        """All that is finished, at least one task when that comes within so many seconds; of nobody busy, nothing.

        After the first it waits for the others too, for `linger` seconds at most.
        """
        found: list[tuple[Task, Result]] = []
        with suppress(Empty):
            if self.busy:
                found.append(self._done.get(timeout=longest))
            until = time.monotonic() + linger
            while len(found) < self.busy:
                found.append(self._done.get(timeout=max(until - time.monotonic(), 0)))
        self.busy -= len(found)
        return found

    def _toil(self) -> None:
        while (task := self._given.get()) is not None:
            self._done.put((task, self._work(task)))
