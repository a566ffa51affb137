"""A part of the communication calendar: what an audience hears, what is heard in an organisation, or what a person sees to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.app.labels import organisation_name
from scd_workflow.domain import authority
from scd_workflow.domain.activities import unknown_organisation, unknown_person
from scd_workflow.domain.communication_acts import unknown_audience
from scd_workflow.domain.errors import refuse_if
from scd_workflow.domain.occurrences import hearing, occurrences
from scd_workflow.report.communications import audience_names
from scd_workflow.texts import month, tell

if TYPE_CHECKING:
    from scd_workflow.app.view import View
    from scd_workflow.domain.ids import AudienceId, OrganisationId, PersonId
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.period import Period
    from scd_workflow.texts import Language


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose calendar is meant; what is told together has to be true at once, and of everybody when nothing is told.

    Of a person it is what that person sees to: as owner, approver or sender.
    """

    person: PersonId | None = None
    organisation: OrganisationId | None = None
    audience: AudienceId | None = None


def refuse_strangers(seen: View, whose: Whose) -> None:
    """Raise `Refused` when the plan does not know whose calendar is meant."""
    strange = (
        *unknown_organisation(seen.network, whose.organisation),
        *unknown_audience(seen.progress, whose.audience),
    )
    refuse_if((*unknown_person(seen.network, whose.person), *strange))


def in_calendar(seen: View, whose: Whose) -> tuple[Occurrence, ...]:
    """What goes out in a calendar, the earliest in front."""
    return tuple(each for each in occurrences(seen.progress) if concerns(seen, each, whose))


def concerns(seen: View, each: Occurrence, whose: Whose) -> bool:
    """Whether something stands in a calendar."""
    if whose.organisation not in {None, *hearing(seen.progress, each.item, each.organisation)}:
        return False
    if whose.audience not in {None, *each.item.audiences}:
        return False
    return whose.person is None or any(
        authority.holds(seen.plan, whose.person, role, each.organisation, each.day)
        for role in (each.item.owner, each.item.approver, each.item.sender)
    )


def calendar_title(seen: View, language: Language, whose: Whose, period: Period | None) -> str:
    """What such a page or picture is called."""
    parts = (
        tell("report.communications", language),
        period_title(period, language) if period else "",
        seen.plan.programme.name,
        tell("diary.person", language) if whose.person else "",
        audience_names(seen.progress).get(whose.audience or "", ""),
        organisation_name(seen.plan, whose.organisation),
    )
    return " · ".join(filter(None, parts))


def period_title(period: Period, language: Language) -> str:
    """What people call a period."""
    if period.months == 1:
        return month(period.first, language)
    if period.months == 3:
        return tell("report.quarter", language, number=period.name[-1], year=str(period.first.year))
    return str(period.first.year)
