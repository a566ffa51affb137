"""What programs get to know of how the programme stands."""

from __future__ import annotations

from scd_workflow.domain.events import Event
from scd_workflow.report import status
from tests.examples import day, done, seen, shown, started, waived

LINK = "https://example.nl/a1"


def record(part: str, *events: Event) -> dict[str, object]:
    return next(each for each in status.records(seen(events, day(1, 12))) if each["part"] == part)


def test_finished_work_has_its_evidence_and_the_day_on_which_it_began() -> None:
    told = record(
        "A1", started("A1", on=day(1, 5)), done("A1", on=day(1, 8), evidence=LINK), shown("A1", on=day(1, 11), evidence="two")
    )  # fmt: skip

    assert (told["earliest_start"], told["finished"]) == ("2027-01-05", "2027-01-08")
    assert (told["evidence"], told["waived_because"]) == ([LINK, "two"], None)


def test_work_of_which_nobody_said_when_it_began_has_no_start_once_it_is_finished() -> None:
    assert record("A1", done("A1", on=day(1, 8)))["earliest_start"] is None
    assert record("A2", done("A1", on=day(1, 8)))["earliest_start"] == "2027-01-12"


def test_waived_work_says_why() -> None:
    told = record("A1", waived("A1", on=day(1, 8)))

    assert (told["status"], told["waived_because"]) == ("waived", waived("A1", on=day(1, 8)).reason)
