"""Proof that a person is the one who acts at a gate, and a record of everybody who was turned away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from scd_workflow.app.own_codes import code_state, subject_of
from scd_workflow.app.recording import record
from scd_workflow.app.view import View
from scd_workflow.domain import authority, codes
from scd_workflow.domain.activities import about
from scd_workflow.domain.attempt_events import AttemptRefused, CodeReplaced
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.gate_spots import GateSpot, coming_attempt, gate_state
from scd_workflow.domain.gate_state import WRONG_CODE
from scd_workflow.domain.happened import Proof, Proven
from scd_workflow.domain.ids import ENGINE, NOBODY, ActivityId, GateId, OrganisationId, PersonId
from scd_workflow.domain.reasons import because
from scd_workflow.store import outbox
from scd_workflow.store.engine import Connection, reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.happened import Source
    from scd_workflow.domain.reasons import Reason

MISSING_CODE = "codes.missing"

AGAIN_AFTER = timedelta(hours=1)
"""How long the same refusal is not put on record again, so that nobody fills the log by trying."""

REPEATED = {"gate", "organisation", "attempt", "act", "claimed", "reasons"}
"""What makes two refusals the same."""

Where = Callable[[View], GateSpot | None]
"""Which gate counts an act, None when what it names is not in the plan."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody who says to be `by` tries an act that a gate counts; `code` is what he or she typed."""

    act: str
    by: PersonId
    where: Where
    source: Source
    code: str = field(repr=False)


def record_proven(
    office: Office,
    now: datetime,
    attempt: Attempt,
    decide: Callable[[View], Sequence[Event]],
    *,
    request: str = "",
) -> tuple[Event, ...]:
    """Like `record`, for an act that a gate counts: only with the right code, and its events say so.

    Raises `Refused` with every reason, those of the rules and that of the code; that somebody was refused is then on
    record, with the codes of the reasons and nothing that was typed.
    """
    try:
        return record(office, now, lambda seen: with_proof(office, seen, attempt, decide), request=request)
    except Refused as refused:
        record_refusal(office, now, attempt, refused.reasons, request=request)
        raise


def proven(
    office: Office, seen: View, gate: GateId, organisation: OrganisationId | None, person: PersonId, typed: str
) -> Proof:
    """The proof that `typed` is the code of this person for this gate as it stands; raises `Refused` when it is not."""
    if not codes.normalised(typed):
        raise Refused(because(MISSING_CODE, gate=gate))
    subject = subject_of(seen, GateSpot(seen.network.gates[gate], organisation), person)
    if not codes.is_right(office.keys, subject, typed):
        raise Refused(because(WRONG_CODE, gate=gate, person=person))
    return Proof(method="code", counter=subject.counter)


def at_gate(gate: GateId, organisation: OrganisationId | None) -> Where:
    """The gate that an act names."""

    def found(seen: View) -> GateSpot | None:
        known = gate in seen.network.gates and not any(about(seen.network, organisation, gate))
        return GateSpot(seen.network.gates[gate], organisation) if known else None

    return found


def at_gate_after(activity: ActivityId, organisation: OrganisationId | None) -> Where:
    """The first gate that waits for an activity: of the same organisation where it has one; else that of its phase."""

    def found(seen: View) -> GateSpot | None:
        network = seen.network
        if activity not in network.activities or any(about(network, organisation, activity)):
            return None
        phase = network.item(activity).phase
        gate = next(iter(network.gates_after(activity)), network.gates[phase.closing_gate])
        own = organisation if organisation is not None else next(iter(network.organisations_of(gate)))
        return GateSpot(gate, own if gate.per_organisation else None)

    return found


def with_proof(
    office: Office, seen: View, attempt: Attempt, decide: Callable[[View], Sequence[Event]]
) -> tuple[Event, ...]:
    """What the rules make of an act, with its proof; nothing is asked of an act that is on record already."""
    reasons: list[Reason] = []
    events: Sequence[Event] = ()
    try:
        events = decide(seen)
        if not events:
            return ()
    except Refused as refused:
        reasons.extend(refused.reasons)
    spot, proof = attempt.where(seen), None
    try:
        proof = proven(office, seen, spot.gate.id, spot.organisation, attempt.by, attempt.code) if spot else None
    except Refused as refused:
        # Who comes too late has the code of the attempt that is over, and guesses at nothing.
        late = bool(reasons) and spot is not None and _was_right(office, seen, spot, attempt)
        reasons.extend(() if late else refused.reasons)
    refuse_if(reasons)
    return tuple(event.model_copy(update={"proof": proof}) if isinstance(event, Proven) else event for event in events)


