"""What the relay does when a mail server is away, busy, or says no."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from scd_workflow.app.relaying import LEASE, LONGEST
from scd_workflow.app.tally import Tally
from scd_workflow.delivery.smtp import PATIENCE, REPLIES
from scd_workflow.store import claims
from scd_workflow.texts import say
from tests.app.letters import DAY, MINUTE, Clock, message, put, relayed, rows, subjects, withdraw
from tests.mailbox import END, RESET, Mailbox, nowhere, scripted

TEN_MINUTES = timedelta(minutes=10)
"""After which a run counts as lost."""


def test_nobody_takes_over_a_message_while_even_the_slowest_server_may_still_answer() -> None:
    slowest = timedelta(seconds=REPLIES * PATIENCE)

    assert slowest < LEASE
    assert LONGEST + slowest < TEN_MINUTES


def test_what_is_withdrawn_while_the_server_turns_it_away_is_not_tried_again(
    engine: Engine, box: Mailbox, clock: Clock
) -> None:
    put(engine, message(1))

    def overtaken() -> str:
        withdraw(engine, message(1))
        return "451 try again later"

    box.answer = overtaken

    assert relayed(engine, box.url, clock) == Tally(withdrawn=1)
    clock.now += DAY
    assert relayed(engine, box.url, clock) == Tally()
    assert box.received == []


def test_without_a_server_nothing_is_lost_and_the_reason_is_clear(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1), message(2))
    url = nowhere()

    tally = relayed(engine, url, clock)

    assert tally.reason is not None
    assert say(tally.reason).startswith(f"De mailserver {url.removeprefix('smtp://')} is niet te bereiken (")
    assert tally == Tally(reason=tally.reason)
    assert [row.attempts for row in rows(engine)] == [0, 0]

    assert relayed(engine, box.url, clock) == Tally(sent=2)


def test_however_long_the_server_is_away_no_message_is_given_up(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))
    url = nowhere()
    for _ in range(2 * claims.MAX_ATTEMPTS):
        relayed(engine, url, clock)
        clock.now += DAY

    assert relayed(engine, box.url, clock) == Tally(sent=1)


def test_a_busy_server_is_tried_for_two_days_and_then_given_up(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))
    box.answer = lambda: "451 4.7.1 greylisted"
    began, waits = clock.now, [5, 10, 20, 40, 80, 160, 320, 640, 1280]

    for wait in waits:
        assert relayed(engine, box.url, clock) == Tally(retrying=1)
        clock.now += (wait - 1) * MINUTE
        assert relayed(engine, box.url, clock) == Tally()
        clock.now += MINUTE
    assert relayed(engine, box.url, clock) == Tally(failed=1)

    (row,) = rows(engine)
    assert (row.state, row.outcome_code, row.outcome_text) == ("failed", "451", "4.7.1 greylisted")
    assert 1.5 * DAY < clock.now - began < 2 * DAY


def test_greylisting_costs_one_retry(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))
    box.answer = lambda: "451 4.7.1 greylisted"
    relayed(engine, box.url, clock)
    box.answer = lambda: "250 welcome"
    clock.now += 5 * MINUTE

    assert relayed(engine, box.url, clock) == Tally(sent=1)


def test_a_refusal_for_good_is_not_repeated(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))
    box.answer = lambda: "550 5.1.1 no such user"

    assert relayed(engine, box.url, clock) == Tally(failed=1)
    clock.now += 30 * DAY
    assert relayed(engine, box.url, clock) == Tally()


def test_a_letter_that_may_have_arrived_goes_out_again_as_the_same_bytes(
    engine: Engine, box: Mailbox, clock: Clock
) -> None:
    put(engine, message(1))

    with scripted({END: RESET}) as server:
        assert relayed(engine, server.url, clock) == Tally(retrying=1)
    assert [(row.state, row.outcome_kind) for row in rows(engine)] == [("retry", "uncertain")]
    clock.now += 5 * MINUTE

    assert relayed(engine, box.url, clock) == Tally(sent=1)
    assert [each.content for each in box.received] == server.stored == [message(1).mime]


def test_a_letter_stays_in_doubt_whatever_becomes_of_later_attempts(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))
    with scripted({END: RESET}) as server:
        relayed(engine, server.url, clock)
    box.answer = lambda: "451 try again later"
    clock.now += DAY
    relayed(engine, box.url, clock)
    assert [(row.state, row.outcome_kind) for row in rows(engine)] == [("retry", "uncertain")]
    box.answer = lambda: "550 no such user"
    clock.now += DAY

    assert relayed(engine, box.url, clock) == Tally(uncertain=1)


def test_a_letter_that_may_have_arrived_is_not_withdrawn_as_if_it_had_not(engine: Engine, clock: Clock) -> None:
    put(engine, message(1))
    with scripted({END: RESET}) as server:
        relayed(engine, server.url, clock)

    withdraw(engine, message(1))
    clock.now += DAY

    assert [row.state for row in rows(engine)] == ["uncertain"]
    assert relayed(engine, server.url, clock) == Tally()


def test_doubt_does_not_go_on_for_ever(engine: Engine, clock: Clock) -> None:
    put(engine, message(1))

    with scripted({END: RESET}) as server:
        for _ in range(20):
            relayed(engine, server.url, clock)
            clock.now += DAY

    assert [(row.state, row.attempts) for row in rows(engine)] == [("uncertain", 10)]
    assert len(server.stored) == 10


def test_a_message_that_breaks_its_delivery_does_not_keep_back_the_others(
    engine: Engine, box: Mailbox, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    broken = message(1)
    put(engine, replace(broken, mime=b"not a message"), message(2))

    assert relayed(engine, box.url, clock) == Tally(sent=1, retrying=1)

    assert subjects(box) == {"Besluit 2 nodig": 1}
    assert broken.key in caplog.text
    assert "in letter" in caplog.text


def test_what_fails_is_logged_by_its_key_without_the_address(
    engine: Engine, box: Mailbox, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    put(engine, message(1))
    box.answer = lambda: "550 <o'brien@gemeente.example> unknown"

    relayed(engine, box.url, clock)

    own = [record.getMessage() for record in caplog.records if record.name.startswith("scd_workflow")]
    assert own == [f"{message(1).key}: permanent 550"]
