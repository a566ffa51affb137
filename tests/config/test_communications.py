"""The communication calendar as it stands in its file, and the rhythm of the example."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from scd_workflow.config.check import check
from scd_workflow.config.plan import load_plan
from scd_workflow.domain.network import Network
from scd_workflow.domain.occurrences import occurrences
from scd_workflow.domain.progress import progress_of
from scd_workflow.domain.state import State
from tests.config.examples import EXAMPLE, Folder

FILE = "communications.yaml"
PLAN = load_plan(EXAMPLE).starting(date(2027, 1, 11))
NETWORK = Network(PLAN)
ALL = occurrences(progress_of(NETWORK, State(), NETWORK.start))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("audiences: [uitvoering, klantcontact]", "audiences: [uitvoring]", "check.unknown_communication_audience"),
        ("rule: 'FREQ=MONTHLY;BYDAY=1TU'", "rule: 'FREQ=MONTHLY;BYDAY=9TU'", "check.rule_unknown"),
        ("part: P2-07, offset: -20", "part: P2-77, offset: -20", "check.unknown_step"),
        ("P2-07, offset: -5}", "P2-07, offset: -500}", "config.at_least"),
        ("channel: newsletter", "channel: krant", "config.choice"),
        ("opens: 08:30", "opens: vroeg", "config.time"),
        ("capacity: 80", "capacity: 0", "config.at_least"),
        ("kind: month_end, days: 2", "kind: month_end, dagen: 2", "config.unknown_key"),
        ("owner: secretary", "owner: secretaris", "check.unknown_role"),
    ],
)
def test_a_mistake_is_told_with_its_line(folder: Folder, old: str, new: str, code: str) -> None:
    folder.change(FILE, old, new)

    told = {(each.reason.code, each.place.file.name, each.place.line) for each in check(folder.path)}

    assert (code, FILE, folder.line(FILE, new)) in told


def test_a_plan_needs_no_calendar(folder: Folder) -> None:
    (folder.path / FILE).unlink()

    assert check(folder.path) == []


def days(item: str, organisation: str | None = None) -> list[date]:
    return [each.day for each in ALL if each.item.id == item and each.organisation == organisation]


@pytest.mark.parametrize(
    ("item", "least", "most"),
    [("nieuwsbrief", 27, 36), ("teamsbericht", 14, 14), ("stuurgroepmemo", 27, 36), ("wallboard", 7, 8), ("lunch-golf-1", 27, 36)],
)  # fmt: skip
def test_the_rhythm_of_the_example_goes_on_for_three_years(item: str, least: int, most: int) -> None:
    found = days(item)
    gaps = {(after - before).days for before, after in itertools.pairwise(found)}

    # A holiday puts an item off by a day or two, and the next is then as much sooner.
    assert least - 2 <= min(gaps)
    assert max(gaps) <= most + 2
    assert found[-1] > date(2029, 11, 1)


def test_around_every_go_live_seven_items_go_out() -> None:
    progress = progress_of(NETWORK, State(), NETWORK.start)
    for organisation in NETWORK.organisations:
        live, calendar = progress.due("P2-07", organisation), NETWORK.calendar_of(organisation)
        around = [each.day for each in ALL if each.organisation == organisation and each.item.id.startswith("live-")]

        assert [calendar.between(live, each) for each in around] == [-20, -10, -5, -1, 0, 5, 20]


def test_what_every_quick_scan_showed_is_told_to_who_took_part() -> None:
    scans = {
        activity.id for phase in PLAN.phases for activity in phase.activities if "quick-scan" in activity.name.lower()
    }
    told = {item.when.part for item in PLAN.communications.items if item.when.kind == "anchor" and "-terug" in item.id}

    assert scans == told


def test_councils_hear_nothing_in_recess() -> None:
    heard = [each.day for each in ALL if "raden" in each.item.audiences]

    assert heard
    assert not any(recess.first <= day <= recess.last for recess in PLAN.calendar.recesses for day in heard)
