"""The made-up history of the example: whenever it is loaded, G1 waits for its decision, and nobody is told more than that."""

from __future__ import annotations

import os
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scd_workflow.app.example import load
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.outgoing import outbox_lines
from scd_workflow.app.view import View, view
from scd_workflow.config.settings import Settings
from scd_workflow.domain.gate_spots import open_gates
from scd_workflow.store.engine import reading

DAYS = [
    date(2026, 11, 24),
    date(2026, 11, 28),
    date(2026, 12, 25),
    date(2027, 4, 27),
    date(2027, 5, 7),
    date(2027, 8, 2),
    date(2028, 2, 29),
]


def loaded(folder: Path, day: date) -> tuple[Office, View, datetime]:
    """The example as it was loaded on a day."""
    office = open_office(Settings.read({**os.environ, "SCD_VAR": str(folder), "SCD_CONFIG": "config"}))
    now = datetime.combine(day, time(9), ZoneInfo("Europe/Amsterdam"))
    assert load(office, now)
    with reading(office.engine) as connection:
        return office, view(connection, office.programme, now), now


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_g1_falls_due_on_the_day_of_loading_or_the_last_working_day_before_it(tmp_path: Path, day: date) -> None:
    _, seen, _ = loaded(tmp_path, day)

    (spot,) = open_gates(seen.progress)
    calendar = seen.network.calendar
    wanted = next(
        each for each in map(date.fromordinal, range(day.toordinal(), 0, -1)) if calendar.is_working_day(each)
    )
    assert (spot.gate.id, seen.progress.due("G1")) == ("G1", wanted)


def test_every_event_of_the_example_says_so_and_was_known_when_it_happened(tmp_path: Path) -> None:
    _, seen, _ = loaded(tmp_path, DAYS[0])

    assert {each.event.source for each in seen.recorded} == {"example"}
    assert all(each.recorded_at == each.event.at for each in seen.recorded)


def test_loading_tells_nobody_of_what_is_over(tmp_path: Path) -> None:
    office, _, _ = loaded(tmp_path, DAYS[0])

    assert {line.key.split("/")[0] for line in outbox_lines(office)} <= {"decision"}


def test_the_example_is_loaded_once(tmp_path: Path) -> None:
    office, before, now = loaded(tmp_path, DAYS[0])

    assert not load(office, now)
    with reading(office.engine) as connection:
        assert view(connection, office.programme, now).recorded == before.recorded
