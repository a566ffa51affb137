"""The third hand: sends the messages that acts cause."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flows.office import now
from scd_workflow.app.outgoing import send_notices

if TYPE_CHECKING:
    from flows.listening.calm import Calm
    from flows.listening.place import Place
    from scd_workflow.app.tally import Tally

ONE_GO = timedelta(seconds=1)
"""How long it sends before it looks up again."""


class Mailer:
    """Everything that this hand can be told to do."""

    def __init__(self, place: Place, calm: Calm) -> None:
        """Work at a place that nobody else works at."""
        self._place = place
        self._calm = calm

    def send(self) -> Tally:
        """Send what waits, for a while; gives what came of it."""
        self._calm.wait()
        return send_notices(self._place.office(), clock=now, longest=ONE_GO)
