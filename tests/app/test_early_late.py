"""What late answers say of those who did not answer, from the files to the page."""

from __future__ import annotations

from pathlib import Path

from scd_workflow.app import evaluations
from scd_workflow.app.office import Office
from scd_workflow.app.result_page import results_page
from scd_workflow.domain.results import EarlyLate
from tests.evaluations import BASE, MONDAY, added, by_liv, measuring, paper
from tests.examples import DORDT, at, day

DATED = "nummer;datum;organisatie;VI1;VI2;VI3;QB\n"


def published(office: Office) -> evaluations.Found:
    evaluations.close_round(office, by_liv(BASE), at(day(1, 18), 9))
    evaluations.publish(office, by_liv(BASE), at(day(1, 20), 9))
    return evaluations.published(office, BASE, at(day(1, 20), 10))


def dated(**days: str) -> str:
    """Ten people who gave an answer on each day of January."""
    rows = [(on.removeprefix("on"), given) for on, given in days.items() for _ in range(10)]
    return DATED + "".join(
        f"{number};{on}-01-2027;dordt;{';'.join(given)}\n" for number, (on, given) in enumerate(rows, start=1)
    )


def test_the_page_holds_late_answers_against_early_ones(tmp_path: Path, database_url: str) -> None:
    office = measuring(tmp_path / "office", database_url=database_url)
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    added(office, BASE, dated(on06="4444", on10="2222", on11="5555", on16="3333"))

    found = published(office)

    assert found.published.results.early_late == EarlyLate(early=3, late=4), "the tenth is a Sunday"
    assert "Wie na de eerste week antwoordde, scoort over alle vragen samen 4,00" in results_page(found, "nl")


def test_answers_on_paper_say_nothing_of_early_and_late(tmp_path: Path) -> None:
    office = measuring(tmp_path)
    evaluations.open_round(office, by_liv(BASE), at(MONDAY, 9))
    added(office, BASE, paper({DORDT: ["1234"] * 20}))

    found = published(office)

    assert found.published.results.early_late is None
    assert "na de eerste week" not in results_page(found, "nl")
