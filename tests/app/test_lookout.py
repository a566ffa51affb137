"""A run that sends for a while: what has lost its reason since the run began does not go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from scd_workflow.app import acts
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.app.view import view
from scd_workflow.domain import decisions
from scd_workflow.store import log, outbox
from scd_workflow.store.engine import reading, writing
from scd_workflow.texts import say
from tests.app.letters import Clock
from tests.app.test_acts import DONE
from tests.app.test_posting import GO, MONDAY, TUESDAY, at, short
from tests.examples import PAM, SARA, STEF
from tests.mailbox import ACCEPTED, Mailbox
from tests.offices import configured, started, write_plan

WEDNESDAY, THURSDAY = (TUESDAY + timedelta(days=each) for each in (1, 2))


@pytest.fixture
def office(tmp_path: Path, database_url: str, box: Mailbox) -> Iterator[Office]:
    """A gate that is due on Tuesday; both who may decide it have yet to be reminded."""
    opened, _ = started(configured(short("G1"), tmp_path, database_url=database_url, mail_url=box.url), at(MONDAY, 8))
    acts.report(opened, DONE, at(MONDAY, 9))
    acts.open_gates(opened, at(MONDAY, 10))
    yield opened
    opened.engine.dispose()


def told(office: Office) -> Counter[tuple[str, str, str | None]]:
    """The step of each notice, how it stands, and why it was withdrawn."""
    with reading(office.engine) as connection:
        rows = outbox.rows(connection, office.programme)
    return Counter((row.key.split("/")[5], row.state, row.withdrawn_reason) for row in rows)


def test_a_run_that_goes_on_past_midnight_sends_the_reminders_of_the_new_day_but_nobody_two_on_one_day(
    office: Office, box: Mailbox
) -> None:
    clock = Clock(at(TUESDAY, 23) + timedelta(minutes=58))

    def slowly() -> str:
        clock.now = max(clock.now, at(WEDNESDAY, 0))
        return ACCEPTED

    box.answer = slowly

    assert send_notices(office, clock=clock).sent == 3
    passed = {("due", "sent", None): 1, ("due", "withdrawn", "step_passed"): 1}
    assert told(office) == passed | {("overdue+1", "sent", None): 2}
    assert send_notices(office, clock=Clock(at(THURSDAY, 0))).sent == 1
    assert told(office) == passed | {("overdue+1", "sent", None): 3}


def test_no_reminder_follows_a_decision_that_came_in_between_by_any_way(office: Office, box: Mailbox) -> None:
    def decide() -> str:
        with writing(office.engine) as connection:
            seen = view(connection, office.programme, at(TUESDAY))
            if seen.state.programme.gates[GO.gate].awaits_decision:
                events = decisions.decide(seen.progress, GO, at(TUESDAY))
                log.append(connection, office.programme, events, expected=seen.seq, recorded_at=at(TUESDAY))
        return ACCEPTED

    box.answer = decide

    send_notices(office, clock=Clock(at(TUESDAY)))

    assert told(office) == {
        ("due", "sent", None): 1,
        ("due", "withdrawn", "obligation_ended"): 1,
        ("taken", "sent", None): 3,
    }


def test_no_reminder_goes_to_somebody_whom_a_plan_adopted_meanwhile_has_replaced(office: Office, box: Mailbox) -> None:
    def adopted() -> str:
        if len(box.received) == 0:
            waiting = {SARA, STEF} - {_being_sent(office)}
            _without(office, *waiting)
        return ACCEPTED

    box.answer = adopted

    assert send_notices(office, clock=Clock(at(TUESDAY))).sent == 1
    assert told(office) == {("due", "sent", None): 1, ("due", "withdrawn", "person_replaced"): 1}


def test_while_nothing_moves_a_claim_does_not_read_the_programme_again(office: Office) -> None:
    asked: list[str] = []
    event.listen(office.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    assert send_notices(office, clock=Clock(at(TUESDAY))).sent == 2

    # The log is read once, when the gates opened, and at none of three looks; the plan stays as it was.
    assert sum("event.body" in each for each in asked) == 1
    assert not any("FROM plan" in each for each in asked)


def test_broken_settings_are_the_reason_of_a_run_that_sends_what_was_made_before(office: Office) -> None:
    acts.open_gates(office, at(TUESDAY))
    (office.settings.config / "ladder.yaml").write_text("nonsense: [", encoding="utf-8")
    fresh = Office(office.engine, office.programme, office.settings)

    tally = send_notices(fresh, clock=Clock(at(TUESDAY)))

    assert tally.sent == 2
    assert tally.reason is not None
    assert "ladder.yaml:" in say(tally.reason)


def _being_sent(office: Office) -> str:
    with reading(office.engine) as connection:
        return next(row.recipient for row in outbox.rows(connection, office.programme) if row.state == "claimed")


def _without(office: Office, *gone: str) -> None:
    plan = short("G1")
    kept = tuple(each for each in plan.holders if each.person not in gone)
    write_plan(plan.model_copy(update={"holders": kept}), office.settings.config)
    adopt(office, Adoption(PAM, "Somebody left"), at(TUESDAY))
