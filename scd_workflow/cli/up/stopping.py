"""Being asked to stop: by Ctrl-C, by `kill`, or by a terminal that closes."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BREATH = 0.2
"""For how many seconds we look away: the longest that a wish to stop goes unseen."""


class Stopped(Exception):
    """Somebody asked to stop."""


class Stopping:
    """How often somebody asked to stop; a flag and no exception, so that nothing is ever cut off half-way."""

    def __init__(self) -> None:
        self.asked = 0

    def listen(self) -> None:
        """Count the signals from here on; a shell that starts us in the background has told us to ignore some."""
        for each in SIGNALS:
            signal.signal(each, self._count)

    def check(self) -> None:
        """Raise `Stopped` when somebody asked to stop."""
        if self.asked:
            raise Stopped

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Whether `ready` came true within so many seconds; raises `Stopped` when somebody asks to stop."""
        until = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > until:
                return False
            time.sleep(BREATH)
        return True

    def _count(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1
