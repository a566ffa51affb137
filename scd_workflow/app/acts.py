"""What people do: report on activities, ask for gates, state criteria, decide.

`code` is the personal code of whoever acts, for what a gate counts; `on` is an earlier day on which it happened, and
`request` the submitted form, which handled again gives the same answer and records nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.proving import Attempt, at_gate, at_gate_after, record_proven
from scd_workflow.app.recording import moment, record
from scd_workflow.domain import activities, decisions, gates, statements
from scd_workflow.domain.events import GateDecided, VoteCast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.activities import Report
    from scd_workflow.domain.decisions import Choice
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.gates import Request
    from scd_workflow.domain.statements import Statement


def report(
    office: Office, said: Report, now: datetime, *, on: date | None = None, request: str = "", code: str = ""
) -> Event:
    """Record what a person says about an activity; only to waive it takes a code, for the next gate counts that."""

    def reported(seen: View) -> Sequence[Event]:
        return (activities.report(seen.progress, said, moment(seen, on)),)

    if said.act != "waive":
        return record(office, now, reported, request=request)[0]
    attempt = Attempt("waive", said.by, at_gate_after(said.activity, said.organisation), said.source, code)
    return record_proven(office, now, attempt, reported, request=request)[0]


def ask(office: Office, asked: Request, now: datetime, *, on: date | None = None, request: str = "") -> Event:
    """Open a gate because its owner asks for the decision."""
    return record(office, now, lambda seen: (gates.ask(seen.progress, asked, moment(seen, on)),), request=request)[0]


def state_that(
    office: Office, said: Statement, now: datetime, *, on: date | None = None, request: str = "", code: str = ""
) -> Event:
    """Record an attestation or approval."""
    attempt = Attempt("state", said.by, at_gate(said.gate, said.organisation), said.source, code)

    def stated(seen: View) -> Sequence[Event]:
        return (statements.state_that(seen.progress, said, moment(seen, on)),)

    return record_proven(office, now, attempt, stated, request=request)[0]


def decide(
    office: Office, choice: Choice, now: datetime, *, on: date | None = None, request: str = "", code: str = ""
) -> GateDecided | VoteCast:
    """Record a decision on a gate, or a vote where several have to agree and that did not settle it.

    Asked twice with the same choice, as when a process died in between, it gives what is on record.
    """
    taken: list[Event] = []

    def decided(seen: View) -> Sequence[Event]:
        already = decisions.already_taken(seen.progress, choice)
        taken[:] = [already] if already else []
        return () if already else decisions.decide(seen.progress, choice, moment(seen, on))

    attempt = Attempt("decide", choice.by, at_gate(choice.gate, choice.organisation), choice.source, code)
    events = record_proven(office, now, attempt, decided, request=request)
    found = [event for event in (*taken, *events) if isinstance(event, GateDecided | VoteCast)]
    return found[-1]


def open_gates(office: Office, now: datetime) -> tuple[Event, ...]:
    """Open every gate of which the criteria hold, and enqueue what is due; doing it twice changes nothing."""
    return record(office, now, lambda seen: gates.to_open(seen.progress, seen.now))
