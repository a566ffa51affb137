"""Messages of no programme in particular, to be relayed by a clock that somebody moves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from scd_workflow.app.carriers import Carriers
from scd_workflow.app.relaying import Relay
from scd_workflow.app.tally import Tally
from scd_workflow.delivery.smtp import Server
from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.render.mail import Mail
from scd_workflow.render.mime import freeze, message_id
from scd_workflow.store import outbox
from scd_workflow.store.engine import reading, writing
from scd_workflow.store.outbox import Draft, OutboxRow
from tests.mailbox import Mailbox, server

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


def put(engine: Engine, *drafts: Draft) -> None:
    """Enqueue messages that are new."""
    with writing(engine) as connection:
        assert outbox.enqueue(connection, PROGRAMME, drafts, now=EIGHT) == len(drafts)


def withdraw(engine: Engine, draft: Draft) -> None:
    """End the obligation of a message that still waits or is being sent."""
    with writing(engine) as connection:
        assert outbox.withdraw(connection, PROGRAMME, [draft.obligation], reason="obligation_ended", now=EIGHT) == 1


def rows(engine: Engine) -> list[OutboxRow]:
    """The outbox."""
    with reading(engine) as connection:
        return outbox.rows(connection, PROGRAMME)


def subjects(box: Mailbox) -> Counter[str]:
    """How many messages came in of each subject."""
    return Counter(message_from_bytes(each.content)["Subject"] for each in box.received)


def relayed(engine: Engine, url: str, clock: Clock) -> Tally:
    """What a run of the relay did while nothing but the mail moved."""
    with Carriers(lambda _: by(url)) as carriers:
        return Relay(engine=engine, programme=PROGRAMME, carriers=carriers, clock=clock, look=nothing_moved).run()


def by(url: str) -> Server | Path:
    """The mail server at a URL, or a folder."""
    return server(url) if "://" in url else Path(url)


def nothing_moved(connection: Connection, now: datetime) -> None:
    """Look and find everything as it was."""
    del connection, now
