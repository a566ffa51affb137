"""Word to those who were asked, through the communication calendar: when all of it is out, they have heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.calendar_items import ByRound
from scd_workflow.domain.campaigns import rounds
from scd_workflow.domain.evaluation_events import FeedbackGiven
from scd_workflow.domain.occurrences import occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.communication_events import CommunicationEvent
    from scd_workflow.domain.progress import Progress


def feedback(before: Progress, event: CommunicationEvent) -> Iterator[FeedbackGiven]:
    """That those who were asked in a round have heard, when with this event the last item that tells them of it went out.

    `before` is how everything stood without the event.
    """
    when = next(each.when for each in before.network.plan.communications.items if each.id == event.item)
    if event.kind != "communication_sent" or not isinstance(when, ByRound):
        return
    campaign = before.network.campaigns[when.campaign]
    of_round = next(each for each in rounds(before, campaign) if each.number == event.occurrence)
    this = event.item, event.organisation, event.occurrence
    left = (
        each
        for each in occurrences(before)
        if isinstance(each.item.when, ByRound)
        and (each.item.when.campaign, each.nominal) == (campaign.id, of_round.number)
        and (each.item.id, each.organisation, each.nominal) != this
        and not each.state.over
    )
    if of_round.state.stage == "published" and next(left, None) is None:
        yield FeedbackGiven(
            at=event.at, by=event.by, source=event.source, on_behalf_of=event.on_behalf_of, campaign=campaign.id,
            round=of_round.number, role=event.role, evidence=event.evidence or event.item,
        )  # fmt: skip
