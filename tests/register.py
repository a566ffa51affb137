"""Risks of the standing cast, noted, assessed and closed tersely."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scd_workflow.domain.events import Event
from scd_workflow.domain.ids import PersonId, RiskId, RoleId
from scd_workflow.domain.risks import Assessing, Closing, Noting, assess, close, note
from tests.examples import DIRK, DORDT, LIV, PAM, ZOE, ZWIJND, at, day, seen

Events = tuple[Event, ...]

NOTED, LATER = day(1, 11), day(1, 19)
"""When a risk is noted, and when something more is said of it, unless a test chooses other days."""

SLOW = Noting(
    None, LIV, "Nobody has time", "The accounts; cases stay open", RoleId("line_manager"), 4, 4, "time", day(3, 1)
)
"""A risk of the programme that scores 16 and has no measure, noted by its owner."""

DEAR = replace(
    SLOW, what="It costs too much", why="Prices rise; less is done", impact=2, side="money", measure="Haggle"
)
"""Another that scores 8 and has a measure."""

LOCAL = replace(DEAR, organisation=DORDT, by=DIRK, what="The old cases are lost", owner=RoleId("local_lead"))
"""One of Dordt that scores 8; its local lead takes care of it."""

FAR = replace(LOCAL, organisation=ZWIJND, by=ZOE, what="The building burns", impact=5, probability=3)
"""One of Zwijnd that scores 15."""

AGAIN = Assessing(RiskId("R1"), LIV, day(4, 1), measure="Free two people")


def noted(*risks: Noting, on: date = NOTED, after: Events = ()) -> Events:
    """These risks, noted on one day after everything else."""
    events = after
    for each in risks:
        events = (*events, note(seen(events, on), each, at(on)))
    return events


def assessed(events: Events, said: Assessing = AGAIN, on: date = LATER) -> Events:
    """The same with a risk assessed anew."""
    return (*events, assess(seen(events, on), said, at(on)))


def closed(events: Events, risk: str = "R1", by: PersonId = PAM, on: date = LATER) -> Events:
    """The same with a risk closed."""
    return (*events, close(seen(events, on), Closing(RiskId(risk), by, "It is over"), at(on)))
