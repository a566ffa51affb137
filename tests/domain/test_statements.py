"""What people state about the criteria of a gate."""

from __future__ import annotations

import pytest

from scd_workflow.domain.criteria import findings
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.events import AttestationGiven, DocumentApproved, Event
from scd_workflow.domain.ids import CriterionId, DeliverableId, GateId, OrganisationId, PersonId, RoleId
from scd_workflow.domain.statements import Statement, state_that
from tests.examples import DINA, DORDT, LIV, NETWORK, PAST_G1, STEF, ZENO, at, codes, day, decided, seen

NOW = at(day(2, 8))


def said(
    gate: str, criterion: str, organisation: OrganisationId | None = None, *, by: PersonId, text: str = "I saw it"
) -> Statement:
    return Statement(GateId(gate), CriterionId(criterion), organisation, by, text)


def test_a_holder_of_the_role_attests_a_criterion_for_the_own_organisation() -> None:
    event = state_that(seen(PAST_G1, day(2, 8)), said("G2a", "trained", DORDT, by=DINA, text=" I saw it "), NOW)

    assert event == AttestationGiven(
        at=NOW,
        by=DINA,
        source="command",
        gate=GateId("G2a"),
        criterion=CriterionId("trained"),
        organisation=DORDT,
        role=RoleId("sponsor"),
        statement="I saw it",
    )
    g2a = NETWORK.gates[GateId("G2a")]
    assert [each.met for each in findings(seen((*PAST_G1, event), day(2, 8)), g2a, DORDT)] == [False, True]


def test_a_holder_of_the_role_approves_a_document_by_a_link_to_its_text() -> None:
    event = state_that(seen([], day(2, 8)), said("G1", "mandates_set", by=STEF, text="https://example.nl/d"), NOW)

    assert event == DocumentApproved(
        at=NOW,
        by=STEF,
        source="command",
        document=DeliverableId("D-A2"),
        role=RoleId("steering_chair"),
        evidence="https://example.nl/d",
    )


@pytest.mark.parametrize(
    ("events", "statement", "expected"),
    [
        ((), said("G9", "trained", by=DINA), ["acts.unknown_part"]),
        ((), said("G2a", "trained", by=DINA), ["acts.organisation_missing"]),
        ((), said("G1", "work_done", by=STEF), ["gates.not_to_state"]),
        ((), said("G1", "no_such_thing", by=STEF), ["gates.not_to_state"]),
        ((), said("G2a", "trained", DORDT, by=ZENO), ["gates.not_yours_to_state"]),
        ((), said("G2a", "trained", DORDT, by=DINA, text=" "), ["gates.statement_missing"]),
        (PAST_G1, said("G1", "mandates_set", by=STEF), ["gates.already_passed"]),
        (PAST_G1, said("G1", "mandates_set", by=LIV, text=""), [
            "gates.not_yours_to_state", "gates.statement_missing", "gates.already_passed",
        ]),
    ],
)  # fmt: skip
def test_a_statement_that_is_not_allowed_is_refused_with_every_reason(
    events: tuple[Event, ...], statement: Statement, expected: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        state_that(seen(events, day(2, 8)), statement, NOW)

    assert codes(refused.value) == expected


def test_a_refused_gate_still_takes_statements() -> None:
    refused = (decided("G2a", "no_go", DORDT, on=day(2, 5)),)

    assert isinstance(
        state_that(seen(refused, day(2, 8)), said("G2a", "trained", DORDT, by=DINA), NOW), AttestationGiven
    )
