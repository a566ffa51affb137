"""One message a day for what can wait, within the hours of its reader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import yaml

from scd_workflow.app import absences, acts
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import outbox_lines, send_notices
from scd_workflow.app.plans import Adoption, adopt
from scd_workflow.domain.absences import Absence
from scd_workflow.domain.activities import Act, Report
from scd_workflow.domain.ids import ActivityId, PersonId
from scd_workflow.domain.plan import Plan
from tests import proved
from tests.app.letters import Clock
from tests.examples import LIV, PAM, PAUL, at, criterion, day, gate, phase, plan_of, work
from tests.mailbox import Mailbox
from tests.offices import LADDER, configured, started, write, write_plan

START = day(1, 4)
HOURS = {"opens": "08:00", "closes": "18:00", "digest": "08:30"}
WORK = [
    {"step": "ahead", "after": -5, "to": ["decider"], "bundled": True},
    {"step": "due", "after": 0, "to": ["decider"]},
    {"step": "overdue", "after": 1, "to": ["decider", "owner"], "bundled": True},
]


def plan(last: int = 15) -> Plan:
    """Three pieces of work, the last of so many working days."""
    parts = (work(name, owner="line_manager", term=term) for name, term in (("A1", 10), ("A2", 12), ("A3", last)))
    return plan_of(
        phase("P1", "G1", *parts, gate("G1", criterion("done", "activities_done"))),
        mandates=[{"id": "M", "role": "steering_chair", "gates": ["G1"], "source": "Founding meeting"}],
        waves=[],
    )


@pytest.fixture
def office(tmp_path: Path, database_url: str, box: Mailbox) -> Iterator[Office]:
    """Three pieces of work of one person: due on Friday the 15th, on Tuesday the 19th, and on Friday the 22nd."""
    yield from _opened(tmp_path, database_url, box, people={})


def _opened(
    folder: Path, database_url: str, box: Mailbox, people: dict[PersonId, dict[str, object]]
) -> Iterator[Office]:
    settings = configured(plan(), folder, database_url=database_url, mail_url=box.url)
    write(settings.config / "ladder.yaml", LADDER | {"activity": WORK, "hours": HOURS})
    known = yaml.safe_load((settings.config / "people.yaml").read_text("utf-8"))["people"]
    write(settings.config / "people.yaml", {"people": [each | people.get(each["id"], {}) for each in known]})
    opened, _ = started(settings, at(START, 8))
    yield opened
    opened.engine.dispose()


def sent(office: Office, box: Mailbox, now: datetime) -> list[tuple[str, str, list[str]]]:
    """Who gets which subject at a moment, and the lines of its list."""
    before = len(box.received)
    send_notices(office, clock=Clock(now))
    found = []
    for each in box.received[before:]:
        message = message_from_bytes(each.content, policy=default)
        plain = message.get_body(("plain",))
        assert plain is not None
        lines = [line[2:] for line in plain.get_content().splitlines() if line.startswith("- ")]
        found.append((each.recipients[0].partition("@")[0], str(message["Subject"]), lines))
    return sorted(found)


def reported(office: Office, act: Act, activity: str, now: datetime) -> None:
    proved.report(office, Report(act, ActivityId(activity), None, PAM, "https://example.nl/there"), now)


def states(office: Office) -> list[tuple[str, str]]:
    return [(line.key, line.state) for line in outbox_lines(office)]


def test_what_can_wait_comes_in_one_message_at_its_hour(office: Office, box: Mailbox) -> None:
    # Two of the three are less than six working days ahead.
    assert sent(office, box, at(day(1, 12), 0)) == []
    assert sent(office, box, at(day(1, 12), 8)) == []

    ((reader, subject, lines),) = sent(office, box, at(day(1, 12), 9))

    assert (reader, subject) == ("liv", "Uw overzicht van 12 januari 2027: 2 binnenkort")
    assert [line.partition(":")[0] for line in lines] == [
        "Werk klaar uiterlijk 15 januari 2027",
        "Werk klaar uiterlijk 19 januari 2027",
    ]
    assert sent(office, box, at(day(1, 12), 10)) == []
    assert sent(office, box, at(day(1, 13), 9)) == []


def test_what_is_due_today_comes_by_itself_and_the_rest_together(office: Office, box: Mailbox) -> None:
    sent(office, box, at(day(1, 13), 9))

    assert [subject for _, subject, _ in sent(office, box, at(day(1, 15), 9))] == [
        "Uw overzicht van 15 januari 2027: 1 binnenkort",
        "Werk klaar uiterlijk 15 januari 2027: A1 Work A1",
    ]


def test_what_is_finished_before_the_message_goes_is_not_in_it(office: Office, box: Mailbox) -> None:
    acts.open_gates(office, at(day(1, 12), 0))
    reported(office, "done", "A1", at(day(1, 12), 7))

    ((_, _, lines),) = sent(office, box, at(day(1, 12), 9))

    assert [line.partition(": ")[2] for line in lines] == ["A2 Work A2"]


def test_a_message_of_the_day_with_nothing_left_to_say_is_withdrawn_and_comes_back_when_there_is(
    office: Office, box: Mailbox
) -> None:
    key, away = "digest/2027-01-12/liv/mail", Absence(LIV, day(1, 12), day(1, 15), LIV, PAUL)
    acts.open_gates(office, at(day(1, 12), 0))
    absences.record(office, away, at(day(1, 12), 6))
    assert (key, "withdrawn") in states(office)

    absences.cancel(office, LIV, day(1, 12), LIV, at(day(1, 12), 7))

    ((reader, subject, _),) = sent(office, box, at(day(1, 12), 9))
    assert (reader, subject) == ("liv", "Uw overzicht van 12 januari 2027: 2 binnenkort")
    assert (key, "sent") in states(office)


def test_what_comes_up_after_the_message_of_the_day_waits_for_the_next(office: Office, box: Mailbox) -> None:
    sent(office, box, at(day(1, 12), 9))
    write_plan(plan(last=13), office.settings.config)
    adopt(office, Adoption(PAM, "Sooner", None), at(day(1, 12), 11))

    assert sent(office, box, at(day(1, 12), 12)) == []
    ((_, subject, lines),) = sent(office, box, at(day(1, 13), 9))
    assert subject == "Uw overzicht van 13 januari 2027: 1 binnenkort"
    assert [line.partition(": ")[2] for line in lines] == ["A3 Work A3"]


def test_who_is_replaced_is_not_in_the_message_that_still_waits(office: Office, box: Mailbox) -> None:
    acts.open_gates(office, at(day(1, 12), 0))

    absences.record(office, Absence(LIV, day(1, 12), day(1, 15), LIV, PAUL), at(day(1, 12), 7))

    assert [reader for reader, *_ in sent(office, box, at(day(1, 12), 9))] == ["paul"]
    assert ("digest/2027-01-12/liv/mail", "withdrawn") in states(office)


def test_a_message_that_may_have_arrived_is_not_made_anew_and_not_tried_again_when_some_of_it_is_over(
    office: Office, box: Mailbox
) -> None:
    box.answer = lambda: "451 Later"
    sent(office, box, at(day(1, 12), 9))
    before = states(office)
    reported(office, "done", "A1", at(day(1, 12), 9))
    # It was turned away for sure, so that it may say less.
    box.answer = lambda: "250 Good"

    ((_, subject, _),) = sent(office, box, at(day(1, 12), 10))

    assert before == [("digest/2027-01-12/liv/mail", "retry")]
    assert subject == "Uw overzicht van 12 januari 2027: 1 binnenkort"


def test_a_second_try_in_the_evening_waits_for_the_morning(office: Office, box: Mailbox) -> None:
    box.answer = lambda: "451 Later"
    sent(office, box, at(day(1, 15), 17))
    box.answer = lambda: "250 Good"

    assert sent(office, box, at(day(1, 15), 19)) == []
    assert sent(office, box, at(day(1, 16), 12)) == []
    assert sent(office, box, at(day(1, 18), 9)) != []


def test_who_does_not_like_messages_of_the_day_gets_each_by_itself_within_the_own_hours(
    tmp_path: Path, sqlite_url: str, box: Mailbox
) -> None:
    own = {"digest": False, "hours": {"opens": "10:00", "closes": "12:00"}}
    opened = next(_opened(tmp_path, sqlite_url, box, people={LIV: own}))

    assert sent(opened, box, at(day(1, 12), 9)) == []
    assert [subject for _, subject, _ in sent(opened, box, at(day(1, 12), 10))] == [
        "Werk klaar uiterlijk 15 januari 2027: A1 Work A1",
        "Werk klaar uiterlijk 19 januari 2027: A2 Work A2",
    ]
