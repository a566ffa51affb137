"""A large made-up programme: 342 organisations with 40 activities each, and a log of 100,000 events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scd_workflow.domain.events import ActivityDone, ActivityReopened, ActivityStarted, Event
from scd_workflow.domain.ids import ActivityId, OrganisationId, PersonId
from scd_workflow.domain.plan import Plan

ORGANISATIONS, ACTIVITIES, EVENTS = 342, 40, 100_000
BEGIN = datetime(2027, 1, 11, 8, tzinfo=UTC)


def plan() -> Plan:
    """Every activity after the one before it in its chain of five, and after the one a chain and a half back."""
    deliverable = {"name": "Result", "acceptance": [{"id": "good", "text": "It is good."}]}
    activities = [
        {
            "id": f"A{number}",
            "name": f"Activity {number}",
            "owner": "lead",
            "after": [f"A{before}" for before in _before(number)],
            "deliverable": {"id": f"D{number}", **deliverable},
            "term": 3 + number % 7,
            "per_organisation": True,
        }
        for number in range(ACTIVITIES)
    ]
    criterion = {"kind": "activities_done", "id": "work", "text": "All work is done."}
    gate = {"id": "G", "name": "Gate", "owner": "lead", "term": 5, "criteria": [criterion]}
    phase = {
        "id": "all",
        "name": "All",
        "owner": "lead",
        "closing_gate": "G",
        "activities": activities,
        "gates": [gate],
    }
    organisations = [
        {"id": f"o{number}", "name": f"Organisation {number}", "kind": "municipality", "impact": 1}
        for number in range(ORGANISATIONS)
    ]
    return Plan.model_validate(
        {
            "programme": {"id": "large", "name": "Large", "start": "2027-01-11"},
            "organisations": organisations,
            "roles": [{"id": "lead", "name": "Lead"}],
            "raci": {},
            "phases": [phase],
        }
    )


def events(count: int = EVENTS) -> list[Event]:
    """Organisations that start, finish and reopen their activities in turn."""
    person, found = PersonId("lead"), []
    for number in range(count):
        organisation = OrganisationId(f"o{number % ORGANISATIONS}")
        turn = number // ORGANISATIONS
        activity = ActivityId(f"A{turn // 3 % ACTIVITIES}")
        at = BEGIN + timedelta(minutes=number)
        found.append(_event(turn % 3, at, person, activity, organisation))
    return found


def _event(turn: int, at: datetime, by: PersonId, activity: ActivityId, organisation: OrganisationId) -> Event:
    if turn == 0:
        return ActivityStarted(at=at, by=by, source="form", activity=activity, organisation=organisation)
    if turn == 1:
        link = "https://example.nl/file"
        return ActivityDone(at=at, by=by, source="form", activity=activity, organisation=organisation, evidence=link)
    return ActivityReopened(at=at, by=by, source="form", activity=activity, organisation=organisation, reason="Again.")


def _before(number: int) -> list[int]:
    chain = [number - 1] if number % 5 else []
    return [*chain, *([number - 7] if number >= 7 else [])]
