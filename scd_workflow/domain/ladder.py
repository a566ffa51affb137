"""The ladder: how many working days before and after its day whom is told of what is due, rung by rung."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from scd_workflow.domain import authority
from scd_workflow.domain.hours import Hours
from scd_workflow.domain.ids import RoleId
from scd_workflow.domain.programme import Part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scd_workflow.domain.calendar import WorkingDays
    from scd_workflow.domain.ids import OrganisationId, PersonId
    from scd_workflow.domain.obligations import Obligation, ObligationKind
    from scd_workflow.domain.plan import Plan
    from scd_workflow.domain.progress import Progress

Addressee = Literal["decider", "owner", "next_owners", "speaker", "informed"]
"""Who may decide or do it, who answers for it, the owners of the work that can begin because of it (or has to wait again),
who speaks for the consulted that have not answered, and who holds a role that the ladder names beside them."""


class Step(Part):
    """One rung: `after` working days from the due date (before it when negative), these people are told.

    `roles` are told as well, as when it goes up the line. What is `bundled` can wait for the message of the day.
    """

    step: Literal["ahead", "due", "overdue"]
    after: int
    to: tuple[Addressee, ...] = ()
    roles: tuple[RoleId, ...] = ()
    bundled: bool = False

    @property
    def rung(self) -> str:
        """What tells it from the other rungs of its ladder: `ahead-5`, `due`, `overdue+1`."""
        return f"{self.step}{self.after:+d}" if self.after else self.step


class Opened(Part):
    """Who hears at once that a gate awaits a decision: its owner when `to` names `owner`, and who holds one of the `roles`."""

    to: tuple[Literal["owner"], ...] = ()
    roles: tuple[RoleId, ...] = ()


class Ladder(Part):
    """The rungs per kind of obligation, the earliest first, and who hears of a gate opened, of a decision, of a gate changed.

    A gate is changed when its request is withdrawn, its decision reopened, or its term suspended or extended. Without
    `hours` messages go out at any hour, and nothing waits for a message of the day.
    """

    decision: tuple[Step, ...]
    readiness: tuple[Step, ...] = ()
    activity: tuple[Step, ...] = ()
    position: tuple[Step, ...] = ()
    condition: tuple[Step, ...] = ()
    evaluation: tuple[Step, ...] = ()
    communication: tuple[Step, ...] = ()
    risk: tuple[Step, ...] = (
        Step(step="due", after=0, to=("decider",)),
        Step(step="overdue", after=5, to=("decider", "owner")),
    )
    gate_opened: Opened = Opened()
    decision_taken: tuple[Addressee, ...]
    gate_changed: tuple[Addressee, ...] = ("owner", "decider", "next_owners", "speaker")
    hours: Hours | None = None

    def of(self, kind: ObligationKind) -> tuple[Step, ...]:
        """The rungs for what is due of a kind."""
        found: tuple[Step, ...] = getattr(self, kind)
        return found


KINDS: tuple[ObligationKind, ...] = (
    "decision", "readiness", "activity", "position", "condition", "evaluation", "communication", "risk",
)  # fmt: skip


def unknown_roles(plan: Plan, ladder: Ladder) -> Iterator[tuple[tuple[str | int, ...], RoleId]]:
    """Every role that the plan does not have, with its place: the kind of rung, which rung, `roles`, and which of these."""
    known = {role.id for role in plan.roles}
    for kind in KINDS:
        for place, step in enumerate(ladder.of(kind)):
            yield from (((kind, place, "roles", nth), role) for nth, role in enumerate(step.roles) if role not in known)
    named = enumerate(ladder.gate_opened.roles)
    yield from ((("gate_opened", "roles", nth), role) for nth, role in named if role not in known)


class Climb:
    """How far everybody is up the ladder on the day of a progress; what many obligations ask is reckoned once."""

    def __init__(self, progress: Progress, ladder: Ladder) -> None:
        self._progress, self._ladder = progress, ladder
        self._highest: dict[tuple[WorkingDays, date, ObligationKind], Step | None] = {}
        self._holders: dict[tuple[RoleId, OrganisationId | None], tuple[PersonId, ...]] = {}

    def told(self, obligation: Obligation, step: Step) -> dict[PersonId, Addressee]:
        """Whom a rung tells of what is due, each as what comes first of the rung's own addressees and then its roles."""
        groups: dict[Addressee, tuple[PersonId, ...]] = {"decider": obligation.people, "owner": obligation.owner}
        people: dict[PersonId, Addressee] = {}
        for addressee in step.to:
            for person in groups.get(addressee, ()):
                people.setdefault(person, addressee)
        for role in step.roles:
            for person in self._holding(role, obligation.organisation):
                people.setdefault(person, "informed")
        return people

    def highest(self, obligation: Obligation, person: PersonId) -> Step | None:
        """The highest rung that has been reached, by the working days of that person's own organisation."""
        calendar = self._progress.network.calendar_for(person)
        asked = calendar, obligation.due, obligation.kind
        if asked not in self._highest:
            steps = self._ladder.of(obligation.kind)
            found = (each for each in steps if calendar.add(obligation.due, each.after) <= self._progress.today)
            self._highest[asked] = max(found, key=lambda each: each.after, default=None)
        return self._highest[asked]

    def _holding(self, role: RoleId, organisation: OrganisationId | None) -> tuple[PersonId, ...]:
        if (role, organisation) not in self._holders:
            plan, absences, today = self._progress.network.plan, self._progress.state.absences, self._progress.today
            held = authority.holders(plan, role, organisation, today)
            found = authority.addressed(absences, held, today, organisation)
            self._holders[role, organisation] = found
        return self._holders[role, organisation]
