"""A log that somebody with the whole database in hand edits at random: every edit is found, and its place is told.

What the chain cannot show by itself, a cut tail and a log hashed anew, is found against a head that was kept elsewhere.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from random import Random
from shutil import copyfile

import click
import pytest

from scd_workflow.app.auditing import proved
from scd_workflow.app.office import Office
from scd_workflow.config.settings import Settings
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.store import log
from scd_workflow.store.engine import open_database, reading, writing
from scd_workflow.store.log import Head, Verdict
from tests.app.test_posting import MONDAY, at
from tests.examples import CAST, PAST_G1, PLAN, day, decided, done_once_per, opened
from tests.offices import configured, started
from tests.proof.scale import chance, seeds

pytestmark = pytest.mark.proof

OTHER = ProgrammeId("other")
EVENTS = (
    *PAST_G1,
    *done_once_per("B1", on=day(2, 1)),
    *done_once_per("B2", on=day(2, 8)),
    *(opened("G2a", each, on=day(2, 9)) for each in CAST),
    *(decided("G2a", "go", each, on=day(2, 10)) for each in CAST),
    *done_once_per("B4", on=day(2, 17)),
)


@dataclass
class Row:
    """One row of the log, as it lies in the table."""

    seq: int
    recorded_at: str
    body: str
    hash: str


Rows = list[Row]


Edit = Callable[[Rows, Rows, Random], object]
"""Changes the rows of a log, with those of another programme at hand."""


@dataclass(frozen=True)
class Written:
    """A database as it was when it was sound, and the head that somebody kept of it."""

    settings: Settings
    file: Path
    head: Head


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A small programme past its first gate, and beside it another programme with a log of its own."""
    folder = tmp_path_factory.mktemp("written")
    settings = configured(PLAN, folder)
    office, _ = started(settings, at(MONDAY, 8))
    for number, event in enumerate(EVENTS):
        with writing(office.engine) as connection:
            last = log.head(connection, office.programme)
            log.append(connection, office.programme, [event], expected=last.seq, recorded_at=event.at)
            log.append(connection, OTHER, [event], expected=number, recorded_at=at(MONDAY, 9))
    with reading(office.engine) as connection:
        head = log.head(connection, office.programme)
    office.engine.dispose()
    return Written(settings, settings.var / "scd.db", head)


def text_changed(rows: Rows, _: Rows, luck: Random) -> None:
    """One sign of what happened, when it was recorded or the hash is another."""
    row, column = luck.choice(rows), luck.choice(("body", "body", "recorded_at", "hash"))
    before = getattr(row, column)
    place = luck.randrange(len(before))
    after = luck.choice([sign for sign in "0123456789abcdefgo" if sign != before[place]])
    setattr(row, column, before[:place] + after + before[place + 1 :])


def fact_changed(rows: Rows, _: Rows, luck: Random) -> None:
    """Somebody else did it, or it came out differently: an edit that leaves an event which can be read."""
    readable = [
        ("pam", "paul"),
        ("stef", "sara"),
        ('"go"', '"no_go"'),
        ("2027-0", "2026-0"),
        ("B1", "B2"),
        ("dordt", "regio"),
    ]
    old, new = luck.choice(readable)
    row = luck.choice([each for each in rows if old in each.body])
    row.body = row.body.replace(old, new, 1)


def row_removed(rows: Rows, _: Rows, luck: Random) -> None:
    """A row is gone, and the rows after it keep their numbers, or move up."""
    place = luck.randrange(len(rows) - 1)
    del rows[place]
    if luck.random() < 0.5:
        numbered(rows)


def row_inserted(rows: Rows, other: Rows, luck: Random) -> None:
    """A row is put in between: a copy of one, or one of another programme."""
    place = luck.randrange(len(rows) + 1)
    rows.insert(place, replace(luck.choice((*rows, *other))))
    numbered(rows)


def row_before_the_first(rows: Rows, _: Rows, luck: Random) -> None:
    """A row is put where nobody looks."""
    rows.insert(0, replace(luck.choice(rows), seq=-luck.randrange(3)))


def rows_swapped(rows: Rows, _: Rows, luck: Random) -> None:
    """Two events change places, with their hashes or without."""
    first, second = sorted(luck.sample(range(len(rows)), 2))
    one, two = rows[first], rows[second]
    if luck.random() < 0.5:
        rows[first], rows[second] = two, one
        numbered(rows)
    else:
        one.body, two.body = two.body, one.body


def row_of_another_programme(rows: Rows, other: Rows, luck: Random) -> None:
    """A row is replaced by one of another programme."""
    place = luck.randrange(len(rows))
    rows[place] = replace(luck.choice(other), seq=place + 1)


def tail_cut(rows: Rows, _: Rows, luck: Random) -> None:
    """The last rows are gone."""
    left = luck.randrange(1, len(rows))
    del rows[left:]


def hashed_anew(rows: Rows, other: Rows, luck: Random) -> None:
    """Any of the edits that leave a log which can be read, and every hash after it made to fit."""
    luck.choice((fact_changed, row_removed, rows_swapped, row_of_another_programme))(rows, other, luck)
    numbered(rows)
    chained(rows)


def hashed_anew_and_continued(rows: Rows, _: Rows, luck: Random) -> None:
    """A rewritten log that went on for some rows, so that it is longer than when its head was kept."""
    row = luck.choice([each for each in rows if '"done"' in each.body or "activity_done" in each.body])
    row.body = row.body.replace('"by":"pam"', '"by":"paul"')
    rows += [replace(luck.choice(rows)) for _ in range(luck.randrange(1, 5))]
    numbered(rows)
    chained(rows)


