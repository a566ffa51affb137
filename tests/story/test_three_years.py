"""The whole programme of the example on a virtual clock, day by day, through the use cases, from start to discharge."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.app.view import View
from scd_workflow.config.settings import Settings
from scd_workflow.domain.communication_events import CommunicationSent
from scd_workflow.domain.evaluation_events import FeedbackGiven, ResultsPublished
from scd_workflow.domain.events import ActivityDone, ActivityWaived, Event, GateDecided
from scd_workflow.domain.gate_spots import GateSpot
from scd_workflow.domain.ids import ActivityId, GateId, ItemId, PersonId
from scd_workflow.domain.plan import Plan
from scd_workflow.domain.positions import support
from tests.story import calendar_laws, laws
from tests.story.laws import Story
from tests.story.people import People

pytestmark = pytest.mark.proof

HOME = ZoneInfo("Europe/Amsterdam")
START = date(2027, 1, 11)
LAST = START + timedelta(days=3 * 366)
APPROVED = Path(__file__).parent / "three_years.approved.txt"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    var = tmp_path_factory.mktemp("story")
    office = open_office(Settings.read({**os.environ, "SCD_VAR": str(var), "SCD_CONFIG": "config"}))
    morning = datetime.combine(START, time(8), HOME)
    adopt(office, Adoption(PersonId("programmamanager"), "Eerste vaststelling.", START), morning)
    people = People(office)
    day = START
    while day <= LAST and not _discharged(seen := _look(office, day)):
        if seen.network.calendar.is_working_day(day):
            _live(office, people, day)
        day += timedelta(days=1)
    yield laws.told(office, datetime.combine(day, time(12), HOME), laws.letters_in(var / "mail"))
    office.engine.dispose()


def test_the_programme_reaches_its_discharge_within_three_years(story: Story) -> None:
    assert story.seen.state.programme.gates[GateId("G3")].passed


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_every_law_of_stories_holds(story: Story, law: Callable[[Story], None]) -> None:
    law(story)


@pytest.mark.parametrize("law", calendar_laws.LAWS, ids=lambda law: law.__name__)
def test_every_law_of_the_calendar_holds(story: Story, law: Callable[[Plan, list[Event]], None]) -> None:
    law(story.seen.plan, [event for _, event in story.events])


def test_a_decision_that_is_deferred_takes_its_letter_along(story: Story) -> None:
    (letter,) = (event for event in _sent(story) if event.item == "raadsbrief-g1")
    decided = [event for _, event in story.events if isinstance(event, GateDecided) and event.gate == "G1"]

    # The councils are in recess until 29 August.
    assert [each.outcome for each in decided] == ["deferred", "go"]
    assert decided[-1].at.date() < letter.at.date() == date(2027, 8, 30)


def test_a_no_go_lets_the_items_of_its_organisation_lapse_until_it_is_a_go(story: Story) -> None:
    own = [event for _, event in story.events if isinstance(event, GateDecided) and event.organisation == "sliedrecht"]
    live = [event for event in _sent(story) if event.organisation == "sliedrecht" and event.item.startswith("live-")]

    assert [each.outcome for each in own] == ["no_go", "go"]
    assert [each.item for each in live if own[0].at < each.at < own[1].at] == []
    assert {"live-dag", "live-plus-5", "live-plus-20"} <= {each.item for each in live}


def test_what_was_approved_too_late_went_out_on_a_later_day(story: Story) -> None:
    late = [event for event in _sent(story) if event.item == "kwartaalgesprek"]

    assert late
    assert all(isinstance(event.occurrence, date) and event.at.date() > event.occurrence for event in late)


def test_whoever_took_part_in_a_round_hears_of_it_by_the_calendar_within_fifteen_working_days(story: Story) -> None:
    published = {
        (event.campaign, event.round): event.at for _, event in story.events if isinstance(event, ResultsPublished)
    }
    heard = {(event.campaign, event.round): event for _, event in story.events if isinstance(event, FeedbackGiven)}
    said = {(event.item, event.occurrence): event.at for event in _sent(story)}

    assert len(published) == 14
    assert heard.keys() == published.keys()
    for (campaign, number), event in heard.items():
        working_days = story.seen.network.calendar.between(published[campaign, number].date(), event.at.date())
        assert 0 < working_days <= 15
        assert said[ItemId(f"{campaign}-terug"), number] == event.at


def test_the_owners_of_the_next_work_hear_that_it_can_begin(story: Story) -> None:
    heard = {
        row.recipient for row in story.rows if row.key.startswith("decision_taken/G1/-/2/") and row.state == "sent"
    }

    first_work = {activity.owner for activity in story.seen.plan.phases[1].activities if activity.after == ()}
    owners = {holder.person for holder in story.seen.plan.holders if holder.role in first_work}
    assert owners <= heard


def test_the_decision_to_go_on_is_carried_by_the_ten_organisations(story: Story) -> None:
    found = support(story.seen.progress, GateSpot(story.seen.network.gates[GateId("G1")], None))

    # Nine agree and the one that is always late has no objection: 9.50 of 10.
    assert (found.verdict, found.index) == ("carried", Fraction(95, 100))


def test_a_decider_who_is_late_is_reminded_and_one_who_is_on_time_is_not_chased(story: Story) -> None:
    reminders = (each.parts for each in story.notices if each.parts[0] == "decision")
    overdue = {"@".join(key[1:3]) for key in reminders if key[5].startswith("overdue")}

    assert overdue == {"G2a@zwijndrecht", "G2@-"}


def test_who_finishes_in_time_is_not_told_that_the_work_is_late(story: Story) -> None:
    finished = {
        (event.activity, event.organisation or "-"): event.at.date()
        for _, event in story.events
        if isinstance(event, ActivityDone | ActivityWaived)
    }
    late = [each.parts for each in story.notices if each.key.startswith("activity/") and "/overdue" in each.key]

    assert late
    assert all(finished[ActivityId(key[1]), key[2]] > date.fromisoformat(key[4]) for key in late if key[3] == "1")


def test_the_summary_is_the_approved_one(story: Story) -> None:
    assert _summary(story) == APPROVED.read_text(encoding="utf-8")


def _sent(story: Story) -> list[CommunicationSent]:
    return [event for _, event in story.events if isinstance(event, CommunicationSent)]


def _live(office: Office, people: People, day: date) -> None:
    """One working day: in the morning the engine looks, then people act, and in the afternoon it looks again."""
    for hour in (8, 16):
        now = datetime.combine(day, time(hour), HOME)
        send_notices(office, clock=lambda now=now: now.astimezone(UTC))  # type: ignore[misc]
        if hour == 8:
            noon = datetime.combine(day, time(12), HOME)
            people.act(_look(office, day), noon)


def _look(office: Office, day: date) -> View:
    return look(office, datetime.combine(day, time(12), HOME))


def _discharged(seen: View) -> bool:
    return any(gate == "G3" and state.passed for gate, state in seen.state.programme.gates.items())


def _summary(story: Story) -> str:
    kinds = Counter(each.event.kind for each in story.seen.recorded)
    notices = Counter("/".join([each.parts[0], each.parts[5], each.row.state]) for each in story.notices)
    bundles = Counter(f"{row.obligation}/{row.state}" for row in story.rows if row.key in story.lines)
    decisions = [each.event for each in story.seen.recorded if isinstance(each.event, GateDecided)]
    lines = [
        f"Start {START}, decharge {decisions[-1].at.date()}",
        "",
        "Gebeurtenissen",
        *(f"  {count:4d} {kind}" for kind, count in sorted(kinds.items())),
        "",
        "Berichten",
        *(f"  {count:4d} {kind}" for kind, count in sorted((notices | bundles).items())),
        "",
        "Communicatie",
        *(f"  {count:4d} {item}" for item, count in sorted(Counter(each.item for each in _sent(story)).items())),
        "",
        "Besluiten",
        *(
            f"  {each.at.date()} {each.gate}@{each.organisation or '-'}#{each.attempt} {each.outcome}"
            for each in decisions
        ),
    ]
    return "\n".join(lines) + "\n"
