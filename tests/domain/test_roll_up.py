"""A programme gate that asks what was decided per organisation: of all, of some, or of all but accepted exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.domain.criteria import Finding, findings
from scd_workflow.domain.events import Event
from scd_workflow.domain.ids import GateId, OrganisationId
from scd_workflow.domain.network import Network
from scd_workflow.domain.reasons import because
from tests.examples import CAST, DORDT, REGIO, ZWIJND, criterion, day, decided, gate, opened, phase, plan_of, seen, work


def asked(events: Iterable[Event], where: OrganisationId | None = None, **rule: Any) -> Finding:
    """What a gate finds that asks for gate H of the organisations by a rule."""
    asks = gate("G", criterion("live", "gate_decided", gate="H", **rule), per_organisation=where is not None)
    plan = plan_of(
        phase("P", "G", work("A", per_organisation=True), gate("H", per_organisation=True), asks),
        mandates=[{"id": "M", "role": "sponsor", "gates": ["G", "H"], "source": "Founding meeting"}],
    )
    network = Network(plan)
    (found,) = findings(seen(events, day(3, 1), network), network.gates[GateId("G")], where)
    return found


def said(outcome: str, *where: OrganisationId) -> list[Event]:
    """The same decision for some organisations."""
    more = {"deferred_until": day(4, 1)} if outcome == "deferred" else {}
    return [decided("H", outcome, each, on=day(2, 8), **more) for each in where]  # type: ignore[arg-type]


def test_a_no_go_is_an_accepted_exception_once_every_organisation_was_decided() -> None:
    two = [*said("go", DORDT), *said("no_go", REGIO)]

    assert asked(two, exceptions=True).reason == because(
        "criteria.gate_not_settled", gate="H", passed=1, all=3, missing="zwijnd"
    )
    whole = asked([*two, *said("conditional_go", ZWIJND)], exceptions=True)
    assert (whole.met, whole.reason) == (
        True,
        because("criteria.gate_settled", gate="H", passed=2, all=3, exceptions="regio"),
    )
    assert not asked([*two, *said("go", ZWIJND)]).met


def test_a_deferral_is_no_exception_for_its_decision_is_still_to_come() -> None:
    found = asked([*said("go", DORDT, ZWIJND), *said("deferred", REGIO)], exceptions=True)

    assert (found.met, found.reason.values["missing"]) == (False, "regio")


def test_a_no_go_of_which_the_next_attempt_is_open_is_no_exception_any_more() -> None:
    refused = [*said("go", DORDT, ZWIJND), *said("no_go", REGIO)]

    assert asked(refused, exceptions=True).met
    assert not asked([*refused, opened("H", REGIO, on=day(2, 20), attempt=2)], exceptions=True).met


def test_when_nobody_passed_there_is_nothing_to_be_an_exception_to() -> None:
    found = asked(said("no_go", *CAST), exceptions=True)

    assert (found.met, found.reason) == (
        False,
        because("criteria.gate_passed_too_few", gate="H", passed=0, all=3, needed=1),
    )


@pytest.mark.parametrize("least", [1, 2, 3, 9])
def test_as_many_must_have_passed_as_the_rule_says(least: int) -> None:
    events = [*said("go", DORDT, ZWIJND), *said("no_go", REGIO)]

    assert asked(events, exceptions=True, at_least=least).met is (least <= 2)


def test_without_exceptions_in_fact_the_reason_is_that_of_all() -> None:
    found = asked(said("go", *CAST), exceptions=True)

    assert found.reason == because("criteria.gate_decided", gate="H", passed=3, needed=3)


def test_an_organisation_is_never_its_own_exception() -> None:
    assert not asked(said("no_go", DORDT), DORDT, exceptions=True).met
    assert asked(said("go", DORDT), DORDT, exceptions=True).met


outcomes = st.lists(st.sampled_from(["none", "go", "conditional_go", "no_go", "deferred"]), min_size=3, max_size=3)


@given(outcomes=outcomes, least=st.integers(1, 3))
def test_the_three_rules_agree_with_a_plain_count(outcomes: list[str], least: int) -> None:
    events = [
        each
        for where, outcome in zip(CAST, outcomes, strict=True)
        if outcome != "none"
        for each in said(outcome, where)
    ]
    passed = sum(outcome in {"go", "conditional_go"} for outcome in outcomes)
    undecided = sum(outcome in {"none", "deferred"} for outcome in outcomes)

    assert asked(events).met is (passed == 3)
    assert asked(events, at_least=least).met is (passed >= least)
    assert asked(events, exceptions=True, at_least=least).met is (undecided == 0 and passed >= least)
