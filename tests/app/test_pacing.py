"""A channel takes no more messages at one time, and in a minute, than its settings say: over connections, runs and relays."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy.engine import Connection, Engine

from scd_workflow.app.carriers import Carriers
from scd_workflow.app.relaying import LEASE, LONGEST, Relay
from scd_workflow.app.stopping import Stop
from scd_workflow.app.tally import Tally
from scd_workflow.config.channels import Pace
from scd_workflow.delivery import Outcome
from scd_workflow.store import claims
from scd_workflow.store.engine import writing
from scd_workflow.store.outbox import Draft
from tests.app.letters import EIGHT, HOUR, MINUTE, PROGRAMME, Clock, by, message, nothing_moved, put, rows
from tests.mailbox import ACCEPTED, Mailbox


class Unlucky(Exception):
    """Nobody expected this."""


class Waiting(Stop):
    """Waits by a clock that somebody moves."""

    def __init__(self, clock: Clock) -> None:
        """Move this clock."""
        super().__init__()
        self.clock = clock

    def wait(self, longest: timedelta) -> None:
        """Let the time pass."""
        self.clock.now += longest


@dataclass
class Slow(Carriers):
    """Carriers that hold what they carry until so many are under way at one time."""

    together: int
    pace_: Pace
    under_way: list[str] = field(default_factory=list)
    beside: set[tuple[str, ...]] = field(default_factory=set)
    most: int = 0

    def __post_init__(self) -> None:
        """Begin with nothing."""
        super().__init__(lambda _: by("unused"), lambda _: self.pace_)
        self.gate = threading.Barrier(self.together)
        self.lock = threading.Lock()

    def carry(self, channel: str, message: bytes, address: str) -> Outcome:
        """Wait for the others."""
        del message, address
        with self.lock:
            self.under_way.append(channel)
            self.most = max(self.most, len(self.under_way))
        if self.gate.wait(timeout=30) == 0:
            self.beside.add(tuple(sorted(self.under_way)))
        self.gate.wait(timeout=30)
        with self.lock:
            self.under_way.remove(channel)
        return Outcome("sent", "250")


def sent(engine: Engine, box: Mailbox, clock: Clock, pace: Pace, *, longest: timedelta = LONGEST) -> Tally:
    """What a run did that waits for the rate of its channel."""
    with Carriers(lambda _: by(box.url), lambda _: pace) as carriers:
        relay = Relay(
            engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=nothing_moved, stop=Waiting(clock)
        )
        return relay.run(longest)


def test_as_many_letters_are_under_way_at_one_time_as_there_are_connections(engine: Engine, clock: Clock) -> None:
    put(engine, *(message(number) for number in range(9)))

    with Slow(3, Pace(connections=3)) as carriers:
        relay = Relay(engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=nothing_moved)
        assert relay.run() == Tally(sent=9)

    assert carriers.most == 3


def test_a_channel_that_is_full_does_not_hold_up_another(engine: Engine, clock: Clock) -> None:
    cards = [replace(message(number), channel="wand", not_before=EIGHT + MINUTE) for number in (7, 8)]
    put(engine, message(1), message(2), *cards)
    clock.now += HOUR

    # Each goes out only beside another one, and two letters may not.
    with Slow(2, Pace(connections=1)) as carriers:
        relay = Relay(engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=nothing_moved)
        assert relay.run() == Tally(sent=4)

    assert carriers.beside == {("mail", "wand")}


def test_no_more_letters_go_out_in_any_minute_than_the_rate_allows(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, *(message(number) for number in range(8)))
    moments: list[datetime] = []

    def note() -> str:
        moments.append(clock.now)
        return ACCEPTED

    box.answer = note

    assert sent(engine, box, clock, Pace(connections=2, rate=3)) == Tally(sent=8)
    assert [moment - EIGHT for moment in moments] == [*[0 * MINUTE] * 3, *[MINUTE] * 3, *[2 * MINUTE] * 2]


def test_a_rate_holds_over_runs_and_relays(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, *(message(number) for number in range(8)))
    pace = Pace(rate=3)

    for seconds, through in ((0, 3), (30, 0), (29, 0), (1, 3), (59, 0)):
        clock.now += timedelta(seconds=seconds)
        with Carriers(lambda _: by(box.url), lambda _: pace) as carriers:
            relay = Relay(engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=nothing_moved)
            assert relay.run() == Tally(sent=through)


def test_what_was_turned_away_counts_for_the_rate(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, *(message(number) for number in range(4)))
    box.answer = lambda: "451 busy"

    assert sent(engine, box, clock, Pace(rate=3), longest=MINUTE) == Tally(retrying=3)


def test_a_channel_without_a_rate_goes_on_while_another_waits(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, *(message(number) for number in range(3)), *(_own(message(number)) for number in range(3, 6)))

    with Carriers(lambda _: by(box.url), lambda channel: Pace(rate=1) if channel == "mail" else Pace()) as carriers:
        relay = Relay(engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=nothing_moved)
        assert relay.run() == Tally(sent=4)

    assert [row.channel for row in rows(engine) if row.state == "waiting"] == ["mail"] * 2


def test_whoever_is_asked_to_stop_finishes_what_is_under_way_and_begins_nothing(
    engine: Engine, box: Mailbox, clock: Clock
) -> None:
    put(engine, *(message(number) for number in range(5)))
    stop = Stop()

    def ask() -> str:
        stop.ask()
        return ACCEPTED

    box.answer = ask
    with Carriers(lambda _: by(box.url), lambda _: Pace(connections=2)) as carriers:
        relay = Relay(engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=nothing_moved, stop=stop)
        tally = relay.run()

    assert tally == Tally(sent=2)
    assert sorted((row.state, row.attempts) for row in rows(engine)) == [*[("sent", 1)] * 2, *[("waiting", 0)] * 3]


def test_what_is_under_way_is_settled_also_when_the_run_breaks(engine: Engine, clock: Clock) -> None:
    put(engine, *(message(number) for number in range(4)))
    looks = count()

    def look(connection: Connection, now: datetime) -> None:
        del connection, now
        if next(looks):
            raise Unlucky

    with Slow(2, Pace(connections=2)) as carriers:
        relay = Relay(engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=look)
        with pytest.raises(Unlucky):
            relay.run()

    assert sorted(row.state for row in rows(engine)) == ["sent", "sent", "waiting", "waiting"]


def test_whoever_watches_hears_how_far_a_run_is(engine: Engine, box: Mailbox, clock: Clock) -> None:
    put(engine, *(message(number) for number in range(3)))
    heard: list[tuple[int, int]] = []

    with Carriers(lambda _: by(box.url)) as carriers:
        Relay(
            engine=engine,
            programme=PROGRAMME,
            carriers=carriers,
            clock=clock,
            look=nothing_moved,
            told=lambda done, due: heard.append((done, due)),
        ).run()

    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_a_letter_that_was_begun_and_never_settled_is_in_doubt_from_then_on(
    engine: Engine, box: Mailbox, clock: Clock
) -> None:
    put(engine, message(1))
    with writing(engine) as connection:
        claims.claim(connection, PROGRAMME, "mail", now=clock(), lease=LEASE)
    clock.now += LEASE
    box.answer = lambda: "550 no such user"

    assert sent(engine, box, clock, Pace()) == Tally(uncertain=1)


def test_a_card_that_was_begun_and_never_settled_is_not_posted_again(
    engine: Engine, box: Mailbox, clock: Clock
) -> None:
    put(engine, replace(message(1), channel="wand"))
    with writing(engine) as connection:
        claims.claim(connection, PROGRAMME, "wand", now=clock(), lease=LEASE)
    clock.now += LEASE

    assert sent(engine, box, clock, Pace()) == Tally()
    assert [(row.state, row.outcome_code) for row in rows(engine)] == [("uncertain", "lease_expired")]


def _own(draft: Draft) -> Draft:
    return replace(draft, channel="mail/dordrecht")
