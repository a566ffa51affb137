"""A programme of 240 organisations with a gate each, a log of 20,000 events, and somebody who may decide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scd_workflow.app import acts
from scd_workflow.domain.events import ActivityDone, ActivityReopened, ActivityStarted, Event
from scd_workflow.domain.ids import ActivityId, OrganisationId
from scd_workflow.domain.plan import Plan
from scd_workflow.store import log
from scd_workflow.store.engine import writing
from tests.codes import KEY
from tests.examples import PAM, STEF, criterion, gate, phase, plan_of, work
from tests.offices import configured, started
from tests.proof.gates import PEOPLE, Place, now

ORGANISATIONS, ACTIVITIES, EVENTS = 240, 33, 20_000
FIRST = 4
"""So many gates open before the others, so that everything was done once before anything is measured."""

AGO = timedelta(days=200)


@contextmanager
def waiting(folder: Path) -> Iterator[Place]:
    """The programme, of which the first gates await their decision, and the others a last piece of work."""
    begin = now() - AGO
    office, _ = started(configured(_plan(), folder), begin)
    settings = {"SCD_VAR": f"{folder}/var", "SCD_CONFIG": f"{folder}/config", "SCD_CODE_KEY": KEY}
    try:
        with writing(office.engine) as connection:
            last = log.head(connection, office.programme)
            log.append(connection, office.programme, list(_events(begin)), expected=last.seq, recorded_at=begin)
        acts.open_gates(office, now())
        yield Place(office, settings)
    finally:
        office.engine.dispose()


def open_the_others(place: Place) -> None:
    """Let the last piece of work be done in every organisation, so that all gates await their decision."""
    with writing(place.office.engine) as connection:
        last = log.head(connection, place.office.programme)
        done = [_done(ACTIVITIES - 1, number, now()) for number in range(FIRST, ORGANISATIONS)]
        log.append(connection, place.office.programme, done, expected=last.seq, recorded_at=now())
    acts.open_gates(place.office, now())


def _plan() -> Plan:
    last = f"A{ACTIVITIES - 1}"
    activities = (
        work(f"A{number}", after=[f"A{number - 1}"] if number % 5 else [], term=3 + number % 7, per_organisation=True)
        for number in range(ACTIVITIES)
    )
    own = gate("GA", after=[f"A{number}" for number in range(4, ACTIVITIES, 5)] + [last], per_organisation=True)
    return plan_of(
        phase("P1", "G1", *activities, own, gate("G1", criterion("all", "gate_decided", gate="GA"), after=["GA"])),
        organisations=[
            {"id": f"o{number}", "name": f"Organisation {number}", "kind": "municipality", "impact": 1}
            for number in range(ORGANISATIONS)
        ],
        waves=[],
        calendar={},
        roles=[{"id": "programme_manager", "name": "Manager"}, {"id": "steering_chair", "name": "Chair"}],
        holders=[
            {"role": "programme_manager", "person": PAM},
            {"role": "steering_chair", "person": STEF},
            {"role": "steering_chair", "person": PEOPLE[0]},
        ],
        mandates=[{"id": "M", "role": "steering_chair", "gates": ["GA", "G1"], "source": "Founding meeting"}],
    )


def _events(begin: datetime) -> Iterator[Event]:
    """All work but the last of most organisations, and as much of it done again as makes up the number."""
    spots = [(activity, number) for activity in range(ACTIVITIES) for number in range(ORGANISATIONS)]
    done = [(activity, number) for activity, number in spots if activity < ACTIVITIES - 1 or number < FIRST]
    again = (EVENTS - 2 * len(done)) // 2
    for place, (activity, number) in enumerate(done):
        at = begin + timedelta(minutes=10 * place)
        about = _told(activity, number, at)
        yield ActivityStarted(**about)
        yield _done(activity, number, at)
        if place < again:
            yield ActivityReopened(**about, reason="Again")
            yield _done(activity, number, at)


def _done(activity: int, number: int, at: datetime) -> ActivityDone:
    return ActivityDone(**_told(activity, number, at), evidence="https://example.nl/file")


def _told(activity: int, number: int, at: datetime) -> dict[str, Any]:
    where = {"activity": ActivityId(f"A{activity}"), "organisation": OrganisationId(f"o{number}")}
    return {"at": at, "by": PAM, "source": "form", **where}
