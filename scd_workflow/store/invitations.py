"""The links by which people answer, as hashes, and the messages in which they went out.

Nothing here names an answer, and no answer names anything here. Which links were used is recorded for several at a time, in
a transaction that stores no answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from scd_workflow.domain.ids import OrganisationId
from scd_workflow.domain.tickets import INVITATION
from scd_workflow.store.erasing import erase_for_good
from scd_workflow.store.schema import body_table, insert_into
from scd_workflow.store.schema import invitation_table as table
from scd_workflow.store.schema import outbox_table as outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId
    from scd_workflow.store.responses import RoundOf


@dataclass(frozen=True, slots=True)
class Link:
    """A link by its hash: of which organisation, whether of one person, and whether it was used."""

    hash: str
    organisation: OrganisationId
    personal: bool
    used: bool = False


def keep(connection: Connection, of: RoundOf, links: Iterable[Link]) -> None:
    """Let people answer by these links; those that are known stay as they are."""
    rows = [
        {
            "programme": of.programme,
            "round": of.label,
            "hash": link.hash,
            "organisation": link.organisation,
            "personal": link.personal,
            "used": link.used,
        }
        for link in sorted(links, key=lambda link: link.hash)
    ]
    if rows:
        connection.execute(insert_into(connection, table).on_conflict_do_nothing(), rows)


def find(connection: Connection, of: RoundOf, digest: str) -> Link | None:
    """The link with this hash."""
    wanted = select(table.c.hash, table.c.organisation, table.c.personal, table.c.used).where(
        table.c.programme == of.programme, table.c.round == of.label, table.c.hash == digest
    )
    found = connection.execute(wanted).one_or_none()
    return Link(*found) if found else None


def use(connection: Connection, of: RoundOf, digests: Collection[str]) -> None:
    """Record that these links were used."""
    mine = (table.c.programme == of.programme, table.c.round == of.label)
    connection.execute(update(table).where(*mine, table.c.hash.in_(sorted(digests))).values(used=True))


def used(connection: Connection, of: RoundOf) -> frozenset[str]:
    """The hashes of the links that were used."""
    wanted = select(table.c.hash).where(table.c.programme == of.programme, table.c.round == of.label, table.c.used)
    return frozenset(connection.execute(wanted).scalars())


def told(connection: Connection, programme: ProgrammeId, obligation: str) -> dict[str, datetime]:
    """When each message about a round was put in the outbox, by its key; those that were withdrawn are not counted."""
    wanted = select(outbox.c.key, outbox.c.enqueued_at).where(
        outbox.c.programme == programme, outbox.c.obligation == obligation, outbox.c.state != "withdrawn"
    )
    return dict(connection.execute(wanted).tuples().all())


def ended(connection: Connection, programme: ProgrammeId, obligation: str) -> dict[str, str]:
    """How each message about a round ended, by its key: `failed` for good, or `sent` or `uncertain`, which may have arrived."""
    wanted = select(outbox.c.key, outbox.c.state).where(
        outbox.c.programme == programme,
        outbox.c.obligation == obligation,
        outbox.c.state.in_(("failed", "sent", "uncertain")),
    )
    return dict(connection.execute(wanted).tuples().all())


def untried(connection: Connection, programme: ProgrammeId) -> int:
    """How many messages to those who are asked were never tried yet; what is tried again later holds up nobody."""
    wanted = select(func.count()).where(
        outbox.c.programme == programme, outbox.c.state == "waiting", outbox.c.obligation.startswith(INVITATION)
    )
    found: int = connection.execute(wanted).scalar_one()
    return found


def erase_messages(connection: Connection, programme: ProgrammeId, obligation: str) -> None:
    """Erase every message about a round, sent or not: they name those who were asked."""
    erase_for_good(connection)
    mine = outbox.c.programme == programme, outbox.c.obligation == obligation
    connection.execute(delete(body_table).where(body_table.c.message.in_(select(outbox.c.id).where(*mine))))
    connection.execute(delete(outbox).where(*mine))