def _was_right(office: Office, seen: View, spot: GateSpot, attempt: Attempt) -> bool:
    """Whether a code was that of its person in the last attempt that there was."""
    last = subject_of(seen, spot, attempt.by)._replace(attempt=gate_state(seen.progress, spot).attempt)
    return codes.is_right(office.keys, last, attempt.code)


def record_refusal(
    office: Office, now: datetime, attempt: Attempt, reasons: Sequence[Reason], *, request: str = ""
) -> None:
    """Put on record that somebody was turned away, with the codes of the reasons and nothing that was typed.

    Whoever repeats it within the hour is not put on record again: the same act as the same person, for the same attempt
    of a gate and for the same reasons. But wrong codes are counted, each is on record until there were as many as void a
    code, and so is the one that voids it. A `request` that is handled again was counted before.
    """
    with reading(office.engine) as connection:
        seen = office.follower.look(connection, now)
        sent = _last_sent(connection, seen, attempt) if WRONG_CODE in _codes(reasons) else None
    if _refusal(seen, attempt, reasons, sent):
        where = next((each.organisation or "-" for each in [attempt.where(seen)] if each), "-")
        once = f"{request}/refused/{where}" if request else ""
        record(office, now, lambda fresh: _refusal(fresh, attempt, reasons, sent), request=once)


def _refusal(seen: View, attempt: Attempt, reasons: Sequence[Reason], sent: datetime | None) -> tuple[Event, ...]:
    """What is recorded of an attempt that was refused; nothing about a gate that the plan does not know.

    Of whom the plan does not know is recorded that somebody tried, and no code of his can be void.
    """
    spot = attempt.where(seen)
    if spot is None:
        return ()
    known = known_person(seen, attempt.by)
    gate, organisation = spot.gate.id, spot.organisation
    number = coming_attempt(seen.progress, spot)
    refusal = AttemptRefused(
        at=seen.now, by=ENGINE, source=attempt.source, gate=gate, organisation=organisation, attempt=number,
        act=attempt.act, claimed=attempt.by if known else NOBODY, reasons=_codes(reasons),
    )  # fmt: skip
    if not known:
        return () if _said_lately(seen, refusal) else (refusal,)
    old = code_state(seen, spot, attempt.by)
    wrong = old.wrong_at(number) + 1 if WRONG_CODE in refusal.reasons else 0
    if not codes.is_void_after(wrong, codes.last_out(old, sent), seen.now):
        counts = 0 < wrong <= codes.TRIES
        return () if not counts and _said_lately(seen, refusal) else (refusal,)
    fresh = CodeReplaced(
        at=seen.now, by=ENGINE, source="engine", gate=gate, organisation=organisation, attempt=number,
        person=attempt.by, counter=old.counter + 1,
    )  # fmt: skip
    return refusal, fresh


def _said_lately(seen: View, refusal: AttemptRefused) -> bool:
    """Whether the same refusal was recorded less than an hour ago, by whichever door."""
    lately = takewhile(lambda each: seen.now - each.recorded_at < AGAIN_AFTER, reversed(seen.recorded))
    same = refusal.model_dump(include=REPEATED)
    return any(
        each.event.kind == "attempt_refused" and each.event.model_dump(include=REPEATED) == same for each in lately
    )


def _last_sent(connection: Connection, seen: View, attempt: Attempt) -> datetime | None:
    """When a message that may hold the code of a person for a gate last went out to that person; None when none did."""
    spot = attempt.where(seen)
    if spot is None:
        return None
    rows = outbox.of_recipient(connection, seen.programme, attempt.by)
    return max((row.sent_at for row in rows if row.sent_at and codes.gate_in(row.key) == _named(spot)), default=None)


def _codes(reasons: Sequence[Reason]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.code for each in reasons))


def _named(spot: GateSpot) -> tuple[str, str | None]:
    return spot.gate.id, spot.organisation


def known_person(seen: View, person: PersonId) -> bool:
    """Whether a person has, or once had, a part in the plan, if only as a deputy."""
    deputies = (each.deputy for each in seen.state.absences.values())
    return person in authority.people(seen.plan) or person in deputies
