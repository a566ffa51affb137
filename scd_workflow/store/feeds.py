"""The calendars that programs fetch by an address of their own; of each address only a hash is kept."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from scd_workflow.domain.feeds import Feed
from scd_workflow.store.schema import feed_table

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from scd_workflow.domain.ids import ProgrammeId

FEED = feed_table.c


SHOWN = [FEED.id, *(FEED[each.name] for each in fields(Feed) if each.name != "number")]


@dataclass(frozen=True, slots=True)
class NewFeed:
    """Whose calendar a new address gives, in which language, and the hash of the address."""

    hash: str
    person: str | None
    organisation: str | None
    audience: str | None
    language: str


def add(connection: Connection, programme: ProgrammeId, new: NewFeed, now: datetime) -> int:
    """Keep a new calendar, and give its number."""
    row = {each.name: getattr(new, each.name) for each in fields(NewFeed)}
    statement = insert(feed_table).values(programme=programme, made_at=now, **row).returning(FEED.id)
    number: int = connection.execute(statement).scalar_one()
    return number


def feeds(connection: Connection, programme: ProgrammeId) -> tuple[Feed, ...]:
    """Every calendar, the oldest first."""
    wanted = select(*SHOWN).where(FEED.programme == programme).order_by(FEED.id)
    return tuple(Feed(*row) for row in connection.execute(wanted))


def with_hash(connection: Connection, programme: ProgrammeId, hash_: str) -> Feed | None:
    """The calendar at the address with this hash, unless it was revoked."""
    wanted = select(*SHOWN).where(FEED.programme == programme, FEED.hash == hash_, FEED.revoked_at.is_(None))
    row = connection.execute(wanted).one_or_none()
    return Feed(*row) if row is not None else None


def revoke(connection: Connection, programme: ProgrammeId, number: int, now: datetime) -> bool:
    """Whether there was such a calendar; from now on its address gives nothing."""
    mine = FEED.programme == programme, FEED.id == number, FEED.revoked_at.is_(None)
    return connection.execute(update(feed_table).where(*mine).values(revoked_at=now)).rowcount == 1
