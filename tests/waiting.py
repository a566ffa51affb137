"""Waiting for what another process is about to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

SECONDS = 150
PAUSE = 0.3

T = TypeVar("T")


def until(look_for: Callable[[], T | None]) -> T:
    """What is found as soon as there is something; raises `AssertionError` when it takes too long."""
    end = time.monotonic() + SECONDS
    while not (found := look_for()):
        assert time.monotonic() < end, f"it does not come to be so: {look_for}"
        time.sleep(PAUSE)
    return found
