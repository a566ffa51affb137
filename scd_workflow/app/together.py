"""One act that decides a gate for several organisations: all of them or none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from scd_workflow.app.proving import Attempt, at_gate, proven, record_refusal, with_proof
from scd_workflow.app.recording import moment, record
from scd_workflow.app.view import as_it_was
from scd_workflow.domain import decisions, together
from scd_workflow.domain.errors import Refused, refuse_if
from scd_workflow.domain.events import GateDecided, VoteCast
from scd_workflow.domain.reasons import because
from scd_workflow.store.engine import reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.decisions import Choice
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.ids import OrganisationId
    from scd_workflow.domain.reasons import Reason
    from scd_workflow.domain.together import Joint

BETWEEN_CODES = re.compile(r"[,;\n]")
"""What separates codes that are typed together; a code itself may hold spaces and dashes."""


def decide_together(
    office: Office, joint: Joint, now: datetime, *, on: date | None = None, request: str = "", code: str = ""
) -> tuple[GateDecided | VoteCast, ...]:
    """Record one choice for each of the organisations, all in one append, in the order given.

    Each organisation has a code of its own; they are typed together, in any order. Raises `Refused` with every reason of
    every organisation, and then nothing was recorded for any of them. A `request` that was handled before gives the same
    answer again.
    """
    act = _Act(office, on, tuple(each.strip() for each in BETWEEN_CODES.split(code) if each.strip()))
    try:
        events = record(office, now, lambda seen: act.tried(seen, joint), request=request)
    except Refused:
        for attempt, reasons in act.refused.values():
            record_refusal(office, now, attempt, reasons, request=request)
        raise
    found = {each.organisation: each for each in (*act.taken, *events) if isinstance(each, GateDecided | VoteCast)}
    if not found.keys() >= set(joint.organisations):
        found |= {each.organisation: each for each in _taken_before(office, joint, now, events[0])}
    return tuple(found[each] for each in dict.fromkeys(joint.organisations))


def _taken_before(office: Office, joint: Joint, now: datetime, first: Event) -> Iterator[GateDecided | VoteCast]:
    """What was on record already when a request was handled, of which `first` is the first event."""
    with reading(office.engine) as connection:
        seen = office.follower.look(connection, now)
        count = next(place for place, each in enumerate(seen.recorded) if each.event == first)
        then = as_it_was(connection, seen, count)
    for each in together.for_each(then.network, joint):
        already = decisions.already_taken(then.progress, each)
        if already:
            yield already


@dataclass
class _Act:
    """The act as it is tried on a view; `taken` is what was on record already, `refused` who was turned away and why."""

    office: Office
    on: date | None
    typed: tuple[str, ...] = field(repr=False)
    taken: list[GateDecided | VoteCast] = field(default_factory=list)
    refused: dict[OrganisationId | None, tuple[Attempt, tuple[Reason, ...]]] = field(default_factory=dict)

    def tried(self, seen: View, joint: Joint) -> Sequence[Event]:
        """The events for every organisation; raises `Refused` with the reasons of all that may not be decided."""
        self.taken, self.refused = [], {}
        events: list[Event] = []
        for each in together.for_each(seen.network, joint):
            attempt = self._attempt(seen, each)
            try:
                events += with_proof(self.office, seen, attempt, partial(self._decided, each))
            except Refused as refused:
                self.refused[each.organisation] = attempt, refused.reasons
        refuse_if(
            because("together.at", organisation=organisation or "-", what=reason)
            for organisation, (_, reasons) in self.refused.items()
            for reason in reasons
        )
        return tuple(together.once(events))

    def _decided(self, choice: Choice, seen: View) -> Sequence[Event]:
        already = decisions.already_taken(seen.progress, choice)
        if already:
            self.taken.append(already)
            return ()
        return decisions.decide(seen.progress, choice, moment(seen, self.on))

    def _attempt(self, seen: View, choice: Choice) -> Attempt:
        """The attempt for one organisation, with its own code among those that were typed, or else the first of them."""
        where = at_gate(choice.gate, choice.organisation)
        spot = where(seen)
        right = (each for each in self.typed if spot and self._is_right(seen, choice, each))
        code = next(right, next(iter(self.typed), ""))
        return Attempt("decide", choice.by, where, choice.source, code)

    def _is_right(self, seen: View, choice: Choice, code: str) -> bool:
        try:
            proven(self.office, seen, choice.gate, choice.organisation, choice.by, code)
        except Refused:
            return False
        return True
