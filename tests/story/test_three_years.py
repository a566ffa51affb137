"""The whole programme of the example on a virtual clock, day by day, through the use cases, from start to discharge."""

from __future__ import annotations

import email
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scd_workflow.app import acts
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.app.relaying import relay
from scd_workflow.app.view import View, view
from scd_workflow.config.settings import Settings
from scd_workflow.domain.events import ActivityDone, ActivityStarted, GateDecided, GateOpened
from scd_workflow.domain.ids import GateId, PersonId
from scd_workflow.store import outbox
from scd_workflow.store.engine import reading
from tests.story.people import People

HOME = ZoneInfo("Europe/Amsterdam")
START = date(2027, 1, 11)
LAST = START + timedelta(days=3 * 366)
APPROVED = Path(__file__).parent / "three_years.approved.txt"


@dataclass(frozen=True)
class Story:
    """What there is to read when it is over."""

    seen: View
    rows: tuple[outbox.OutboxRow, ...]
    letters: tuple[EmailMessage, ...]


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
    with reading(office.engine) as connection:
        rows = tuple(outbox.rows(connection, office.programme))
    files = sorted((var / "mail").glob("*.eml"))
    letters = tuple(email.message_from_bytes(file.read_bytes(), policy=modern) for file in files)
    yield Story(_look(office, day), rows, letters)
    office.engine.dispose()


def test_the_programme_reaches_its_discharge_within_three_years(story: Story) -> None:
    assert story.seen.state.programme.gates[GateId("G3")].passed


def test_no_work_begins_or_ends_before_what_it_waits_for(story: Story) -> None:
    finished: set[tuple[str, str | None]] = set()
    organisations = [each.id for each in story.seen.plan.organisations]
    waits = _waits_of(story.seen)

    for recorded in story.seen.recorded:
        event = recorded.event
        if isinstance(event, ActivityStarted | ActivityDone | GateOpened):
            name = event.gate if isinstance(event, GateOpened) else event.activity
            for before, per_organisation in waits[name]:
                needed = [event.organisation] if event.organisation and per_organisation else organisations
                places = needed if per_organisation else [None]
                assert {(before, place) for place in places} <= finished, (name, before)
        _note(finished, event)


def test_no_phase_begins_before_its_gate_was_passed(story: Story) -> None:
    phases = {
        activity.id: number for number, phase in enumerate(story.seen.plan.phases) for activity in phase.activities
    }
    closing = [phase.closing_gate for phase in story.seen.plan.phases]
    passed: list[str] = []

    for recorded in story.seen.recorded:
        event = recorded.event
        if isinstance(event, GateDecided) and event.outcome in {"go", "conditional_go"}:
            passed.append(event.gate)
        if isinstance(event, ActivityStarted | ActivityDone):
            assert set(closing[: phases[event.activity]]) <= set(passed)


def test_no_notice_goes_out_twice(story: Story) -> None:
    keys = [row.key for row in story.rows]
    messages = [letter["Message-ID"] for letter in story.letters]

    assert len(keys) == len(set(keys))
    assert len(messages) == len(set(messages)) == sum(row.state == "sent" for row in story.rows)


def test_nobody_is_reminded_of_a_decision_after_it_was_taken(story: Story) -> None:
    decided: dict[tuple[str, ...], datetime] = {
        (event.gate, event.organisation or "-", str(event.attempt)): recorded.recorded_at
        for recorded in story.seen.recorded
        if isinstance(event := recorded.event, GateDecided)
    }

    for row in story.rows:
        kind, gate, organisation, attempt, *_ = row.key.split("/")
        if kind == "decision" and row.sent_at is not None:
            assert row.sent_at <= decided[gate, organisation, attempt], row.key


def test_every_decision_is_told_to_its_decider_once(story: Story) -> None:
    told = Counter(row.key for row in story.rows if row.key.startswith("decision_taken/") and row.state == "sent")

    for recorded in story.seen.recorded:
        event = recorded.event
        if isinstance(event, GateDecided):
            day = event.at.date().isoformat()
            key = f"decision_taken/{event.gate}/{event.organisation or '-'}/{event.attempt}/{day}/taken/{event.by}/mail"
            assert told[key] == 1


