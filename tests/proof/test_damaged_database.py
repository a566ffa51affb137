"""SQLite files damaged at random: they are refused, or the check of the log sees it, or what it holds is what was written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from scd_workflow.app import acts
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import outbox_lines, send_notices
from scd_workflow.config.settings import Settings
from scd_workflow.domain.activities import Report
from scd_workflow.domain.errors import ScdError, StoreUnavailable
from scd_workflow.domain.ids import ActivityId
from scd_workflow.store import log
from scd_workflow.store.engine import open_database, reading
from scd_workflow.store.log import Head, Recorded
from tests.app.test_posting import MONDAY, at
from tests.examples import PAM, PLAN
from tests.offices import configured, started
from tests.proof.crowd import Crowd
from tests.proof.jobs import Ticking
from tests.proof.scale import chance, seeds

pytestmark = pytest.mark.proof

HEADER, PAGE = 100, 4096
LATER = at(MONDAY + timedelta(days=60))

Damage = Callable[[bytearray, Random], None]


@dataclass(frozen=True)
class Written:
    """A database as it was when it was sound."""

    settings: Settings
    file: Path
    head: Head
    recorded: tuple[Recorded, ...]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A small programme half-way, in one file."""
    folder = tmp_path_factory.mktemp("written")
    settings = configured(PLAN, folder)
    office, _ = started(settings, at(MONDAY, 8))
    crowd = Crowd(office, "written", eager=True)
    for day in range(1, 12):
        clock = Ticking(at(MONDAY + timedelta(days=day), 8))
        # Two messages: a look at the clock takes a second, and each message takes three.
        send_notices(office, clock=clock, longest=timedelta(seconds=5))
        for _ in crowd.act(look(office, clock()), clock):
            pass
    with reading(office.engine) as connection:
        head = log.head(connection, office.programme)
        recorded = tuple(log.read(connection, office.programme))
    # The last connection to close moves what is written ahead into the file.
    office.engine.dispose()
    return Written(settings, settings.var / "scd.db", head, recorded)


def bytes_flipped(content: bytearray, luck: Random) -> None:
    for _ in range(luck.choice((1, 4, 32, 256))):
        content[luck.randrange(len(content))] ^= 1 << luck.randrange(8)


def header_flipped(content: bytearray, luck: Random) -> None:
    content[luck.randrange(HEADER)] ^= 1 << luck.randrange(8)


def first_page_flipped(content: bytearray, luck: Random) -> None:
    content[luck.randrange(PAGE)] ^= 1 << luck.randrange(8)


def page_emptied(content: bytearray, luck: Random) -> None:
    page = luck.randrange(len(content) // PAGE) * PAGE
    content[page : page + PAGE] = bytes(PAGE)


def pages_swapped(content: bytearray, luck: Random) -> None:
    one, other = (luck.randrange(len(content) // PAGE) * PAGE for _ in range(2))
    kept = bytes(content[one : one + PAGE])
    content[one : one + PAGE] = content[other : other + PAGE]
    content[other : other + PAGE] = kept


def cut_short(content: bytearray, luck: Random) -> None:
    del content[luck.randrange(len(content)) :]


def stretch_lost(content: bytearray, luck: Random) -> None:
    first = luck.randrange(len(content))
    length = min(luck.choice((8, 100, 3000)), len(content) - first)
    content[first : first + length] = luck.randbytes(length)


DAMAGES: tuple[Damage, ...] = (
    bytes_flipped, bytes_flipped, header_flipped, first_page_flipped, page_emptied, pages_swapped, cut_short, stretch_lost,
)  # fmt: skip


@pytest.mark.parametrize("seed", seeds(300))
def test_a_damaged_database_is_refused_or_found_out_or_says_what_was_written(
    seed: str, written: Written, tmp_path: Path
) -> None:
    luck, file = chance(seed), tmp_path / "scd.db"
    content = bytearray(written.file.read_bytes())
    luck.choice(DAMAGES)(content, luck)
    file.write_bytes(content)

    with suppress(StoreUnavailable):
        says_what_was_written(file, written)
    for use in USES:
        used(use, file, written)


def says_what_was_written(file: Path, written: Written) -> None:
    """When the check of the log is content, the log is what was written."""
    engine = open_database(f"sqlite:///{file}", create=False)
    try:
        with reading(engine) as connection:
            if log.verify(connection, PLAN.programme.id, written.head).ok:
                assert tuple(log.read(connection, PLAN.programme.id)) == written.recorded
    finally:
        engine.dispose()


def used(use: Callable[[Office], object], file: Path, written: Written) -> None:
    """Use the database as the programme does; it works, or says in words of ours why it cannot."""
    settings = replace(written.settings, database_url=f"sqlite:///{file}", mail_url=str(file.parent / "mail"))
    with suppress(ScdError):
        engine = open_database(settings.database_url, create=False)
        try:
            use(Office(engine, PLAN.programme.id, settings))
        finally:
            engine.dispose()


USES: tuple[Callable[[Office], object], ...] = (
    lambda office: look(office, LATER).progress.critical_path,
    outbox_lines,
    lambda office: acts.report(office, Report("start", ActivityId("A4"), None, PAM), LATER),
    lambda office: acts.open_gates(office, LATER),
    lambda office: send_notices(office, clock=lambda: LATER),
)
