"""Whether everybody is reached: what each audience heard and will hear, and which organisations stay away from sessions."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from scd_workflow.domain.audiences import goes_out
from scd_workflow.domain.communications import standing
from scd_workflow.domain.occurrences import hearing, occurrences
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from scd_workflow.domain.ids import AudienceId, ItemId, OrganisationId
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.progress import Progress
    from scd_workflow.domain.reasons import Reason

TWICE = 2
"""How often in a row nobody came before an organisation is said to stay away."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What an audience heard (`sent`), missed and will hear (`coming`), how many people it reached, and when it is spoken to.

    `reach` counts reports, so that who was reached twice counts twice; None where nobody reported any. `attendance` counts who came
    to sessions, None where nothing of that is known. `silence` is the longest it hears nothing, in whole weeks, and `load` the most
    that it hears in one week. Of one organisation (`organisation`), reach is what was reported of what was said there by itself.
    """

    audience: AudienceId
    organisation: OrganisationId | None
    sent: int
    missed: int
    coming: int
    reach: int | None
    attendance: int | None
    silence: int
    load: int
    last: date | None
    next: date | None


@dataclass(frozen=True, slots=True)
class Absent:
    """An organisation of which nobody came to the last `times` sessions of an item of which attendance was reported, until `day`."""

    organisation: OrganisationId
    item: ItemId
    day: date
    times: int


def reached(progress: Progress, first: date, last: date, organisation: OrganisationId | None) -> Iterator[Reached]:
    """What each audience heard and hears from `first` to `last`, in one organisation or (None) in any."""
    said = [
        each
        for each in occurrences(progress)
        if first <= each.day <= last
        and (organisation is None or organisation in hearing(progress, each.item, each.organisation))
    ]
    for audience in progress.network.plan.communications.audiences:
        heard = [each for each in said if audience.id in each.item.audiences]
        yield _reached(progress, audience.id, heard, organisation)


def stays_away(progress: Progress) -> tuple[Absent, ...]:
    """Every organisation that was absent twice in a row, or more often, from an item's last sessions of which attendance is known."""
    held: defaultdict[tuple[OrganisationId, ItemId], list[tuple[date, int]]] = defaultdict(list)
    for each in occurrences(progress):
        known = each.state.evaluated
        if each.item.session is not None and known is not None and known.attendance:
            for organisation in hearing(progress, each.item, each.organisation):
                held[organisation, each.item.id].append((each.day, known.attendance.get(organisation, 0)))
    streaks = ((key, list(takewhile(lambda one: not one[1], reversed(came)))) for key, came in held.items())
    found = (Absent(*key, streak[0][0], len(streak)) for key, streak in streaks if len(streak) >= TWICE)
    return tuple(sorted(found, key=lambda each: (each.day, each.organisation, each.item)))


def remarks(progress: Progress, each: Occurrence) -> Iterator[Reason]:
    """What to look at after who came to a session was reported: more people than there is room for, and who stays away."""
    known, session = each.state.evaluated, each.item.session
    if known is None or session is None:
        return
    count = sum(known.attendance.values())
    if count > session.capacity:
        yield because("communications.over_capacity", item=each.name, count=count, capacity=session.capacity)
    names = {one.id: one.name for one in progress.network.plan.organisations}
    for away in stays_away(progress):
        if (away.item, away.day) == (each.item.id, each.day):
            organisation = names[away.organisation]
            yield because("communications.away_twice", organisation=organisation, count=away.times, item=away.item)


def _reached(
    progress: Progress, audience: AudienceId, said: list[Occurrence], organisation: OrganisationId | None
) -> Reached:
    sent = [each for each in said if each.state.sent is not None]
    missed = [each for each in said if standing(each, progress.today) == "missed"]
    coming = [each for each in said if each.state.sent is None and goes_out(each, progress.today)]
    days = sorted({each.day for each in (*sent, *coming)})
    return Reached(
        audience=audience, organisation=organisation, sent=len(sent), missed=len(missed), coming=len(coming),
        reach=_sum(_reach(each, organisation) for each in sent),
        attendance=_sum(_came(each, organisation) for each in sent),
        silence=max(((after - before).days // 7 for before, after in pairwise(days)), default=0),
        load=_load(progress, (*sent, *coming), organisation),
        last=max((each.day for each in sent), default=None), next=min((each.day for each in coming), default=None),
    )  # fmt: skip


def _load(progress: Progress, said: Iterable[Occurrence], organisation: OrganisationId | None) -> int:
    """The most that is heard in one week, in the organisation in which that is most."""
    heard: Counter[tuple[date, OrganisationId]] = Counter()
    for each in said:
        monday = each.day - timedelta(days=each.day.weekday())
        there = hearing(progress, each.item, each.organisation) if organisation is None else (organisation,)
        heard.update((monday, where) for where in there)
    return max(heard.values(), default=0)


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _reach(each: Occurrence, organisation: OrganisationId | None) -> int | None:
    """How many people something reached: what was reported, or else how many came."""
    known = each.state.evaluated
    if known is not None and known.reach is not None and organisation in {None, each.organisation}:
        return known.reach
    return _came(each, organisation)


def _came(each: Occurrence, organisation: OrganisationId | None) -> int | None:
    known = each.state.evaluated
    if known is None or not known.attendance:
        return None
    return sum(known.attendance.values()) if organisation is None else known.attendance.get(organisation, 0)
