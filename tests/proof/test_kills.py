"""A process that is killed at any moment and started again loses nothing and says nothing twice, but for one message in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from scd_workflow.app.office import Office
from scd_workflow.config.plan import load_plan
from scd_workflow.config.settings import Settings
from scd_workflow.domain import due
from scd_workflow.domain.progress import progress_of
from scd_workflow.domain.state import fold
from scd_workflow.store import log
from scd_workflow.store.engine import reading
from scd_workflow.store.schema import body_table, outbox_table
from tests.examples import PLAN, day
from tests.mailbox import ACCEPTED, Mailbox, Received, mailbox
from tests.offices import EXAMPLE, configured, started
from tests.proof.jobs import HOME, live
from tests.proof.processes import PATIENCE, Job, jobs
from tests.proof.scale import chance, scaled, seeds
from tests.story import laws

pytestmark = pytest.mark.proof

LONGEST_LIFE = 0.2
"""How many seconds a process lives at most after its first word, most of them shorter than a day of work."""

MURDEROUS = 0.1
"""How often a process dies between handing a message over and hearing that it was taken."""

START = day(1, 4)
EXAMPLE_PLAN = load_plan(EXAMPLE).starting(START)


@dataclass
class Lives:
    """What the processes said before they were killed, one after the other, and how many were."""

    acknowledged: list[str] = field(default_factory=list)
    deaths: int = 0
    today: date = START
    over: bool = False

    def hear(self, said: Iterable[tuple[str, Any]]) -> None:
        """Remember what one process said."""
        for word, what in said:
            if word == "recorded":
                self.acknowledged.append(what)
            else:
                self.today, self.over = what, word == "over"


@dataclass
class Clerk:
    """Takes messages for a mail server and notes how long the log is at each; sometimes kills whoever hands one over."""

    office: Office
    luck: Random
    sender: Job | None = None
    lengths: list[int] = field(default_factory=list)

    def __call__(self) -> str:
        """Take the message."""
        if self.sender is not None and self.luck.random() < MURDEROUS:
            self.sender.process.kill()
        with reading(self.office.engine) as connection:
            self.lengths.append(log.head(connection, self.office.programme).seq)
        return ACCEPTED


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A real mail server."""
    with mailbox() as running:
        yield running


@pytest.mark.parametrize("seed", seeds(4))
def test_a_small_programme_ends_as_if_its_process_had_never_been_killed(
    seed: str, tmp_path: Path, database_url: str, box: Mailbox
) -> None:
    survived(configured(PLAN, tmp_path, database_url=database_url, mail_url=box.url), seed, box)


@pytest.mark.parametrize("seed", seeds(1))
def test_the_example_programme_ends_as_if_its_process_had_never_been_killed(
    seed: str, tmp_path: Path, database_url: str, box: Mailbox
) -> None:
    survived(configured(EXAMPLE_PLAN, tmp_path, database_url=database_url, mail_url=box.url), seed, box)


def survived(settings: Settings, seed: str, box: Mailbox) -> None:
    """Live a programme in processes that are killed, and see that nothing is lost, doubled or half done."""
    office, _ = started(settings, datetime.combine(START, time(7), HOME))
    box.answer = clerk = Clerk(office, chance(f"{seed}/clerk"))

    lives = killed_until_over(settings, seed, clerk)

    assert lives.deaths > 0

    story = laws.told(office, datetime.combine(lives.today, time(23), HOME), ())
    keys = keys_of(office)
    office.engine.dispose()
    events = [event.model_dump_json() for _, event in story.events]
    assert Counter(lives.acknowledged) <= Counter(events)
    assert at_most_one_duplicate_each(box.received, lives.deaths)
    assert {row.state for row in story.rows} <= {"sent", "withdrawn", "uncertain"}
    assert {row.key for row in story.rows if row.state == "sent"} <= {keys[number(each)] for each in box.received}
    for each, length in zip(box.received, clerk.lengths, strict=True):
        still_to_be_said(story, keys[number(each)], length)
    sent = {row.key for row in story.rows if row.state == "sent"}
    arrived = {number(each): message_from_bytes(each.content, policy=modern) for each in box.received}
    for law in laws.LAWS:
        law(replace(story, letters=tuple(letter for each, letter in arrived.items() if keys[each] in sent)))


def killed_until_over(settings: Settings, seed: str, clerk: Clerk) -> Lives:
    """One life after the other, each on a later day, the last of them in peace."""
    luck, lives = chance(seed), Lives()
    kills = scaled(40)
    while not lives.over:
        with jobs(Job(live, settings, seed, lives.today + timedelta(days=1))) as (job,):
            lives.hear([job.says()])
            patience = luck.uniform(0, LONGEST_LIFE) if lives.deaths < kills else PATIENCE
            clerk.sender = job if lives.deaths < kills else None
            said, killed = job.killed_after(patience)
        lives.hear(said)
        lives.deaths += killed
    return lives


def keys_of(office: Office) -> dict[str, str]:
    """The key of each notice by the number of its message."""
    with reading(office.engine) as connection:
        wanted = select(outbox_table.c.key, body_table.c.mime).join(
            body_table, body_table.c.message == outbox_table.c.id
        )
        frozen = dict(connection.execute(wanted).tuples().all())
    return {message_from_bytes(mime)["Message-ID"]: key for key, mime in frozen.items()}


def number(received: Received) -> str:
    """The Message-ID of a message that came in."""
    return str(message_from_bytes(received.content)["Message-ID"])


def at_most_one_duplicate_each(received: list[Received], deaths: int) -> bool:
    """Whether no more messages came in twice than processes died, and those are the same to the byte."""
    numbers = Counter(map(number, received))
    return numbers.total() - len(numbers) <= deaths and len({each.content for each in received}) == len(numbers)


def still_to_be_said(story: laws.Story, key: str, length: int) -> None:
    """A reminder came in while the log, which had this length, still held what it reminds of."""
    kind, *_ = key.split("/")
    if kind == "decision":
        state = fold(each.event for each in story.seen.recorded[:length])
        progress = progress_of(story.seen.network, state, story.seen.today)
        assert any(key.startswith(f"{obligation.key}/") for obligation in due.obligations(progress)), key
