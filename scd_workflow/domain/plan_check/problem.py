"""What is wrong with a plan, and where in the plan it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scd_workflow.domain.reasons import Value

Trail = tuple[str | int, ...]
"""The way from the top of the plan to a part of it: names of fields and positions in lists."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """One thing to mend; a plan with an error cannot be adopted, one with a warning can."""

    path: Trail
    reason: Reason
    severity: Severity


def error(path: Trail, code: str, **values: Value) -> PlanProblem:
    """A problem that must be mended before the plan can be used."""
    return PlanProblem(path, because(code, **values), "error")


def warning(path: Trail, code: str, **values: Value) -> PlanProblem:
    """A problem that the plan can be used with."""
    return PlanProblem(path, because(code, **values), "warning")


def listed(names: Sequence[str]) -> str:
    """Names for in a sentence: all of them, or the first five and how many more."""
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} … (+{len(names) - 5})"
