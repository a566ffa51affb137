"""A deputy gets what was for the person who is away, and everybody reads who decided in whose place."""

from __future__ import annotations

import email
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from scd_workflow.app import absences, acts
from scd_workflow.app.inbox import doorplates, look, why_closed
from scd_workflow.app.office import Office, open_office
from scd_workflow.domain.absences import Absence
from scd_workflow.domain.activities import Report
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.ids import ActivityId, GateId
from scd_workflow.domain.plan import Plan
from scd_workflow.store import by_hand, outbox
from scd_workflow.store.engine import reading
from scd_workflow.store.outbox import OutboxRow
from tests import proved
from tests.examples import LIV, PAM, SARA, STEF, at, criterion, day, gate, phase, plan_of, work
from tests.offices import configured, started

MONDAY, TUESDAY = day(1, 4), day(1, 5)
AWAY = Absence(STEF, MONDAY, day(1, 15), STEF, LIV)


def plan() -> Plan:
    """A plan of one activity and one gate."""
    return plan_of(
        phase("P1", "G1", work("A1"), gate("G1", criterion("done", "activities_done"), term=1)),
        mandates=[{"id": "M", "role": "steering_chair", "gates": ["G1"], "source": "Founding meeting"}],
    )


def awaiting(folder: Path) -> Office:
    """A programme whose only gate opened on its first day and is due on the next."""
    settings = configured(plan(), folder)
    office, _ = started(settings, at(MONDAY, 8))
    acts.report(office, Report("done", ActivityId("A1"), None, PAM), at(MONDAY, 9))
    acts.open_gates(office, at(MONDAY, 10))
    return open_office(settings)


def mails(office: Office, kind: str) -> dict[str, OutboxRow]:
    """What waits in the outbox, or is sent, of a kind, by its recipient."""
    with reading(office.engine) as connection:
        rows = outbox.rows(connection, office.programme)
    return {row.recipient: row for row in rows if row.key.startswith(f"{kind}/") and row.state != "withdrawn"}


def body(office: Office, row: OutboxRow) -> str:
    """The plain text of a mail, on one line."""
    with reading(office.engine) as connection:
        mime = by_hand.body(connection, office.programme, row.id)
    assert mime
    message = email.message_from_bytes(mime, _class=EmailMessage, policy=default)
    plain = message.get_body(("plain",))
    assert plain is not None
    return " ".join(plain.get_content().split())


def test_the_deputy_is_told_that_the_decision_is_due_and_whom_he_replaces(tmp_path: Path) -> None:
    office = awaiting(tmp_path)
    absences.record(office, AWAY, at(MONDAY, 11))
    acts.open_gates(office, at(TUESDAY, 8))

    told = mails(office, "decision")

    assert set(told) >= {LIV, SARA}
    assert STEF not in told
    assert "U vervangt" in body(office, told[LIV])
    assert "U vervangt" not in body(office, told[SARA])


def test_a_reminder_that_still_waits_goes_to_the_deputy_instead(tmp_path: Path) -> None:
    office = awaiting(tmp_path)
    acts.open_gates(office, at(TUESDAY, 8))
    assert STEF in mails(office, "decision")

    absences.record(office, AWAY, at(TUESDAY, 9))

    assert STEF not in mails(office, "decision")
    assert LIV in mails(office, "decision")


def test_a_cancelled_absence_gives_the_reminder_back(tmp_path: Path) -> None:
    office = awaiting(tmp_path)
    absences.record(office, AWAY, at(MONDAY, 11))
    absences.cancel(office, STEF, AWAY.since, PAM, at(MONDAY, 12))
    acts.open_gates(office, at(TUESDAY, 8))

    told = mails(office, "decision")

    assert STEF in told
    assert LIV not in told


def test_the_mail_about_the_decision_names_the_deputy_and_the_person_replaced(tmp_path: Path) -> None:
    office = awaiting(tmp_path)
    absences.record(office, AWAY, at(MONDAY, 11))
    proved.decide(office, Choice(GateId("G1"), None, "go", LIV, "All is well"), at(MONDAY, 12) + timedelta(hours=1))

    told = mails(office, "decision_taken")

    names = office.people.by_id()
    assert STEF in told
    assert f"{names[LIV].name} namens {names[STEF].name}" in body(office, told[SARA])


def test_a_door_that_is_found_decided_names_the_deputy_and_the_person_replaced_as_its_form_does(tmp_path: Path) -> None:
    office = awaiting(tmp_path)
    absences.record(office, AWAY, at(MONDAY, 11))
    (plate,) = doorplates(office, look(office, at(MONDAY, 12)))
    proved.decide(office, Choice(GateId("G1"), None, "go", LIV, "All is well"), at(MONDAY, 12))

    found = why_closed(office, look(office, at(MONDAY, 13)), plate.label)

    assert found == f"{plate.label}: go, door {LIV} · {office.people.by_id()[LIV].name} namens {STEF}."
