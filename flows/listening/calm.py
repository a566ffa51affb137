"""Whether people are answering at this moment: what can wait, waits until it is quiet."""

from __future__ import annotations

import time
from collections import deque
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET = 0.7
"""How many seconds nobody may have answered before what can wait is done."""

MANY, RUSH, BETWEEN = 5, 5.0, 0.2
"""So many answers within so many seconds are a rush, in which a piece of our work is followed by so many seconds of rest.

Whoever was turned away because of us is not heard, and without room to try again would be turned away for ever.
"""

LONGEST = 20.0
"""How many seconds one question waits for it to be quiet; where it never is, some work must go on."""

NEVER = float("-inf")


class Calm:
    """Prefect's server on SQLite turns one of two writers away, and ours must not be in the way of a person's."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody answered yet."""
        self._clock = clock
        self._answers = deque([NEVER] * MANY, maxlen=MANY)
        self._never_mind = Event()

    def disturb(self) -> None:
        """Somebody answers."""
        self._answers.append(self._clock())

    def wait(self, quiet: float = QUIET) -> None:
        """Come back when nobody answered for so many seconds, or when waiting longer makes no sense.

        In a rush nothing is urgent.
        """
        begun = now = self._clock()
        while now < begun + LONGEST and (left := self.until(quiet) - now) > 0:
            if self._never_mind.wait(left):
                return
            now = self._clock()

    def rest(self) -> None:
        """After a piece of work: in a rush, leave room for whoever was turned away."""
        if self.is_rush():
            self._never_mind.wait(BETWEEN)

    def give_up(self) -> None:
        """Let nobody wait any more."""
        self._never_mind.set()

    def until(self, quiet: float) -> float:
        """Until when to wait, as it looks now, in seconds of the clock."""
        return self._answers[-1] + (max(quiet, QUIET) if self.is_rush() else quiet)

    def is_rush(self) -> bool:
        """Whether one answer follows the other."""
        return self._clock() - self._answers[0] < RUSH
