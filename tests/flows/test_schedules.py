"""When the clock lets something happen by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import yaml
from prefect.server.schemas.schedules import CronSchedule

from tests.examples import ZONE

DEPLOYMENTS = Path(__file__).parents[2] / "deployments" / "prefect.yaml"
MONDAY = datetime(2027, 1, 11, tzinfo=ZONE)


def times(name: str) -> list[datetime]:
    """When a deployment runs in an ordinary week, on the clocks of the programme."""
    deployments = yaml.safe_load(DEPLOYMENTS.read_text(encoding="utf-8"))["deployments"]
    (found,) = [each for each in deployments if each["name"] == name]
    return [
        moment.astimezone(ZONE)
        for each in found["schedules"]
        for day in range(7)
        for moment in on_day(CronSchedule(cron=each["cron"], timezone=each["timezone"]), MONDAY + timedelta(days=day))
    ]


def on_day(schedule: CronSchedule, midnight: datetime) -> list[datetime]:
    """When a schedule runs on a day; it gives no more than a thousand moments at once."""
    return list(schedule._get_dates_generator(start=midnight, end=midnight + timedelta(days=1, seconds=-1)))


def test_messages_go_out_by_the_clock_in_waking_hours_of_weekdays_only() -> None:
    sending = times("notify")

    assert {moment.isoweekday() for moment in sending} == {1, 2, 3, 4, 5}
    assert min(moment.hour for moment in sending) == 7
    assert {moment.minute % 2 for moment in sending} == {0}


def test_the_programme_is_brought_in_line_every_hour_of_the_week() -> None:
    assert len({(moment.date(), moment.hour) for moment in times("programme")}) == 7 * 24


def test_evaluations_open_in_the_morning_of_weekdays() -> None:
    for name in ("quick-scan", "measurement"):
        assert [(moment.isoweekday(), moment.hour, moment.minute) for moment in times(name)] == [
            (day, 9, 30) for day in range(1, 6)
        ]


def test_what_the_calendar_says_goes_out_in_the_morning_and_what_is_late_before_the_window_closes() -> None:
    sending = times("communications")

    assert {moment.isoweekday() for moment in sending} == {1, 2, 3, 4, 5}
    assert [(min(on).hour, min(on).minute) for on in [[each for each in sending if each.isoweekday() == 1]]] == [
        (9, 30)
    ]
    assert max(moment.hour for moment in sending) < 17
