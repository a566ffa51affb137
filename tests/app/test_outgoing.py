"""The outbox as it was on an earlier day."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import outbox_lines, send_notices
from scd_workflow.store import by_hand, claims, outbox
from scd_workflow.store.engine import reading, writing
from scd_workflow.store.outbox import Draft, OutcomeKind
from tests.app.letters import Clock
from tests.examples import PLAN, at, day
from tests.offices import configured, started

MONDAY, TUESDAY, WEDNESDAY = (at(day(1, each)) for each in (4, 5, 6))
LEASE = timedelta(minutes=5)


def place(folder: Path) -> Office:
    return started(configured(PLAN, folder), MONDAY)[0]


def put_in(office: Office, key: str, when: datetime) -> None:
    draft = Draft(key, f"about-{key}", "stef", "stef@example.nl", "mail", "A decision", b"Dear Stef", when)
    with writing(office.engine) as connection:
        outbox.enqueue(connection, office.programme, [draft], now=when)


def tried(office: Office, outcome: OutcomeKind, when: datetime) -> None:
    with writing(office.engine) as connection:
        (claimed,) = claims.claim(connection, office.programme, "mail", now=when, lease=LEASE)
        claims.settle(connection, claimed, outcome, code="x", text="So it went", next_at=when, now=when)


def withdrawn(office: Office, key: str, when: datetime) -> None:
    with writing(office.engine) as connection:
        outbox.withdraw(connection, office.programme, {f"about-{key}"}, reason="Decided", now=when)


def seen(office: Office, when: datetime | None) -> list[tuple[str, int | None, str]]:
    return [(line.state, line.attempts, line.reason) for line in outbox_lines(office, when)]


def test_a_notice_was_not_there_before_it_was_put_in(tmp_path: Path) -> None:
    office = place(tmp_path)
    put_in(office, "a", TUESDAY)

    assert seen(office, MONDAY) == []
    assert seen(office, TUESDAY) == [("waiting", None, "")]


def test_a_notice_waited_until_it_was_sent(tmp_path: Path) -> None:
    office = place(tmp_path)
    put_in(office, "a", MONDAY)
    tried(office, "sent", WEDNESDAY)

    (then,) = outbox_lines(office, TUESDAY)

    assert (then.state, then.attempts, then.sent_at, then.reason) == ("waiting", None, None, "")
    assert seen(office, WEDNESDAY) == seen(office, None) == [("sent", 1, "So it went")]


def test_a_notice_waited_until_it_was_withdrawn(tmp_path: Path) -> None:
    office = place(tmp_path)
    put_in(office, "a", MONDAY)
    withdrawn(office, "a", WEDNESDAY)

    assert seen(office, TUESDAY) == [("waiting", None, "")]
    assert seen(office, WEDNESDAY) == seen(office, None) == [("withdrawn", 0, "Decided")]


def test_what_was_withdrawn_while_it_was_on_its_way_was_on_its_way(tmp_path: Path) -> None:
    office = place(tmp_path)
    put_in(office, "a", MONDAY)
    with writing(office.engine) as connection:
        (claimed,) = claims.claim(connection, office.programme, "mail", now=MONDAY, lease=LEASE)
    withdrawn(office, "a", MONDAY)
    with writing(office.engine) as connection:
        claims.settle(connection, claimed, "sent", code="", text="", next_at=None, now=WEDNESDAY)

    assert [state for state, _, _ in seen(office, TUESDAY)] == ["claimed"]
    assert [state for state, _, _ in seen(office, WEDNESDAY)] == ["sent"]


def test_a_failure_of_which_the_moment_was_not_kept_stands_as_it_does_now(tmp_path: Path) -> None:
    office = place(tmp_path)
    put_in(office, "a", MONDAY)
    tried(office, "permanent", WEDNESDAY)

    assert seen(office, TUESDAY) == seen(office, None)
    assert seen(office, TUESDAY)[0][0] == "failed"


def test_a_run_empties_what_was_kept_for_as_long_as_the_settings_say(tmp_path: Path) -> None:
    office = place(tmp_path)
    put_in(office, "a", MONDAY)
    tried(office, "sent", MONDAY)
    days = timedelta(days=office.settings.keep_bodies)

    for moment, body in ((MONDAY + days, b"Dear Stef"), (MONDAY + days + LEASE, b"")):
        send_notices(office, clock=Clock(moment))
        with reading(office.engine) as connection:
            (number,) = (row.id for row in outbox.rows(connection, office.programme) if row.key == "a")
            assert by_hand.body(connection, office.programme, number) == body
    assert [line.key for line in outbox_lines(office) if line.key == "a"] == ["a"]
