"""A plan is checked as a whole: each kind of mistake is found where it stands, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from scd_workflow.domain.plan import Plan
from scd_workflow.domain.plan_check import PlanProblem, problems
from scd_workflow.domain.plan_check.references import nearest, references
from scd_workflow.domain.reasons import because
from tests.examples import ALTERNATIVES, PLAN, REGIO, criterion, phase, plan_of, work

Data = dict[str, Any]
Damage = Callable[[Data], object]


GO_ON, NOTHING = ALTERNATIVES


def damaged(*damages: Damage) -> Plan:
    """The plan of the standing cast after these mistakes."""
    data = PLAN.model_dump(mode="json")
    for damage in damages:
        damage(data)
    return Plan.model_validate(data)


def found(plan: Plan) -> list[tuple[str, tuple[str | int, ...], str]]:
    """The problems of a plan, without their words."""
    return [(each.reason.code, each.path, each.severity) for each in problems(plan)]


def set_at(*path: str | int, to: object) -> Damage:
    """A mistake: something else stands at a place."""

    def damage(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return damage


def without(*path: str | int) -> Damage:
    """A mistake: what stood at a place is gone."""

    def damage(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        del data[path[-1]]

    return damage


def more(*path: str | int, also: object) -> Damage:
    """A mistake: a list has one more part."""

    def damage(data: Any) -> None:
        for step in path:
            data = data[step]
        data.append(also)

    return damage


FIRST = ("phases", 0)
SECOND = ("phases", 1)

UNKNOWN: list[tuple[str, tuple[str | int, ...], Damage]] = [
    ("check.unknown_role", (*FIRST, "owner"), set_at(*FIRST, "owner", to="local_leed")),
    ("check.unknown_role", (*FIRST, "activities", 0, "owner"), set_at(*FIRST, "activities", 0, "owner", to="local_leed")),
    ("check.unknown_step", (*FIRST, "activities", 1, "after", 0), set_at(*FIRST, "activities", 1, "after", 0, to="A9")),
    ("check.unknown_step", (*SECOND, "gates", 0, "after", 0), set_at(*SECOND, "gates", 0, "after", 0, to="B9")),
    ("check.unknown_service_domain", (*FIRST, "activities", 0, "service_domain"), set_at(*FIRST, "activities", 0, "service_domain", to="x")),
    ("check.unknown_gate", (*SECOND, "gates", 1, "criteria", 0, "gate"), set_at(*SECOND, "gates", 1, "criteria", 0, "gate", to="G9")),
    ("check.unknown_deliverable", (*FIRST, "gates", 0, "criteria", 1, "document"), set_at(*FIRST, "gates", 0, "criteria", 1, "document", to="D-A9")),
    ("check.unknown_role", (*FIRST, "gates", 0, "criteria", 1, "role"), set_at(*FIRST, "gates", 0, "criteria", 1, "role", to="chair")),
    ("check.unknown_role", (*FIRST, "gates", 0, "criteria", 2, "role"), set_at(*FIRST, "gates", 0, "criteria", 2, "role", to="chair")),
    ("check.unknown_activity", (*SECOND, "gates", 0, "criteria", 0, "activities", 1), set_at(*SECOND, "gates", 0, "criteria", 0, "activities", 1, to="G1")),
    ("check.unknown_activity", ("goals", 0, "activities", 9), more("goals", 0, "activities", also="A9")),
    ("check.unknown_gate", ("mandates", 0, "gates", 3), more("mandates", 0, "gates", also="G9")),
    ("check.unknown_organisation", ("mandates", 0, "organisations", 0), more("mandates", 0, "organisations", also="dort")),
    ("check.unknown_role", ("holders", 11, "role"), more("holders", also={"role": "chair", "person": "pam"})),
    ("check.unknown_organisation", ("holders", 11, "organisation"), more("holders", also={"role": "sponsor", "person": "pam", "organisation": "dort"})),
    ("check.unknown_organisation", ("waves", 0, "organisations", 1), more("waves", 0, "organisations", also="dort")),
    ("check.unknown_organisation", ("features", 0, "releases", "dort"), set_at("features", to=[{"id": "f", "name": "F", "releases": {"dort": "R1"}}])),
    ("check.unknown_organisation", ("calendar", "closings", 0, "organisation"), set_at("calendar", "closings", 0, "organisation", to="dort")),
    ("check.unknown_organisation", ("calendar", "recesses", 0, "organisation"), set_at("calendar", "recesses", to=[{"name": "R", "first": "2027-02-01", "last": "2027-02-05", "organisation": "dort"}])),
    ("check.unknown_deliverable", ("raci", "D-A9"), set_at("raci", "D-A9", to={"sponsor": "AR"})),
    ("check.unknown_role", ("raci", "D-A1", "chair"), set_at("raci", "D-A1", "chair", to="I")),
    ("check.unknown_role", ("bodies", 0, "chair"), set_at("bodies", to=[{"id": "b", "name": "B", "chair": "chair"}])),
    ("check.unknown_body", ("routes", 0, "steps", 1, "body"), set_at("routes", to=[{"id": "way", "name": "W", "steps": [{"name": "One"}, {"name": "Two", "body": "bord"}]}])),
    ("check.no_choice", (*FIRST, "gates", 0, "alternatives"), set_at(*FIRST, "gates", 0, "alternatives", to=[NOTHING])),
    ("check.nothing_missing", (*FIRST, "gates", 0, "alternatives"), set_at(*FIRST, "gates", 0, "alternatives", to=[GO_ON, GO_ON | {"id": "wait"}])),
    ("check.unknown_route", (*FIRST, "gates", 0, "route"), set_at(*FIRST, "gates", 0, "route", to="way")),
    ("check.unknown_role", ("bodies", 0, "members", 0), set_at("bodies", to=[{"id": "b", "name": "B", "chair": "sponsor", "members": ["chair"]}])),
]  # fmt: skip

WRONG: list[tuple[str, tuple[str | int, ...], Damage]] = [
    ("check.duplicate", ("organisations", 3, "id"), lambda data: (data["organisations"].append({**data["organisations"][0]}))),
    ("check.duplicate", ("roles", 5, "id"), more("roles", also={"id": "sponsor", "name": "Again"})),
    ("check.duplicate", (*FIRST, "gates", 0, "criteria", 3, "id"), more(*FIRST, "gates", 0, "criteria", also=criterion("work_done", "activities_done"))),
    ("check.duplicate", (*FIRST, "activities", 0, "deliverable", "acceptance", 1, "id"), more(*FIRST, "activities", 0, "deliverable", "acceptance", also={"id": "ok", "text": "Fine"})),
    ("check.later_phase", (*FIRST, "activities", 1, "after", 1), more(*FIRST, "activities", 1, "after", also="B1")),
    ("check.later_phase", (*FIRST, "activities", 1, "after", 1), more(*FIRST, "activities", 1, "after", also="G2a")),
    ("check.later_phase", (*FIRST, "gates", 0, "criteria", 0, "activities", 0), set_at(*FIRST, "gates", 0, "criteria", 0, "activities", to=["C1"])),
    ("check.closing_gate_elsewhere", (*FIRST, "closing_gate"), set_at(*FIRST, "closing_gate", to="G2")),
    ("check.cycle", (*FIRST, "activities", 0, "after", 0), set_at(*FIRST, "activities", 0, "after", to=["A2"])),
    ("check.cycle", (*FIRST, "activities", 0, "after", 0), set_at(*FIRST, "activities", 0, "after", to=["A1"])),
    ("check.cycle", (*FIRST, "activities", 0, "after", 0), set_at(*FIRST, "activities", 0, "after", to=["G1"])),
    ("check.cycle", (*SECOND, "activities", 3, "after", 0), more(*SECOND, "gates", 0, "criteria", 0, "activities", also="B4")),
    ("check.cycle", (*SECOND, "activities", 3, "after", 0), more(*SECOND, "gates", 0, "criteria", also=criterion("late", "document_approved", document="D-B4", role="sponsor"))),
    ("check.waves_need_organisations", (*SECOND, "activities", 2, "in_waves"), set_at(*SECOND, "activities", 2, "in_waves", to=True)),
    ("check.no_wave", ("organisations", 2), set_at("waves", 1, "organisations", to=["zwijnd"])),
    ("check.two_waves", ("waves", 1, "organisations", 2), more("waves", 1, "organisations", also="dordt")),
    ("check.no_local_lead", ("organisations", 0), without("holders", 4)),
    ("check.role_vacant_for", ("roles", 2), without("holders", 6)),
    ("check.role_vacant", ("roles", 4), without("holders", 10)),
    ("check.role_vacant", ("roles", 4), lambda data: (data["holders"].pop(10), data["roles"][4].update(mandatory=False))),
    ("check.decider_vacant_for", (*SECOND, "gates", 0), without("holders", 8)),
    ("check.no_mandate_for", (*SECOND, "gates", 0), set_at("mandates", 1, "organisations", to=["dordt", "zwijnd"])),
    ("check.no_mandate", ("phases", 2, "gates", 0), without("mandates", 0, "gates", 2)),
    ("check.no_programme_manager", ("holders",), lambda data: (data["holders"].pop(0), data["holders"].pop(0))),
    ("check.two_programme_managers", ("holders", 1), set_at("holders", 1, "since", to="2027-01-31")),
    ("check.no_raci", (*FIRST, "activities", 0, "deliverable"), without("raci", "D-A1")),
    ("check.no_accountable", ("raci", "D-A1"), set_at("raci", "D-A1", to={"sponsor": "R"})),
    ("check.two_accountables", ("raci", "D-A1"), set_at("raci", "D-A1", "sponsor", to="A")),
    ("check.no_responsible", ("raci", "D-A1"), set_at("raci", "D-A1", to={"sponsor": "A"})),
    ("check.at_least", (*SECOND, "gates", 1, "criteria", 0, "at_least"), set_at(*SECOND, "gates", 1, "criteria", 0, "at_least", to=4)),
    ("check.start_day_off", ("programme", "start"), set_at("programme", "start", to="2027-01-03")),
    ("check.end_before_start", ("programme", "end"), set_at("programme", "end", to="2027-01-03")),
    ("check.end_before_start", ("holders", 1, "until"), set_at("holders", 1, "until", to="2027-01-31")),
    ("check.end_before_start", ("mandates", 0, "until"), lambda data: data["mandates"][0].update(since="2027-02-02", until="2027-02-01")),
    ("check.end_before_start", ("calendar", "recesses", 0, "last"), set_at("calendar", "recesses", to=[{"name": "R", "first": "2027-02-05", "last": "2027-02-01"}])),
    ("check.mandate_expired", ("mandates", 2, "until"), set_at("mandates", 2, "until", to="2027-01-03")),
    ("check.timezone", ("programme", "timezone"), set_at("programme", "timezone", to="Europe/Dordt")),
]  # fmt: skip

DOUBTFUL: list[tuple[str, tuple[str | int, ...], Damage]] = [
    ("check.no_alternatives", (*FIRST, "gates", 0), set_at(*FIRST, "gates", 0, "alternatives", to=[])),
    ("check.goal_without_activities", ("goals", 1), more("goals", also={"id": "g", "name": "G", "activities": []})),
    ("check.activity_without_goal", (*FIRST, "activities", 0), without("goals", 0, "activities", 0)),
    ("check.empty_wave", ("waves", 2), more("waves", also={"id": "w", "name": "W", "organisations": [], "offset": 1})),
    ("check.closing_in_weekend", ("calendar", "closings", 0, "days", 2), more("calendar", "closings", 0, "days", also="2027-01-16")),
    ("check.mandatory_role_vacant", ("roles", 5), more("roles", also={"id": "archivist", "name": "Archivist"})),
]  # fmt: skip


def test_the_plan_of_the_standing_cast_has_no_problems() -> None:
    assert found(PLAN) == []


@pytest.mark.parametrize(("code", "path", "damage"), UNKNOWN)
def test_a_reference_to_what_is_not_there_is_found_where_it_stands(
    code: str, path: tuple[str | int, ...], damage: Damage
) -> None:
    assert (code, path, "error") in found(damaged(damage))


@pytest.mark.parametrize(("code", "path", "damage"), WRONG)
def test_a_mistake_gives_one_error_where_it_stands(code: str, path: tuple[str | int, ...], damage: Damage) -> None:
    assert found(damaged(damage)) == [(code, path, "error")]


@pytest.mark.parametrize(("code", "path", "damage"), DOUBTFUL)
def test_what_a_plan_can_do_without_gives_one_warning(code: str, path: tuple[str | int, ...], damage: Damage) -> None:
    assert found(damaged(damage)) == [(code, path, "warning")]


def test_all_mistakes_are_reported_at_once() -> None:
    plan = damaged(*(damage for _, _, damage in WRONG[-3:]), UNKNOWN[0][2])

    assert {code for code, _, _ in found(plan)} == {
        "check.unknown_role",
        "check.end_before_start",
        "check.mandate_expired",
        "check.timezone",
    }


def test_a_circle_is_named_step_by_step_from_the_wait_that_closes_it() -> None:
    rounds = phase(
        "P1", "G1", work("A1", after=["A3"]), work("A2", after=["A1"]), work("A3", after=["A2"]), *PLAN_GATES
    )

    (problem,) = cycles(plan_of(rounds))

    assert problem.path == ("phases", 0, "activities", 0, "after", 0)
    assert problem.reason.values["cycle"] == "A1 → A3 → A2 → A1"


def test_every_circle_is_named() -> None:
    loops = phase("P1", "G1", work("A1", after=["A2"]), work("A2", after=["A1"]), work("A3", after=["A3"]), *PLAN_GATES)

    assert {each.reason.values["cycle"] for each in cycles(plan_of(loops))} == {"A1 → A2 → A1", "A3 → A3"}


def test_waiting_for_a_gate_of_the_own_phase_that_does_not_wait_back_is_no_circle() -> None:
    assert "G2a" in PLAN.phases[1].activities[3].after
    assert cycles(PLAN) == []


def test_a_circle_is_not_sought_while_two_steps_share_an_id() -> None:
    plan = damaged(set_at(*FIRST, "activities", 1, "id", to="A1"))

    assert ("check.duplicate", (*FIRST, "activities", 1, "id"), "error") in found(plan)
    assert cycles(plan) == []


def test_an_unknown_reference_comes_with_the_id_that_looks_most_like_it() -> None:
    (problem,) = problems(damaged(set_at(*FIRST, "activities", 0, "owner", to="local_leed")))

    assert problem.reason.values == {"id": "local_leed", "nearest": because("words.nearest", name="local_lead")}


def test_a_mandate_without_end_or_a_programme_without_start_is_never_expired() -> None:
    plan = damaged(set_at("programme", "start", to=None), set_at("mandates", 2, "until", to="2001-01-01"))

    assert found(plan) == []
    assert [each.reason.code for each in problems(plan.starting(date(2027, 1, 4)))] == ["check.mandate_expired"]


def test_a_gate_that_a_second_role_may_decide_has_a_decider_when_the_first_is_vacant() -> None:
    plan = damaged(
        without("holders", 9),
        more(
            "mandates",
            also={"id": "m", "role": "line_manager", "gates": ["G2a"], "organisations": [REGIO], "source": "x"},
        ),
    )

    assert [(code, severity) for code, _, severity in found(plan)] == [("check.role_vacant_for", "error")]


def test_a_long_row_of_organisations_is_shortened_in_the_sentence() -> None:
    extra = [{"id": f"o{number}", "name": "O", "kind": "municipality", "impact": 3} for number in range(9)]
    plan = damaged(lambda data: data["organisations"].extend(extra), without("mandates", 1))

    (problem,) = (each for each in problems(plan) if each.reason.code == "check.no_mandate_for")

    assert problem.reason.values["organisations"] == "dordt, zwijnd, regio, o0, o1 … (+7)"


def test_the_nearest_name_ignores_capitals() -> None:
    assert nearest("p1-3", ["P1-03", "G1", "P2-14"]) == because("words.nearest", name="P1-03")


@pytest.mark.parametrize(("name", "known"), [("NOPE", ("P1-01", "G1")), ("", ("P1-01",)), ("x", ())])
def test_a_name_that_looks_like_nothing_is_likened_to_nothing(name: str, known: tuple[str, ...]) -> None:
    assert nearest(name, known) == ""


def test_every_reference_of_a_plan_leads_to_the_value_at_its_path() -> None:
    data: Any = PLAN.model_dump(mode="json")
    for path, _, named in references(PLAN):
        part = data
        for step in path[:-1]:
            part = part[step]
        assert named in {str(path[-1]), part[path[-1]] if isinstance(part[path[-1]], str) else ""}


PLAN_GATES = [PLAN.phases[2].gates[0].model_dump(mode="json") | {"id": "G1"}]


def cycles(plan: Plan) -> list[PlanProblem]:
    """The circles in a plan."""
    return [each for each in problems(plan) if each.reason.code == "check.cycle"]
