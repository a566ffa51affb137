"""Whether a gate may be passed with the risks that touch it."""

from __future__ import annotations

import pytest

from scd_workflow.domain.criteria import Finding, findings
from scd_workflow.domain.ids import GateId, OrganisationId
from scd_workflow.domain.network import Network
from tests.examples import DORDT, SECOND, THIRD, ZWIJND, criterion, day, gate, phase, plan_of, seen, work
from tests.register import AGAIN, DEAR, FAR, LOCAL, SLOW, Events, assessed, closed, noted

RISKY = phase("P1", "G1", work("A1"), gate("G1", criterion("calm", "risk_below")))
MEASURED = phase("P1", "G1", work("A1"), gate("G1", criterion("calm", "risk_below", unless_measured=True)))


def found(events: Events, first: dict[str, object] = RISKY, organisation: OrganisationId | None = None) -> Finding:
    network = Network(plan_of(first, SECOND, THIRD, mandates=MANDATES))
    return findings(seen(events, day(1, 20), network), network.gates[GateId("G1")], organisation)[0]


MANDATES = [{"id": "M", "role": "steering_chair", "gates": ["G1", "G2", "G2a", "G3"], "source": "Meeting"}]


def test_it_is_not_known_while_nobody_noted_any_risk() -> None:
    assert (found(()).verdict, found(()).reason.code) == ("unknown", "criteria.no_risks_noted")


@pytest.mark.parametrize(
    ("events", "holds"),
    [
        (noted(DEAR), True),
        (noted(DEAR, SLOW), False),
        (noted(DEAR, FAR), False),
        (noted(LOCAL, DEAR), True),
        (closed(noted(SLOW)), True),
    ],
    ids=["amber", "red", "red in an organisation", "amber in an organisation", "closed"],
)
def test_it_holds_when_no_open_risk_that_touches_the_gate_is_red(events: Events, holds: bool) -> None:  # noqa: FBT001
    assert found(events).met == holds


def test_a_red_risk_with_a_measure_counts_only_where_the_plan_says_so() -> None:
    events = assessed(noted(SLOW), AGAIN)

    assert not found(events).met
    assert found(events, MEASURED).met
    assert not found(noted(SLOW), MEASURED).met


def test_it_says_which_risks_are_too_great() -> None:
    assert found(noted(DEAR, SLOW, FAR)).reason.values["risks"] == "R2 (16), R3 (15)"


def test_the_bound_is_that_of_the_plan() -> None:
    strict = phase("P1", "G1", work("A1"), gate("G1", criterion("calm", "risk_below", below=8)))

    assert not found(noted(DEAR), strict).met


def test_a_risk_of_another_organisation_does_not_touch_that_of_one() -> None:
    assert found(noted(FAR, DEAR), organisation=DORDT).met
    assert not found(noted(FAR, DEAR), organisation=ZWIJND).met
