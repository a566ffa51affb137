"""What is due this week, on the page of the programme and on those of its phases."""

from __future__ import annotations

from scd_workflow.report.runs import phase_page, programme_page
from tests.calendars import calendar, item, on_day, told
from tests.examples import day


def test_what_goes_out_stands_on_the_page_of_the_programme_and_on_that_of_no_phase() -> None:
    network = calendar(item("newsletter", on_day(day(2, 12))))
    progress = told(network, day(2, 12))

    assert "Item newsletter" in programme_page(progress, (), "nl")
    assert not any("newsletter" in phase_page(progress, phase, (), "nl") for phase in network.plan.phases)
