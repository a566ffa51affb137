"""A decision is taken on what was seen: the briefing holds every fact, and another fact makes another briefing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scd_workflow.domain.briefing import MARK, Briefing, briefing
from scd_workflow.domain.ids import GateId
from scd_workflow.domain.network import Network
from scd_workflow.texts import Language, say
from tests.examples import (
    AWAITING_G1,
    DORDT,
    FIRST,
    NETWORK,
    PAST_G1,
    SECOND,
    STEF,
    THIRD,
    attested,
    codes,
    day,
    decided,
    done,
    opened,
    plan_of,
    seen,
)
from tests.gate_examples import CONDITION, GO, Events, decide_on, refusal
from tests.register import DEAR, FAR, LOCAL, SLOW, assessed, closed, noted

G1 = NETWORK.gates[GateId("G1")]
OPTIONS = [
    {"id": "on", "name": "Go on", "consequences": "Phase two begins"},
    {"id": "nothing", "name": "Do nothing", "consequences": "All stays as it is", "does_nothing": True},
]


def shown(events: Events = AWAITING_G1, gate: str = "G1", network: Network = NETWORK) -> Briefing:
    return briefing(seen(events, day(1, 20), network), network.gates[GateId(gate)], None)


def test_the_same_facts_have_the_same_digest_on_any_day() -> None:
    later = briefing(seen(AWAITING_G1, day(1, 25)), G1, None)

    assert later.digest == shown().digest


def test_a_statement_that_came_in_makes_another_briefing() -> None:
    stated = attested("G1", "support_felt", on=day(1, 19))

    assert shown((*AWAITING_G1, stated)).digest != shown().digest


def test_what_happens_elsewhere_leaves_the_briefing_as_it_is() -> None:
    assert shown((*AWAITING_G1, opened("G2a", DORDT, on=day(1, 19)))).digest == shown().digest


def test_the_next_attempt_has_another_briefing() -> None:
    deferred = decided("G1", "deferred", on=day(1, 20), deferred_until=day(2, 3))

    assert shown((*AWAITING_G1, deferred)).digest != shown().digest


def test_a_decision_carries_the_digest_of_the_briefing_that_was_seen() -> None:
    (taken,) = decide_on(AWAITING_G1, replace(GO, seen=shown().mark))

    assert getattr(taken, "briefing", None) == shown().digest


def test_a_decision_on_a_briefing_of_which_a_fact_changed_is_refused() -> None:
    choice = replace(GO, seen=shown().mark)
    changed = (*AWAITING_G1, attested("G1", "support_felt", on=day(1, 19)))

    assert codes(refusal(changed, choice)) == ["briefing.changed"]


@pytest.mark.parametrize("mark", ["", "  "])
def test_a_decision_by_somebody_who_saw_no_briefing_is_refused(mark: str) -> None:
    assert codes(refusal(AWAITING_G1, replace(GO, seen=mark))) == ["briefing.not_seen"]


def test_the_beginning_of_a_mark_is_not_enough() -> None:
    assert codes(refusal(AWAITING_G1, replace(GO, seen=shown().digest[: MARK - 1]))) == ["briefing.changed"]


def test_a_mark_may_be_copied_in_capitals_and_with_spaces() -> None:
    assert decide_on(AWAITING_G1, replace(GO, seen=f" {shown().mark.upper()} "))


def test_an_earlier_override_stays_in_every_later_briefing() -> None:
    overridden = decided("G1", on=day(1, 20), override_reason="The paper follows")
    events = (*AWAITING_G1, overridden, opened("G2", on=day(1, 20)))

    facts = {fact.about: fact.says.values for fact in shown(events, "G2").facts}

    assert facts["override/G1/1"]["reason"] == "The paper follows"
    assert facts["override/G1/1"]["person"] == STEF


def test_an_open_condition_of_an_earlier_gate_stands_in_the_briefing_of_the_next() -> None:
    conditional = decided("G1", "conditional_go", on=day(1, 20), conditions=[CONDITION])

    facts = {fact.about: fact.says.values for fact in shown((*AWAITING_G1, conditional), "G2").facts}

    assert facts["condition/G1.1/1"]["text"] == CONDITION.text


def test_what_can_be_chosen_stands_in_the_briefing_with_what_follows() -> None:
    first = {**FIRST, "gates": [{**FIRST["gates"][0], "alternatives": OPTIONS}]}
    network = Network(plan_of(first, SECOND, THIRD))

    choices = shown(network=network).choices

    assert [fact.says.values["consequences"] for fact in choices] == ["Phase two begins", "All stays as it is"]


def offered(gate: str, language: Language) -> list[str]:
    """What can be chosen at a gate of which the plan names no alternatives."""
    phases = [
        {**each, "gates": [{**asked, "alternatives": []} for asked in each["gates"]]} for each in (FIRST, SECOND, THIRD)
    ]
    return [say(fact.says, language) for fact in shown(gate=gate, network=Network(plan_of(*phases))).choices]


@pytest.mark.parametrize(
    ("gate", "language", "choices"),
    [
        (
            "G1",
            "nl",
            [
                "Keuze “Doorgaan zoals voorgesteld”: Wat op dit besluit wacht, mag beginnen: Phase P2.",
                "Keuze “Niets doen”: Wat op dit besluit wacht, blijft wachten: Phase P2.",
            ],
        ),
        (
            "G2a",
            "en",
            [
                "Option “Go on as proposed”: What waits for this decision may begin: B4 Work B4, G2 Gate G2.",
                "Option “Do nothing”: What waits for this decision keeps waiting: B4 Work B4, G2 Gate G2.",
            ],
        ),
        (
            "G3",
            "nl",
            [
                "Keuze “Doorgaan zoals voorgesteld”: In het plan wacht niets op dit besluit.",
                "Keuze “Niets doen”: Er blijft in het plan niets wachten, maar het besluit blijft open.",
            ],
        ),
    ],
    ids=["it opens a phase", "parts of its own phase wait for it", "nothing comes after it"],
)
def test_a_gate_without_alternatives_is_decided_between_going_on_and_doing_nothing(
    gate: str, language: Language, choices: list[str]
) -> None:
    assert offered(gate, language) == choices


def test_finished_work_is_a_fact_of_the_gate_after_it() -> None:
    before = shown(PAST_G1, "G2").digest

    assert shown((*PAST_G1, done("B3", on=day(1, 20))), "G2").digest != before


def test_open_risks_stand_in_the_briefing_the_highest_first_with_owner_measure_and_day() -> None:
    facts = shown(noted(DEAR, SLOW, after=AWAITING_G1)).further

    assert [fact.about for fact in facts] == ["risk/R2", "risk/R1"]
    told = facts[1].says.values
    assert (told["owner"], told["measure"], told["review"]) == ("Line manager", DEAR.measure, DEAR.review)


@pytest.mark.parametrize(
    "changed",
    [
        noted(SLOW, after=noted(DEAR, after=AWAITING_G1)),
        assessed(noted(DEAR, after=AWAITING_G1)),
        closed(noted(DEAR, after=AWAITING_G1)),
        noted(FAR, after=noted(DEAR, after=AWAITING_G1)),
    ],
    ids=["noted", "assessed", "closed", "noted red by an organisation"],
)
def test_a_decision_by_somebody_who_saw_the_risks_otherwise_is_refused(changed: Events) -> None:
    choice = replace(GO, seen=shown(noted(DEAR, after=AWAITING_G1)).mark)

    assert decide_on(noted(DEAR, after=AWAITING_G1), choice)
    assert codes(refusal(changed, choice)) == ["briefing.changed"]


def test_a_small_risk_of_an_organisation_changes_no_briefing_of_the_programme() -> None:
    assert shown(noted(LOCAL, after=AWAITING_G1)).digest == shown().digest


def test_who_looks_at_a_risk_and_how_late_it_is_leaves_the_briefing_as_it_is() -> None:
    events = noted(DEAR, after=AWAITING_G1)
    later = briefing(seen(events, day(3, 20)), G1, None)

    assert later.digest == shown(events).digest
