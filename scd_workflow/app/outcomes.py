"""What people do with what was decided or asked: settle conditions, take requests and decisions back, change terms.

`code` is the personal code of whoever acts; `on` is an earlier day on which it happened, and `request` the submitted form,
which handled again gives the same answer and records nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.app.proving import Attempt, at_gate, record_proven
from scd_workflow.app.recording import moment
from scd_workflow.domain import conditions, endings, terms

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.changes import Said
    from scd_workflow.domain.conditions import Settlement
    from scd_workflow.domain.endings import Ending
    from scd_workflow.domain.events import Event
    from scd_workflow.domain.terms import Extension, Suspension


def meet(
    office: Office, said: Settlement, now: datetime, *, on: date | None = None, request: str = "", code: str = ""
) -> Event:
    """Record that a condition is met."""
    attempt = _attempt("meet", said, code)
    return _recorded(office, now, attempt, request, lambda seen: conditions.meet(seen.progress, said, moment(seen, on)))


def lift(
    office: Office, said: Settlement, now: datetime, *, on: date | None = None, request: str = "", code: str = ""
) -> Event:
    """Record that a condition is lifted."""
    attempt = _attempt("lift", said, code)
    return _recorded(office, now, attempt, request, lambda seen: conditions.lift(seen.progress, said, moment(seen, on)))


def withdraw(
    office: Office, said: Ending, now: datetime, *, on: date | None = None, request: str = "", code: str = ""
) -> Event:
    """Take back the request for a decision."""
    attempt = _attempt("withdraw", said, code)
    return _recorded(
        office, now, attempt, request, lambda seen: endings.withdraw(seen.progress, said, moment(seen, on))
    )


def reopen(
    office: Office, said: Ending, now: datetime, *, on: date | None = None, request: str = "", code: str = ""
) -> Event:
    """Set a decision aside and ask for a new one."""
    attempt = _attempt("reopen", said, code)
    return _recorded(office, now, attempt, request, lambda seen: endings.reopen(seen.progress, said, moment(seen, on)))


def suspend(
    office: Office, said: Suspension, now: datetime, *, on: date | None = None, request: str = "", code: str = ""
) -> Event:
    """Let the term of a gate stand still."""
    attempt = _attempt("suspend", said, code)
    return _recorded(office, now, attempt, request, lambda seen: terms.suspend(seen.progress, said, moment(seen, on)))


def extend(
    office: Office, said: Extension, now: datetime, *, on: date | None = None, request: str = "", code: str = ""
) -> Event:
    """Make the term of a gate longer."""
    attempt = _attempt("extend", said, code)
    return _recorded(office, now, attempt, request, lambda seen: terms.extend(seen.progress, said, moment(seen, on)))


def _attempt(act: str, said: Settlement | Said, code: str) -> Attempt:
    return Attempt(act, said.by, at_gate(said.gate, said.organisation), said.source, code)


def _recorded(office: Office, now: datetime, attempt: Attempt, request: str, decide: Callable[[View], Event]) -> Event:
    return record_proven(office, now, attempt, lambda seen: (decide(seen),), request=request)[0]