BY_THE_CHAIN: tuple[Edit, ...] = (
    text_changed, text_changed, fact_changed, row_removed, row_inserted, row_before_the_first, rows_swapped,
    row_of_another_programme,
)  # fmt: skip
AGAINST_THE_HEAD: tuple[Edit, ...] = (tail_cut, hashed_anew, hashed_anew_and_continued)


def test_every_edit_of_a_log_is_found_and_its_place_told(
    written: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound, other = (rows_of(written.file, each) for each in (PLAN.programme.id, OTHER))
    counts: Counter[str] = Counter()
    missed: list[tuple[str, str, int, Verdict, Verdict]] = []
    for seed in seeds(1000):
        luck, file = chance(seed), tmp_path / "scd.db"
        edit, rows = luck.choice(BY_THE_CHAIN + AGAINST_THE_HEAD), copied(sound)
        edit(rows, copied(other), luck)
        copyfile(written.file, file)
        lay(file, rows)

        with office_of(written, file) as office:
            alone, against = proved(office, None), proved(office, written.head)

        if edit in BY_THE_CHAIN:
            place = first_other(sound, rows)
            found = (alone.broken, against.broken) == (place, place)
        else:
            place = min(written.head.seq, len(rows) + 1)
            found = alone.ok and against.broken == place
        counts[f"{edit.__name__} ({'chain' if edit in BY_THE_CHAIN else 'head'})"] += 1
        if not found:
            missed.append((seed, edit.__name__, place, alone, against))
    with capsys.disabled():
        told = "".join(f"\n  {count:5} {kind}" for kind, count in sorted(counts.items()))
        click.echo(f"\n{counts.total() - len(missed)} of {counts.total()} edits found, each at its place:{told}")
    assert missed == []


def test_a_log_that_is_gone_altogether_is_missed_from_its_first_row_on(written: Written, tmp_path: Path) -> None:
    file = tmp_path / "scd.db"
    copyfile(written.file, file)
    lay(file, [])

    with office_of(written, file) as office:
        found = proved(office, written.head)
        with pytest.raises(Refused):
            proved(office, None)

    assert (found.broken, found.reason and found.reason.code) == (1, "store.chain_cut")


def test_a_plan_whose_text_was_changed_is_found_at_the_row_that_adopted_it(written: Written, tmp_path: Path) -> None:
    file = tmp_path / "scd.db"
    copyfile(written.file, file)
    with unguarded(file, "plan") as database:
        database.execute("UPDATE plan SET text = replace(text, 'Founding meeting', 'Farewell meeting')")

    with office_of(written, file) as office:
        found = proved(office, written.head)

    assert (found.broken, found.reason and found.reason.code) == (1, "store.plan_damaged")


def test_the_untouched_copy_is_whole(written: Written, tmp_path: Path) -> None:
    file = tmp_path / "scd.db"
    copyfile(written.file, file)
    lay(file, rows_of(written.file, PLAN.programme.id))

    with office_of(written, file) as office:
        assert proved(office, None) == proved(office, written.head) == Verdict(written.head.seq)


def copied(rows: Rows) -> Rows:
    return [replace(each) for each in rows]


def first_other(sound: Rows, rows: Rows) -> int:
    """The first row that is not what it was."""
    return next(place for place, (one, two) in enumerate(zip_longest(sound, rows), start=1) if one != two)


def numbered(rows: Rows) -> None:
    for number, row in enumerate(rows, start=1):
        row.seq = number


def chained(rows: Rows) -> None:
    before = log.genesis(PLAN.programme.id)
    for row in rows:
        row.hash = before = sha256(f"{before}\n{row.recorded_at}\n{row.body}".encode()).hexdigest()


def rows_of(file: Path, programme: ProgrammeId) -> Rows:
    query = "SELECT seq, recorded_at, body, hash FROM event WHERE programme = ? ORDER BY seq"
    with closing(sqlite3.connect(file)) as database:
        return [Row(*found) for found in database.execute(query, (programme,))]


def lay(file: Path, rows: Rows) -> None:
    """Let the log hold these rows."""
    told = [(PLAN.programme.id, row.seq, row.recorded_at, row.body, row.hash) for row in rows]
    with unguarded(file, "event") as database:
        database.execute("DELETE FROM event WHERE programme = ?", (PLAN.programme.id,))
        database.executemany("INSERT INTO event (programme, seq, recorded_at, body, hash) VALUES (?, ?, ?, ?, ?)", told)


@contextmanager
def unguarded(file: Path, table: str) -> Iterator[sqlite3.Connection]:
    """A database without the guards of a table, which stand there again afterwards."""
    with closing(sqlite3.connect(file)) as database, database:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
        guards = list(database.execute(query, (table,)))
        for name, _ in guards:
            database.execute(f"DROP TRIGGER {name}")
        yield database
        for _, guard in guards:
            database.execute(guard)


@contextmanager
def office_of(written: Written, file: Path) -> Iterator[Office]:
    settings = replace(written.settings, database_url=f"sqlite:///{file}")
    engine = open_database(settings.database_url, create=False)
    try:
        yield Office(engine, PLAN.programme.id, settings)
    finally:
        engine.dispose()
