"""A submitted form that is handled more than once counts once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scd_workflow.app import acts
from scd_workflow.app.office import Office
from scd_workflow.domain.activities import Report
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import ActivityId, GateId
from scd_workflow.store import log
from scd_workflow.store.engine import reading
from tests import proved
from tests.app.test_posting import MONDAY, TUESDAY, at, short
from tests.examples import PAM, STEF
from tests.offices import configured, started

DONE = Report("done", ActivityId("A1"), None, PAM)
GO = Choice(GateId("G1"), None, "go", STEF, "All is well")


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """A programme of one activity and one gate, begun on Monday."""
    begun, _ = started(configured(short("G1"), tmp_path, database_url=database_url), at(MONDAY, 8))
    yield begun
    begun.engine.dispose()


def kinds(office: Office) -> list[str]:
    """What happened, in order."""
    with reading(office.engine) as connection:
        return [event.kind for event in log.read_events(connection, office.programme)]


def test_a_report_that_is_handled_twice_gives_the_same_event_and_is_recorded_once(office: Office) -> None:
    first, second = (acts.report(office, DONE, at(MONDAY, hour), request="run-1") for hour in (9, 10))

    assert first == second
    assert first.request == "run-1"
    assert kinds(office) == ["plan_adopted", "activity_done"]


def test_another_form_that_says_the_same_is_refused(office: Office) -> None:
    acts.report(office, DONE, at(MONDAY, 9), request="run-1")

    with pytest.raises(Refused):
        acts.report(office, DONE, at(MONDAY, 10), request="run-2")


def test_a_no_go_that_is_handled_twice_gives_the_decision_and_not_the_work_it_sent_back(office: Office) -> None:
    acts.report(office, DONE, at(MONDAY, 9))
    acts.open_gates(office, at(MONDAY, 9))
    deferred = Choice(GateId("G1"), None, "deferred", STEF, "Not yet", attempt=1, deferred_until=TUESDAY)

    decided = [proved.decide(office, deferred, at(MONDAY, hour), request="run-3") for hour in (10, 11)]

    assert decided[0] == decided[1]
    assert kinds(office).count("gate_decided") == 1


def test_a_command_bears_no_request_and_its_row_does_not_mention_one(office: Office) -> None:
    event = acts.report(office, DONE, at(MONDAY, 9))

    assert event.request == ""
    with reading(office.engine) as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM event").scalars().all()
    assert not any("request" in body for body in bodies)
