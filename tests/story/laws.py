"""What holds in every story of a programme, however people behave: the laws that all stories are checked against."""

from __future__ import annotations

import email
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from zoneinfo import ZoneInfo

from scd_workflow.app.office import Office
from scd_workflow.app.view import View, view
from scd_workflow.domain.communication_events import (
    CommunicationApproved,
    CommunicationEvaluated,
    CommunicationSubmitted,
)
from scd_workflow.domain.evaluation_events import (
    AnswersPurged,
    CampaignClosed,
    CampaignOpened,
    FeedbackGiven,
    ResultsPublished,
)
from scd_workflow.domain.events import (
    ActivityDone,
    ActivityReopened,
    ActivityStarted,
    ActivityWaived,
    ConditionLifted,
    ConditionMet,
    Event,
    GateDecided,
    GateOpened,
    PositionGiven,
)
from scd_workflow.domain.happened import PASSING
from scd_workflow.domain.ids import ENGINE, PersonId
from scd_workflow.domain.plan import Activity, Plan
from scd_workflow.domain.risk_events import RiskAssessed, RiskClosed
from scd_workflow.domain.state import State, evolve
from scd_workflow.domain.tickets import INVITATION
from scd_workflow.store import digests, log, outbox
from scd_workflow.store.engine import reading
from tests.story.asking import asks, nobody_was_asked_too_often

Spot = tuple[str, str | None]

HOME = ZoneInfo("Europe/Amsterdam")

REMINDERS = {"decision", "position", "condition", "activity", "evaluation", "communication", "risk"}

DONE_BY = {
    "campaign_opened": "open",
    "campaign_closed": "close",
    "results_published": "publish",
    "feedback_given": "feedback",
    "answers_purged": "purge",
}


@dataclass(frozen=True)
class Said:
    """A notice in the outbox, in a message of its own (`row`) or as one line of it."""

    key: str
    row: outbox.OutboxRow

    @property
    def parts(self) -> list[str]:
        """Kind, subject, organisation, attempt, day, rung, reader and channel."""
        return self.key.split("/")


@dataclass(frozen=True)
class Story:
    """What there is to read when it is over; `lines` are what each message of the day says, by its key."""

    seen: View
    rows: tuple[outbox.OutboxRow, ...]
    lines: dict[str, frozenset[str]]
    letters: tuple[EmailMessage, ...]
    verdict: log.Verdict

    @property
    def notices(self) -> Iterator[Said]:
        """What was to be said, each by itself; none is in a message of the day that was withdrawn."""
        for row in self.rows:
            if row.obligation != digests.DIGEST:
                yield Said(row.key, row)
            elif row.state != "withdrawn":
                yield from (Said(key, row) for key in self.lines[row.key])

    @property
    def events(self) -> Iterator[tuple[datetime, Event]]:
        """What happened, in order, with when it was recorded."""
        return ((each.recorded_at, each.event) for each in self.seen.recorded)

    @property
    def decisions(self) -> Iterator[tuple[datetime, GateDecided]]:
        """The decisions, in order, with when they were recorded."""
        return ((at, event) for at, event in self.events if isinstance(event, GateDecided))


def told(office: Office, now: datetime, letters: Iterable[bytes]) -> Story:
    """The story of an office until `now`, with the letters that arrived."""
    with reading(office.engine) as connection:
        seen = view(connection, office.programme, now)
        rows = tuple(outbox.rows(connection, office.programme))
        verdict = log.verify(connection, office.programme)
        bundles = [row.key for row in rows if row.obligation == digests.DIGEST]
        lines = {key: digests.lines(connection, office.programme, key) for key in bundles}
    return Story(seen, rows, lines, tuple(email.message_from_bytes(each, policy=modern) for each in letters), verdict)


def letters_in(folder: Path) -> Iterator[bytes]:
    """The letters that were delivered to a folder, in the order of their names."""
    return (file.read_bytes() for file in sorted(folder.glob("*.eml")))


def the_log_is_whole(story: Story) -> None:
    """Its chain holds, and its numbers have no gaps."""
    numbers = [each.seq for each in story.seen.recorded]
    assert story.verdict == log.Verdict(len(numbers))
    assert numbers == list(range(1, len(numbers) + 1))


def the_log_is_in_step(story: Story) -> None:
    """What comes later in it was recorded later."""
    moments = [at for at, _ in story.events]
    assert moments == sorted(moments)


