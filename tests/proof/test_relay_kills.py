"""Relays that are killed at any moment lose nothing, and what arrives twice is the same to the byte; asked to stop, neither."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from functools import partial
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from scd_workflow.store.engine import open_database, reading
from scd_workflow.store.outbox import OutboxRow
from scd_workflow.store.schema import outbox_table
from tests.app.letters import message, put, rows
from tests.mailbox import Mailbox, mailbox
from tests.proof.jobs import LEASE, relay_letters
from tests.proof.processes import Job, jobs
from tests.proof.scale import chance, scaled, seeds

pytestmark = pytest.mark.proof

RELAYS = 2

CONNECTIONS = 4
"""Over how many an office sends that wants it quicker than over one."""

STORIES = [
    *(("sqlite", 1, 5_000, seed) for seed in seeds(3)),
    *(("postgresql", 1, 1_000, seed) for seed in seeds(1)),
    *(("sqlite", CONNECTIONS, 2_000, seed) for seed in seeds(1)),
    *(("postgresql", CONNECTIONS, 2_000, seed) for seed in seeds(1)),
]
"""In which database, over how many connections of each relay, and how many letters."""

STOPPED = 2_000
"""How many letters go out by relays that are asked to stop."""

LIFE = 1.0
"""How many seconds a relay with one connection lives at most, once it has begun; one with more is done sooner, and lives as much less."""

TAKES = 0.003
"""How many seconds the mail server takes over a letter, before the final dot.

What a server takes after it leaves a letter in doubt for just as long, whoever sends it and however.
"""

READ_BY_ANOTHER = 255
"""What Python calls an end that another thread of ours, which was just starting a relay, has read before us."""

ALLOWED = 0.5
"""How many letters may arrive twice for each relay with one connection that is killed; with more it is one for each."""

End = Callable[[Job, float], bool]
"""Ends a relay after so many seconds, and says whether it had not ended by itself."""


def killed(job: Job, seconds: float) -> bool:
    """End it without warning."""
    _, early = job.killed_after(seconds)
    return early


def stopped(job: Job, seconds: float) -> bool:
    """Ask it to stop, and see that it does so in good order."""
    job.process.join(seconds)
    early = job.process.is_alive()
    job.process.terminate()
    # It says how many went out when its run is over, and may hear of our wish only after that.
    assert len(job.everything()) == 1
    assert job.process.exitcode in {0, -signal.SIGTERM, READ_BY_ANOTHER}
    return early


@pytest.mark.parametrize(("kind", "connections", "letters", "seed"), STORIES)
def test_relays_that_are_killed_lose_nothing_and_repeat_little(
    kind: str,
    connections: int,
    letters: int,
    seed: str,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    url = request.getfixturevalue(f"{kind}_url")
    engine, box, deaths = lived(url, seed, killed, scaled(letters), connections)

    found = rows(engine)
    assert {row.state for row in found} == {"sent"}
    doubles = twice(box, found)
    assert deaths > 0
    assert doubles <= (ALLOWED if connections == 1 else connections) * deaths
    told = f"{kind}: {len(found)} letters, {deaths} relays of {connections} connections killed, 0 lost"
    record_property("proved", f"{told}, {doubles} twice, {doubles / deaths:.2f} for each")


@pytest.mark.parametrize("seed", seeds(1))
def test_relays_that_are_asked_to_stop_lose_nothing_and_repeat_nothing(
    seed: str, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    engine, box, stops = lived(database_url, seed, stopped, scaled(STOPPED), CONNECTIONS)

    found = rows(engine)
    assert [(row.state, row.attempts) for row in found] == [("sent", 1)] * len(found)
    assert twice(box, found) == 0
    assert stops > 0
    record_property("proved", f"{engine.dialect.name}: {len(found)} letters, {stops} relays stopped, 0 lost, 0 twice")


def lived(database_url: str, seed: str, end: End, letters: int, connections: int) -> tuple[Engine, Mailbox, int]:
    """Relays that end early, one after the other and several at a time, until nothing waits; one ends it in peace."""
    engine = open_database(database_url)
    with mailbox() as box:
        put(engine, *(message(number) for number in range(letters)))
        box.takes = TAKES
        begun = partial(Job, relay_letters, database_url, box.url, connections)
        with ThreadPoolExecutor(RELAYS) as pool:
            turns = [
                pool.submit(one_after_the_other, engine, begun, chance(f"{seed}/{number}"), end, LIFE / connections)
                for number in range(RELAYS)
            ]
            early = sum(turn.result() for turn in turns)
        with jobs(begun(2 * LEASE)) as (last,):
            last.everything()
    return engine, box, early


def one_after_the_other(engine: Engine, begun: Callable[[], Job], luck: Random, end: End, longest: float) -> int:
    """Relays until nothing waits; gives how many were ended early."""
    early = 0
    while waiting(engine):
        with jobs(begun()) as (job,):
            assert job.says() == "begun"
            early += end(job, luck.uniform(0, longest))
    return early


def waiting(engine: Engine) -> int:
    """How many letters nobody has begun with."""
    with reading(engine) as connection:
        count = select(func.count()).where(outbox_table.c.state == "waiting")
        return connection.execute(count).scalar_one()


def twice(box: Mailbox, found: list[OutboxRow]) -> int:
    """How many letters arrived more often than once; all of them arrived, and every copy is the same to the byte."""
    arrived = Counter(str(message_from_bytes(each.content)["Message-ID"]) for each in box.received)
    assert len(arrived) == len(found)
    assert len({each.content for each in box.received}) == len(found)
    return arrived.total() - len(arrived)
