"""What people do: report on activities, ask for gates, state criteria, decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.recording import moment, record
from scd_workflow.domain import activities, decisions, gates
from scd_workflow.domain.events import GateDecided

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.activities import Report
    from scd_workflow.domain.decisions import Choice, Statement
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.gates import Request


def report(office: Office, said: Report, now: datetime, *, on: date | None = None) -> Event:
    """Record what a person says about an activity, `on` an earlier day when it happened then."""
    (event,) = record(office, now, lambda seen: (activities.report(seen.progress, said, moment(seen, on)),))
    return event


def ask(office: Office, request: Request, now: datetime) -> Event:
    """Open a gate because its owner asks for the decision."""
    (event,) = record(office, now, lambda seen: (gates.ask(seen.progress, request, seen.now),))
    return event


def state_that(office: Office, said: Statement, now: datetime, *, on: date | None = None) -> Event:
    """Record an attestation or approval."""
    (event,) = record(office, now, lambda seen: (decisions.state_that(seen.progress, said, moment(seen, on)),))
    return event


def decide(office: Office, choice: Choice, now: datetime, *, on: date | None = None) -> GateDecided:
    """Record a decision on a gate, `on` an earlier day when it was taken then.

    Asked twice with the same choice, as when a process died in between, it gives the decision on record.
    """
    taken: list[GateDecided] = []

    def decided(seen: View) -> Sequence[Event]:
        already = decisions.already_taken(seen.progress, choice)
        events = () if already else decisions.decide(seen.progress, choice, moment(seen, on))
        taken[:] = [already] if already else [event for event in events if isinstance(event, GateDecided)]
        return events

    record(office, now, decided)
    return taken[0]


def open_gates(office: Office, now: datetime) -> tuple[Event, ...]:
    """Open every gate of which the criteria hold, and enqueue what is due; doing it twice changes nothing."""
    return record(office, now, lambda seen: gates.to_open(seen.progress, seen.now))
