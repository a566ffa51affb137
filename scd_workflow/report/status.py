"""How the programme stands, phase by phase."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from scd_workflow.domain.activities import listed
from scd_workflow.domain.plan import Activity, Gate
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.plan import Phase
    from scd_workflow.domain.progress import Progress, Spot, Standing

FINISHED = frozenset({"done", "waived", "passed"})
UNDER_WAY = frozenset({"started", "awaiting"})
WAITING = frozenset({"blocked", "planned", "refused"})


@dataclass(frozen=True, slots=True)
class Line:
    """One activity or gate over all the organisations that it is for: `due` is the latest date, `slip` the worst."""

    part: Activity | Gate
    standings: tuple[Standing, ...]

    @property
    def due(self) -> date:
        """The latest due date."""
        return max(each.due for each in self.standings)

    @property
    def forecast(self) -> date:
        """When the last of it can be finished."""
        return max(each.earliest_finish for each in self.standings)

    @property
    def slip(self) -> int:
        """The worst slip in working days."""
        return max(each.slip for each in self.standings)

    @property
    def finished(self) -> int:
        """How many organisations have finished it."""
        return sum(each.status in FINISHED for each in self.standings)

    @property
    def late(self) -> int:
        """How many organisations are late with it."""
        return sum(each.late for each in self.standings)

    def name(self, language: Language) -> str:
        """The state in a word or two: `gereed 7/10`, `te laat`, `geblokkeerd`."""
        count = f" {self.finished}/{len(self.standings)}" if len(self.standings) > 1 else ""
        if self.late:
            return tell("words.late", language) + count
        return tell(f"words.{self._status()}", language) + count

    def _status(self) -> str:
        counts = Counter(each.status for each in self.standings)
        if len(counts) == 1:
            return next(iter(counts))
        if self.finished or UNDER_WAY & counts.keys():
            return "started" if isinstance(self.part, Activity) else "awaiting"
        return "ready"


def lines(progress: Progress, phase: Phase, organisation: OrganisationId | None = None) -> tuple[Line, ...]:
    """The activities of a phase and then its gates, in the order of the plan; of one organisation when it is given."""
    return tuple(
        Line(part, tuple(progress.standing(part.id, each) for each in concerned))
        for part in phase.parts
        if (concerned := _concerned(progress, part, organisation))
    )


def tables(progress: Progress, language: Language, organisation: OrganisationId | None = None) -> tuple[Table, ...]:
    """A table per phase."""
    return tuple(
        phase_table(progress, phase, language, organisation=organisation) for phase in progress.network.plan.phases
    )


def phase_table(
    progress: Progress, phase: Phase, language: Language, *, organisation: OrganisationId | None = None
) -> Table:
    """A phase as a table: what, how it stands, what it waits for, due and forecast, and slip in working days."""
    columns = ("part", "name", "status", "waits", "due", "forecast", "slip")
    return Table(
        title=phase.name,
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(_row(progress, line, language) for line in lines(progress, phase, organisation)),
    )


def critical(progress: Progress, language: Language, organisation: OrganisationId | None = None) -> Table:
    """The critical path as a table, in the order of the work; of one organisation and the programme when it is given."""
    columns = ("part", "name", "organisation", "forecast")
    return Table(
        title=tell("report.critical_path", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                spot.part.id,
                spot.part.name,
                spot.organisation or "",
                day(progress.standing(spot.part.id, spot.organisation).earliest_finish, language),
            )
            for spot in progress.critical_path
            if organisation is None or spot.organisation in {None, organisation}
        ),
    )


def records(
    progress: Progress, organisation: OrganisationId | None = None, *, critical: bool = False
) -> Iterator[dict[str, object]]:
    """Every standing as plain values for a program, in the order of the network.

    Of one organisation when it is given, of the critical path alone when that is asked.
    """
    path = {(spot.part.id, spot.organisation) for spot in progress.critical_path} if critical else None
    for standing in progress.standings():
        where = (standing.part.id, standing.organisation)
        if organisation is not None and standing.organisation != organisation:
            continue
        if path is not None and where not in path:
            continue
        yield {
            "part": standing.part.id,
            "kind": "gate" if isinstance(standing.part, Gate) else "activity",
            "name": standing.part.name,
            "organisation": standing.organisation,
            "status": standing.status,
            "late": standing.late,
            "blocked_by": [_spot(spot) for spot in progress.blocked_by(*where)],
            "baseline": standing.baseline.isoformat(),
            "due": standing.due.isoformat(),
            "earliest_start": _start(progress, standing),
            "earliest_finish": standing.earliest_finish.isoformat(),
            "finished": standing.finished.isoformat() if standing.finished else None,
            "slip": standing.slip,
            **_left(progress, standing),
        }


def _start(progress: Progress, standing: Standing) -> str | None:
    """When a standing can start at the earliest; of what is finished when it started, None where nobody said so."""
    if standing.finished is None:
        return standing.earliest_start.isoformat()
    if isinstance(standing.part, Gate):
        opened = progress.state.of(standing.organisation).gate(standing.part.id).asked
        return opened.date().isoformat() if opened else None
    started = progress.state.of(standing.organisation).activity(standing.part.id).started
    return started.date().isoformat() if started else None


def _left(progress: Progress, standing: Standing) -> dict[str, object]:
    """What was left behind: the evidence of an activity and why it was waived, and in spite of what a gate was decided."""
    if isinstance(standing.part, Gate):
        decision = progress.state.of(standing.organisation).gate(standing.part.id).decision
        return {"override_reason": (decision.override_reason or None) if decision else None}
    state = progress.state.of(standing.organisation).activity(standing.part.id)
    return {"evidence": list(state.evidence), "waived_because": state.reason if state.standing == "waived" else None}


def _concerned(
    progress: Progress, part: Activity | Gate, organisation: OrganisationId | None
) -> tuple[OrganisationId | None, ...]:
    everywhere = progress.network.organisations_of(part)
    if organisation is None:
        return everywhere
    return (organisation,) if part.per_organisation else ()


def _row(progress: Progress, line: Line, language: Language) -> tuple[str, ...]:
    return (
        line.part.id,
        line.part.name,
        line.name(language),
        _waits(progress, line),
        day(line.due, language),
        day(line.forecast, language),
        f"{line.slip:+d}" if line.slip else "",
    )


def _waits(progress: Progress, line: Line) -> str:
    """What a line waits for; over several organisations the parts alone, since each waits for its own."""
    waiting = next((each for each in line.standings if each.status in WAITING), None)
    blocked_by = progress.blocked_by(line.part.id, waiting.organisation) if waiting else ()
    if len(line.standings) == 1:
        return listed(blocked_by)
    return ", ".join(dict.fromkeys(spot.part.id for spot in blocked_by))


def _spot(spot: Spot) -> dict[str, str | None]:
    return {"part": spot.part.id, "organisation": spot.organisation}
