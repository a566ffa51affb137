"""The standing choices at gates G1 and G2a of the cast, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from scd_workflow.domain.decisions import Choice, decide
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import Event
from scd_workflow.domain.happened import Condition
from scd_workflow.domain.ids import GateId, RoleId
from tests.examples import DINA, DORDT, PAST_G1, STEF, ZWIJND, at, back, day, done, opened, seen

Events = tuple[Event, ...]

GO = Choice(GateId("G1"), None, "go", STEF, "All is in place")
CONDITION = Condition(text="Fill the vacancy", owner=RoleId("line_manager"), due=day(3, 1))
CONDITIONAL_GO = replace(GO, outcome="conditional_go", conditions=(CONDITION,))
DEFERRED = replace(GO, outcome="deferred", deferred_until=day(2, 3))
NO_GO = replace(GO, outcome="no_go", back_to=(back("A2"), back("A3", ZWIJND)))

THE_DAY = at(day(1, 20))
"""When G1 is due."""

DORDT_AWAITING: Events = (
    *PAST_G1,
    done("B1", DORDT, on=day(1, 20)),
    done("B2", DORDT, on=day(1, 20)),
    opened("G2a", DORDT, on=day(1, 20)),
)
DORDT_GO = Choice(
    GateId("G2a"), DORDT, "go", DINA, "Everybody was trained", override_reason="We trained them ourselves"
)


def decide_on(events: Events, choice: Choice, when: datetime = THE_DAY) -> Events:
    """What is recorded of a choice, after these events."""
    return decide(seen(events, when.date()), choice, when)


def refusal(events: Events, choice: Choice, when: datetime = THE_DAY) -> Refused:
    """The refusal of a choice that must be refused."""
    with pytest.raises(Refused) as refused:
        decide_on(events, choice, when)
    return refused.value