def nothing_happened_twice(story: Story) -> None:
    """No work is finished that was finished, no gate opened that was open, and no attempt decided twice."""
    state = State()
    for _, event in story.events:
        if isinstance(event, ActivityDone | ActivityWaived | ActivityStarted | ActivityReopened):
            finished = state.of(event.organisation).activity(event.activity).satisfied
            assert finished == isinstance(event, ActivityReopened), event
        elif isinstance(event, GateOpened):
            assert not state.of(event.organisation).gate(event.gate).awaits_decision, event
        state = evolve(state, event)
    attempts = Counter((each.gate, each.organisation, each.attempt) for _, each in story.decisions)
    assert set(attempts.values()) <= {1}


def nothing_was_left_half_done(story: Story) -> None:
    """Every no-go is followed at once by the reopening of all that it sent back."""
    events = [event for _, event in story.events]
    for place, event in enumerate(events):
        if isinstance(event, GateDecided):
            after = events[place + 1 : place + 1 + len(event.back_to)]
            asked = [(work.activity, work.organisation) for work in event.back_to]
            assert [(each.activity, each.organisation) for each in after if isinstance(each, ActivityReopened)] == asked


def no_work_before_what_it_waits_for(story: Story) -> None:
    """Work begins or ends when all before it is finished, and a gate opens by itself when mandatory work is."""
    finished: set[Spot] = set()
    waits, organisations = _waits_of(story.seen.plan), story.seen.network.organisations
    for _, event in story.events:
        if isinstance(event, ActivityStarted | ActivityDone) or (isinstance(event, GateOpened) and event.by == ENGINE):
            name = event.gate if isinstance(event, GateOpened) else event.activity
            for before, per_organisation in waits[name]:
                own = (event.organisation,) if event.organisation else organisations
                places: tuple[str | None, ...] = own if per_organisation else (None,)
                assert {(before, place) for place in places} <= finished, (name, before)
        _note(finished, event)


def no_phase_before_its_gate(story: Story) -> None:
    """Work in a phase begins after every phase before it was closed by its gate."""
    phases = {
        activity.id: number for number, phase in enumerate(story.seen.plan.phases) for activity in phase.activities
    }
    closing = [phase.closing_gate for phase in story.seen.plan.phases]
    passed: set[str] = set()
    for _, event in story.events:
        if isinstance(event, GateDecided) and event.outcome in PASSING:
            passed.add(event.gate)
        if isinstance(event, ActivityStarted | ActivityDone):
            assert set(closing[: phases[event.activity]]) <= passed, event


def no_notice_went_out_twice(story: Story) -> None:
    """Each notice is there once, and each message that was sent arrived once."""
    keys = Counter(each.key for each in story.notices)
    messages = Counter(letter["Message-ID"] for letter in story.letters)
    assert set(keys.values()) | set(messages.values()) <= {1}
    # Of what asks people something nothing is left when the round has closed.
    asking = sum(asks(letter) is not None for letter in story.letters)
    erased = asking - sum(row.key.startswith(INVITATION) and row.state == "sent" for row in story.rows)
    assert len(messages) - erased == sum(row.state == "sent" for row in story.rows)


def nobody_was_reminded_of_what_was_over(story: Story) -> None:
    """No reminder was sent after its decision was taken, position given, condition met or lifted, or work finished."""
    over: dict[tuple[str, ...], datetime] = {}
    attempts: Counter[Spot] = Counter()
    for at, event in story.events:
        if isinstance(event, ActivityReopened):
            attempts[event.activity, event.organisation] += 1
        for ended in _ended_by(event, attempts):
            over.setdefault(ended, at)
    for each in story.notices:
        ended_at, sent_at = over.get(tuple(each.parts[:4])), each.row.sent_at
        if sent_at is not None and ended_at is not None:
            assert sent_at <= ended_at, each.key


def nobody_was_reminded_too_early(story: Story) -> None:
    """No reminder was sent before its rung, in the working days of its reader."""
    for each in story.notices:
        kind, _, _, _, day, rung, reader, *_ = each.parts
        if kind in REMINDERS and each.row.sent_at is not None:
            calendar = story.seen.network.calendar_for(PersonId(reader))
            after = int(re.sub(r"^[a-z]+", "", rung) or 0)
            assert each.row.sent_at.date() >= calendar.add(date.fromisoformat(day), after), each.key


