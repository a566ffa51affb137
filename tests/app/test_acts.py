"""What people do, by the use cases: on which day it counts, and what an uncertain clock changes about it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from scd_workflow.app import acts
from scd_workflow.app.office import Office
from scd_workflow.domain.activities import Report
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.ids import ActivityId, GateId
from tests import proved
from tests.app.test_posting import MONDAY, TUESDAY, at, short
from tests.examples import PAM, STEF
from tests.offices import configured, started

DONE = Report("done", ActivityId("A1"), None, PAM)
GO = Choice(GateId("G1"), None, "go", STEF, "All is well")


def begun(folder: Path) -> Office:
    """A programme of one activity and one gate, begun on Monday."""
    office, _ = started(configured(short("G1"), folder), at(MONDAY, 8))
    return office


def test_a_decision_taken_on_the_day_that_its_gate_opened_can_be_recorded_the_next_day(tmp_path: Path) -> None:
    office = begun(tmp_path)
    acts.report(office, DONE, at(MONDAY, 16))
    acts.open_gates(office, at(MONDAY, 16))

    decided = proved.decide(office, GO, at(TUESDAY), on=MONDAY)

    assert decided.at.date() == MONDAY


def test_work_reopened_in_the_afternoon_and_finished_that_evening_can_be_recorded_the_next_day(tmp_path: Path) -> None:
    office = begun(tmp_path)
    acts.report(office, DONE, at(MONDAY, 15))
    acts.report(office, Report("reopen", ActivityId("A1"), None, PAM, "A page is missing"), at(MONDAY, 16))

    done = acts.report(office, DONE, at(TUESDAY), on=MONDAY)

    assert done.at.date() == MONDAY


def test_a_decider_whose_clock_is_a_little_behind_that_of_the_engine_can_decide(tmp_path: Path) -> None:
    office = begun(tmp_path)
    acts.report(office, DONE, at(MONDAY, 15))
    acts.open_gates(office, at(MONDAY, 16))

    decided = proved.decide(office, GO, at(MONDAY, 16) - timedelta(seconds=20))

    assert decided.outcome == "go"
