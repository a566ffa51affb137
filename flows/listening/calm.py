"""Whether people are answering at this moment: what can wait, waits until it is quiet."""

from __future__ import annotations

import time
from threading import Event

LONGEST = 20.0
"""How many seconds one question waits for it to be quiet; where it never is, some work must go on."""


class Calm:
    """Prefect's server on SQLite turns one of two writers away, and ours must not be in the way of a person's."""

    def __init__(self) -> None:
        """Nobody answered yet."""
        self._last = float("-inf")
        self._never_mind = Event()

    def disturb(self) -> None:
        """Somebody answers."""
        self._last = time.monotonic()

    def wait(self, quiet: float) -> None:
        """Come back when nobody answered for so many seconds, or when waiting longer makes no sense."""
        until = time.monotonic() + LONGEST
        while (now := time.monotonic()) < until:
            left = self._last + quiet - now
            if left <= 0 or self._never_mind.wait(left):
                return

    def give_up(self) -> None:
        """Let nobody wait any more."""
        self._never_mind.set()
