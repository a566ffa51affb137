"""A period in which everything happened that a decision list can tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from scd_workflow.domain.attempt_events import AttemptRefused
from scd_workflow.domain.decision_list import DecisionList, Heard, Period, decision_list
from scd_workflow.domain.events import ConditionLifted, ConditionMet, Event, GateReopened, GateWithdrawn, VoteCast
from scd_workflow.domain.happened import Condition
from scd_workflow.domain.ids import ENGINE, RoleId
from tests.examples import AWAITING_G1, DINA, DORDT, PAM, PLAN, SARA, STEF, adopted, at, back, day, decided, opened

TODAY = day(3, 20)
HEAD = f"31-{'a1b2' * 16}"
CONDITIONS = tuple(
    Condition(text=text, owner=RoleId(owner), due=due)
    for text, owner, due in (
        ("The <privacy> check is done", "programme_manager", day(1, 29)),
        ("The budget is approved & signed", "steering_chair", day(2, 5)),
        ("All line managers are told", "line_manager", day(2, 12)),
        ("The helpdesk is staffed", "local_lead", day(6, 1)),
    )
)


def told(kind: type[Event], **more: Any) -> Any:
    """An event about G1 by the chair, unless `more` says otherwise."""
    right = {"role": "steering_chair", "mandate": "M-chair"}
    about = {"at": at(day(1, 21)), "by": STEF, "source": "form", "gate": "G1", "attempt": 1}
    fields = {name: value for name, value in right.items() if name in kind.model_fields}
    return kind.model_validate(about | fields | more)


def vote(by: str, outcome: str, **more: Any) -> VoteCast:
    """A vote on the first attempt of G1."""
    said = {"outcome": outcome, "briefing": "b", "rationale": "My view", "at": at(day(1, 20))}
    cast: VoteCast = told(VoteCast, by=by, **said, **more)
    return cast


EVENTS: tuple[Event, ...] = (
    adopted(PLAN.digest, on=day(1, 4)),
    *AWAITING_G1,
    told(
        AttemptRefused,
        at=at(day(1, 19)), by=ENGINE, claimed=PAM, act="decide", reasons=("gates.no_mandate", "codes.wrong"),
    ),
    vote(SARA, "no_go"),
    vote(DINA, "go", on_behalf_of=STEF),
    decided(
        "G1", "conditional_go", on=day(1, 20), conditions=CONDITIONS, override_reason="The council meets tomorrow",
        in_favour=2, seats=3, rationale="Good enough\nto begin",
    ),
    told(ConditionMet, at=at(day(1, 28)), by=PAM, number=1, role="programme_manager", evidence="https://example.nl/check"),
    told(ConditionLifted, at=at(day(2, 3)), number=2, reason="Already in the budget of last year"),
    decided("G2a", "deferred", DORDT, on=day(2, 8), deferred_until=day(2, 22), by=DINA, mandate="M-sponsor", role="sponsor"),
    decided("G2a", "no_go", DORDT, on=day(2, 22), back_to=(back("B2", DORDT),), by=DINA, mandate="M-sponsor", role="sponsor", attempt=2),
    opened("G2", on=day(3, 1)),
    told(GateWithdrawn, at=at(day(3, 2)), gate="G2", reason="Asked too early"),
    opened("G2", on=day(3, 8), attempt=2),
    decided("G2", "go", on=day(3, 9), attempt=2),
    told(GateReopened, at=at(day(3, 15)), gate="G2", attempt=2, reason="The figures were wrong"),
)  # fmt: skip


def heard(*events: Event) -> tuple[Heard, ...]:
    """Events as they stand in the log, each recorded an hour after it happened."""
    return tuple(Heard(seq, each.at + timedelta(hours=1), each) for seq, each in enumerate(events, start=1))


def listed(*events: Event, first: Any = None, last: Any = None, today: Any = TODAY) -> DecisionList:
    """The decision list of these events, those above when none are given."""
    plans = {PLAN.digest: PLAN}
    return decision_list(heard(*(events or EVENTS)), plans, Period(first, last), today=today, head=HEAD)
