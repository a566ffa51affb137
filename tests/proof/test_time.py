"""An engine that was down says nothing after the fact, and a clock that jumps about neither stops the log nor disorders it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scd_workflow.app import acts
from scd_workflow.app.inbox import look
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.app.view import view
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.ids import GateId
from scd_workflow.store import outbox
from scd_workflow.store.engine import reading
from tests import proved
from tests.app.test_acts import DONE, begun
from tests.app.test_posting import MONDAY, at
from tests.examples import PLAN, STEF
from tests.offices import configured, started
from tests.proof.crowd import Crowd
from tests.proof.jobs import Ticking
from tests.proof.scale import chance, seeds
from tests.story import laws

pytestmark = pytest.mark.proof

WEEKS_LATER = MONDAY + timedelta(weeks=3)
MUCH_LATER = MONDAY + timedelta(days=1000)

DISORDERLY = (laws.the_log_is_in_step, laws.nobody_was_reminded_of_what_was_over, laws.nobody_was_reminded_too_early)
"""The laws that tell the order of things by the clock."""


def awaiting(folder: Path) -> Office:
    """A programme whose gate opened on Monday, after which the engine stopped."""
    office = begun(folder)
    acts.report(office, DONE, at(MONDAY, 9))
    acts.open_gates(office, at(MONDAY, 10))
    return office


def engine(office: Office, clock: Ticking) -> set[str]:
    """The engine runs; gives the kind and step of everything that it sent by now."""
    send_notices(office, clock=clock)
    with reading(office.engine) as connection:
        rows = outbox.rows(connection, office.programme)
    return {f"{row.key.split('/')[0]}/{row.key.split('/')[5]}" for row in rows if row.state == "sent"}


def test_after_weeks_the_engine_calls_an_open_decision_overdue_and_not_due(tmp_path: Path) -> None:
    office = awaiting(tmp_path)

    assert engine(office, Ticking(at(WEEKS_LATER))) == {"decision/overdue+1"}


def test_of_a_decision_that_was_taken_meanwhile_only_the_news_is_told(tmp_path: Path) -> None:
    office = awaiting(tmp_path)
    proved.decide(office, Choice(GateId("G1"), None, "go", STEF, "All is well"), at(WEEKS_LATER - timedelta(days=2)))

    assert engine(office, Ticking(at(WEEKS_LATER))) == {"decision_taken/taken"}


def test_a_reminder_that_was_made_but_not_sent_is_dropped_when_the_decision_is_taken(tmp_path: Path) -> None:
    office = awaiting(tmp_path)
    acts.open_gates(office, at(MONDAY + timedelta(days=1)))
    proved.decide(office, Choice(GateId("G1"), None, "go", STEF, "All is well"), at(WEEKS_LATER - timedelta(days=2)))

    assert engine(office, Ticking(at(WEEKS_LATER))) == {"decision_taken/taken"}


@pytest.mark.parametrize("seed", seeds(6))
def test_a_clock_that_jumps_about_neither_stops_the_log_nor_disorders_it(seed: str, tmp_path: Path) -> None:
    office, _ = started(configured(PLAN, tmp_path), at(MONDAY, 8))
    crowd, luck, day = Crowd(office, seed, eager=True), chance(f"{seed}/clock"), 0

    while not look(office, at(MUCH_LATER)).state.programme.gate(GateId("G3")).passed:
        day += 1
        jump = luck.choice((0, 0, 0, -20, -1, 3))
        clock = Ticking(at(MONDAY + timedelta(days=max(0, day + jump))))
        engine(office, clock)
        for _ in crowd.act(look(office, clock()), clock):
            pass
    engine(office, Ticking(at(MUCH_LATER)))

    story = laws.told(office, at(MUCH_LATER), laws.letters_in(tmp_path / "var" / "mail"))
    for law in laws.LAWS:
        if law not in DISORDERLY:
            law(story)
    for _ in range(20):
        a_beginning_of_the_log_was_known(office, story, at(MONDAY + timedelta(days=luck.randint(0, day))))


def a_beginning_of_the_log_was_known(office: Office, story: laws.Story, on: datetime) -> None:
    """What was known on a day is a beginning of the log, and holds nothing that was recorded later."""
    with reading(office.engine) as connection:
        known = view(connection, office.programme, on, known_on=on).recorded
    assert known == story.seen.recorded[: len(known)]
    assert all(each.recorded_at <= on for each in known)
