"""Who answered, by kind of work: two rounds are only alike when the same kinds of people answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scd_workflow.domain.anonymity import FAIR_SIZED

if TYPE_CHECKING:
    from collections.abc import Mapping

DIFFERENT: Final = 10
"""Percentage points: by more than this the part of a kind of work in two rounds is no chance of who answered."""


def shares(people: Mapping[str, int]) -> dict[str, int]:
    """What part of all who were counted does each kind of work, in per cent; kinds of few people are left out.

    `people` counts who answered by what they do, under an empty text those who did not say.
    """
    everybody = sum(people.values())
    return {role: round(100 * n / everybody) for role, n in sorted(people.items()) if role and n >= FAIR_SIZED}


def told_once(before: Mapping[str, int], now: Mapping[str, int]) -> tuple[str, ...]:
    """The kinds of work of which only one of both rounds tells the part: in the other one they were few, or none."""
    return tuple(sorted(before.keys() ^ now.keys()))


def shifted(before: Mapping[str, int], now: Mapping[str, int]) -> tuple[str, ...]:
    """The kinds of work of which the part differs more than chance would make it, where both rounds tell it."""
    return tuple(role for role in sorted(before.keys() & now.keys()) if abs(now[role] - before[role]) > DIFFERENT)
