"""Whether everybody is reached: what each audience heard and will hear, and which organisations stay away from sessions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from scd_workflow.domain.audiences import goes_out
from scd_workflow.domain.communications import standing
from scd_workflow.domain.occurrences import hearing, occurrences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from scd_workflow.domain.ids import AudienceId, ItemId, OrganisationId
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.progress import Progress


@dataclass(frozen=True, slots=True)
class Reached:
    """What an audience heard (`sent`), missed and will hear (`coming`), how many people it reached, and when it is spoken to.

    `reach` counts reports, so that who was reached twice counts twice; None where nobody reported any.
    """

    audience: AudienceId
    sent: int
    missed: int
    coming: int
    reach: int | None
    last: date | None
    next: date | None


@dataclass(frozen=True, slots=True)
class Absent:
    """An organisation of which nobody came to two sessions of an item in a row, the last of them on `day`."""

    organisation: OrganisationId
    item: ItemId
    day: date


def reached(progress: Progress, first: date, last: date, organisation: OrganisationId | None) -> Iterator[Reached]:
    """What each audience heard and hears from `first` to `last`, in one organisation or (None) in any."""
    said = [
        each
        for each in occurrences(progress)
        if first <= each.day <= last
        and (organisation is None or organisation in hearing(progress, each.item, each.organisation))
    ]
    for audience in progress.network.plan.communications.audiences:
        yield _reached(progress, audience.id, [each for each in said if audience.id in each.item.audiences])


def stays_away(progress: Progress) -> tuple[Absent, ...]:
    """Every organisation that was absent twice in a row from the sessions of an item of which attendance was reported."""
    held: defaultdict[tuple[OrganisationId, ItemId], list[tuple[date, int]]] = defaultdict(list)
    for each in occurrences(progress):
        known = each.state.evaluated
        if each.item.session is not None and known is not None and known.attendance:
            for organisation in hearing(progress, each.item, each.organisation):
                held[organisation, each.item.id].append((each.day, known.attendance.get(organisation, 0)))
    found = (
        Absent(*key, day)
        for key, came in held.items()
        for (_, before), (day, then) in pairwise(came)
        if not (before or then)
    )
    return tuple(sorted(found, key=lambda each: (each.day, each.organisation, each.item)))


def _reached(progress: Progress, audience: AudienceId, said: Iterable[Occurrence]) -> Reached:
    sent = [each for each in said if each.state.sent is not None]
    missed = [each for each in said if standing(each, progress.today) == "missed"]
    coming = [each for each in said if each.state.sent is None and goes_out(each, progress.today)]
    reports = [count for each in sent if (count := _reach(each)) is not None]
    return Reached(
        audience, len(sent), len(missed), len(coming), sum(reports) if reports else None,
        max((each.day for each in sent), default=None), min((each.day for each in coming), default=None),
    )  # fmt: skip


def _reach(each: Occurrence) -> int | None:
    """How many people something reached: what was reported, or else how many came."""
    known = each.state.evaluated
    if known is None:
        return None
    return known.reach if known.reach is not None else sum(known.attendance.values()) if known.attendance else None
