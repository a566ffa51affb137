"""What is left of damaged data when the damaged parts are taken out, so that the rest can be checked as well."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from pydantic import BaseModel

from scd_workflow.config.problem import GONE
from scd_workflow.config.schema import parse, trail_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

    from scd_workflow.config.source import Data
    from scd_workflow.domain.plan_check import PlanProblem, Trail

M = TypeVar("M", bound=BaseModel)

STAND_INS: Final = (GONE, 1)
"""What is tried in turn in the place of what is missing, so that the part that misses it can be checked as well."""


@dataclass(slots=True)
class Remains(Generic[M]):
    """A model of what is left of the data, and what was taken out of it."""

    model: M
    kept: dict[Trail, list[int]] = field(default_factory=dict)
    removed: list[Trail] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def trail(self, path: Trail) -> Trail:
        """The place in the original data of a part of the model."""
        return _original(path, self.kept)

    def follows(self, problem: PlanProblem) -> bool:
        """Whether a problem may come from what was taken out, so that it says nothing about the rest."""
        path = self.trail(problem.path)
        near = any(removed[: len(path)] == path[: len(removed)] for removed in self.removed)
        named = (value for value in problem.reason.values.values() if isinstance(value, str))
        return near or any(value in self.ids for value in named)


def remains(model: type[M], data: Data, differences: list[ErrorDetails]) -> Remains[M] | None:
    """What is left when every differing part is taken out, with what cannot do without it; None when that is all."""
    data = deepcopy(data)
    removed: list[Trail] = []
    ids: set[str] = set()
    clean = data
    kept: dict[Trail, list[int]] = {}
    tried: Counter[Trail] = Counter()
    while True:
        for difference in differences:
            trail = _original(trail_of(clean, difference["loc"]), kept)
            if not trail:
                return None
            missing = (*trail, difference["loc"][-1])
            if difference["type"] == "missing" and tried[missing] < len(STAND_INS):
                _put(data, missing, STAND_INS[tried[missing]])
                tried[missing] += 1
                removed.append(missing)
            else:
                removed.append(trail)
                ids.update(_take(data, trail))
        kept = {}
        clean = _clean(data, (), kept)
        parsed = parse(model, clean)
        if isinstance(parsed, BaseModel):
            return Remains(parsed, kept, removed, ids)
        differences = parsed


def _put(data: Data, trail: Trail, stand_in: Data) -> None:
    """Let something stand in the place of a field that is missing, unless the part that misses it is gone by now."""
    for step in trail[:-1]:
        data = _step(data, step)
    if isinstance(data, dict):
        data[str(trail[-1])] = stand_in


def _take(data: Data, trail: Trail) -> Iterator[str]:
    """Take a part out of the data and name the ids that went with it."""
    for step in trail[:-1]:
        data = _step(data, step)
    last = trail[-1]
    taken: Data = GONE
    if isinstance(data, dict):
        taken = data.pop(str(last), GONE)
    elif isinstance(data, list) and isinstance(last, int):
        taken, data[last] = data[last], GONE
    yield from _ids(taken)


def _step(data: Data, step: str | int) -> Data:
    """The part at a step; nothing when it has been taken out already."""
    if isinstance(data, dict):
        return data.get(str(step), GONE)
    return data[step] if isinstance(data, list) and isinstance(step, int) else GONE


def _ids(data: Data) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("id"), str):
            yield str(data["id"])
        for part in data.values():
            yield from _ids(part)
    elif isinstance(data, list):
        for part in data:
            yield from _ids(part)


def _clean(data: Data, trail: Trail, kept: dict[Trail, list[int]]) -> Data:
    """The data without what was taken out; `kept` tells where the rest of each list stood."""
    if isinstance(data, dict):
        return {key: _clean(part, (*trail, key), kept) for key, part in data.items()}
    if not isinstance(data, list):
        return data
    places = [place for place, part in enumerate(data) if part != GONE]
    if len(places) < len(data):
        kept[trail] = places
    return [_clean(data[place], (*trail, place), kept) for place in places]


def _original(path: Trail, kept: dict[Trail, list[int]]) -> Trail:
    trail: Trail = ()
    for step in path:
        place = kept[trail][step] if isinstance(step, int) and trail in kept else step
        trail = (*trail, place)
    return trail
