"""Relays that are killed at any moment lose nothing, and what arrives twice is the same to the byte; asked to stop, neither."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from scd_workflow.config.channels import CONNECTIONS
from scd_workflow.store.engine import open_database, reading
from scd_workflow.store.outbox import OutboxRow
from scd_workflow.store.schema import outbox_table
from tests.app.letters import message, put, rows
from tests.mailbox import Mailbox, mailbox
from tests.proof.jobs import LEASE, relay_letters
from tests.proof.processes import PATIENCE, Job, jobs
from tests.proof.scale import chance, scaled, seeds

pytestmark = pytest.mark.proof

RELAYS = 2

LETTERS = {"sqlite": 5_000, "postgresql": 1_000}
STORIES = [*(("sqlite", seed) for seed in seeds(2)), *(("postgresql", seed) for seed in seeds(1))]

STOPPED = 1_000
"""How many letters go out by relays that are asked to stop."""

LIFE = 1.0
"""How many seconds a relay lives at most, once it has begun."""

TRIAL, LONGER = 100, 16
"""The mail server takes so many times as long over a letter as each of so many letters took when it took no time at all.

Real ones take that long on a machine that has nothing else to do, and a busy one needs more time for everything. It takes
it before the final dot: what a server takes after it leaves a letter in doubt for just as long, whoever sends it.
"""

ALLOWED = {"sqlite": 0.5, "postgresql": CONNECTIONS}
"""How many letters may arrive twice for each relay that is killed; where few are, chance decides, and the law is one for
each connection.
"""

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
    job.process.join(PATIENCE)
    assert job.process.exitcode == 0
    return early


@pytest.mark.parametrize(("kind", "seed"), STORIES)
def test_relays_that_are_killed_lose_nothing_and_repeat_little(
    kind: str, seed: str, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    url = request.getfixturevalue(f"{kind}_url")
    engine, box, deaths = lived(url, seed, killed, TRIAL + scaled(LETTERS[kind]))

    found = rows(engine)
    assert {row.state for row in found} == {"sent"}
    doubles = twice(box, found)
    assert deaths > 0
    assert doubles <= ALLOWED[kind] * deaths
    told = f"{kind}: {len(found)} letters, {deaths} relays of {CONNECTIONS} connections killed, 0 lost"
    record_property("proved", f"{told}, {doubles} twice, {doubles / deaths:.2f} for each")


@pytest.mark.parametrize("seed", seeds(1))
def test_relays_that_are_asked_to_stop_lose_nothing_and_repeat_nothing(
    seed: str, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    engine, box, stops = lived(database_url, seed, stopped, TRIAL + scaled(STOPPED))

    found = rows(engine)
    assert [(row.state, row.attempts) for row in found] == [("sent", 1)] * len(found)
    assert twice(box, found) == 0
    assert stops > 0
    record_property("proved", f"{engine.dialect.name}: {len(found)} letters, {stops} relays stopped, 0 lost, 0 twice")


def lived(database_url: str, seed: str, end: End, letters: int) -> tuple[Engine, Mailbox, int]:
    """Relays that end early, one after the other and several at a time, until nothing waits; one ends it in peace."""
    engine = open_database(database_url)
    with mailbox() as box:
        put(engine, *(message(number) for number in range(TRIAL)))
        box.takes = LONGER * seconds_each(database_url, box)
        put(engine, *(message(number) for number in range(TRIAL, letters)))
        with ThreadPoolExecutor(RELAYS) as pool:
            turns = [
                pool.submit(one_after_the_other, engine, database_url, box.url, chance(f"{seed}/{number}"), end)
                for number in range(RELAYS)
            ]
            early = sum(turn.result() for turn in turns)
        with jobs(Job(relay_letters, database_url, box.url, 2 * LEASE)) as (last,):
            last.everything()
    return engine, box, early


def seconds_each(database_url: str, box: Mailbox) -> float:
    """How long a relay takes over each letter of the trial."""
    with jobs(Job(relay_letters, database_url, box.url)) as (job,):
        assert job.says() == "begun"
        begun = time.monotonic()
        assert job.everything() == [TRIAL]
        return (time.monotonic() - begun) / TRIAL


def one_after_the_other(engine: Engine, database_url: str, mail_url: str, luck: Random, end: End) -> int:
    """Relays until nothing waits; gives how many were ended early."""
    early = 0
    while waiting(engine):
        with jobs(Job(relay_letters, database_url, mail_url)) as (job,):
            assert job.says() == "begun"
            early += end(job, luck.uniform(0, LIFE))
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
