"""Measuring two ways side by side, round-robin, so that a busy machine slows both alike."""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 7


@dataclass(frozen=True)
class Ratio:
    """Ours against a floor, and how many times the floor ours may be; None where there is nothing to reach.

    Both are in seconds, or in `unit` where that is not `s`.
    """

    name: str
    ours: float
    floor: float
    goal: float | None
    unit: str = "s"

    @property
    def value(self) -> float:
        """How many times the floor ours is."""
        if self.floor:
            return self.ours / self.floor
        return math.inf if self.ours else 0

    @property
    def reached(self) -> bool:
        """Whether the goal is met."""
        return self.goal is None or self.value <= self.goal


def busy(what: str) -> None:
    """Say what takes long, to whoever waits for the table."""
    print(what, file=sys.stderr, flush=True)


def compare(
    name: str, ours: Callable[[], object], floor: Callable[[], object], *, goal: float | None, rounds: int = ROUNDS
) -> Ratio:
    """The medians of both, taken in turn; each runs once beforehand."""
    ours()
    floor()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for place, way in enumerate((ours, floor)):
            begun = time.perf_counter()
            way()
            times[place].append(time.perf_counter() - begun)
    return Ratio(name, statistics.median(times[0]), statistics.median(times[1]), goal)


def median_of(way: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of one way, in seconds; it runs once beforehand."""
    way()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        way()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)
