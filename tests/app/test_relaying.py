"""The relay with a real outbox and a real mail server: everything goes out, once, whatever happens in between."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from scd_workflow.app.relaying import LEASE, Tally, relay
from scd_workflow.delivery import deliver
from scd_workflow.delivery.deliver import PATIENCE
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.render.mail import Mail
from scd_workflow.render.mime import freeze, message_id
from scd_workflow.store import outbox
from scd_workflow.store.engine import reading, writing
from scd_workflow.store.outbox import Draft, OutboxRow
from scd_workflow.texts import say
from tests.mailbox import END, RESET, Mailbox, mailbox, nowhere, scripted

PROGRAMME = ProgrammeId("kza")
EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Clock:
    """A clock that stands still until somebody moves it."""

    now: datetime = EIGHT

    def __call__(self) -> datetime:
        """What it shows."""
        return self.now


def message(number: int) -> Draft:
    """A message about an obligation of its own."""
    key, address = f"decision/G1/-/{number}/2026-11-23/due/o-brien", "o'brien@gemeente.example"
    written = Mail(f"Besluit {number} nodig", "Neem uw besluit.\n", "<p>Neem uw besluit.</p>\n", "9F43-D0A5", "nl")
    mime = freeze(
        written,
        sender="Programma KZA <kza@example.nl>",
        reply_to="programmabureau@example.nl",
        recipient_name="Pat O'Brien",
        address=address,
        message_id=message_id(key, "example.nl"),
        date=EIGHT,
    )
    return Draft(key, f"decision/G1/-/{number}/2026-11-23", "o-brien", address, "mail", written.subject, mime, EIGHT)


@pytest.fixture
def clock() -> Clock:
    """Eight o'clock, for as long as nobody moves it."""
    return Clock()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A real mail server."""
    with mailbox() as running:
        yield running


def put(engine: Engine, *drafts: Draft) -> None:
    with writing(engine) as connection:
        assert outbox.enqueue(connection, PROGRAMME, drafts, now=EIGHT) == len(drafts)


def withdraw(engine: Engine, draft: Draft) -> None:
    with writing(engine) as connection:
        assert outbox.withdraw(connection, PROGRAMME, [draft.obligation], reason="obligation_ended", now=EIGHT) == 1


def rows(engine: Engine) -> list[OutboxRow]:
    with reading(engine) as connection:
        return outbox.rows(connection, PROGRAMME)


def subjects(box: Mailbox) -> Counter[str]:
    return Counter(message_from_bytes(each.content)["Subject"] for each in box.received)


def test_what_is_due_is_sent_and_said_to_be_sent(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1), message(2))

    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally(sent=2)

    assert subjects(box) == {"Besluit 1 nodig": 1, "Besluit 2 nodig": 1}
    assert [(row.state, row.attempts, row.sent_at, row.outcome_code) for row in rows(engine)] == [
        ("sent", 1, EIGHT, "250"),
        ("sent", 1, EIGHT, "250"),
    ]


def test_a_second_run_sends_nothing(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))
    relay(engine, PROGRAMME, box.url, clock=clock)

    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally()
    assert len(box.received) == 1


def test_the_envelope_and_the_bytes_are_those_of_the_outbox(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))

    relay(engine, PROGRAMME, box.url, clock=clock)

    (received,) = box.received
    assert received.recipients == ("o'brien@gemeente.example",)
    assert received.content == message(1).mime


def test_two_relays_at_once_send_each_message_once(engine: Engine, box: Mailbox, clock: Clock) -> None:
    drafts = [message(number) for number in range(20)]
    put(engine, *drafts)
    together, tallies = threading.Barrier(2), list[Tally]()

    def run() -> None:
        together.wait()
        tallies.append(relay(engine, PROGRAMME, box.url, clock=clock))

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
        claimed = outbox.claim(connection, PROGRAMME, now=clock(), lease=LEASE)
    assert claimed is not None
    deliver(claimed.mime, claimed.address, box.url)

    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally()
    clock.now += LEASE
    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally(sent=1)

    first, second = box.received
    assert first == second
    assert message_from_bytes(first.content)["Message-ID"] == message_id(message(1).key, "example.nl")


def test_nobody_takes_over_a_message_while_even_the_slowest_server_may_still_answer() -> None:
    replies = 9
    assert timedelta(seconds=replies * PATIENCE) < LEASE


def test_what_was_withdrawn_is_never_sent(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1), message(2))
    withdraw(engine, message(1))

    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally(sent=1)
    assert subjects(box) == {"Besluit 2 nodig": 1}


def test_what_is_withdrawn_while_the_server_turns_it_away_is_not_tried_again(
    engine: Engine, box: Mailbox, clock: Clock
) -> None:
    put(engine, message(1))

    def overtaken() -> str:
        withdraw(engine, message(1))
        return "451 try again later"

    box.answer = overtaken

    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally(withdrawn=1)
    clock.now += DAY
    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally()
    assert box.received == []


def test_without_a_server_nothing_is_lost_and_the_reason_is_clear(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1), message(2))
    url = nowhere()

    tally = relay(engine, PROGRAMME, url, clock=clock)

    assert tally.reason is not None
    assert say(tally.reason).startswith(f"De mailserver {url.removeprefix('smtp://')} is niet te bereiken (")
    assert tally == Tally(reason=tally.reason)
    assert [row.attempts for row in rows(engine)] == [0, 0]

    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally(sent=2)


def test_however_long_the_server_is_away_no_message_is_given_up(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))
    url = nowhere()
    for _ in range(2 * outbox.MAX_ATTEMPTS):
        relay(engine, PROGRAMME, url, clock=clock)
        clock.now += DAY

    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally(sent=1)


def test_a_busy_server_is_tried_for_two_days_and_then_given_up(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))
    box.answer = lambda: "451 4.7.1 greylisted"
    waits = [5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY, DAY]

    for wait in waits:
        assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally(retrying=1)
        clock.now += wait - MINUTE
        assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally()
        clock.now += MINUTE
    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally(failed=1)

    (row,) = rows(engine)
    assert (row.state, row.outcome_code, row.outcome_text) == ("failed", "451", "4.7.1 greylisted")


def test_greylisting_costs_one_retry(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))
    box.answer = lambda: "451 4.7.1 greylisted"
    relay(engine, PROGRAMME, box.url, clock=clock)
    box.answer = lambda: "250 welcome"
    clock.now += 5 * MINUTE

    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally(sent=1)


def test_a_refusal_for_good_is_not_repeated(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1))
    box.answer = lambda: "550 5.1.1 no such user"

    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally(failed=1)
    clock.now += 30 * DAY
    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally()


def test_a_message_that_may_have_arrived_is_left_to_a_person(engine: Engine, clock: Clock) -> None:
    put(engine, message(1))

    with scripted(**{END: RESET}) as server:
        assert relay(engine, PROGRAMME, server.url, clock=clock) == Tally(uncertain=1)
        clock.now += 30 * DAY
        assert relay(engine, PROGRAMME, server.url, clock=clock) == Tally()

    assert [row.state for row in rows(engine)] == ["uncertain"]
    assert len(server.stored) == 1


def test_a_message_that_breaks_its_delivery_does_not_keep_back_the_others(
    engine: Engine, box: Mailbox, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    broken = message(1)
    put(engine, replace(broken, mime=b"not a message"), message(2))

    assert relay(engine, PROGRAMME, box.url, clock=clock) == Tally(sent=1, retrying=1)

    assert subjects(box) == {"Besluit 2 nodig": 1}
    assert broken.key in caplog.text
    assert "in letter" in caplog.text


def test_asked_to_stop_it_finishes_what_it_began(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1), message(2))

    tally = relay(engine, PROGRAMME, box.url, clock=clock, stop=lambda: len(box.received) > 0)

    assert tally == Tally(sent=1)
    assert [row.state for row in rows(engine)] == ["sent", "waiting"]


def test_a_limit_leaves_the_rest_for_the_next_run(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1), message(2), message(3))

    assert relay(engine, PROGRAMME, box.url, clock=clock, limit=0) == Tally()
    assert relay(engine, PROGRAMME, box.url, clock=clock, limit=2) == Tally(sent=2)
    assert relay(engine, PROGRAMME, box.url, clock=clock, limit=2) == Tally(sent=1)


def test_progress_is_told_after_each_message(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, message(1), message(2))
    told: list[Tally] = []

    relay(engine, PROGRAMME, box.url, clock=clock, on_progress=told.append)

    assert told == [Tally(sent=1), Tally(sent=2)]


def test_the_folder_is_a_channel_like_any_other(engine: Engine, tmp_path: Path, clock: Clock) -> None:
    put(engine, message(1))
    folder = tmp_path / "mail"

    assert relay(engine, PROGRAMME, str(folder), clock=clock) == Tally(sent=1)
    assert [file.read_bytes() for file in folder.iterdir()] == [message(1).mime]


def test_what_fails_is_logged_by_its_key_without_the_address(
    engine: Engine, box: Mailbox, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    put(engine, message(1))
    box.answer = lambda: "550 <o'brien@gemeente.example> unknown"

    relay(engine, PROGRAMME, box.url, clock=clock)

    own = [record.getMessage() for record in caplog.records if record.name.startswith("scd_workflow")]
    assert own == [f"{message(1).key}: permanent 550"]
