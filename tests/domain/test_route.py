"""The way to a decision, reckoned back: who meets when, what must lie there by then, and whether it still fits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import GateId, OrganisationId, RouteId
from scd_workflow.domain.network import Network
from scd_workflow.domain.progress import Progress, progress_of
from scd_workflow.domain.route import Journey, Wish, journey
from scd_workflow.domain.state import State
from tests.examples import FIRST, REGIO, SECOND, THIRD, codes, day, plan_of

TEAM = {"name": "Team", "papers": 2, "avoids_recess": False}
BOARD = {"name": "Board", "papers": 5, "lead": 10}
COUNCIL = {"name": "Council", "papers": 10}
START = day(1, 4)
SPRING = {"name": "Spring recess", "first": "2027-02-20", "last": "2027-02-28"}


def standing(
    *steps: dict[str, Any], today: date = START, recesses: tuple[dict[str, Any], ...] = (), **more: Any
) -> Progress:
    """A programme in which all gates are decided by one route, as seen on a day."""
    routes = [{"id": "way", "name": "The way", "steps": steps or (TEAM, BOARD, COUNCIL)}]
    phases = [
        {**each, "gates": [{**gate, "route": "way"} for gate in each["gates"]]} for each in (FIRST, SECOND, THIRD)
    ]
    plan = plan_of(*phases, routes=routes, calendar={"recesses": recesses, **more})
    return progress_of(Network(plan), State(), today)


def way(progress: Progress, on: date, gate: str = "G1", where: OrganisationId | None = None, by: str = "") -> Journey:
    return journey(progress, Wish(GateId(gate), where, on, RouteId(by) if by else None))


def days(found: Journey) -> list[tuple[str, date, date]]:
    return [(each.step.name, each.papers, each.meeting) for each in found.stops]


def test_every_body_meets_before_the_papers_of_the_next_must_lie_there_and_by_its_own_lead() -> None:
    # The council on Friday 12 March has its papers on 26 February. The board meets ten working days before the council.
    assert days(way(standing(), day(3, 12))) == [
        ("Team", day(2, 17), day(2, 19)),
        ("Board", day(2, 19), day(2, 26)),
        ("Council", day(2, 26), day(3, 12)),
    ]


def test_a_lead_that_is_longer_than_the_papers_of_the_next_moves_the_meeting_forward() -> None:
    progress = standing(BOARD | {"lead": 15}, COUNCIL)

    assert days(way(progress, day(3, 12)))[0] == ("Board", day(2, 12), day(2, 19))


def test_weekends_holidays_and_closings_are_no_working_days() -> None:
    # Easter Monday is 29 March; Regio is closed on the two days before Good Friday, which is an ordinary working day.
    closings = ({"organisation": REGIO, "days": ["2027-03-24", "2027-03-25"]},)
    progress = standing({"name": "Sponsor", "papers": 2}, closings=closings)

    assert days(way(progress, day(3, 30), "G2a", REGIO)) == [("Sponsor", day(3, 23), day(3, 30))]
    assert days(way(progress, day(3, 30))) == [("Sponsor", day(3, 25), day(3, 30))]


def test_in_a_recess_nothing_moves_except_where_a_body_goes_on_working() -> None:
    progress = standing(TEAM, COUNCIL, recesses=(SPRING,))
    found = way(progress, day(3, 5))

    assert days(found) == [("Team", day(2, 10), day(2, 12)), ("Council", day(2, 12), day(3, 5))]
    assert [each.name for each in found.recesses] == ["Spring recess"]
    assert days(way(standing(TEAM, recesses=(SPRING,)), day(2, 24))) == [("Team", day(2, 22), day(2, 24))]


def test_the_recess_of_another_organisation_is_not_stepped_around() -> None:
    progress = standing(COUNCIL, recesses=(SPRING | {"organisation": REGIO},))

    assert way(progress, day(3, 5)).stops[0].papers == day(2, 19)
    assert way(progress, day(3, 5), "G2a", REGIO).stops[0].papers == day(2, 12)


def test_a_wish_on_a_day_without_a_meeting_is_met_on_the_last_one_before_it() -> None:
    found = way(standing(COUNCIL, recesses=(SPRING,)), day(2, 24))

    assert (found.decided, found.stops[0].papers) == (day(2, 19), day(2, 5))


def test_it_fits_as_long_as_the_first_papers_can_be_there_today() -> None:
    on_time, late = (way(standing(today=today), day(3, 12)) for today in (day(2, 17), day(2, 18)))

    assert (on_time.fits, on_time.slack) == (True, 0)
    assert (late.fits, late.slack, [each.missed for each in late.stops]) == (False, -1, [True, False, False])


def test_what_no_longer_fits_says_what_still_would() -> None:
    late = way(standing(today=day(2, 18)), day(3, 12))

    assert late.earliest == day(3, 15)
    assert way(standing(today=day(2, 18)), day(3, 15)).fits


def test_recesses_that_the_plan_does_not_know_yet_are_told() -> None:
    assert way(standing(recesses=(SPRING,)), day(3, 5)).recesses_until == day(2, 28)
    assert way(standing(TEAM, recesses=(SPRING,)), day(3, 5)).recesses_until is None


@pytest.mark.parametrize(
    ("gate", "on", "by", "why"),
    [
        ("G9", day(3, 12), "", "acts.unknown_part"),
        ("G1", day(3, 12), "shortcut", "route.unknown"),
        ("G1", day(1, 1), "", "route.in_past"),
        ("G1", date(2090, 1, 1), "", "route.out_of_reach"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(gate: str, on: date, by: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        way(standing(), on, gate, by=by)

    assert codes(refused.value) == [why]


def test_a_gate_without_a_route_says_which_there_are() -> None:
    progress = progress_of(Network(plan_of(FIRST, SECOND, THIRD)), State(), day(1, 4))

    with pytest.raises(Refused) as refused:
        way(progress, day(3, 12))

    assert codes(refused.value) == ["route.none"]


steps = st.lists(
    st.fixed_dictionaries({"papers": st.integers(0, 40), "lead": st.integers(0, 40), "avoids_recess": st.booleans()}),
    min_size=1,
    max_size=6,
).map(lambda found: [each | {"name": f"Body {number}"} for number, each in enumerate(found)])
recesses = st.lists(
    st.tuples(st.integers(0, 700), st.integers(0, 60)).map(
        lambda lasts: {
            "name": "Recess",
            "first": day(1, 1, 2026) + timedelta(days=lasts[0]),
            "last": day(1, 1, 2026) + timedelta(days=sum(lasts)),
        }
    ),
    max_size=3,
).map(tuple)
wishes = st.dates(day(1, 4), day(12, 31))


@given(steps=steps, recesses=recesses, on=wishes)
def test_all_days_are_working_days_outside_recess_in_the_order_of_the_way(
    steps: list[dict[str, Any]], recesses: tuple[dict[str, Any], ...], on: date
) -> None:
    progress = standing(*steps, recesses=recesses)
    found = way(progress, on)

    assert found.decided <= on
    for each in found.stops:
        assert each.papers <= each.meeting
        for found_day in (each.papers, each.meeting):
            assert progress.network.calendar.is_working_day(found_day)
            in_recess = any(rest["first"] <= found_day <= rest["last"] for rest in recesses)
            assert not (each.step.avoids_recess and in_recess)
    for earlier, later in zip(found.stops, found.stops[1:], strict=False):
        assert earlier.meeting <= later.papers


@given(steps=steps, recesses=recesses, wished=st.tuples(wishes, wishes).map(sorted))
def test_a_later_wish_never_asks_for_earlier_papers(
    steps: list[dict[str, Any]], recesses: tuple[dict[str, Any], ...], wished: list[date]
) -> None:
    progress = standing(*steps, recesses=recesses)
    sooner, later = (way(progress, on) for on in wished)

    assert all(
        one.papers <= other.papers and one.meeting <= other.meeting
        for one, other in zip(sooner.stops, later.stops, strict=True)
    )


@given(steps=steps, recesses=recesses, today=wishes)
def test_the_earliest_day_fits_and_the_day_before_it_does_not(
    steps: list[dict[str, Any]], recesses: tuple[dict[str, Any], ...], today: date
) -> None:
    progress = standing(*steps, recesses=recesses, today=today)
    earliest = way(progress, today).earliest

    assert earliest is not None
    assert way(progress, earliest).fits
    assert earliest == today or not way(progress, earliest - timedelta(days=1)).fits
