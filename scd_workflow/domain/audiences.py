"""What each audience hears, in each organisation: too much, nothing, two things at once, or something at a bad moment."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal

from scd_workflow.domain.blackouts import against
from scd_workflow.domain.communications import standing
from scd_workflow.domain.ids import AudienceId
from scd_workflow.domain.occurrences import hearing, occurrences
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.domain.calendar_items import Audience
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.progress import Progress
    from scd_workflow.domain.reasons import Reason

Kind = Literal["overfed", "silent", "never", "clash", "soft"]
Heard = dict[tuple[AudienceId, "OrganisationId"], list["Occurrence"]]
"""What the people of an audience in an organisation hear, the earliest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at again, for an audience in these organisations, on a day or in the week or silence that begins then."""

    kind: Kind
    day: date
    audience: AudienceId
    organisations: tuple[OrganisationId, ...]
    reason: Reason


def findings(progress: Progress, first: date, last: date) -> tuple[Finding, ...]:
    """Everything to look at again from `first` to `last`, the earliest in front; what is the same in organisations once."""
    heard, found = _heard(progress), defaultdict[tuple[Kind, date, AudienceId, str], list["OrganisationId"]](list)
    reasons: dict[tuple[Kind, date, AudienceId, str], Reason] = {}
    audiences = {each.id: each for each in progress.network.plan.communications.audiences}
    for (audience, organisation), told in heard.items():
        for kind, day, reason in _of(progress, audiences[audience], told, first):
            if day <= last:
                key = kind, day, audience, repr(reason)
                found[key].append(organisation)
                reasons[key] = reason
    groups = (Finding(*key[:3], tuple(where), reasons[key]) for key, where in found.items())
    return tuple(sorted(groups, key=lambda each: (each.day, each.audience, each.kind, each.organisations)))


def goes_out(each: Occurrence, today: date) -> bool:
    """Whether something went out or still will, as far as is known."""
    return standing(each, today) not in {"cancelled", "lapsed", "missed"}


def _heard(progress: Progress) -> Heard:
    places = [
        (each.id, where)
        for each in progress.network.plan.communications.audiences
        for where in progress.network.organisations
    ]
    heard: Heard = {place: [] for place in places}
    for each in occurrences(progress):
        if goes_out(each, progress.today):
            for audience in each.item.audiences:
                for organisation in hearing(progress, each.item, each.organisation):
                    heard[audience, organisation].append(each)
    return heard


def _of(
    progress: Progress, audience: Audience, told: list[Occurrence], first: date
) -> Iterator[tuple[Kind, date, Reason]]:
    """What is to be looked at for an audience in one organisation, from a day on."""
    customs = progress.network.plan.communications.customs
    if not told:
        yield "never", first, because("audiences.never")
    coming = [each for each in told if each.day >= first]
    yield from _overfed(coming, audience.per_week or customs.per_week)
    yield from _clashing(coming)
    yield from _soft(progress, coming)
    yield from _silent(told, first, audience.silence or customs.silence)


def _overfed(coming: Iterable[Occurrence], limit: int) -> Iterator[tuple[Kind, date, Reason]]:
    weeks = Counter(each.day - timedelta(days=each.day.weekday()) for each in coming)
    for monday, count in weeks.items():
        if count > limit:
            yield "overfed", monday, because("audiences.overfed", count=count, limit=limit)


def _clashing(coming: Iterable[Occurrence]) -> Iterator[tuple[Kind, date, Reason]]:
    for day, told in groupby(coming, key=lambda each: each.day):
        items = [each.item.id for each in told]
        if len(items) > 1:
            yield "clash", day, because("audiences.clash", items=", ".join(items))


def _soft(progress: Progress, coming: Iterable[Occurrence]) -> Iterator[tuple[Kind, date, Reason]]:
    for each in coming:
        for why in against(progress.network, each.item, each.organisation, each.day, "soft"):
            yield "soft", each.day, because("audiences.soft", item=each.item.id, why=why)


def _silent(told: Iterable[Occurrence], first: date, weeks: int) -> Iterator[tuple[Kind, date, Reason]]:
    days = sorted({each.day for each in told})
    # Before the first there was nothing to expect, and after the last nothing to wait for.
    for before, after in pairwise(days):
        if after >= first and (after - before).days > weeks * 7:
            yield (
                "silent",
                before,
                because("audiences.silent", until=after, weeks=(after - before).days // 7, limit=weeks),
            )
