"""A file read as a model: all of it, or what is left of it beside its problems."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel

from scd_workflow.config.mend import Remains, remains
from scd_workflow.config.problem import Place, Problem, refuse_errors
from scd_workflow.config.schema import parse, told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scd_workflow.config.source import Source
    from scd_workflow.domain.plan_check import Trail

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Reading(Generic[M]):
    """What a source says; `left` is the model of its sound parts, absent when too little is sound."""

    source: Source
    left: Remains[M] | None
    problems: tuple[Problem, ...]

    def model(self) -> M:
        """The model of the whole source; raises `PlanInvalid` with every error when something is wrong with it."""
        refuse_errors(self.problems)
        assert self.left is not None
        return self.left.model

    def adding(self, problems: Iterable[Problem]) -> Reading[M]:
        """This reading with more problems."""
        return replace(self, problems=(*self.problems, *problems))

    def place(self, path: Trail) -> Place:
        """Where a part of the model stands."""
        return self.source.place(self.left.trail(path) if self.left else path)


def reading(model: type[M], source: Source) -> Reading[M]:
    """The source as a model, with everything in which it differs from it."""
    parsed = parse(model, source.data)
    if isinstance(parsed, BaseModel):
        return Reading(source, Remains(parsed) if source.readable else None, source.problems)
    differences = [each for each in parsed if source.readable or len(each["loc"]) > 1]
    problems = (*source.problems, *(told(model, source, difference) for difference in differences))
    return Reading(source, remains(model, source.data, parsed) if source.readable else None, problems)
