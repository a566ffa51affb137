"""A form that could not be read is an attempt as well: its code is looked at, and that it was refused is put on record."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scd_workflow.app.inbox import look
from scd_workflow.app.labels import IN_GATE, named, person_named
from scd_workflow.app.proving import MISSING_CODE, Attempt, at_gate, known_person, proven, record_refusal
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import GateId
from scd_workflow.domain.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scd_workflow.app.office import Office
    from scd_workflow.domain.happened import Source

WITHIN = frozenset({"forms.at_field", "forms.at_line"})
"""The reasons that say at which field something is wrong, and hold what that is."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody tries by a form: the label of what the act is about, which begins with its gate, and that of the person."""

    act: str
    about: str
    who: str
    code: str = field(repr=False)
    source: Source = "form"


@contextmanager
def reading_of(office: Office, now: datetime, request: str, tried: Tried) -> Iterator[None]:
    """Read a form within: where that is refused, what is wrong with the code is said as well, and all is put on record.

    Nothing is on record where the gate cannot be read, or nobody is said to act.
    """
    try:
        yield
    except Refused as refused:
        attempt = _attempt(tried)
        if attempt is None:
            raise
        reasons = (*refused.reasons, *_against_code(office, now, attempt))
        record_refusal(office, now, attempt, tuple(map(_inner, reasons)), request=request)
        raise Refused(*reasons) from None


def _attempt(tried: Tried) -> Attempt | None:
    if not tried.who.strip():
        return None
    try:
        gate = named(tried.about.partition(IN_GATE)[0])
    except Refused:
        return None
    where = at_gate(GateId(gate.part), gate.organisation)
    return Attempt(tried.act, person_named(tried.who), where, tried.source, tried.code)


def _against_code(office: Office, now: datetime, attempt: Attempt) -> tuple[Reason, ...]:
    """What is wrong with a code that was typed; that there is none the form itself says."""
    seen = look(office, now)
    spot = attempt.where(seen)
    if spot is None or not known_person(seen, attempt.by):
        return ()
    try:
        proven(office, seen, spot.gate.id, spot.organisation, attempt.by, attempt.code)
    except Refused as refused:
        return tuple(each for each in refused.reasons if each.code != MISSING_CODE)
    return ()


def _inner(reason: Reason) -> Reason:
    what = reason.values.get("what") if reason.code in WITHIN else None
    return what if isinstance(what, Reason) else reason
