"""Where everything on the communication calendar stands, and what people have to do for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from scd_workflow.domain import authority
from scd_workflow.domain.calendar_items import MAILED, POSTED, ByAnchor
from scd_workflow.domain.ids import which
from scd_workflow.domain.obligations import Obligation
from scd_workflow.domain.occurrences import Occurrence, occurrence, occurrences
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.ids import OrganisationId, PersonId, RoleId
    from scd_workflow.domain.progress import Progress
    from scd_workflow.domain.reasons import Reason

Standing = Literal[
    "idea", "draft", "in_review", "approved", "scheduled", "waiting", "lapsed", "missed", "sent", "evaluated", "cancelled"
]  # fmt: skip
"""`approved` waits for its day to be certain, `scheduled` has it; `missed` had its day and did not go out."""

What = Literal["draft", "approve", "choose", "publish", "hold", "missed", "evaluate"]
"""What has to be done for something on the calendar: written, approved, put on another day, put out or held, made good, evaluated."""

AHEAD = 10
"""How many working days before a draft is due people see that it will be."""


def standing(each: Occurrence, today: date) -> Standing:
    """Where an occurrence stands as seen on a day."""
    state = each.state
    if state.cancelled is not None:
        return "cancelled"
    if state.sent is not None:
        return "evaluated" if state.evaluated is not None and _told_of(each) else "sent"
    if each.lapsed is not None:
        return "lapsed"
    if each.waits is not None:
        return "approved" if state.stage == "approved" else "waiting"
    if each.day < today:
        return "missed"
    return "scheduled" if state.stage == "approved" else state.stage


def _told_of(each: Occurrence) -> bool:
    """Whether all is known of what went out: of a session who came as well as what was learnt."""
    known = each.state.evaluated
    return each.item.session is None or (known is not None and bool(known.attendance) and bool(known.evaluation))


def by_people(each: Occurrence) -> bool:
    """Whether people put it out: by a channel that the engine does not have, or because the engine left it to them."""
    return each.item.channel not in MAILED | POSTED or each.state.handed is not None


def why_stopped(each: Occurrence) -> Reason | None:
    """Why the engine did not send what had been approved, None when it did, or was never to."""
    stopped = each.state.stopped
    return because(f"communications.stopped_{stopped.why}") if stopped is not None else None


def obligations(progress: Progress) -> Iterator[Obligation]:
    """What people have to do for the calendar: write, approve, make good what was missed, evaluate a session.

    What had its day before the plan in force was adopted, and was never touched, was never asked of anybody.
    """
    customs, today = progress.network.plan.communications.customs, progress.today
    horizon = progress.network.calendar.add(today, customs.draft + AHEAD)
    since = progress.state.adoptions[-1].at.date() if progress.state.adoptions else progress.network.start
    for each in occurrences(progress):
        if each.day > horizon:
            return
        untouched = each.state.stage == "idea" and not each.state.over
        if each.day >= since or not untouched:
            found = _deadline(progress, each)
            # What has only to be put out, after it was written and approved, needs no word ahead.
            if found is not None and (found[0] != "publish" or each.day <= today):
                yield _obligation(progress, each, *found)


def asked_in(progress: Progress, item: str, organisation: OrganisationId | None, about: str) -> tuple[Occurrence, str]:
    """What an obligation of the calendar is about, by its `about`: the occurrence, and what is to be done for it."""
    written, _, what = about.rpartition(".")
    return occurrence(progress, item, organisation, which(written)), what


def deadlines(progress: Progress) -> Iterator[tuple[Occurrence, What, RoleId, date]]:
    """By when what has to be done for everything that is to go out or to be evaluated, and by the holders of which role."""
    for each in occurrences(progress):
        found = _deadline(progress, each)
        if found is not None:
            yield each, *found


def _deadline(progress: Progress, each: Occurrence) -> tuple[What, RoleId, date] | None:
    what = _asked(progress, each)
    if what is None:
        return None
    customs = progress.network.plan.communications.customs
    days: dict[What, int] = {
        "draft": -customs.draft, "approve": -customs.approval, "choose": -customs.draft, "publish": 0, "hold": 0,
        "missed": 1, "evaluate": customs.evaluation,
    }  # fmt: skip
    doing, count = each.item.approver if what == "approve" else each.item.owner, days[what]
    calendar = progress.network.calendar_of(each.organisation)
    return what, doing, calendar.add(each.day, count) if count else each.day


def _asked(progress: Progress, each: Occurrence) -> What | None:
    match _to_do(progress, each):
        case "idea" | "draft":
            return "draft"
        case "in_review":
            return "approve"
        case "choose" | "missed" as asked:
            return asked
        case "scheduled" if by_people(each):
            return "publish" if each.item.session is None else "hold"
        case "sent" if each.item.session is not None:
            return "evaluate"
        case _:
            return None


def _to_do(progress: Progress, each: Occurrence) -> Standing | Literal["choose"]:
    """Where an occurrence stands, as far as people have to do something about it.

    What waits for a decision is written and approved meanwhile, or it could not go out on the day after. What a rule gives is
    not: it begins a draft later than what it waits for.
    """
    found = standing(each, progress.today)
    if found != "waiting":
        return found
    if each.waits is not None and each.waits.code == "communications.day_to_choose":
        return "choose"
    return each.state.stage if isinstance(each.item.when, ByAnchor) else "waiting"


def _obligation(progress: Progress, each: Occurrence, what: What, doing: RoleId, due: date) -> Obligation:
    plan, absences, today = progress.network.plan, progress.state.absences, progress.today

    def held(role: RoleId) -> tuple[PersonId, ...]:
        people = authority.holders(plan, role, each.organisation, today)
        return authority.addressed(absences, people, today, each.organisation)

    return Obligation(
        kind="communication",
        subject=each.item.id,
        organisation=each.organisation,
        attempt=each.state.attempt,
        due=due,
        people=held(doing),
        owner=held(each.item.owner if what == "approve" else each.item.approver),
        about=what if each.nominal is None else f"{each.nominal}.{what}",
    )
