"""When people are asked something, as it stands in a calendar: each round of an evaluation opens, closes and is told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import authority, evaluations
from scd_workflow.domain.campaigns import all_rounds
from scd_workflow.domain.round_days import expected_on
from scd_workflow.render.feed import Entry
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scd_workflow.app.view import View
    from scd_workflow.domain.campaigns import Round
    from scd_workflow.domain.ids import OrganisationId, PersonId
    from scd_workflow.texts import Language


def evaluation_entries(
    seen: View, person: PersonId | None, organisation: OrganisationId | None, language: Language
) -> Iterator[Entry]:
    """What stands in the calendar of an organisation, or of a person who sees to it; of everybody when nobody is named."""
    for each in all_rounds(seen.progress):
        if organisation is not None and each.campaign.organisation not in {None, organisation}:
            continue
        for what, day, sure in _days(seen, each):
            if person is None or authority.holds(seen.plan, person, each.campaign.owner, None, day):
                yield _entry(seen, each, what, day, language, sure=sure)


def _days(seen: View, each: Round) -> Iterator[tuple[str, date, bool]]:
    """What happens to a round on which day, and whether that day is certain."""
    state, calendar = each.state, seen.network.calendar
    opens = (
        state.opened.at.astimezone(seen.now.tzinfo).date()
        if state.opened
        else expected_on(seen.progress, each.campaign, each.number)
    )
    if opens is None:
        return
    until = state.opened.until if state.opened else calendar.add(opens, each.campaign.open_for)
    yield "asked", opens, state.opened is not None
    yield "asked_until", state.closed or until, state.opened is not None
    if state.published is not None:
        told = state.told or evaluations.due(seen.progress, each)
        if told is not None:
            yield "feedback", told, True


def _entry(seen: View, each: Round, what: str, day: date, language: Language, *, sure: bool) -> Entry:
    lines = [
        *([tell("diary.round", language, number=each.number)] if each.campaign.rounds > 1 else []),
        *([] if sure else [tell("diary.expected", language)]),
    ]
    return Entry(
        key=f"evaluation-{what}-{seen.programme}-{each.label}",
        begins=day,
        summary=tell(f"diary.{what}", language, evaluation=each.campaign.name),
        text="\n".join(lines),
        status="CONFIRMED" if sure else "TENTATIVE",
    )
