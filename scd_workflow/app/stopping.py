"""Being asked to stop while something is under way, which is then finished."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stop:
    """Whether somebody asked to stop; may be asked for by a signal handler, at any moment."""

    def __init__(self) -> None:
        """Nobody asked yet."""
        self.asked = False
        # An event can deadlock when a signal comes in the middle of it; this cannot.
        self._bell: SimpleQueue[None] = SimpleQueue()

    def ask(self) -> None:
        """Ask to stop."""
        self.asked = True
        self._bell.put(None)

    def wait(self, longest: timedelta) -> None:
        """Wait for as long as that, or until somebody asks to stop."""
        if not self.asked:
            with suppress(Empty):
                self._bell.get(timeout=longest.total_seconds())


@contextmanager
def heeding() -> Iterator[Stop]:
    """A wish to stop that signals express; the second time they do what they did before the block.

    In a thread that is not the main one nobody can ask.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {each: signal.getsignal(each) for each in SIGNALS}

    def restore() -> None:
        for each, usual in before.items():
            signal.signal(each, usual)

    def heed(_number: int, _frame: FrameType | None) -> None:
        restore()
        stop.ask()

    for each, usual in before.items():
        # A shell that starts us in the background, and `nohup`, have told us to ignore some.
        if usual != signal.SIG_IGN:
            signal.signal(each, heed)
    try:
        yield stop
    finally:
        restore()
