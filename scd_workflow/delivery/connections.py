"""What stays open between two messages: connections to mail servers, and permissions that were given for an hour."""

from __future__ import annotations

import smtplib
import time
from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from scd_workflow.delivery.letter import Letter
from scd_workflow.delivery.outcome import Outcome
from scd_workflow.delivery.smtp import CLOSING, Server, connected, hand_over, hang_up, is_ready_again

MAILS = 100
"""How many messages go over one connection; servers close it sooner or later, and rather between two messages."""

SECONDS = 600.0
"""For how long one connection is used."""


@dataclass(slots=True)
class _Line:
    connection: smtplib.SMTP
    opened: float
    mails: int = 0


@dataclass(frozen=True, slots=True)
class _Permit:
    token: str
    until: float


class Connections:
    """Connections for any number of threads, each of which has as many as it uses at one time: one.

    A connection is kept for the next letter, up to `MAILS` letters and `SECONDS` seconds. To be closed at the end, when
    no thread uses it any more.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is open yet; `clock` counts seconds."""
        self._clock = clock
        # Only what one thread has laid down can another pick up; both are a single step that cannot be cut in two.
        self._idle: defaultdict[Server, list[_Line]] = defaultdict(list)
        self._permits: dict[Hashable, _Permit] = {}

    def __enter__(self) -> Self:
        """Use the connections for as long as the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close them."""
        self.close()

    def send(self, server: Server, letter: Letter) -> Outcome:
        """Hand the letter to the server, over a connection that is open already or else over a new one."""
        line = self._kept(server)
        if line is not None:
            outcome = self._handed_over(server, line, letter)
            if not _had_gone(outcome):
                return outcome
        found = connected(server, letter.sender.rpartition("@")[2])
        if isinstance(found, Outcome):
            return found
        return self._handed_over(server, _Line(found, self._clock()), letter)

    def permit(self, of: Hashable) -> str | None:
        """The permission that was kept for somebody, while it lasts."""
        permit = self._permits.get(of)
        return permit.token if permit is not None and self._clock() < permit.until else None

    def keep_permit(self, of: Hashable, token: str, seconds: float) -> None:
        """Keep a permission for so many seconds."""
        self._permits[of] = _Permit(token, self._clock() + seconds)

    def drop_permit(self, of: Hashable) -> None:
        """Forget a permission that is no good any more."""
        self._permits.pop(of, None)

    def close(self) -> None:
        """Say goodbye to every server."""
        for lines in self._idle.values():
            while lines:
                hang_up(lines.pop().connection)

    def _kept(self, server: Server) -> _Line | None:
        lines = self._idle[server]
        while lines:
            line = lines.pop()
            if line.mails < MAILS and self._clock() < line.opened + SECONDS:
                return line
            hang_up(line.connection)
        return None

    def _handed_over(self, server: Server, line: _Line, letter: Letter) -> Outcome:
        ready = False
        try:
            outcome = hand_over(line.connection, letter)
            ready = is_ready_again(line.connection, outcome)
        finally:
            if ready:
                line.mails += 1
                self._idle[server].append(line)
            else:
                hang_up(line.connection)
        return outcome


def _had_gone(outcome: Outcome) -> bool:
    """Whether the server had hung up since the letter before, which is no fault of this one; nothing was accepted."""
    return outcome.code in {"connection_lost", str(CLOSING)}
