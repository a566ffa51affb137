"""How fast letters go out of the outbox, against smtplib that sends the same bytes, and against Apprise as it comes."""

from __future__ import annotations

import smtplib
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import yaml
from apprise import Apprise

from bench.sink import HOST, Sink, sink
from bench.timing import Ratio, busy
from flows.office import now
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.domain.notices import NEWS
from scd_workflow.store import outbox
from scd_workflow.store.engine import writing
from scd_workflow.store.outbox import Draft
from tests.app.letters import message
from tests.examples import PLAN
from tests.offices import configured, started

ROUNDS, LETTERS, INVITATIONS = 5, 2_000, 20_000
FAR, FAR_LETTERS = 0.02, 100
"""How many seconds a round trip takes over a long line, and how many letters are sent there."""

STOCK = 20
"""How many letters Apprise sends by itself; each takes it as long as a hundred of ours."""

CONNECTIONS = 8
"""Over how many an office sends that wants it quick: their letters share commits."""

WAITING = "SELECT id FROM outbox WHERE state = 'waiting' ORDER BY id"
CLAIMED = "UPDATE outbox SET state = 'claimed', attempts = attempts + 1, tried_at = next_at WHERE id = ?"
SENT = "UPDATE outbox SET state = 'sent', outcome_kind = 'sent', outcome_code = '250', sent_at = next_at WHERE id = ?"

FASTER = 1 / 0.6
"""Six letters in the time that smtplib has for ten."""

numbers = count()


def ratios() -> Iterator[Ratio]:
    """The relay of an office, with all that it does, and what its letters would cost without outbox and relay."""
    with sink() as box, _office(box) as office:
        yield from _near(office, box)
        busy(f"  {INVITATIONS:,} invitations in one go")
        yield Ratio(
            f"{INVITATIONS:,} letters in one go / smtplib",
            _ours(office, INVITATIONS)[0],
            _smtplib(box, INVITATIONS)[0],
            goal=FASTER,
        )
    busy("  over a line of 20 ms")
    with sink(away=FAR) as box, _office(box) as office:
        yield Ratio(
            f"{FAR_LETTERS} letters over 20 ms / smtplib",
            _ours(office, FAR_LETTERS)[0],
            _smtplib(box, FAR_LETTERS)[0],
            goal=FASTER,
        )


def _near(office: Office, box: Sink) -> Iterator[Ratio]:
    ways: dict[str, Callable[[], tuple[float, float]]] = {
        "ours": lambda: _ours(office, LETTERS),
        "smtplib": lambda: _smtplib(box, LETTERS),
        "kept": lambda: _smtplib_and_commit(office, box, LETTERS),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            times[name].append(way())
    taken, worked = (
        {name: statistics.median(each[part] for each in got) for name, got in times.items()} for part in (0, 1)
    )
    yield Ratio(f"{LETTERS:,} letters / smtplib on one connection", taken["ours"], taken["smtplib"], goal=FASTER)
    yield Ratio(f"{LETTERS:,} letters / smtplib and one commit each", taken["ours"], taken["kept"], goal=None)
    yield Ratio("smtplib and one commit each / smtplib", taken["kept"], taken["smtplib"], goal=None)
    yield Ratio(f"processor for {LETTERS:,} letters / smtplib", worked["ours"], worked["smtplib"], goal=None)
    stock = [_stock(box, STOCK) for _ in range(3)]
    each = [statistics.median(times) for times in zip(*stock, strict=True)]
    yield Ratio("a letter / Apprise as it comes", taken["ours"] / LETTERS, each[0] / STOCK, goal=1 / 60)
    yield Ratio("processor for a letter / Apprise as it comes", worked["ours"] / LETTERS, each[1] / STOCK, goal=None)


@contextmanager
def _office(box: Sink) -> Iterator[Office]:
    with tempfile.TemporaryDirectory() as folder:
        settings = configured(PLAN, Path(folder), mail_url=box.url)
        channels = settings.config / "channels.yaml"
        said = yaml.safe_load(channels.read_text("utf-8"))
        said["mail"]["connections"] = CONNECTIONS
        channels.write_text(yaml.safe_dump(said), encoding="utf-8")
        office, _ = started(settings, now())
        yield office
        office.engine.dispose()


def _letters(letters: int) -> list[Draft]:
    one = message(0)
    return [
        replace(
            one, key=f"letter/{next(numbers)}", obligation=NEWS, mime=one.mime.replace(b"uw besluit", b"deel" * 500)
        )
        for _ in range(letters)
    ]


def _ours(office: Office, letters: int) -> tuple[float, float]:
    with writing(office.engine) as connection:
        outbox.enqueue(connection, office.programme, _letters(letters), now=now())

    def send() -> None:
        tally = send_notices(office, clock=now)
        assert tally.sent >= letters, tally

    return _timed(send)


def _smtplib(box: Sink, letters: int) -> tuple[float, float]:
    drafts = _letters(letters)

    def send() -> None:
        with smtplib.SMTP(HOST, box.port) as connection:
            connection.ehlo()
            for draft in drafts:
                connection.sendmail("kza@example.nl", [draft.address], draft.mime)

    return _timed(send)


def _smtplib_and_commit(office: Office, box: Sink, letters: int) -> tuple[float, float]:
    """The same in one loop that keeps what our law asks for and nothing else: of each letter what became of it, before the next."""
    drafts = _letters(letters)
    with writing(office.engine) as connection:
        outbox.enqueue(connection, office.programme, drafts, now=now())
    with closing(sqlite3.connect(str(office.engine.url.database), isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = FULL")
        numbers = [number for (number,) in database.execute(WAITING)]
        assert len(numbers) == letters

        def send() -> None:
            before = None
            with smtplib.SMTP(HOST, box.port) as connection:
                connection.ehlo()
                for number, draft in zip(numbers, drafts, strict=True):
                    _turn(database, before, number)
                    connection.sendmail("kza@example.nl", [draft.address], draft.mime)
                    before = number
            _turn(database, before, None)

        return _timed(send)


def _turn(database: sqlite3.Connection, sent: int | None, next_one: int | None) -> None:
    database.execute("BEGIN IMMEDIATE")
    database.execute(SENT, (sent,))
    database.execute(CLAIMED, (next_one,))
    database.execute("COMMIT")


def _stock(box: Sink, letters: int) -> tuple[float, float]:
    url = f"mailto://{HOST}:{box.port}/?smtp={HOST}&from=kza@example.nl&to=jan@gemeente.example&mode=insecure"

    def send() -> None:
        for _ in range(letters):
            apprise = Apprise()
            apprise.add(url)
            assert apprise.notify("<p>Neem deel.</p>" * 100, "Uitnodiging", body_format="html")

    return _timed(send)


def _timed(way: Callable[[], None]) -> tuple[float, float]:
    """How many seconds it took, and how many the processor worked for us."""
    begun, worked = time.perf_counter(), time.process_time()
    way()
    return time.perf_counter() - begun, time.process_time() - worked
