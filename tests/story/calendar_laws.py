"""What holds of the communication calendar in every story, read from the log alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from scd_workflow.domain.communication_events import AboutCommunication, CommunicationApproved, CommunicationSent
from scd_workflow.domain.events import Event, GateDecided
from scd_workflow.domain.happened import PASSING
from scd_workflow.domain.ids import Which
from scd_workflow.domain.plan import Plan

Key = tuple[str, Which, str | None]


def nothing_went_out_before_its_approval(_plan: Plan, events: Iterable[Event]) -> None:
    """The last word about a text before it went out was its approval, by somebody else than who submitted it."""
    last: dict[Key, Any] = {}
    wrote: dict[Key, str] = {}
    for event in _about(events):
        key = _key(event)
        if isinstance(event, CommunicationSent):
            assert isinstance(last[key], CommunicationApproved), event
            assert last[key].by != wrote[key], event
        if event.kind == "communication_submitted":
            wrote[key] = event.by
        if event.kind != "communication_moved":
            last[key] = event


def nothing_was_said_twice(_plan: Plan, events: Iterable[Event]) -> None:
    """What stands once on the calendar went out once."""
    sent = Counter(_key(event) for event in _about(events) if isinstance(event, CommunicationSent))
    assert set(sent.values()) <= {1}


def nobody_was_disturbed(plan: Plan, events: Iterable[Event]) -> None:
    """Nothing went out in a weekend, and councils and boards heard nothing in recess."""
    items = {item.id: item for item in plan.communications.items}
    for event in _about(events):
        if isinstance(event, CommunicationSent):
            day = event.at.date()
            assert day.weekday() < 5, event
            if {"raden", "colleges"} & set(items[event.item].audiences):
                assert not any(recess.first <= day <= recess.last for recess in plan.calendar.recesses), event


def nothing_was_announced_that_was_not_decided(_plan: Plan, events: Iterable[Event]) -> None:
    """What says that an organisation is live went out after its gate was passed."""
    passed: set[str | None] = set()
    for event in events:
        if isinstance(event, GateDecided) and event.gate == "G2a" and event.outcome in PASSING:
            passed.add(event.organisation)
        if isinstance(event, CommunicationSent) and event.item in {"live-min-1", "live-dag", "live-plus-5"}:
            assert event.organisation in passed, event


LAWS = (
    nothing_went_out_before_its_approval,
    nothing_was_said_twice,
    nobody_was_disturbed,
    nothing_was_announced_that_was_not_decided,
)


def _about(events: Iterable[Event]) -> Iterator[Any]:
    return (event for event in events if isinstance(event, AboutCommunication))


def _key(event: AboutCommunication) -> Key:
    return event.item, event.occurrence, event.organisation
