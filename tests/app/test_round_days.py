"""On which days people are asked something: not in a recess, and not too often."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scd_workflow.app import evaluations
from scd_workflow.app.office import Office
from scd_workflow.config.plan import load_plan
from scd_workflow.domain.campaigns import all_rounds
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import CampaignId
from scd_workflow.domain.network import Network
from scd_workflow.domain.progress import baseline_of
from scd_workflow.domain.round_days import expected_on, opens_on
from tests.evaluations import BASE, SCAN, by_liv, campaign, measuring, plan, progress
from tests.examples import DORDT, ZWIJND, at, codes, criterion, day
from tests.offices import EXAMPLE

LIVE = CampaignId("live")
SPRING = {"name": "Spring", "first": "2027-01-16", "last": "2027-01-24"}
AVAILABLE = criterion("measured", "measurement_available", campaign="base")


def recesses(*periods: dict[str, str]) -> dict[str, object]:
    return {"recesses": list(periods)}


def opened_by_hand(office: Office, asked: CampaignId, on: date) -> list[str]:
    try:
        evaluations.open_round(office, by_liv(asked), at(on, 9))
    except Refused as refused:
        return codes(refused)
    return []


def test_a_round_that_would_still_be_open_in_a_recess_waits_until_after_it(tmp_path: Path) -> None:
    office = measuring(tmp_path, plan(calendar=recesses(SPRING)))
    found = progress(office)

    assert opens_on(found, found.network.campaigns[SCAN], 1) == day(1, 26)
    assert evaluations.open_due(office, "quick_scan", at(day(1, 5), 10)) == ()
    assert evaluations.open_due(office, "quick_scan", at(day(1, 26), 10)) == (SCAN,)


def test_a_round_that_closes_on_the_eve_of_a_recess_does_not_wait(tmp_path: Path) -> None:
    after = {"name": "After", "first": "2027-01-20", "last": "2027-01-24"}
    found = progress(measuring(tmp_path, plan(calendar=recesses(after))))

    # Ten working days from the fifth end on the nineteenth.
    assert opens_on(found, found.network.campaigns[SCAN], 1) == day(1, 5)


def test_of_a_recess_of_one_organisation_only_a_round_that_asks_it_alone_keeps_clear(tmp_path: Path) -> None:
    asked = [campaign("scan", kind="quick_scan", organisation=DORDT), campaign("base")]
    own = SPRING | {"organisation": DORDT}
    found = progress(measuring(tmp_path, plan(campaigns=asked, calendar=recesses(own))))

    assert [opens_on(found, each, 1) for each in found.network.plan.campaigns] == [day(1, 26), day(1, 5)]


def test_nobody_opens_a_round_by_hand_that_would_still_be_open_in_a_recess(tmp_path: Path) -> None:
    office = measuring(tmp_path, plan(calendar=recesses(SPRING)))

    with pytest.raises(Refused) as refused:
        evaluations.open_round(office, by_liv(SCAN), at(day(1, 6), 9))
    assert codes(refused.value) == ["evaluations.into_recess"]
    assert refused.value.reasons[0].values["better"] == day(1, 26)
    assert opened_by_hand(office, SCAN, day(1, 20)) == ["evaluations.in_recess"]
    assert opened_by_hand(office, SCAN, day(1, 25)) == []


def test_a_flow_that_runs_days_late_does_not_open_a_round_into_a_recess(tmp_path: Path) -> None:
    after = {"name": "After", "first": "2027-01-20", "last": "2027-01-24"}
    office = measuring(tmp_path, plan(calendar=recesses(after)))

    assert evaluations.open_due(office, "quick_scan", at(day(1, 7), 10)) == ()
    assert evaluations.open_due(office, "quick_scan", at(day(1, 25), 10)) == (SCAN,)


def test_a_measurement_does_not_let_its_gate_wait_for_a_recess(tmp_path: Path) -> None:
    adopted = plan(AVAILABLE, calendar=recesses(SPRING))
    (phase,) = adopted.phases
    soon = phase.activities[0].model_copy(update={"term": 20})
    tight = adopted.model_copy(update={"phases": (phase.model_copy(update={"activities": (soon,)}),)})
    office = measuring(tmp_path, tight)
    found = progress(office)

    assert opens_on(found, found.network.campaigns[BASE], 1) == day(1, 5)
    assert opened_by_hand(office, BASE, day(1, 5)) == []
    assert opens_on(found, found.network.campaigns[SCAN], 1) == day(1, 26)


def test_where_no_day_keeps_clear_of_every_recess_a_round_opens_where_it_meets_the_least(tmp_path: Path) -> None:
    # With a recess in each fortnight there is none for ten working days.
    starts = [date.fromordinal(day(1, 9).toordinal() + 14 * number) for number in range(30)]
    days = [3 if number == 4 else 6 for number in range(30)]
    often = [
        {"name": f"R{each}", "first": str(each), "last": str(date.fromordinal(each.toordinal() + length))}
        for each, length in zip(starts, days, strict=True)
    ]
    office = measuring(tmp_path, plan(calendar=recesses(*often)))
    found = progress(office)
    best = opens_on(found, found.network.campaigns[SCAN], 1)

    assert best == day(3, 2)
    assert evaluations.open_due(office, "quick_scan", at(best, 10)) == (SCAN,)


@pytest.mark.parametrize("start", [date(2026, 11, 2), date(2027, 1, 11), date(2027, 2, 1), date(2027, 3, 1)])
def test_no_round_of_the_example_is_open_in_a_recess(start: date) -> None:
    found = baseline_of(Network(load_plan(EXAMPLE).starting(start)))
    asked = [(each, expected_on(found, each.campaign, each.number)) for each in all_rounds(found)]

    assert all(on is not None for _, on in asked)
    add, known = found.network.calendar.add, found.network.plan.calendar.recesses
    periods = {each.label: (on, add(on, each.campaign.open_for)) for each, on in asked if on is not None}
    for opens, until in periods.values():
        assert not [each for each in known if each.first <= until and opens <= each.last]
    assert periods["nulmeting"][1] < found.due("G1")


def held(office: Office, asked: CampaignId, on: date) -> None:
    """A round of a scan, from beginning to end on one day."""
    evaluations.open_round(office, by_liv(asked), at(on, 9))
    evaluations.close_round(office, by_liv(asked), at(on, 10))
    evaluations.publish(office, by_liv(asked), at(on, 11))
    evaluations.feed_back(office, by_liv(asked, "https://kza.example.nl/wat-wij-hoorden"), at(on, 12))


def two_scans(folder: Path, one: dict[str, object], other: dict[str, object]) -> Office:
    """An office with two scans of the same audience, each in two rounds half a year apart."""
    scan = {"kind": "quick_scan", "rounds": 2, "every": 26}
    return measuring(folder, plan(campaigns=[campaign("scan", **scan | one), campaign("live", **scan | other)]))


@pytest.mark.parametrize("one", [{}, {"organisation": DORDT}], ids=["both of all", "one of one organisation"])
def test_scans_of_one_audience_together_do_not_ask_anybody_a_third_time_in_half_a_year(
    tmp_path: Path, one: dict[str, object]
) -> None:
    office = two_scans(tmp_path, one, {"offset": 65})
    # The second was opened a fortnight late, so that its next round would come too soon after the other one's.
    for asked, on in ((SCAN, day(1, 5)), (LIVE, day(4, 20)), (SCAN, day(7, 6))):
        held(office, asked, on)
    found = progress(office, day(7, 7))

    assert opens_on(found, found.network.campaigns[LIVE], 2) == day(10, 19)
    assert opened_by_hand(office, LIVE, day(10, 18)) == ["evaluations.asked_too_often"]
    assert opened_by_hand(office, LIVE, day(10, 19)) == []


def test_scans_of_two_organisations_do_not_wait_for_each_other(tmp_path: Path) -> None:
    office = two_scans(tmp_path, {"organisation": DORDT}, {"organisation": ZWIJND, "offset": 65})
    for asked, on in ((SCAN, day(1, 5)), (LIVE, day(4, 20)), (SCAN, day(7, 6))):
        held(office, asked, on)
    found = progress(office, day(7, 7))

    assert opens_on(found, found.network.campaigns[LIVE], 2) == day(10, 5)


def test_scans_of_other_parts_of_a_list_do_not_wait_for_each_other(tmp_path: Path) -> None:
    office = two_scans(tmp_path, {"panels": 2, "rounds": 4, "every": 13}, {"panels": 2, "rounds": 2})
    held(office, SCAN, day(1, 5))
    held(office, LIVE, day(1, 6))

    # The other half of the people, and then again the first.
    assert opened_by_hand(office, LIVE, day(1, 7)) == []
    held(office, SCAN, day(4, 6))
    assert opened_by_hand(office, SCAN, day(7, 5)) == ["evaluations.asked_too_often"]
    assert opened_by_hand(office, SCAN, day(7, 6)) == []
