"""The example is the programme that was asked for."""

from __future__ import annotations

from datetime import date

from scd_workflow.config.ladder import load_ladder
from scd_workflow.config.people import load_people
from scd_workflow.config.plan import load_plan
from scd_workflow.domain.ids import GateId, RouteId
from scd_workflow.domain.ladder import KINDS
from scd_workflow.domain.network import Network
from scd_workflow.domain.progress import progress_of
from scd_workflow.domain.state import State
from tests.config.examples import EXAMPLE

PLAN = load_plan(EXAMPLE)
ACTIVITIES = {str(activity.id): activity for phase in PLAN.phases for activity in phase.activities}


def test_seven_municipalities_and_three_regional_bodies_take_part() -> None:
    kinds = [organisation.kind for organisation in PLAN.organisations]

    assert (kinds.count("municipality"), kinds.count("regional_body"), len(kinds)) == (7, 3, 10)
    assert sum(organisation.headcount for organisation in PLAN.organisations) == 3400


def test_the_service_centre_works_in_nine_domains() -> None:
    assert len(PLAN.service_domains) == 9


def test_the_three_phases_hold_all_activities_and_gates_in_order() -> None:
    expected = (
        [f"P1-{n:02}" for n in range(1, 18)]
        + [f"P2-{n:02}" for n in range(1, 15)]
        + [f"P3-{n:02}" for n in range(1, 11)]
    )

    assert list(ACTIVITIES) == expected
    assert [gate.id for phase in PLAN.phases for gate in phase.gates] == ["G1", "G2a", "G2", "G3"]


def test_the_deliverables_name_what_was_asked_of_them() -> None:
    points = {activity: len(ACTIVITIES[activity].deliverable.acceptance) for activity in ("P1-06", "P1-07", "P3-02")}

    assert points == {"P1-06": 4, "P1-07": 5, "P3-02": 10}


def test_every_phase_has_work_for_all_five_disciplines() -> None:
    for phase in PLAN.phases:
        assert len({activity.discipline for activity in phase.activities}) == 5


def test_all_three_partners_take_part() -> None:
    assert {role.partner for role in PLAN.roles} == {"business", "operations", "supplier"}


def test_every_organisation_has_a_sponsor_and_a_local_lead() -> None:
    for role in ("sponsor", "local_lead"):
        assert [each.organisation for each in PLAN.holders if each.role == role] == [
            each.id for each in PLAN.organisations
        ]


def test_the_programme_takes_at_most_three_years() -> None:
    network = Network(PLAN.starting(date(2026, 6, 15)))
    progress = progress_of(network, State(), network.start)

    g1, g2, g3 = (progress.due(phase.closing_gate) for phase in PLAN.phases)

    assert date(2026, 11, 1) < g1 < date(2026, 12, 15)
    assert 13 * 30 < (g2 - g1).days < 17 * 30
    assert 9 * 30 < (g3 - g2).days < 13 * 30
    assert g3 < date(2029, 6, 15)


def test_every_person_is_a_role_mailbox_at_the_example_domain() -> None:
    for person in load_people(EXAMPLE).people:
        assert person.email == f"{person.id}@example.nl"


def test_the_decision_of_the_first_phase_passes_every_table_up_to_the_councils() -> None:
    routes = {route.id: route for route in PLAN.routes}
    gates = {gate.id: gate for phase in PLAN.phases for gate in phase.gates}

    whole = routes[RouteId(gates[GateId("G1")].route or "")]
    assert [step.body for step in whole.steps[:3]] == ["programmateam", None, "stuurgroep"]
    assert "raden" in whole.steps[-1].name
    assert max(step.papers for step in routes[RouteId("begroting")].steps) == 12 * 5


def test_only_gates_exceptions_and_what_is_due_today_do_not_wait_for_the_message_of_the_day() -> None:
    ladder = load_ladder(EXAMPLE)
    about_gates = {"decision", "readiness", "position", "condition"}
    ahead = {
        f"{kind}{step.rung}": step.bundled
        for kind in set(KINDS) - about_gates
        for step in ladder.of(kind)
        if step.step == "ahead"
    }

    assert ladder.hours is not None
    assert {rung for rung, waits in ahead.items() if not waits} == set()
    assert ahead
