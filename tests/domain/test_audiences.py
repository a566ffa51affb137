from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.domain.audiences import findings
from tests.calendars import by_rule, calendar, item, local, on_day, said, told
from tests.examples import CAST, DORDT, day

STAFF_ONLY = [{"id": "staff", "name": "Staff"}]
LAST = date(2027, 12, 31)


def found(*items: dict[str, Any], audiences: list[dict[str, Any]] | None = None, **more: Any) -> list[Any]:
    progress = told(calendar(*items, audiences=audiences or STAFF_ONLY, **more), day(1, 4))
    return [(each.kind, each.day, each.organisations) for each in findings(progress, day(1, 4), LAST)]


def test_more_than_two_items_in_a_week_are_too_many() -> None:
    three = [item(f"i{of}", on_day(day(2, of))) for of in (1, 3, 5)]

    assert found(*three[:2]) == []
    assert found(*three) == [("overfed", day(2, 1), CAST)]


def test_a_week_begins_on_monday() -> None:
    over_the_weekend = [item(f"i{of}", on_day(day(2, of))) for of in (4, 5, 8)]

    assert found(*over_the_weekend) == []


def test_only_the_organisation_that_hears_too_much_is_named() -> None:
    three = [item("all", on_day(day(2, 1))), item("more", on_day(day(2, 2)))]
    one = item("one", on_day(day(2, 3)), organisations=[DORDT])

    assert found(*three, one) == [("overfed", day(2, 1), (DORDT,))]


def test_more_than_four_weeks_without_a_word_are_too_long() -> None:
    four, more = (day(2, 1) + timedelta(days=28), day(2, 1) + timedelta(days=29))

    assert found(item("a", on_day(day(2, 1))), item("b", on_day(four))) == []
    assert found(item("a", on_day(day(2, 1))), item("b", on_day(more))) == [("silent", day(2, 1), CAST)]


def test_an_audience_may_have_customs_of_its_own() -> None:
    pair = item("a", on_day(day(2, 1))), item("b", on_day(day(6, 1)))
    three = [item(f"i{of}", on_day(day(2, of))) for of in (1, 3, 5)]

    assert found(*pair, audiences=[{"id": "staff", "name": "Staff", "silence": 20}]) == []
    assert found(*three, audiences=[{"id": "staff", "name": "Staff", "per_week": 3}]) == []


def test_an_audience_that_never_hears_anything_is_named() -> None:
    board = [*STAFF_ONLY, {"id": "board", "name": "Board"}]

    assert found(item("a", on_day(day(2, 1))), audiences=board) == [("never", day(1, 4), CAST)]


def test_two_items_on_one_day_clash() -> None:
    assert found(item("a", on_day(day(2, 1))), item("b", on_day(day(2, 1)))) == [("clash", day(2, 1), CAST)]


def test_a_soft_blackout_is_warned_of_and_shifts_nothing() -> None:
    fridays = {"id": "fri", "name": "Fridays", "severity": "soft", "when": {"kind": "week", "weekdays": ["fri"]}}

    assert found(item("a", on_day(day(2, 5))), blackouts=[fridays]) == [("soft", day(2, 5), CAST)]


def test_the_end_of_the_month_is_counted_in_working_days() -> None:
    end = {"id": "end", "name": "Closing", "severity": "soft", "when": {"kind": "month_end", "days": 2}}
    days = [date(2027, 5, 27), date(2027, 5, 28), date(2027, 5, 31), date(2027, 6, 1)]
    items = [item(f"i{each.day}", on_day(each)) for each in days]

    # 31 May 2027 is a Monday.
    assert [each for each in found(*items, blackouts=[end]) if each[0] == "soft"] == [
        ("soft", date(2027, 5, 28), CAST),
        ("soft", date(2027, 5, 31), CAST),
    ]


def test_what_was_cancelled_is_heard_by_nobody() -> None:
    network = calendar(*(item(f"i{of}", on_day(day(2, of))) for of in (1, 3, 5)), audiences=STAFF_ONLY)
    cancelled = said(told(network, day(1, 5)), "cancel", "i3", "liv", text="Enough.")

    assert findings(told(network, day(1, 5), cancelled), day(1, 4), LAST) == ()


def test_what_is_over_is_no_longer_looked_at() -> None:
    network = calendar(*(item(f"i{of}", on_day(day(2, of))) for of in (1, 3, 5)), audiences=STAFF_ONLY)

    assert findings(told(network, day(1, 4)), day(2, 8), LAST) == ()


@given(st.lists(st.dates(day(2, 1), day(6, 30)), min_size=1, max_size=12))
def test_a_week_is_too_full_exactly_when_more_than_two_items_fall_in_it(days: list[date]) -> None:
    items = [local(f"i{number}", on_day(each)) for number, each in enumerate(days)]
    progress = told(calendar(*items, audiences=STAFF_ONLY), day(1, 4))

    full = {
        (each.day, organisation)
        for each in findings(progress, day(1, 4), LAST)
        if each.kind == "overfed"
        for organisation in each.organisations
    }

    for organisation in CAST:
        placed = [progress.network.calendar_of(organisation).on_or_after(each) for each in days]
        weeks = [each - timedelta(days=each.weekday()) for each in placed]
        assert {monday for monday, where in full if where == organisation} == {
            monday for monday in weeks if weeks.count(monday) > 2
        }


def test_a_rhythm_of_every_fortnight_is_neither_too_much_nor_too_little() -> None:
    assert found(item("rhythm", by_rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"))) == []
