"""The people behind the roles: settings, outside the plan, so that they can change and be erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from scd_workflow.config.addresses import Address
from scd_workflow.config.problem import error, warning
from scd_workflow.config.reading import reading
from scd_workflow.config.source import read
from scd_workflow.domain.hours import Hours
from scd_workflow.domain.ids import ENGINE, SLUG, PersonId
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.plan_check.references import nearest
from scd_workflow.domain.programme import Part, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scd_workflow.config.problem import Problem
    from scd_workflow.config.reading import Reading


class Person(Part):
    """Somebody who holds roles; the name may be that of a role with a mailbox of its own.

    `hours` are the own ones, in place of those of the programme; without `digest` nothing waits for a message of the day.
    """

    id: Annotated[PersonId, SLUG]
    name: Text
    email: Address
    language: Literal["nl", "en"] = "nl"
    hours: Hours | None = None
    digest: bool = True


class People(Part):
    """Everybody whom the plan's holders may name."""

    people: tuple[Person, ...] = Field(min_length=1)

    def by_id(self) -> dict[PersonId, Person]:
        """The people by their id."""
        return {person.id: person for person in self.people}


def load_people(folder: Path) -> People:
    """The people in `people.yaml`; raises `PlanInvalid` with everything that keeps it from being used."""
    return read_people(folder).model()


def read_people(folder: Path) -> Reading[People]:
    """The people in `people.yaml` with everything that is wrong with it."""
    read_ = reading(People, read(folder / "people.yaml"))
    return read_.adding((*_ids(read_), *_hours(read_)))


def strangers(plan: Reading[Plan], people: Reading[People]) -> Iterator[Problem]:
    """Holders whom nobody knows, and people who hold nothing."""
    if plan.left is None or people.left is None:
        return
    known = {person.id for person in people.left.model.people}
    for place, holder in enumerate(plan.left.model.holders):
        if holder.person not in known | people.left.ids:
            like = nearest(holder.person, known)
            yield error(
                plan.place(("holders", place, "person")), "config.unknown_person", id=holder.person, nearest=like
            )
    holding = {holder.person for holder in plan.left.model.holders}
    for place, person in enumerate(people.left.model.people):
        if person.id not in holding and not plan.left.removed:
            yield warning(people.place(("people", place)), "config.person_without_role", id=person.id)


def _ids(people: Reading[People]) -> Iterator[Problem]:
    given: set[PersonId] = set()
    for place, person in enumerate(people.left.model.people if people.left else ()):
        if person.id in given:
            yield error(people.place(("people", place, "id")), "config.duplicate_person", id=person.id)
        if person.id == ENGINE:
            yield error(people.place(("people", place, "id")), "config.reserved_person", id=person.id)
        given.add(person.id)


def _hours(people: Reading[People]) -> Iterator[Problem]:
    for place, person in enumerate(people.left.model.people if people.left else ()):
        if person.hours is not None and not person.hours.sound:
            yield error(people.place(("people", place, "hours")), "config.hours")
