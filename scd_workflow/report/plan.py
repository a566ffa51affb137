"""The plan in force, and what another plan would change in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.plan import Activity
from scd_workflow.report.table import Table
from scd_workflow.texts import Language, day, tell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scd_workflow.domain.plan import Gate, Phase, Plan
    from scd_workflow.domain.plan_diff import Difference, Shift
    from scd_workflow.domain.progress import Progress


def tables(progress: Progress, language: Language) -> tuple[Table, ...]:
    """A table per phase: each part with its owner, what it waits for, its term and its baseline date."""
    return tuple(_phase(progress, phase, language) for phase in progress.network.plan.phases)


def programme(plan: Plan, language: Language) -> Table:
    """What the programme is: a row for each thing that the plan says of it."""
    about = plan.programme
    said = {
        "theme": about.theme,
        "vision": about.vision,
        "first_day": day(about.start, language) if about.start else "",
        "last_day": day(about.end, language) if about.end else "",
        "languages": ", ".join(tell(f"report.language_{each}", language) for each in about.languages),
    }
    return Table(
        title=f"{about.id} · {about.name}",
        columns=(tell("report.field", language), tell("report.value", language)),
        rows=tuple((tell(f"report.{name}", language), value) for name, value in said.items() if value),
    )


def differences(found: Iterable[Difference], language: Language) -> Table:
    """What would change, as a table."""
    columns = ("what", "part", "change", "field", "before", "after")
    return Table(
        title=tell("report.differences", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                tell(f"report.noun_{each.noun}", language),
                each.id,
                tell(f"report.{each.change}", language),
                each.field,
                each.old,
                each.new,
            )
            for each in found
        ),
    )


def shifts(found: Iterable[Shift], language: Language) -> Table:
    """Which dates would move, as a table."""
    columns = ("part", "organisation", "before", "after", "shift")
    return Table(
        title=tell("report.shifts", language),
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(
            (
                each.part,
                each.organisation or "",
                day(each.before, language),
                day(each.after, language),
                f"{each.working_days:+d}",
            )
            for each in found
        ),
    )


def _phase(progress: Progress, phase: Phase, language: Language) -> Table:
    columns = ("part", "name", "owner", "after_parts", "term", "baseline")
    return Table(
        title=phase.name,
        columns=tuple(tell(f"report.{column}", language) for column in columns),
        rows=tuple(_row(progress, part, language) for part in phase.parts),
    )


def _row(progress: Progress, part: Activity | Gate, language: Language) -> tuple[str, ...]:
    network = progress.network
    names = {role.id: role.name for role in network.plan.roles}
    before = [network.items[position].part.id for position in network.item(part.id).after]
    last = max(progress.baseline(part.id, each) for each in network.organisations_of(part))
    return (part.id, part.name, names[part.owner], ", ".join(before), _term(part, language), day(last, language))


def _term(part: Activity | Gate, language: Language) -> str:
    """The term; work that goes on after it, such as support, is marked, since its end says little."""
    if isinstance(part, Activity) and part.continuous:
        return tell("report.continuous", language, term=part.term)
    return str(part.term)
