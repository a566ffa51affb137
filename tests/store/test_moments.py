from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import sqlite

from scd_workflow.store.moments import UtcDateTime

HALF_PAST_TWO = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
"""The first of the two in the night in which the clocks go back; the second is equal to it in its zone."""


def test_both_half_past_twos_of_a_night_in_october_are_written_as_the_moments_that_they_are() -> None:
    write = UtcDateTime().bind_processor(sqlite.dialect())
    assert write is not None

    written = [write(HALF_PAST_TWO), write(HALF_PAST_TWO.replace(fold=1))]

    assert written == ["2026-10-25 00:30:00.000000", "2026-10-25 01:30:00.000000"]
