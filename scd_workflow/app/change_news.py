"""What is told of requests that were withdrawn, decisions that were reopened, and terms that moved of late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import change_notices
from scd_workflow.domain.activities import about
from scd_workflow.domain.changes import Change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scd_workflow.app.view import View
    from scd_workflow.domain.ladder import Ladder
    from scd_workflow.domain.notices import Notice


def change_news(seen: View, ladder: Ladder, since: datetime) -> Iterator[Notice]:
    """What is told of the changes recorded since then, but for those of gates that the plan in force no longer has."""
    for recorded in seen.recorded:
        event = recorded.event
        # By kind first: this looks at the whole log each time.
        if event.kind not in change_notices.STEPS or recorded.recorded_at < since or event.source == "example":
            continue
        if isinstance(event, Change) and not any(about(seen.network, event.organisation, event.gate)):
            yield from change_notices.told(seen.progress, event, ladder)


def change_told(seen: View, notice: Notice) -> Change:
    """The change that a notice tells."""
    return next(
        event
        for event in (each.event for each in reversed(seen.recorded))
        if isinstance(event, Change) and change_notices.tells(notice, event)
    )
