"""When whom to remind, and who hears of a decision, as it stands in `ladder.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.config.problem import error
from scd_workflow.config.reading import reading
from scd_workflow.config.source import read
from scd_workflow.domain.ladder import KINDS, Ladder, unknown_roles
from scd_workflow.domain.plan_check.references import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scd_workflow.config.problem import Problem
    from scd_workflow.config.reading import Reading
    from scd_workflow.domain.plan import Plan


def load_ladder(folder: Path) -> Ladder:
    """The ladder in `ladder.yaml`; raises `PlanInvalid` with everything that keeps it from being used."""
    return read_ladder(folder).model()


def read_ladder(folder: Path) -> Reading[Ladder]:
    """The ladder in `ladder.yaml` with everything that is wrong with it."""
    read_ = reading(Ladder, read(folder / "ladder.yaml"))
    return read_.adding((*_steps(read_), *_hours(read_)))


def strangers(ladder: Reading[Ladder], plan: Reading[Plan]) -> Iterator[Problem]:
    """Roles that the plan does not have."""
    if ladder.left is None or plan.left is None:
        return
    known = {role.id for role in plan.left.model.roles} | plan.left.ids
    for trail, role in unknown_roles(plan.left.model, ladder.left.model):
        if role not in known:
            yield error(ladder.place(trail), "check.unknown_role", id=role, nearest=nearest(role, known))


def _steps(ladder: Reading[Ladder]) -> Iterator[Problem]:
    for kind in KINDS if ladder.left else ():
        seen: set[int] = set()
        for place, step in enumerate(ladder.left.model.of(kind) if ladder.left else ()):
            if step.after in seen:
                yield error(ladder.place((kind, place, "after")), "config.rung_twice", days=step.after)
            if not step.to and not step.roles:
                yield error(ladder.place((kind, place)), "config.rung_for_nobody")
            seen.add(step.after)


def _hours(ladder: Reading[Ladder]) -> Iterator[Problem]:
    hours = ladder.left.model.hours if ladder.left else None
    if hours is not None and not hours.sound:
        yield error(ladder.place(("hours",)), "config.hours")