def nobody_was_reminded_twice_of_one_thing_on_one_day(story: Story) -> None:
    """Whoever was reminded of something was not reminded of it again on that day."""
    told = Counter(
        (each.parts[6], each.parts[1], each.parts[2], each.row.sent_at.astimezone(HOME).date())
        for each in story.notices
        if each.parts[0] in REMINDERS and each.row.sent_at is not None
    )
    assert set(told.values()) <= {1}


def every_decision_was_told_to_its_decider(story: Story) -> None:
    """Whoever decided was told so, once."""
    told_to = Counter(row.key for row in story.rows if row.key.startswith("decision_taken/") and row.state == "sent")
    for _, event in story.decisions:
        day = event.at.date().isoformat()
        key = f"decision_taken/{event.gate}/{event.organisation or '-'}/{event.attempt}/{day}/taken/{event.by}/mail"
        assert told_to[key] == 1, key


LAWS: tuple[Callable[[Story], None], ...] = (
    the_log_is_whole,
    the_log_is_in_step,
    nothing_happened_twice,
    nothing_was_left_half_done,
    no_work_before_what_it_waits_for,
    no_phase_before_its_gate,
    no_notice_went_out_twice,
    nobody_was_asked_too_often,
    nobody_was_reminded_of_what_was_over,
    nobody_was_reminded_too_early,
    nobody_was_reminded_twice_of_one_thing_on_one_day,
    every_decision_was_told_to_its_decider,
)


def _waits_of(plan: Plan) -> dict[str, list[tuple[str, bool]]]:
    """What comes before each part, read from the plan anew: what it names, and the gate of the phase before."""
    per_organisation = {part.id: part.per_organisation for phase in plan.phases for part in phase.parts}
    mandatory = {each.id for phase in plan.phases for each in phase.activities if each.mandatory}
    waits: dict[str, list[tuple[str, bool]]] = {}
    before: list[str] = []
    for phase in plan.phases:
        own = [activity.id for activity in phase.activities]
        for part in phase.parts:
            named = list(part.after) or (own if part.id == phase.closing_gate else [])
            needed = named if isinstance(part, Activity) else [each for each in named if each in mandatory]
            waits[part.id] = [(each, per_organisation[each]) for each in [*needed, *before]]
        before = [phase.closing_gate]
    return waits


def _ended_by(event: Event, attempts: Counter[Spot]) -> Iterator[tuple[str, ...]]:
    """The beginnings of the keys of all reminders that an event ends: kind, subject, organisation and attempt."""
    match event:
        case GateDecided():
            yield "decision", event.gate, event.organisation or "-", str(event.attempt)
        case PositionGiven():
            yield "position", f"{event.gate}:{event.speaker}", event.organisation or "-", str(event.attempt)
        case ConditionMet() | ConditionLifted():
            yield "condition", f"{event.gate}:{event.number}", event.organisation or "-", str(event.attempt)
        case CampaignOpened() | CampaignClosed() | ResultsPublished() | FeedbackGiven() | AnswersPurged():
            yield "evaluation", f"{event.campaign}:{DONE_BY[event.kind]}", "-", str(event.round)
        case CommunicationSubmitted() | CommunicationApproved() | CommunicationEvaluated():
            what = {"submitted": "draft", "approved": "approve", "evaluated": "evaluate"}[event.kind.partition("_")[2]]
            about = f"{event.occurrence}.{what}" if event.occurrence else what
            yield "communication", f"{event.item}:{about}", event.organisation or "-", "1"
        case RiskAssessed() | RiskClosed():
            attempts[event.risk, event.organisation] += 1
            yield "risk", event.risk, event.organisation or "-", str(attempts[event.risk, event.organisation])
        case ActivityDone() | ActivityWaived():
            attempt = attempts[event.activity, event.organisation] + 1
            yield "activity", event.activity, event.organisation or "-", str(attempt)


def _note(finished: set[Spot], event: Event) -> None:
    match event:
        case GateDecided():
            if event.outcome in PASSING:
                finished.add((event.gate, event.organisation))
        case ActivityDone() | ActivityWaived():
            finished.add((event.activity, event.organisation))
        case ActivityReopened():
            finished.discard((event.activity, event.organisation))
