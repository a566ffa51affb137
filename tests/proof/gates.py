"""A programme of many organisations, each with a gate of its own that awaits its decision, and the people who may decide."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Event

from scd_workflow.app import acts
from scd_workflow.app.inbox import Door, doors_wanted, look
from scd_workflow.app.labels import person_named
from scd_workflow.app.office import Office, open_office
from scd_workflow.config.settings import Settings
from scd_workflow.domain.activities import Report
from scd_workflow.domain.ids import ActivityId, OrganisationId
from scd_workflow.domain.plan import Plan
from tests.codes import KEY, code_in
from tests.examples import PAM, STEF, gate, phase, plan_of, work
from tests.offices import configured, started

PEOPLE = tuple(f"person-{number}" for number in range(20))
"""Everybody who may decide about an organisation; about most of them only two may."""


def organisation(number: int) -> OrganisationId:
    """The id of an organisation."""
    return OrganisationId(f"o{number}")


def deciders(number: int, crowded: int) -> tuple[str, ...]:
    """Who may decide about an organisation: of the first so many all twenty, of each other two."""
    return PEOPLE if number < crowded else (PEOPLE[number % 20], PEOPLE[(number + 7) % 20])


def many(count: int, crowded: int) -> Plan:
    """A programme in which so many organisations each do two things and have a gate of their own after the first."""
    return plan_of(
        phase(
            "P1",
            "G1",
            work("A1", per_organisation=True),
            work("A2", per_organisation=True),
            gate("GA", after=["A1"], per_organisation=True),
            gate("G1", after=["A2", "GA"]),
        ),
        organisations=[
            {"id": organisation(number), "name": f"Organisation {number}", "kind": "municipality", "impact": 1}
            for number in range(count)
        ],
        waves=[],
        calendar={},
        roles=[
            {"id": "programme_manager", "name": "Programme manager"},
            {"id": "steering_chair", "name": "Chair of the steering committee"},
            {"id": "sponsor", "name": "Sponsor", "per_organisation": True},
        ],
        holders=[
            {"role": "programme_manager", "person": PAM},
            {"role": "steering_chair", "person": STEF},
            *(
                {"role": "sponsor", "person": person, "organisation": organisation(number)}
                for number in range(count)
                for person in deciders(number, crowded)
            ),
        ],
        mandates=[
            {"id": "M-chair", "role": "steering_chair", "gates": ["G1"], "source": "Founding meeting"},
            {"id": "M-sponsor", "role": "sponsor", "gates": ["GA"], "source": "Founding meeting"},
        ],
    )


@dataclass(frozen=True)
class Place:
    """Where the gates are: the office, and the settings by which a process finds it."""

    office: Office
    settings: dict[str, str]

    @cached_property
    def doors(self) -> dict[str, Door]:
        """The door of each gate as it awaited its decision at first, by its label."""
        return {door.label: door for door in doors_wanted(self.office, look(self.office, now()))}

    def deciders(self, label: str) -> tuple[str, ...]:
        """Who may decide about a gate, by its label."""
        (choices,) = (field.choices or () for field in self.doors[label].fields if field.name == "wie")
        return tuple(map(person_named, choices))

    @cached_property
    def codes(self) -> dict[tuple[str, str], str]:
        """The code of each person for each gate in its first attempt, by the label of the gate and the id of the person."""
        seen = look(self.office, now())
        return {
            (door.label, person): code_in(self.office, seen, door.gate, door.organisation, person)
            for door in self.doors.values()
            for person in PEOPLE
        }


@contextmanager
def awaiting(count: int, crowded: int, folder: Path, database_url: str) -> Iterator[Place]:
    """A programme of which so many gates await their decision, and none has its door yet."""
    office, _ = started(configured(many(count, crowded), folder, database_url=database_url), now())
    settings = {"SCD_VAR": f"{folder}/var", "SCD_CONFIG": f"{folder}/config", "SCD_CODE_KEY": KEY}
    try:
        for number in range(count):
            acts.report(office, Report("done", ActivityId("A1"), organisation(number), PAM), now())
        acts.open_gates(office, now())
        yield Place(office, settings | {"SCD_DATABASE_URL": database_url})
    finally:
        office.engine.dispose()


@contextmanager
def work_reported(place: Place) -> Iterator[None]:
    """As long as the block lasts somebody else reports on work, so that the log grows between the answers."""
    over = Event()

    def report() -> None:
        office = open_office(Settings.read(place.settings))
        try:
            for door in place.doors.values():
                acts.report(office, Report("done", ActivityId("A2"), door.organisation, PAM), now())
                if over.wait(0.2):
                    break
        finally:
            office.engine.dispose()

    with ThreadPoolExecutor(1) as pool:
        reporting = pool.submit(report)
        try:
            yield
        finally:
            over.set()
            reporting.result()


def now() -> datetime:
    """This moment: the processes that are started go by the clock as well."""
    return datetime.now(UTC)  # noqa: TID251
