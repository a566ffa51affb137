"""Who has work to do is reminded of it, as the ladder says, until it is finished, waived or due on another day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from scd_workflow.app import absences, acts
from scd_workflow.app.inbox import look, register_forms
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import outbox_lines, send_notices
from scd_workflow.domain.absences import Absence
from scd_workflow.domain.activities import Act, Report
from scd_workflow.domain.ids import ActivityId
from scd_workflow.domain.plan import Plan
from tests import proved
from tests.app.letters import Clock
from tests.examples import DORDT, LIV, PAM, PAUL, at, criterion, day, gate, phase, plan_of, work
from tests.mailbox import Mailbox
from tests.offices import EXAMPLE, configured, started, write

START = day(1, 4)
DUE = day(1, 15)
"""Ten working days, the first of them on the day of the start."""


def plan() -> Plan:
    """Work for Liv, and then more for her in each organisation, in a phase that Pam owns."""
    return plan_of(
        phase(
            "P1", "G1",
            work("A1", owner="line_manager", term=10),
            work("A2", owner="line_manager", term=10, after=["A1"], per_organisation=True),
            gate("G1", criterion("done", "activities_done")),
        ),
        mandates=[{"id": "M", "role": "steering_chair", "gates": ["G1"], "source": "Founding meeting"}],
        waves=[],
    )  # fmt: skip


@pytest.fixture
def office(tmp_path: Path, database_url: str, box: Mailbox) -> Iterator[Office]:
    """A programme that has just begun, with what the ladder of the example says of work and decisions, each in a message of its own."""
    settings = configured(plan(), tmp_path, database_url=database_url, mail_url=box.url)
    ladder = yaml.safe_load((EXAMPLE / "ladder.yaml").read_text("utf-8"))
    for other in ("hours", "readiness", "gate_opened"):
        del ladder[other]
    write(settings.config / "ladder.yaml", ladder)
    opened, _ = started(settings, at(START, 8))
    register_forms(opened, {"report-activity": "http://127.0.0.1/report"}, at(START, 8))
    yield opened
    opened.engine.dispose()


def reported(office: Office, act: Act, on: date) -> None:
    proved.report(office, Report(act, ActivityId("A1"), None, PAM, "https://example.nl/there"), at(on))


def sent(office: Office, box: Mailbox, on: date) -> dict[str, str]:
    """The subjects that go out on a day, by who gets them."""
    before = len(box.received)
    send_notices(office, clock=Clock(at(on, 9)))
    return {
        each.recipients[0].partition("@")[0]: str(message_from_bytes(each.content)["Subject"])
        for each in box.received[before:]
    }


def steps(office: Office) -> list[tuple[str, str, str]]:
    """The step, the due day and the state of each reminder of work, in the order in which they were made."""
    lines = (line for line in outbox_lines(office) if line.key.startswith("activity/"))
    return [(line.key.split("/")[5], line.key.split("/")[4], line.state) for line in lines]


def test_work_is_announced_asked_for_and_overdue_on_the_rungs_of_the_ladder(office: Office, box: Mailbox) -> None:
    subject = "A1 Work A1"

    assert look(office, at(START)).progress.due("A1") == DUE
    assert sent(office, box, day(1, 7)) == {}
    assert sent(office, box, day(1, 8)) == {"liv": f"Werk klaar uiterlijk 15 januari 2027: {subject}"}
    assert sent(office, box, day(1, 14)) == {}
    assert sent(office, box, DUE) == {"liv": f"Werk klaar uiterlijk 15 januari 2027: {subject}"}
    late = f"Te laat: {subject} moest klaar zijn op 15 januari 2027"
    assert sent(office, box, day(1, 18)) == {"liv": late}
    assert sent(office, box, day(1, 19)) == {}
    assert sent(office, box, day(1, 20)) == {"liv": late, "pam": late}
    assert sent(office, box, day(1, 21)) == {}


def test_the_reminder_leads_to_the_form_filled_in_with_the_work_and_its_reader(office: Office, box: Mailbox) -> None:
    sent(office, box, DUE)

    (mail,) = box.received
    message = message_from_bytes(mail.content, policy=default)
    plain = message.get_body(("plain",))
    assert plain is not None
    link = plain.get_content().splitlines()[1]
    assert link.startswith("http://127.0.0.1/report?parameters=")
    assert json.loads(unquote(link.partition("=")[2])) == {"activiteit": "A1 · Work A1", "wie": "liv · Liv"}


@pytest.mark.parametrize("act", ["done", "waive"])
def test_what_is_finished_or_waived_is_asked_for_no_more(office: Office, box: Mailbox, act: Act) -> None:
    acts.open_gates(office, at(DUE, 8))
    reported(office, act, DUE)

    assert sent(office, box, day(1, 18)) == {}
    assert steps(office) == [("due", "2027-01-15", "withdrawn")]


def test_work_that_is_opened_again_is_asked_for_anew(office: Office, box: Mailbox) -> None:
    sent(office, box, DUE)
    reported(office, "done", DUE)
    reported(office, "reopen", day(1, 18))
    due = look(office, at(day(1, 18))).progress.due("A1")

    assert sent(office, box, due) == {"liv": f"Werk klaar uiterlijk {due.day} februari 2027: A1 Work A1"}


def test_work_whose_day_moves_before_the_message_went_out_is_announced_for_the_new_day(
    office: Office, box: Mailbox
) -> None:
    reported(office, "done", START)
    first = look(office, at(START)).progress.due("A2", DORDT)
    early = at(first - timedelta(days=7), 8)
    acts.open_gates(office, early)
    assert steps(office) == [("ahead-5", first.isoformat(), "waiting")] * 3

    reported(office, "reopen", early.date())
    assert {state for *_, state in steps(office)} == {"withdrawn"}
    reported(office, "done", early.date() + timedelta(days=3))
    moved = look(office, early + timedelta(days=3)).progress.due("A2", DORDT)

    assert moved > first
    assert sent(office, box, first) == {}
    assert len(sent(office, box, moved)) == 1
    assert [state for *_, state in steps(office)] == ["withdrawn"] * 3 + ["sent"] * 3


def test_who_replaces_somebody_in_the_work_is_reminded_instead(office: Office, box: Mailbox) -> None:
    absences.record(office, Absence(LIV, START, DUE, LIV, PAUL), at(START, 9))

    assert set(sent(office, box, DUE)) == {"paul"}


def test_without_rungs_nobody_is_reminded_of_work(tmp_path: Path, box: Mailbox) -> None:
    settings = configured(plan(), tmp_path, mail_url=box.url)
    office, _ = started(settings, at(START, 8))

    assert sent(office, box, day(1, 20)) == {}
