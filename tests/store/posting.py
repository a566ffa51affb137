"""One message after another through the outbox, each step in a transaction of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.engine import Engine

from scd_workflow.domain.ids import ProgrammeId
from scd_workflow.store import claims, outbox
from scd_workflow.store.claims import Claimed
from scd_workflow.store.engine import reading, writing
from scd_workflow.store.outbox import Draft, OutboxRow, OutcomeKind, State
from tests.store.examples import MINUTE, NINE, PROGRAMME

LEASE = 5 * MINUTE
LATER = timedelta(hours=1)
MIME = b"Message-ID: <1@example.nl>\r\nSubject: Besluit\r\n\r\nG1 wacht op u.\x00\xff"


def draft(name: str = "first", *, obligation: str = "decision/G1//1/2026-01-12", due: datetime = NINE) -> Draft:
    """A message to the chair about a decision."""
    return Draft(
        key=f"{obligation}/{name}/chair/mail",
        obligation=obligation,
        recipient="chair",
        address="voorzitter@example.nl",
        channel="mail",
        subject="Besluit over G1",
        mime=MIME,
        not_before=due,
    )


def put(engine: Engine, *drafts: Draft, programme: ProgrammeId = PROGRAMME) -> int:
    """Enqueue, and say how many were new."""
    with writing(engine) as connection:
        return outbox.enqueue(connection, programme, drafts, now=NINE)


def claim(engine: Engine, now: datetime = NINE, programme: ProgrammeId = PROGRAMME) -> Claimed | None:
    """What a sender gets at that moment."""
    with writing(engine) as connection:
        return next(iter(claims.claim(connection, programme, "mail", now=now, lease=LEASE)), None)


def take(engine: Engine, now: datetime = NINE) -> Claimed:
    """What a sender gets, when there must be something."""
    claimed = claim(engine, now)
    assert claimed is not None
    return claimed


def settle(engine: Engine, claimed: Claimed, kind: OutcomeKind, *, now: datetime = NINE) -> bool:
    """Report an outcome, with a next try an hour later."""
    with writing(engine) as connection:
        return claims.settle(connection, claimed, kind, code="4.2.1", text="vol", next_at=now + LATER, now=now)


def withdraw(engine: Engine, *obligations: str, now: datetime = NINE) -> int:
    """End the obligations, and say how many messages that stopped."""
    with writing(engine) as connection:
        return outbox.withdraw(connection, PROGRAMME, obligations, reason="gedaan", now=now)


def all_rows(engine: Engine, state: State | None = None) -> list[OutboxRow]:
    """The messages, all or in one state."""
    with reading(engine) as connection:
        return [row for row in outbox.rows(connection, PROGRAMME) if state in {None, row.state}]


def only_row(engine: Engine) -> OutboxRow:
    """The one message there is."""
    (found,) = all_rows(engine)
    return found


def unsent(engine: Engine) -> frozenset[str]:
    """The obligations that may still be written about."""
    with reading(engine) as connection:
        return frozenset(outbox.unsent(connection, PROGRAMME).values())
