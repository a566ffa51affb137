"""What waits for what."""

from __future__ import annotations

from scd_workflow.domain.ids import ActivityId
from scd_workflow.domain.network import Network, waits_for
from scd_workflow.domain.plan import Plan
from tests.examples import CAST, DORDT, NETWORK, PLAN, REGIO, day, gate, phase, plan_of, work

A_CIRCLE = plan_of(
    phase("P", "G", work("A", after=["C"]), work("B", after=["A"]), work("C", after=["B"]), work("D"), gate("G"))
)


def test_each_part_stands_after_all_that_it_waits_for() -> None:
    for item in NETWORK.items:
        assert all(position < item.position for position in item.after)
    assert sorted(item.part.id for item in NETWORK.items) == sorted(waits_for(PLAN))


def test_everything_in_a_phase_waits_for_the_gate_that_closes_the_phase_before() -> None:
    waits = waits_for(PLAN)

    assert waits["A1"] == ()
    assert waits["B1"] == ("G1",)
    assert waits["B2"] == ("G1", "B1")
    assert waits["C1"] == ("G2",)


def test_a_gate_waits_for_what_it_names_or_else_for_its_whole_phase_and_for_what_its_criteria_name() -> None:
    waits = waits_for(PLAN)

    assert waits["G1"] == ("A1", "A2", "A3", "A4")
    assert waits["G2a"] == ("G1", "B2", "B1")
    assert waits["G2"] == ("G1", "B3", "B4", "G2a")


def test_a_part_is_for_each_organisation_or_for_the_programme() -> None:
    assert NETWORK.organisations_of(NETWORK.item("A3").part) == CAST
    assert NETWORK.organisations_of(NETWORK.item("A2").part) == (None,)


def test_only_work_that_goes_in_waves_waits_for_its_wave() -> None:
    assert NETWORK.item("B1").lags == (0, 10, 10)
    assert NETWORK.item("B2").lags == (0, 0, 0)
    assert NETWORK.item("G2a").lags == (0, 0, 0)


def test_an_organisation_that_is_in_no_wave_goes_at_once() -> None:
    first_only = [{"id": "W", "name": "Wave", "organisations": [REGIO], "offset": 7}]

    network = Network(
        plan_of(phase("P", "G", work("A", per_organisation=True, in_waves=True), gate("G")), waves=first_only)
    )

    assert network.item("A").lags == (0, 0, 7)


def test_the_gates_that_stand_on_an_activity_and_the_work_before_a_gate_are_found() -> None:
    assert [each.id for each in NETWORK.gates_after(ActivityId("B2"))] == ["G2a"]
    assert [each.id for each in NETWORK.gates_after(ActivityId("B3"))] == ["G2"]
    assert {each.id for each in NETWORK.before(NETWORK.gates[PLAN.phases[1].gates[0].id])} == {"B1", "B2"}


def test_a_closing_day_counts_for_its_organisation_and_one_without_for_everybody() -> None:
    closings = [{"organisation": REGIO, "days": ["2027-01-12"]}, {"days": ["2027-01-15"]}]
    network = Network(_with_calendar({"closings": closings}))

    def open_on(month: int, of_month: int) -> tuple[bool, bool, bool]:
        organisations = (None, DORDT, REGIO)
        return tuple(network.calendar_of(each).is_working_day(day(month, of_month)) for each in organisations)  # type: ignore[return-value]

    assert open_on(1, 12) == (True, True, False)
    assert open_on(1, 15) == (False, False, False)


def test_good_friday_is_off_for_everybody_when_the_plan_says_so() -> None:
    network = Network(_with_calendar({"good_friday": True}))

    assert not network.calendar.is_working_day(day(3, 26))
    assert not network.calendar_of(DORDT).is_working_day(day(3, 26))


def _with_calendar(calendar: dict[str, object]) -> Plan:
    return plan_of(phase("P", "G", work("A"), gate("G")), calendar=calendar)
