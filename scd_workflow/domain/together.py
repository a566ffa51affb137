"""One choice for several organisations at once: what it means for each, and what comes of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scd_workflow.domain.events import ActivityReopened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scd_workflow.domain.decisions import Choice
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.happened import SentBack
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.network import Network


@dataclass(frozen=True, slots=True)
class Joint:
    """One choice, and the organisations for which it is made.

    `attempts` says for some of them which attempt was looked at, and `marks` which briefing, as a choice does for one.
    """

    choice: Choice
    organisations: tuple[OrganisationId, ...]
    attempts: Mapping[OrganisationId, int] = field(default_factory=dict)
    marks: Mapping[OrganisationId, str] = field(default_factory=dict)


def for_each(network: Network, joint: Joint) -> tuple[Choice, ...]:
    """The choice as it is made for each organisation, once.

    Work of every organisation that is sent back without naming one is meant of the organisation itself; work that names
    one of them is sent back by the decision of that one alone.
    """
    choice, among = joint.choice, tuple(dict.fromkeys(joint.organisations))
    return tuple(
        replace(
            choice,
            organisation=each,
            attempt=joint.attempts.get(each, 0),
            seen=joint.marks.get(each, choice.seen),
            back_to=tuple(_own(network, choice.back_to, each, among)),
        )
        for each in among
    )


def once(events: Sequence[Event]) -> Iterator[Event]:
    """The events of several decisions, of which work that more than one of them opens again is opened once."""
    opened = set()
    for event in events:
        if isinstance(event, ActivityReopened):
            spot = event.activity, event.organisation
            if spot in opened:
                continue
            opened.add(spot)
        yield event


def _own(
    network: Network, back_to: Iterable[SentBack], organisation: OrganisationId, among: tuple[OrganisationId, ...]
) -> Iterator[SentBack]:
    for work in back_to:
        activity = network.activities.get(work.activity)
        if activity is not None and activity.per_organisation and work.organisation is None:
            yield work.model_copy(update={"organisation": organisation})
        elif work.organisation == organisation or work.organisation not in among:
            yield work
