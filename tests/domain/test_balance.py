from __future__ import annotations

from datetime import date
from typing import Any

from scd_workflow.domain.balance import Absent, Reached, reached, remarks, stays_away
from scd_workflow.domain.events import Event
from scd_workflow.domain.occurrences import occurrence
from scd_workflow.domain.progress import Progress
from tests.calendars import by_rule, calendar, item, on_day, said, told
from tests.examples import DORDT, REGIO, ZWIJND, day

STAFF = [{"id": "staff", "name": "Staff"}]
MEETINGS = calendar(
    item(
        "meet",
        by_rule("FREQ=WEEKLY;BYDAY=TU", last="2027-01-26"),
        channel="training",
        session={"place": "Hall", "capacity": 9},
    ),
    audiences=STAFF,
)
WEEKS = (day(1, 5), day(1, 12), day(1, 19), day(1, 26))


def held(*attendance: dict[Any, int]) -> tuple[Event, ...]:
    """The first meetings, each with who came."""
    events: tuple[Event, ...] = ()
    for on, came in zip(WEEKS, attendance, strict=False):
        acts: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("submit", "liv", {"text": "x"}), ("approve", "pam", {}), ("sent", "liv", {}), ("evaluate", "liv", {"attendance": came}),
        )  # fmt: skip
        for act, by, words in acts:
            events += (said(told(MEETINGS, on, *events), act, "meet", by, occurrence=on, **words),)
    return events


def seen(progress: Progress) -> Reached:
    (found,) = reached(progress, date.min, date.max, None)
    return found


def test_what_an_audience_heard_missed_and_will_hear_is_counted() -> None:
    found = seen(told(MEETINGS, day(1, 14), *held({DORDT: 3, REGIO: 2})))

    assert (found.sent, found.missed, found.coming) == (1, 1, 2)
    assert (found.reach, found.last, found.next) == (5, day(1, 5), day(1, 19))


def test_an_audience_of_which_nothing_is_known_has_no_reach() -> None:
    assert seen(told(MEETINGS, day(1, 4))).reach is None


def test_a_reported_reach_counts_before_the_attendance() -> None:
    events = held({DORDT: 3})
    more = said(told(MEETINGS, day(1, 6), *events), "evaluate", "meet", "liv", occurrence=WEEKS[0], reach=40)

    assert seen(told(MEETINGS, day(1, 6), *events, more)).reach == 40


def test_only_what_falls_in_the_period_and_organisation_is_counted() -> None:
    network = calendar(
        item("one", on_day(day(2, 2)), organisations=[DORDT]), item("all", on_day(day(3, 2))), audiences=STAFF
    )
    progress = told(network, day(1, 4))

    counts = {where: next(reached(progress, day(2, 1), day(2, 28), where)).coming for where in (None, DORDT, ZWIJND)}

    assert counts == {None: 1, DORDT: 1, ZWIJND: 0}


MEET = MEETINGS.plan.communications.items[0].id


def test_who_was_absent_from_the_last_two_sessions_is_named_and_who_came_again_is_not() -> None:
    events = held({DORDT: 3, REGIO: 1}, {DORDT: 3}, {DORDT: 2, REGIO: 0, ZWIJND: 1})

    assert stays_away(told(MEETINGS, day(1, 13), *events[:8])) == (Absent(ZWIJND, MEET, WEEKS[1], 2),)
    assert stays_away(told(MEETINGS, day(1, 20), *events)) == (Absent(REGIO, MEET, WEEKS[2], 2),)
    thrice = held({ZWIJND: 1}, {ZWIJND: 1}, {ZWIJND: 1})
    assert [each.times for each in stays_away(told(MEETINGS, day(1, 20), *thrice))] == [3, 3]


def test_who_reports_a_session_hears_who_stays_away_and_that_more_came_than_there_is_room() -> None:
    progress = told(MEETINGS, day(1, 13), *held({DORDT: 1, ZWIJND: 1, REGIO: 1}, {DORDT: 10}))
    first, second = (occurrence(progress, "meet", None, on) for on in WEEKS[:2])

    assert [each.code for each in remarks(progress, second)] == ["communications.over_capacity"]
    assert list(remarks(progress, first)) == []
    away = told(MEETINGS, day(1, 13), *held({DORDT: 1}, {DORDT: 9}))
    assert [each.code for each in remarks(away, occurrence(away, "meet", None, WEEKS[1]))] == [
        "communications.away_twice"
    ] * 2


def test_of_an_organisation_only_its_own_people_count() -> None:
    progress = told(MEETINGS, day(1, 14), *held({DORDT: 3, REGIO: 2}))

    counts = {where: next(reached(progress, date.min, date.max, where)).attendance for where in (None, DORDT, ZWIJND)}
    assert counts == {None: 5, DORDT: 3, ZWIJND: 0}


def test_the_longest_silence_and_the_busiest_week_are_told_of_each_organisation() -> None:
    network = calendar(
        item("one", on_day(day(2, 2))), item("two", on_day(day(2, 4)), organisations=[DORDT]), item("three", on_day(day(3, 2))),
        audiences=STAFF,
    )  # fmt: skip
    progress = told(network, day(1, 4))

    found = {where: next(reached(progress, date.min, date.max, where)) for where in (None, DORDT, ZWIJND)}
    assert {where: (each.silence, each.load) for where, each in found.items()} == {
        None: (3, 2),
        DORDT: (3, 2),
        ZWIJND: (4, 1),
    }


def test_a_meeting_of_which_nobody_counted_who_came_counts_for_nobody() -> None:
    events = held({DORDT: 1, ZWIJND: 1}, {DORDT: 1, ZWIJND: 1})[:-1]

    assert stays_away(told(MEETINGS, day(1, 20), *events)) == ()
