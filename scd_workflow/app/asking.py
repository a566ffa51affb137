"""Asking for a code: it goes to the person's own address and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.app.desk import Desk
from scd_workflow.app.pages import draft
from scd_workflow.app.proving import known_person
from scd_workflow.app.view import view
from scd_workflow.domain import code_notices
from scd_workflow.domain.activities import unknown_person
from scd_workflow.domain.codes import LASTS
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.gate_spots import GateSpot, unknown_gate
from scd_workflow.domain.ids import GateId, OrganisationId, PersonId
from scd_workflow.domain.reasons import because
from scd_workflow.store import log, outbox
from scd_workflow.store.engine import writing
from scd_workflow.store.links import links

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.reasons import Reason
    from scd_workflow.store.engine import Connection


@dataclass(frozen=True, slots=True)
class CodeWish:
    """Somebody asks for the code of a person for a gate."""

    gate: GateId
    organisation: OrganisationId | None
    person: PersonId


def ask_code(office: Office, wish: CodeWish, now: datetime) -> None:
    """Put a message to a person with his or her code for a gate in the outbox; nobody else gets to see it.

    Raises `Refused` when gate or person is unknown, or a message with that code was made less than an hour ago.
    """
    with writing(office.engine) as connection:
        log.lock(connection, office.programme)
        seen = view(connection, office.programme, now)
        refuse_if(_unknown(office, seen, wish))
        spot = GateSpot(seen.network.gates[wish.gate], wish.organisation)
        _refuse_too_soon(connection, seen, spot, wish.person)
        head = log.format_head(log.head(connection, office.programme))
        desk = Desk(office, seen, links(connection, office.programme), head)
        letter = draft(desk, code_notices.asked(seen.progress, spot, wish.person, seen.now))
        outbox.enqueue(connection, office.programme, (letter,), now=seen.now)


def _unknown(office: Office, seen: View, wish: CodeWish) -> Iterator[Reason]:
    yield from unknown_gate(seen.progress, wish.gate, wish.organisation)
    if not known_person(seen, wish.person):
        yield from unknown_person(seen.network, wish.person)
    elif wish.person not in office.people.by_id():
        yield because("codes.no_address", person=wish.person)


def _refuse_too_soon(connection: Connection, seen: View, spot: GateSpot, person: PersonId) -> None:
    of = code_notices.purpose(seen.progress, spot)
    rows = outbox.of_recipient(connection, seen.programme, person)
    made = (row.enqueued_at for row in rows if row.obligation == of and row.state != "withdrawn")
    last = max(made, default=None)
    if last is not None and seen.now - last < LASTS:
        time = (last + LASTS).astimezone(seen.now.tzinfo)
        raise Refused(because("codes.asked_lately", person=person, gate=spot.gate.id, time=f"{time:%H:%M}"))
