"""Plans are adopted into the log; the file is a proposal until then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.app.office import refuse_other
from scd_workflow.app.posting import post
from scd_workflow.app.proposal import in_force, resolved
from scd_workflow.app.view import local, view
from scd_workflow.config.plan import load_plan
from scd_workflow.domain import authority
from scd_workflow.domain.activities import unknown_person
from scd_workflow.domain.campaigns import left_behind
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.events import PlanAdopted
from scd_workflow.domain.happened import unfit
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.plan_check.authority import PROGRAMME_MANAGER
from scd_workflow.domain.reasons import because
from scd_workflow.store import log, plans
from scd_workflow.store.engine import writing

if TYPE_CHECKING:
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.domain.happened import Source
    from scd_workflow.domain.ids import PersonId
    from scd_workflow.store.engine import Connection


YEARS_AROUND = 5
"""How many calendar years a plan may start before or after its adoption: the working days are laid out for some more."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """Who adopts a plan (its programme manager when None), why, and when it starts if the plan does not say."""

    by: PersonId | None
    reason: str
    start: date | None = None
    source: Source = "command"


def adopt(office: Office, adoption: Adoption, now: datetime) -> PlanAdopted:
    """Put the plan of the configuration in force.

    A plan without a start keeps the start of the plan before it. Raises `PlanInvalid` when the files have errors, and
    `Refused` when a first plan has no start, when the start that is given is a day off, when no reason is given for
    another one, when nothing changed, or when a round would be left that is open or whose answers are kept.
    """
    proposed = load_plan(office.settings.config)
    with writing(office.engine) as connection:
        log.lock(connection, office.programme)
        event = _adopted(connection, office, proposed, adoption, now)
        post(connection, office, view(connection, office.programme, now))
    return event


def put_in_force(connection: Connection, office: Office, plan: Plan, event: PlanAdopted, now: datetime) -> None:
    """Keep the plan's text and append its adoption, in this transaction."""
    plans.keep(connection, plan.text, plan.digest)
    head = log.head(connection, office.programme)
    log.append(connection, office.programme, (event,), expected=head.seq, recorded_at=now)


def _adopted(connection: Connection, office: Office, proposed: Plan, adoption: Adoption, now: datetime) -> PlanAdopted:
    refuse_other(proposed.programme.id, office.programme)
    current = in_force(connection, office)
    plan = resolved(proposed, current, adoption.start)
    begins = plan.programme.start
    assert begins is not None
    if abs(begins.year - now.year) > YEARS_AROUND:
        raise Refused(because("app.start_too_far", day=begins, years=YEARS_AROUND))
    calendar = Network(plan).calendar
    if adoption.start and not calendar.is_working_day(begins):
        # What was adopted before may go on from any day: that start is not chosen again here.
        raise Refused(because("check.start_day_off", day=begins, next=calendar.on_or_after(begins)))
    if current is not None and plan.digest == current.digest:
        raise Refused(because("app.plan_unchanged"))
    if current is not None and not adoption.reason.strip():
        raise Refused(because("app.adoption_reason_missing"))
    refuse_if(unfit(adoption.reason))
    if current is not None:
        refuse_if(left_behind(plan, view(connection, office.programme, now).progress.state))
    at = local(plan, now)
    event = PlanAdopted(
        at=at, by=_adopter(plan, adoption, at.date()), source=adoption.source,
        digest=plan.digest, reason=adoption.reason.strip(),
    )  # fmt: skip
    put_in_force(connection, office, plan, event, now)
    return event


def _adopter(plan: Plan, adoption: Adoption, day: date) -> PersonId:
    if adoption.by is not None:
        refuse_if(unknown_person(Network(plan), adoption.by))
        return adoption.by
    # A checked plan has a programme manager, if not always on the day on which it is adopted.
    appointed = (each.person for each in plan.holders if each.role == PROGRAMME_MANAGER)
    return next(iter((*authority.holders(plan, PROGRAMME_MANAGER, None, day), *appointed)))
