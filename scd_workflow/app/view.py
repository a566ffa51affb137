"""The programme as it stands: the plan in force, what the log adds up to, and the reckoning of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
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
    from scd_workflow.store.engine import Connection
    from scd_workflow.store.log import Recorded


@dataclass(frozen=True)
class View:
    """One programme at one moment: its log (oldest first), state and network, and the moment in its own time zone."""

    programme: ProgrammeId
    recorded: tuple[Recorded, ...]
    state: State
    network: Network
    now: datetime

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
        return progress_of(self.network, self.state, self.today)


def view(connection: Connection, programme: ProgrammeId, now: datetime, *, known_on: datetime | None = None) -> View:
    """The programme as it stands at `now`, from what was known on `known_on` (everything when None).

    Raises `Refused` when no plan has been adopted.
    """
    recorded = tuple(log.read(connection, programme, known_on=known_on))
    state = fold(each.event for each in recorded)
    if not state.adoptions:
        raise Refused(_no_plan(connection, programme, known_on))
    network = network_of(plans.text_of(connection, state.adoptions[-1].digest))
    return View(programme, recorded, state, network, local(network.plan, now))


def _no_plan(connection: Connection, programme: ProgrammeId, known_on: datetime | None) -> Reason:
    found = log.programmes(connection)
    if programme in found and known_on is not None:
        return because("app.no_plan_then", day=known_on.date())
    if found:
        return because("app.unknown_programme", programme=programme, programmes=", ".join(found))
    return because("app.no_plan", programme=programme)


def caught_up(connection: Connection, earlier: View) -> View:
    """The view with what was recorded since, at the cost of that alone."""
    new = tuple(log.read(connection, earlier.programme, after=earlier.seq))
    if not new:
        return earlier
    state = fold((each.event for each in new), earlier.state)
    network = network_of(plans.text_of(connection, state.adoptions[-1].digest))
    return View(earlier.programme, earlier.recorded + new, state, network, local(network.plan, earlier.now))


def local(plan: Plan, now: datetime) -> datetime:
    """A moment on the clock of the programme, so that its date is the day people know."""
    return now.astimezone(ZoneInfo(plan.programme.timezone))


@lru_cache(maxsize=8)
def network_of(plan_text: str) -> Network:
    """The network of an adopted plan; the same text gives the same network, which is costly to lay out."""
    return Network(Plan.model_validate_json(plan_text))
