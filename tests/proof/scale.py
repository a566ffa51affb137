"""How much is proved, and by which chance: SCD_PROOF_SCALE times the ordinary amount, from seeds in the tests' names.

A run draws its seeds anew and every failed test shows its own; SCD_PROOF_SEED=<the number before the dash> repeats them.
"""

from __future__ import annotations

import os
import secrets
from random import Random

SCALE = float(os.environ.get("SCD_PROOF_SCALE") or 1)
RUN = os.environ.get("SCD_PROOF_SEED") or str(secrets.randbelow(10**6))


def scaled(count: int) -> int:
    """So many, more or fewer by the scale, and never none."""
    return max(1, round(count * SCALE))


def chance(seed: str) -> Random:
    """The chances of a seed, the same each time."""
    return Random(seed)  # noqa: S311 - nothing here is secret


def seeds(count: int) -> list[str]:
    """As many different seeds as the scale asks for `count`."""
    return [f"{RUN}-{number}" for number in range(scaled(count))]
