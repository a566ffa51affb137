"""The relay with a real outbox and a real mail server: everything goes out, once, whatever happens in between."""

from __future__ import annotations

import signal
import threading
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection, Engine

from scd_workflow.app import relaying
from scd_workflow.app.carriers import Carriers
from scd_workflow.app.relaying import LEASE, LONGEST, QUICK, Relay
from scd_workflow.app.tally import Tally
from scd_workflow.delivery import Connections, deliver
from scd_workflow.delivery.smtp import Server
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.reasons import because
from scd_workflow.render.mime import message_id
from scd_workflow.store import claims, log, outbox
from scd_workflow.store.engine import writing
from tests.app.letters import (
    EIGHT,
    PROGRAMME,
    Clock,
    by,
    message,
    nothing_moved,
    put,
    relayed,
    rows,
    subjects,
    withdraw,
)
from tests.mailbox import ACCEPTED, Mailbox


def test_what_is_due_is_sent_and_said_to_be_sent(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1), message(2))

    assert relayed(engine, box.url, clock) == Tally(sent=2)

    assert subjects(box) == {"Besluit 1 nodig": 1, "Besluit 2 nodig": 1}
    assert [(row.state, row.attempts, row.sent_at, row.outcome_code) for row in rows(engine)] == [
        ("sent", 1, EIGHT, "250"),
        ("sent", 1, EIGHT, "250"),
    ]


def test_a_second_run_sends_nothing(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))
    relayed(engine, box.url, clock)

    assert relayed(engine, box.url, clock) == Tally()
    assert len(box.received) == 1


def test_the_envelope_and_the_bytes_are_those_of_the_outbox(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))

    relayed(engine, box.url, clock)

    (received,) = box.received
    assert received.recipients == ("o'brien@gemeente.example",)
    assert received.content == message(1).mime


def test_two_relays_at_once_send_each_message_once(engine: Engine, box: Mailbox, clock: Clock) -> None:
    drafts = [message(number) for number in range(20)]
    put(engine, *drafts)
    together, tallies = threading.Barrier(2), list[Tally]()

    def run() -> None:
        together.wait()
        tallies.append(relayed(engine, box.url, clock))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert subjects(box) == {draft.subject: 1 for draft in drafts}
    assert sum(tally.sent for tally in tallies) == 20


def test_a_relay_that_died_after_sending_sends_the_same_message_again(
    engine: Engine, box: Mailbox, clock: Clock
) -> None:
    put(engine, message(1))
    with writing(engine) as connection:
        (claimed,) = claims.claim(connection, PROGRAMME, "mail", now=clock(), lease=LEASE)
    with Connections() as connections:
        deliver(claimed.mime, claimed.address, by(box.url), connections)

    assert relayed(engine, box.url, clock) == Tally()
    clock.now += LEASE
    assert relayed(engine, box.url, clock) == Tally(sent=1)

    first, second = box.received
    assert first == second
    assert message_from_bytes(first.content)["Message-ID"] == message_id(message(1).key, "example.nl")


def test_what_was_withdrawn_is_never_sent(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1), message(2))
    withdraw(engine, message(1))

    assert relayed(engine, box.url, clock) == Tally(sent=1)
    assert subjects(box) == {"Besluit 2 nodig": 1}


def test_the_folder_is_a_channel_like_any_other(engine: Engine, tmp_path: Path, clock: Clock) -> None:
    put(engine, message(1))
    folder = tmp_path / "mail"

    assert relayed(engine, str(folder), clock) == Tally(sent=1)
    assert [file.read_bytes() for file in folder.iterdir()] == [message(1).mime]


def test_a_run_that_lasts_too_long_leaves_the_rest_for_the_next(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1), message(2))

    def slowly() -> str:
        clock.now += LONGEST
        return ACCEPTED

    box.answer = slowly

    assert relayed(engine, box.url, clock) == Tally(sent=1)
    assert [row.state for row in rows(engine)] == ["sent", "waiting"]
    assert relayed(engine, box.url, clock) == Tally(sent=1)


def test_what_is_withdrawn_at_the_last_look_before_it_is_claimed_is_not_sent(
    engine: Engine, box: Mailbox, clock: Clock
) -> None:
    put(engine, message(1), message(2))

    def look(connection: Connection, now: datetime) -> None:
        if box.received:
            outbox.withdraw(connection, PROGRAMME, [message(2).obligation], reason="obligation_ended", now=now)

    with Carriers(lambda _: by(box.url)) as carriers:
        tally = Relay(engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=look).run()

    assert tally == Tally(sent=1)
    assert [row.state for row in rows(engine)] == ["sent", "withdrawn"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_relay_waits_for_who_acts_before_it_settles_what_that_act_withdraws(
    engine: Engine, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Settled with the next claim, however slow the disk is today.
    monkeypatch.setattr(relaying, "QUICK", 60)
    put(engine, message(1))
    alone = threading.Event()

    def act() -> None:
        with writing(engine) as connection:
            log.lock(connection, PROGRAMME)
            alone.set()
            outbox.withdraw(connection, PROGRAMME, [message(1).obligation], reason="obligation_ended", now=EIGHT)

    acts = threading.Thread(target=act)

    def look(connection: Connection, now: datetime) -> None:
        del now
        if any(tmp_path.iterdir()):
            acts.start()
            assert alone.wait(60)
        log.lock(connection, PROGRAMME)

    with Carriers(lambda _: tmp_path) as carriers:
        tally = Relay(engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=look).run()
    acts.join()

    assert tally == Tally(sent=1)
    assert [row.state for row in rows(engine)] == ["sent"]


def test_what_took_a_server_long_is_recorded_before_anything_else_is_done(
    engine: Engine, box: Mailbox, clock: Clock
) -> None:
    put(engine, message(1), message(2))
    box.takes = 2 * QUICK
    known: list[list[str]] = []

    def look(connection: Connection, now: datetime) -> None:
        del connection, now
        # By a connection of its own, which sees what is recorded for good.
        known.append([row.state for row in rows(engine)])

    with Carriers(lambda _: by(box.url)) as carriers:
        Relay(engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=look).run()

    assert known == [["waiting", "waiting"], ["sent", "waiting"], ["sent", "sent"]]


def test_who_breaks_in_on_a_run_finds_the_message_that_was_under_way_sent_and_recorded(
    engine: Engine, box: Mailbox, clock: Clock
) -> None:
    put(engine, message(1), message(2))

    def breaking_in(_: str) -> Server | Path:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        return by(box.url)

    with Carriers(breaking_in) as carriers, pytest.raises(KeyboardInterrupt):
        Relay(engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=nothing_moved).run()

    states = [row.state for row in rows(engine)]
    assert states[0] == "sent"
    assert states.count("sent") == len(box.received)
    assert "claimed" not in states


def test_an_alarm_that_breaks_loses_nothing_of_what_was_under_way(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1), *(replace(message(number), channel=f"mail/o{number}") for number in (2, 3)))
    alarmed = threading.Event()

    def transport(channel: str) -> Server | Path:
        if channel != "mail":
            # The second is known to be at fault when the alarm about the first one broke.
            assert channel == "mail/o2" or alarmed.wait(60)
            raise PlanInvalid(because("config.no_such_channel", channel=channel))
        assert alarmed.wait(60)
        return by(box.url)

    def alarm(*_: object) -> None:
        alarmed.set()
        raise ZeroDivisionError

    with Carriers(transport) as carriers, pytest.raises(ZeroDivisionError):
        Relay(engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=nothing_moved, alarm=alarm).run()

    assert [row.state for row in rows(engine)] == ["sent", "retry", "retry"]
