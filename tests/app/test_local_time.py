"""The clock of the programme, whatever kind of moment it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pendulum
import pytest

from scd_workflow.app.view import local
from tests.examples import PLAN


@pytest.mark.parametrize(
    "now",
    [datetime(2026, 10, 25, 1, 30, tzinfo=UTC), pendulum.datetime(2026, 10, 25, 1, 30)],
    ids=["plain", "pendulum"],
)
def test_a_moment_of_any_kind_is_read_on_the_clock_of_the_programme_and_can_be_reckoned_with(now: datetime) -> None:
    # The second half past two of that night, an hour after the first one.
    moment = local(PLAN, now)

    assert moment.isoformat() == "2026-10-25T02:30:00+01:00"
    assert (moment - timedelta(days=7)).isoformat() == "2026-10-18T02:30:00+02:00"