def test_the_owners_of_the_next_work_hear_that_it_can_begin(story: Story) -> None:
    heard = {
        row.recipient for row in story.rows if row.key.startswith("decision_taken/G1/-/2/") and row.state == "sent"
    }

    first_work = {activity.owner for activity in story.seen.plan.phases[1].activities if activity.after == ()}
    owners = {holder.person for holder in story.seen.plan.holders if holder.role in first_work}
    assert owners <= heard


def test_a_decider_who_is_late_is_reminded_and_one_who_is_on_time_is_not_chased(story: Story) -> None:
    overdue = {"@".join(row.key.split("/")[1:3]) for row in story.rows if "/overdue/" in row.key}

    assert overdue == {"G2a@zwijndrecht", "G2@-"}


def test_the_summary_is_the_approved_one(story: Story) -> None:
    assert _summary(story) == APPROVED.read_text(encoding="utf-8")


def test_the_log_is_whole_from_first_to_last(story: Story) -> None:
    assert [each.seq for each in story.seen.recorded] == list(range(1, len(story.seen.recorded) + 1))
    assert all(
        earlier.recorded_at <= later.recorded_at
        for earlier, later in zip(story.seen.recorded, story.seen.recorded[1:], strict=False)
    )


def _live(office: Office, people: People, day: date) -> None:
    """One working day: in the morning the engine looks, then people act, and in the afternoon it looks again."""
    for hour in (8, 16):
        now = datetime.combine(day, time(hour), HOME)
        acts.open_gates(office, now)
        relay(office.engine, office.programme, office.settings.mail_url, clock=lambda now=now: now.astimezone(UTC))  # type: ignore[misc]
        if hour == 8:
            noon = datetime.combine(day, time(12), HOME)
            people.act(_look(office, day), noon)


def _look(office: Office, day: date) -> View:
    with reading(office.engine) as connection:
        return view(connection, office.programme, datetime.combine(day, time(12), HOME))


def _discharged(seen: View) -> bool:
    return any(gate == "G3" and state.passed for gate, state in seen.state.programme.gates.items())


def _waits_of(seen: View) -> dict[str, list[tuple[str, bool]]]:
    """What comes before each part, read from the plan anew: what it names, and the gate of the phase before."""
    per_organisation = {part.id: part.per_organisation for phase in seen.plan.phases for part in phase.parts}
    waits: dict[str, list[tuple[str, bool]]] = {}
    before: list[str] = []
    for phase in seen.plan.phases:
        own = [activity.id for activity in phase.activities]
        for part in phase.parts:
            named = list(part.after) or (own if part.id == phase.closing_gate else [])
            waits[part.id] = [(each, per_organisation[each]) for each in [*named, *before]]
        before = [phase.closing_gate]
    return waits


def _note(finished: set[tuple[str, str | None]], event: object) -> None:
    match event:
        case GateDecided(outcome="go" | "conditional_go"):
            finished.add((event.gate, event.organisation))
        case _ if getattr(event, "kind", "") in {"activity_done", "activity_waived"}:
            finished.add((event.activity, event.organisation))  # type: ignore[attr-defined]
        case _ if getattr(event, "kind", "") == "activity_reopened":
            finished.discard((event.activity, event.organisation))  # type: ignore[attr-defined]


def _summary(story: Story) -> str:
    kinds = Counter(each.event.kind for each in story.seen.recorded)
    notices = Counter("/".join([row.key.split("/")[0], row.key.split("/")[5], row.state]) for row in story.rows)
    decisions = [each.event for each in story.seen.recorded if isinstance(each.event, GateDecided)]
    lines = [
        f"Start {START}, decharge {decisions[-1].at.date()}",
        "",
        "Gebeurtenissen",
        *(f"  {count:4d} {kind}" for kind, count in sorted(kinds.items())),
        "",
        "Berichten",
        *(f"  {count:4d} {kind}" for kind, count in sorted(notices.items())),
        "",
        "Besluiten",
        *(
            f"  {each.at.date()} {each.gate}@{each.organisation or '-'}#{each.attempt} {each.outcome}"
            for each in decisions
        ),
    ]
    return "\n".join(lines) + "\n"
