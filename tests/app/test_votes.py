"""A vote is recorded as such, told as such, and becomes a decision when it settles one."""

from __future__ import annotations

from pathlib import Path

from scd_workflow.app import acts
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office, open_office
from scd_workflow.domain.activities import Report
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.events import GateDecided, VoteCast
from scd_workflow.domain.gates import GateSpot
from scd_workflow.domain.ids import ActivityId, GateId
from scd_workflow.report import votes
from scd_workflow.store import outbox
from scd_workflow.store.engine import reading
from tests.codes import code_for
from tests.examples import PAM, SARA, STEF, at, criterion, day, gate, phase, plan_of, work
from tests.offices import configured, started

MONDAY, TUESDAY = day(1, 4), day(1, 5)


def awaiting(folder: Path) -> Office:
    """A programme whose only gate both chairs have to agree on, and which is due on Tuesday."""
    asked = gate("G1", criterion("done", "activities_done"), term=1, quorum={"rule": "at_least", "at_least": 2})
    mandate = {"id": "M", "role": "steering_chair", "gates": ["G1"], "source": "Founding meeting"}
    settings = configured(plan_of(phase("P1", "G1", work("A1"), asked), mandates=[mandate]), folder)
    office, _ = started(settings, at(MONDAY, 8))
    acts.report(office, Report("done", ActivityId("A1"), None, PAM), at(MONDAY, 9))
    acts.open_gates(office, at(MONDAY, 10))
    acts.open_gates(office, at(TUESDAY, 8))
    return open_office(settings)


def voted(office: Office, choice: Choice, hour: int) -> GateDecided | VoteCast:
    """A vote with the right code."""
    now = at(TUESDAY, hour)
    return acts.decide(office, choice, now, code=code_for(office, "G1", None, choice.by, now))


def reminded(office: Office) -> set[str]:
    """To whom a reminder of the decision waits."""
    with reading(office.engine) as connection:
        rows = outbox.rows(connection, office.programme)
    return {row.recipient for row in rows if row.state == "waiting" and row.key.startswith("decision/")}


def test_the_first_vote_settles_nothing_and_its_voter_is_reminded_no_more(tmp_path: Path) -> None:
    office = awaiting(tmp_path)
    before = reminded(office)
    vote = voted(office, Choice(GateId("G1"), None, "go", STEF, "All is well"), 9)

    assert isinstance(vote, VoteCast)
    assert before == {STEF, SARA}
    assert reminded(office) == {SARA}
    progress = look(office, at(TUESDAY, 10)).progress
    assert "1 voor van de 2" in votes.told(progress, vote, "nl")
    shown = votes.table(progress, GateSpot(progress.network.gates[GateId("G1")], None), "nl")
    assert shown is not None
    assert [row[:2] for row in shown.rows] == [(STEF, "go"), (SARA, "nog niet")]


def test_a_vote_said_twice_is_recorded_once_and_the_last_one_needed_decides(tmp_path: Path) -> None:
    office = awaiting(tmp_path)
    choice = Choice(GateId("G1"), None, "go", STEF, "All is well")
    assert voted(office, choice, 9) == voted(office, choice, 10)

    decided = voted(office, Choice(GateId("G1"), None, "go", SARA, "I agree"), 11)

    assert isinstance(decided, GateDecided)
    assert (decided.in_favour, decided.seats) == (2, 2)
    kinds = [each.event.kind for each in look(office, at(TUESDAY, 12)).recorded]
    assert kinds[-3:] == ["vote_cast", "vote_cast", "gate_decided"]
