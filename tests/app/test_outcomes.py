"""What is said about conditions and changed terms, and what need not be said any more."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from scd_workflow.app import acts
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office
from scd_workflow.domain.activities import Report
from scd_workflow.domain.conditions import Settlement
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.endings import Ending
from scd_workflow.domain.events import TermExtended
from scd_workflow.domain.happened import Condition
from scd_workflow.domain.ids import ActivityId, GateId, RoleId
from scd_workflow.domain.terms import Extension
from scd_workflow.report.runs import programme_page
from scd_workflow.store import outbox
from scd_workflow.store.engine import reading
from tests import proved
from tests.app.test_posting import short
from tests.examples import LIV, PAM, STEF, ZONE, day
from tests.offices import configured, started

MONDAY, TUESDAY, WEDNESDAY = day(1, 4), day(1, 5), day(1, 6)
G1 = GateId("G1")
VACANCY = Condition(text="Fill the vacancy", owner=RoleId("line_manager"), due=day(1, 20))
UNDER_CONDITION = Choice(G1, None, "conditional_go", STEF, "All is well", conditions=(VACANCY,))
MET = Settlement(G1, None, 1, LIV, "https://archive.example/vacancy")


def at(on: date, hour: int = 12) -> datetime:
    return datetime.combine(on, time(hour), ZONE)


def awaiting(folder: Path) -> Office:
    """A programme whose only gate opened on its first day and is due on the next."""
    office, _ = started(configured(short("G1"), folder), at(MONDAY, 8))
    acts.report(office, Report("done", ActivityId("A1"), None, PAM), at(MONDAY, 9))
    acts.open_gates(office, at(MONDAY, 10))
    return office


def promised(folder: Path) -> Office:
    """The same, passed on Tuesday under a condition."""
    office = awaiting(folder)
    proved.decide(office, UNDER_CONDITION, at(TUESDAY))
    return office


def said(office: Office, kind: str) -> dict[str, str]:
    """The state of each notice of a kind, by its step and recipient."""
    with reading(office.engine) as connection:
        rows = outbox.rows(connection, office.programme)
    return {f"{row.key.split('/')[5]} {row.recipient}": row.state for row in rows if row.key.startswith(f"{kind}/")}


def test_the_owner_of_a_condition_is_reminded_ahead_of_its_day_on_it_and_after_it(tmp_path: Path) -> None:
    office = promised(tmp_path)

    told = {}
    for of_month in (12, 13, 20, 21):
        acts.open_gates(office, at(day(1, of_month), 8))
        told[of_month] = set(said(office, "condition"))

    assert told[12] == set()
    assert told[13] == {"ahead-5 liv"}
    assert told[20] == {"ahead-5 liv", "due liv"}
    assert told[21] == {"ahead-5 liv", "due liv", "overdue+1 liv", "overdue+1 pam"}


def test_no_reminder_of_a_condition_goes_out_once_it_is_met(tmp_path: Path) -> None:
    office = promised(tmp_path)
    acts.open_gates(office, at(day(1, 13), 8))
    assert said(office, "condition") == {"ahead-5 liv": "waiting"}

    proved.meet(office, MET, at(day(1, 13), 9))

    assert said(office, "condition") == {"ahead-5 liv": "withdrawn"}


def test_a_reminder_of_a_condition_says_what_it_asks_and_how_to_report_it(tmp_path: Path) -> None:
    office = promised(tmp_path)
    acts.open_gates(office, at(day(1, 13), 8))

    with reading(office.engine) as connection:
        (row,) = (each for each in outbox.rows(connection, office.programme) if each.key.startswith("condition/"))
    assert row.subject.startswith("Voorwaarde vervullen uiterlijk 20 januari 2027: G1")


def test_nobody_is_asked_to_decide_what_was_withdrawn(tmp_path: Path) -> None:
    office = awaiting(tmp_path)
    acts.open_gates(office, at(TUESDAY, 8))
    assert said(office, "decision")["due stef"] == "waiting"

    proved.withdraw(office, Ending(G1, None, STEF, "The budget first"), at(TUESDAY, 9))

    assert set(said(office, "decision").values()) == {"withdrawn"}


def test_the_ladder_starts_again_when_the_term_is_made_longer(tmp_path: Path) -> None:
    office = awaiting(tmp_path)
    acts.open_gates(office, at(WEDNESDAY, 8))
    assert said(office, "decision")["overdue+1 stef"] == "waiting"

    extended = proved.extend(office, Extension(G1, None, PAM, "One more meeting", days=3), at(WEDNESDAY, 9))

    assert isinstance(extended, TermExtended)
    assert extended.due == day(1, 8)
    assert set(said(office, "decision").values()) == {"withdrawn"}
    acts.open_gates(office, at(day(1, 8), 8))
    assert said(office, "decision")["due stef"] == "waiting"


def test_the_deciders_are_asked_again_after_a_decision_was_reopened(tmp_path: Path) -> None:
    office = promised(tmp_path)

    proved.reopen(office, Ending(G1, None, STEF, "The figures were wrong"), at(WEDNESDAY, 9))
    acts.open_gates(office, at(day(1, 7), 8))

    assert {each for each, state in said(office, "decision").items() if state == "waiting"} == {"due stef", "due sara"}
    assert said(office, "condition") == {}


def test_a_form_that_is_handled_twice_settles_a_condition_once(tmp_path: Path) -> None:
    office = promised(tmp_path)

    first = proved.meet(office, MET, at(WEDNESDAY, 9), request="run-1")
    again = proved.meet(office, MET, at(WEDNESDAY, 10), request="run-1")

    assert again == first


def test_the_page_of_the_programme_names_a_condition_once_its_day_has_passed(tmp_path: Path) -> None:
    office = promised(tmp_path)

    on_its_day, after = (programme_page(look(office, at(day(1, each))).progress, (), "nl") for each in (20, 21))

    assert "Voorwaarden die over tijd zijn" not in on_its_day
    assert "Voorwaarden die over tijd zijn" in after
    assert "Fill the vacancy" in after
