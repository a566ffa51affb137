"""A reader does not want any more of what may be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.reasons import because
from scd_workflow.domain.refusals import reader, reader_of
from scd_workflow.store import outbox, refusals
from scd_workflow.store.engine import reading, writing

if TYPE_CHECKING:
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.domain.ids import ItemId


def is_token(office: Office, token: str) -> bool:
    """Whether a letter of ours held this token."""
    return _reader(office, token) is not None


def refuse(office: Office, token: str, now: datetime) -> bool:
    """Write to a reader no more about what the letter with this token was about, nor send what still waits.

    Gives whether a letter of ours held the token; once or twice is the same.
    """
    who = _reader(office, token)
    if who is None:
        return False
    with writing(office.engine) as connection:
        refusals.refuse(connection, office.programme, who, now)
        mine = (each.key for each in outbox.of_recipient(connection, office.programme, who))
        waiting = frozenset(outbox.unsent(connection, office.programme)) & frozenset(mine)
        outbox.withdraw_each(connection, office.programme, waiting, reason="reader_refused", now=now)
    return True


def readmit(office: Office, item: ItemId, address: str) -> None:
    """Write again to somebody who refused an item and asks for it; raises `Refused` when nobody at this address did."""
    with writing(office.engine) as connection:
        secret = refusals.secret(connection, office.programme)
        known = secret is not None and refusals.readmit(connection, office.programme, reader(secret, item, address))
        if not known:
            raise Refused(because("communications.not_refused", item=item))


def _reader(office: Office, token: str) -> str | None:
    with reading(office.engine) as connection:
        secret = refusals.secret(connection, office.programme)
    return reader_of(secret, token) if secret is not None else None
