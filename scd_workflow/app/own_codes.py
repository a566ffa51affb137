"""What is a reader's alone, as it is now: the code to act with, or the link to answer by, put into the own messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.rounds import round_of
from scd_workflow.domain import codes, tickets
from scd_workflow.domain.gate_spots import GateSpot, all_gates, coming_attempt
from scd_workflow.domain.gate_state import FIRST_CODE, CodeState
from scd_workflow.domain.ids import PersonId
from scd_workflow.render.mime import awaits_code, filled
from scd_workflow.store import responses
from scd_workflow.store.engine import reading

if TYPE_CHECKING:
    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.tickets import Spot
    from scd_workflow.store.claims import Claimed


def to_send(office: Office, seen: View, claimed: Claimed) -> bytes:
    """A frozen message as it goes out, with its reader's code or link where one belongs.

    Raises `PlanInvalid` when there is no key to make a code with, and `StoreUnavailable` when a round has closed meanwhile.
    """
    if (asked := tickets.read_key(claimed.key)) is not None:
        return filled(claimed.mime, _token(office, *asked), tickets.PLACEHOLDER)
    about = codes.gate_in(claimed.key)
    if about is None or not awaits_code(claimed.mime):
        return claimed.mime
    spot = next(each for each in all_gates(seen.progress) if (each.gate.id, each.organisation) == about)
    code = codes.code(office.keys[0], subject_of(seen, spot, PersonId(claimed.recipient)))
    return filled(claimed.mime, code)


def _token(office: Office, spot: Spot, organisation: OrganisationId, _step: str, who: str) -> str:
    with reading(office.engine) as connection:
        secret = responses.secret_of(connection, round_of(office, spot.campaign, spot.number))
    return tickets.token(secret, organisation, who)


def subject_of(seen: View, spot: GateSpot, person: PersonId) -> codes.Subject:
    """What a code of this person for this gate is for, as things stand."""
    attempt, counter = coming_attempt(seen.progress, spot), code_state(seen, spot, person).counter
    return codes.Subject(seen.programme, spot.gate.id, spot.organisation, attempt, person, counter)


def code_state(seen: View, spot: GateSpot, person: PersonId) -> CodeState:
    """How the code of this person for this gate stands."""
    return seen.state.of(spot.organisation).codes.get((spot.gate.id, person), FIRST_CODE)
