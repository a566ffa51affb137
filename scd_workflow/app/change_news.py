"""What is told of gates that opened, requests that were withdrawn, decisions that were reopened, and terms that moved of late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import change_notices, opening_notices
from scd_workflow.domain.activities import about
from scd_workflow.domain.changes import Change
from scd_workflow.domain.events import GateOpened
from scd_workflow.domain.happened import AboutGate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from scd_workflow.app.view import View
    from scd_workflow.domain.ladder import Ladder
    from scd_workflow.domain.notices import Notice


def of_late(seen: View, since: datetime, kinds: Collection[str]) -> Iterator[tuple[int, AboutGate]]:
    """The events of these kinds that were recorded since then, about gates that the plan in force has, with their places in the log.

    What is made up for an example is told to nobody.
    """
    for position, recorded in enumerate(seen.recorded):
        event = recorded.event
        # By kind first: this looks at the whole log each time.
        if event.kind not in kinds or recorded.recorded_at < since or event.source == "example":
            continue
        assert isinstance(event, AboutGate)
        if not any(about(seen.network, event.organisation, event.gate)):
            yield position, event


def change_news(seen: View, ladder: Ladder, since: datetime) -> Iterator[Notice]:
    """What is told of the changes recorded since then."""
    for _, event in of_late(seen, since, change_notices.STEPS):
        assert isinstance(event, Change)
        yield from change_notices.told(seen.progress, event, ladder)


def opening_news(seen: View, ladder: Ladder, since: datetime) -> Iterator[Notice]:
    """What is told of the gates that opened since then and are open still."""
    for _, event in of_late(seen, since, {"gate_opened"}):
        assert isinstance(event, GateOpened)
        yield from opening_notices.told(seen.progress, event, ladder)


def change_told(seen: View, notice: Notice) -> Change:
    """The change that a notice tells."""
    return next(
        event
        for event in (each.event for each in reversed(seen.recorded))
        if isinstance(event, Change) and change_notices.tells(notice, event)
    )
