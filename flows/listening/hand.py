"""A thread that does one thing after the other, and tells what came of each."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Hand:
    """One thread of its own."""

    def __init__(self, name: str, begin: Callable[[], None] | None = None) -> None:
        """The thread starts with its first task, after `begin`."""
        self._thread = ThreadPoolExecutor(1, name, initializer=begin)

    async def does(self, task: Callable[[], T]) -> T | BaseException:
        """What came of a task: what it gave, or what went wrong. No failure of a task stops the listener."""
        future = asyncio.get_running_loop().run_in_executor(self._thread, task)
        future.add_done_callback(_seen)
        await asyncio.wait({future})
        return future.exception() or future.result()


def _seen(future: asyncio.Future[T]) -> None:
    """See what went wrong, or asyncio logs it: whoever stopped does not wait for it any more."""
    if not future.cancelled():
        future.exception()
