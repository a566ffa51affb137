"""The programme as it stands: the plan in force, what the log adds up to, and the reckoning of a day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.domain.network import Network
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.progress import Progress, progress_of
from scd_workflow.domain.reasons import Reason, because
from scd_workflow.domain.state import State, fold
from scd_workflow.store import log, plans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scd_workflow.store.engine import Connection
    from scd_workflow.store.log import Recorded


@dataclass(frozen=True)
class View:
    """One programme at one moment: its log (oldest first), state and network, and the moment in its own time zone.

    `earlier` is the progress of the same day before the last events, and after how many events that was, where it is known.
    """

    programme: ProgrammeId
    recorded: tuple[Recorded, ...]
    state: State
    network: Network
    now: datetime
    earlier: tuple[int, Progress] | None = field(default=None, compare=False, repr=False)

    @property
    def seq(self) -> int:
        """The number of the last event; what is appended next expects it."""
        return self.recorded[-1].seq

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.network.plan

    @property
    def today(self) -> date:
        """The day of the view, as people in the programme know it."""
        return self.now.date()

    @cached_property
    def progress(self) -> Progress:
        """The standing of everything on the day of the view."""
        if self.earlier is None:
            return progress_of(self.network, self.state, self.today)
        count, before = self.earlier
        touched = {getattr(each.event, "organisation", None) for each in self.recorded[count:]}
        if not touched:
            return before
        (where, *others) = touched
        if others or where is None:
            return progress_of(self.network, self.state, self.today)
        return before.after(self.state, where)

    def before(self, count: int) -> Progress:
        """The standing of everything on the day of the view, when only the first `count` events had happened."""
        return next(self.befores((count,)))

    def befores(self, counts: Iterable[int]) -> Iterator[Progress]:
        """The same for several counts, the lowest first, each at the cost of what happened since the one before it."""
        known: tuple[int, Progress] | None = None
        for count in counts:
            if self.earlier is not None and (known[0] if known else 0) <= self.earlier[0] <= count:
                known = self.earlier
            start, state = (known[0], known[1].state) if known else (0, State())
            state = fold((each.event for each in self.recorded[start:count]), state)
            then = View(self.programme, self.recorded[:count], state, self.network, self.now, known).progress
            known = count, then
            yield then


def view(connection: Connection, programme: ProgrammeId, now: datetime, *, known_on: datetime | None = None) -> View:
    """The programme as it stands at `now`, from what was known on `known_on` (everything when None).

    Raises `Refused` when no plan has been adopted.
    """
    recorded = tuple(log.read(connection, programme, known_on=known_on))
    state = fold(each.event for each in recorded)
    if not state.adoptions:
        raise Refused(no_plan(connection, programme, known_on))
    network = network_of(plans.text_of(connection, state.adoptions[-1].digest))
    return View(programme, recorded, state, network, local(network.plan, now))


def no_plan(connection: Connection, programme: ProgrammeId, known_on: datetime | None) -> Reason:
    """Why there is no plan to read: none was adopted (by then), or the programme is another."""
    found = log.programmes(connection)
    if programme in found and known_on is not None:
        return because("app.no_plan_then", day=known_on.date())
    if found:
        return because("app.unknown_programme", programme=programme, programmes=", ".join(found))
    return because("app.no_plan", programme=programme)


def caught_up(connection: Connection, earlier: View) -> View:
    """The view with what was recorded since, at the cost of that alone."""
    if log.newest(connection, earlier.programme) == earlier.seq:
        return earlier
    new = tuple(log.read(connection, earlier.programme, after=earlier.seq))
    if not new:
        return earlier
    state = fold((each.event for each in new), earlier.state)
    is_same = len(state.adoptions) == len(earlier.state.adoptions)
    network = earlier.network if is_same else network_of(plans.text_of(connection, state.adoptions[-1].digest))
    known = (len(earlier.recorded), earlier.progress) if network is earlier.network else None
    return View(earlier.programme, earlier.recorded + new, state, network, local(network.plan, earlier.now), known)


def at(earlier: View, now: datetime) -> View:
    """The same view at another moment."""
    moment = local(earlier.plan, now)
    known = (len(earlier.recorded), earlier.progress) if moment.date() == earlier.today else None
    return replace(earlier, now=moment, earlier=known)


def as_it_was(connection: Connection, later: View, count: int) -> View:
    """The programme when only the first `count` events of a view had happened, as the next of them was recorded."""
    recorded, then = later.recorded[:count], later.recorded[count].recorded_at
    state = fold(each.event for each in recorded)
    network = network_of(plans.text_of(connection, state.adoptions[-1].digest))
    return View(later.programme, recorded, state, network, local(network.plan, then))


def local(plan: Plan, now: datetime) -> datetime:
    """A moment on the clock of the programme, so that its date is the day people know."""
    # As a plain moment: one of pendulum forgets a zone that is not its own as soon as a week is taken from it.
    utc = now.astimezone(UTC)
    return datetime.combine(utc.date(), utc.time(), UTC).astimezone(ZoneInfo(plan.programme.timezone))


@lru_cache(maxsize=8)
def network_of(plan_text: str) -> Network:
    """The network of an adopted plan; the same text gives the same network, which is costly to lay out."""
    return Network(Plan.model_validate_json(plan_text))
