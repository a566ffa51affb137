"""On which days the rounds of evaluations open: after what they follow, apart from each other, and not into a recess."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain, product, takewhile
from typing import TYPE_CHECKING

from scd_workflow.domain.campaign_rules import HALF_A_YEAR, MOST_SCANS, MeasurementCriterion
from scd_workflow.domain.campaigns import Round, all_rounds
from scd_workflow.domain.plan import Gate
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.campaign_rules import Campaign
    from scd_workflow.domain.ids import CampaignId, OrganisationId
    from scd_workflow.domain.plan import Activity, Plan
    from scd_workflow.domain.progress import Progress, Standing

TUESDAY = 1
PUBLISHED_WITHIN = 5
"""Working days from closing to the results."""

PARTS = 12
"""So many parts of an audience tell every number of panels apart, from one to four."""


def opens_on(progress: Progress, campaign: Campaign, number: int) -> date | None:
    """The day on which a round opens by the plan; None while the work that it comes after is not done.

    None as well when no such day lies in the years that the calendar knows.
    """
    before = _before(progress, campaign)
    if before is not None and before.finished is None:
        return None
    return expected_on(progress, campaign, number)


def expected_on(progress: Progress, campaign: Campaign, number: int) -> date | None:
    """The day on which a round opens as far as the plan can tell, also while the work that it comes after is not done."""
    before = _before(progress, campaign)
    begin = (before.finished or before.due) if before is not None else progress.network.start
    first = progress.network.calendar.add(begin, campaign.offset)
    rested = rested_on(progress, campaign, number)
    if rested is None:
        return None
    day = max(first + timedelta(weeks=campaign.every * (number - 1)), rested)
    return _least_in_recess(progress, campaign, _fitting(progress, campaign, day))


def results_due(progress: Progress, found: Round) -> date | None:
    """When the results of a round were published, or by when they will be as far as the plan can tell; None beyond the calendar."""
    calendar, state = progress.network.calendar, found.state
    if state.published is not None:
        return state.published.at.date()
    closes = state.closed or (state.opened.until if state.opened else None)
    if closes is None:
        opens = expected_on(progress, found.campaign, found.number)
        closes = calendar.add(opens, found.campaign.open_for) if opens else None
    return calendar.add(closes, PUBLISHED_WITHIN) if closes else None


def against(progress: Progress, found: Round, day: date) -> Iterator[Reason]:
    """Why a round cannot open on a day."""
    rested = rested_on(progress, found.campaign, found.number)
    if rested is not None and day < rested:
        yield because("evaluations.asked_too_often", round=found.label, day=rested)
    better = _better_on(progress, found.campaign, day)
    if in_recess(progress.network.plan, day, found.campaign.organisation):
        yield because("evaluations.in_recess", day=day)
    elif better is not None:
        yield because("evaluations.into_recess", round=found.label, day=day, better=better)


def in_recess(plan: Plan, day: date, organisation: OrganisationId | None = None) -> bool:
    """Whether councils and boards of the whole programme are in recess, or of an organisation: then nobody there is asked anything."""
    recesses = (each for each in plan.calendar.recesses if each.organisation in {None, organisation})
    return any(each.first <= day <= each.last for each in recesses)


def rested_on(progress: Progress, campaign: Campaign, number: int) -> date | None:
    """From when on a round would not be the third quick-scan in half a year for those whom it asks; None beyond the calendar.

    A recess or a late hand puts off one round and not the next, so that `every` alone does not keep them apart. Of other
    campaigns that ask them those rounds count that were opened; which of two is to wait shows no sooner.
    """
    if campaign.kind != "quick_scan":
        return date.min
    rested, earlier = _others_rested(progress, campaign, number), number - MOST_SCANS * campaign.panels
    if earlier < 1:
        return rested
    opened = progress.state.programme.round(campaign.id, earlier).opened
    day = opened.at.date() if opened else expected_on(progress, campaign, earlier)
    return max(rested, day + timedelta(weeks=HALF_A_YEAR)) if day else None


def _others_rested(progress: Progress, campaign: Campaign, number: int) -> date:
    """From when on nobody whom a round asks was opened two scans for in the half year before."""
    asked = Round(campaign, number, progress.state.programme.round(campaign.id, number))
    opened = [
        (each, each.state.opened.at.date())
        for each in all_rounds(progress)
        if each.state.opened and each.campaign.kind == "quick_scan" and each.campaign.audience == campaign.audience
        if each.campaign.id != campaign.id or each.number < number
    ]
    # Where no scan is of one organisation only, all are alike.
    places = {each.campaign.organisation for each, _ in opened} if campaign.organisation is None else set()
    rested = date.min
    for place, part in product(places | {campaign.organisation}, filter(asked.asks, range(PARTS))):
        days = sorted(on for each, on in opened if each.asks(part) and each.campaign.organisation in {None, place})
        if len(days) >= MOST_SCANS:
            rested = max(rested, days[-MOST_SCANS] + timedelta(weeks=HALF_A_YEAR))
    return rested


def _better_on(progress: Progress, campaign: Campaign, day: date) -> date | None:
    """The day on which a round would better open, as from this day on it would be open in a recess; None when this day is as good."""
    later = _fitting(progress, campaign, day + timedelta(days=1))
    best = _least_in_recess(progress, campaign, chain([day], later))
    return None if best == day else best


def _before(progress: Progress, campaign: Campaign) -> Standing | None:
    """How the work stands that a campaign comes after, None when it comes after nothing."""
    if campaign.after is None:
        return None
    own = progress.network.item(campaign.after).part.per_organisation
    return progress.standing(campaign.after, campaign.organisation if own else None)


def _fitting(progress: Progress, campaign: Campaign, day: date) -> Iterator[date]:
    """The Tuesdays from a day on that are working days outside recess, as far as the calendar goes."""
    plan, calendar = progress.network.plan, progress.network.calendar
    day += timedelta(days=(TUESDAY - day.weekday()) % 7)
    while calendar.covers(day):
        if calendar.is_working_day(day) and not in_recess(plan, day, campaign.organisation):
            yield day
        day += timedelta(weeks=1)


def _least_in_recess(progress: Progress, campaign: Campaign, days: Iterator[date]) -> date | None:
    """The first of these days from which a round would not be open in a recess; None when there are no days.

    Where every such day is too late, the first of those from which it would be least.
    """
    best = next(days, None)
    if best is None:
        return None
    least = _days_in_recess(progress, campaign, best)
    last = _latest(progress, campaign, best) if least else best
    for day in takewhile(lambda each: each <= last, days):
        if not least:
            break
        found = _days_in_recess(progress, campaign, day)
        if found < least:
            best, least = day, found
    return best


def _days_in_recess(progress: Progress, campaign: Campaign, opens: date) -> int:
    """On how many days a round that opens on a day would be open in a recess of those whom it asks."""
    until = progress.network.calendar.add(opens, campaign.open_for)
    recesses = progress.network.plan.calendar.recesses
    return sum(
        max(0, (min(each.last, until) - max(each.first, opens)).days + 1)
        for each in recesses
        if each.organisation in {None, campaign.organisation}
    )


def _latest(progress: Progress, campaign: Campaign, day: date) -> date:
    """Until when a round that can open on a day may wait for recesses to pass: half a year, and not so long that a gate waits."""
    calendar, found = progress.network.calendar, [day + timedelta(weeks=HALF_A_YEAR)]
    for gate in progress.standings("planned"):
        if _asks_for(gate.part, campaign.id):
            wanted = calendar.add(gate.due, -gate.part.term)
            found.append(calendar.add(wanted, -(campaign.open_for + PUBLISHED_WITHIN)))
    return min(each for each in found if each >= day)


def _asks_for(part: Activity | Gate, campaign: CampaignId) -> bool:
    criteria = part.criteria if isinstance(part, Gate) else ()
    return any(isinstance(each, MeasurementCriterion) and each.campaign == campaign for each in criteria)
