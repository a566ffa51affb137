"""What is wrong in the configuration, and in which file and line it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.reasons import Reason, because

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scd_workflow.domain.plan_check import Severity
    from scd_workflow.domain.reasons import Value


GONE: Final = "\0gone"
"""Stands in a list for a part that was taken out, and for a text that is missing; no file can hold it."""


class Place(NamedTuple):
    """A line of a file; a file as a whole is its first line."""

    file: Path
    line: int

    def __str__(self) -> str:
        """The place as editors and terminals understand it."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, and where."""

    place: Place
    reason: Reason
    severity: Severity = "error"

    @property
    def located(self) -> Reason:
        """The reason with its place before it, as it is told to people."""
        return because("config.at", place=str(self.place), what=self.reason)


def error(place: Place, code: str, **values: Value) -> Problem:
    """A problem that must be mended before the configuration can be used."""
    return Problem(place, because(code, **values))


def warning(place: Place, code: str, **values: Value) -> Problem:
    """A problem that the configuration can be used with."""
    return Problem(place, because(code, **values), "warning")


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems file by file, in the order of their lines; none about what only stands in for what is missing."""
    return sorted((each for each in problems if not _is_about_nothing(each)), key=lambda each: each.place)


def _is_about_nothing(problem: Problem) -> bool:
    return any(isinstance(value, str) and GONE in value for value in problem.reason.values.values())


def refuse_errors(problems: Iterable[Problem]) -> None:
    """Raise `PlanInvalid` with every error among the problems, or return when there are only warnings."""
    reasons = [each.located for each in in_order(problems) if each.severity == "error"]
    if reasons:
        raise PlanInvalid(*reasons)
