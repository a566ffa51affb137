"""Calendars by an address: opened by a library that did not write them, and gone when revoked."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject

from scd_workflow.app import communications, feeds
from scd_workflow.app.calendar_part import Whose
from scd_workflow.app.office import Office
from scd_workflow.domain.communication_acts import Said
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import AudienceId, ItemId, PersonId
from scd_workflow.store.engine import reading
from scd_workflow.store.schema import feed_table
from tests import offices
from tests.calendars import calendar, item, on_day
from tests.examples import DORDT, LIV, at, codes, day
from tests.web.served import served

PLAN = calendar(
    item("news", on_day(day(2, 16))),
    item("board", on_day(day(2, 18)), audiences=["board"], owner="steering_chair"),
    item(
        "meet",
        on_day(day(2, 25)),
        channel="training",
        session={"place": "Hall", "capacity": 20, "minutes": 90},
        at="13:00",
    ),
).plan
NOW = at(day(1, 12), 9)


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Office:
    office, _ = offices.started(offices.configured(PLAN, tmp_path, database_url=database_url), at(day(1, 4), 9))
    return office


def path(made: feeds.Made) -> str:
    return "/agenda/" + made.address.rpartition("/")[2]


def fetched(text: str) -> dict[str, Any]:
    """The entries of a calendar by what they are called."""
    return {str(each.summary.value): each for each in vobject.readOne(text).vevent_list}


def act(office: Office, kind: Any, name: str, text: str, to: date | None = None) -> None:
    communications.report(office, [Said(kind, ItemId(name), None, None, LIV, text, to)], NOW)


def test_another_program_reads_the_calendar_and_a_moved_and_a_cancelled_item_arrive_as_such(office: Office) -> None:
    made = feeds.make(office, Whose(audience=AudienceId("staff")), "nl", NOW)
    with served(office, lambda: NOW) as client:
        first = client.get(path(made))
        before = fetched(first.text)
        act(office, "move", "news", "Drukte.", day(2, 23))
        act(office, "cancel", "meet", "Geen zaal.")
        after = fetched(client.get(path(made)).text)

    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert set(before) == set(after) == {"Item news", "Item meet"}
    news, moved = before["Item news"], after["Item news"]
    assert (moved.uid.value, moved.dtstart.value.date()) == (news.uid.value, day(2, 23))
    assert int(moved.sequence.value) > int(news.sequence.value)
    meet, cancelled = before["Item meet"], after["Item meet"]
    assert (meet.status.value, cancelled.status.value) == ("TENTATIVE", "CANCELLED")
    assert int(cancelled.sequence.value) > int(meet.sequence.value)
    assert (meet.dtstart.value.hour, meet.dtend.value - meet.dtstart.value) == (
        13,
        timedelta(minutes=90),
    )


def test_a_person_sees_the_own_deadlines_and_an_organisation_what_is_heard_there(office: Office) -> None:
    mine = feeds.make(office, Whose(person=LIV), "nl", NOW)
    theirs = feeds.make(office, Whose(organisation=DORDT), "en", NOW)
    with served(office, lambda: NOW) as client:
        own, there = (fetched(client.get(path(each)).text) for each in (mine, theirs))

    assert {"Tekst indienen: Item news", "Item news"} <= set(own)
    assert {"Item news", "Item board"} <= set(there)
    assert not [name for name in there if name.startswith(("Tekst", "Text"))]


def test_who_has_the_newest_gets_nothing_anew(office: Office) -> None:
    made = feeds.make(office, Whose(), "nl", NOW)
    with served(office, lambda: NOW) as client:
        mark = client.get(path(made)).headers["etag"]
        same = client.get(path(made), headers={"if-none-match": mark})
        act(office, "move", "news", "Drukte.", day(2, 23))
        newer = client.get(path(made), headers={"if-none-match": mark})

    assert (same.status_code, same.content) == (304, b"")
    assert (newer.status_code, newer.headers["etag"] != mark) == (200, True)


def test_a_revoked_or_made_up_address_gives_nothing(office: Office) -> None:
    made = feeds.make(office, Whose(), "nl", NOW)
    feeds.revoke(office, made.number, NOW)
    with served(office, lambda: NOW) as client:
        gone = [client.get(each).status_code for each in (path(made), "/agenda/abc.ics", f"/agenda/{'a' * 52}.ics")]

    assert gone == [404, 404, 404]
    assert [each.revoked_at is not None for each in feeds.every(office)] == [True]
    with pytest.raises(Refused) as caught:
        feeds.revoke(office, made.number, NOW)
    assert codes(caught.value) == ["feeds.unknown"]


def test_a_token_is_kept_nowhere_and_told_to_no_log(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        made = feeds.make(office, Whose(), "nl", NOW)
        with served(office, lambda: NOW) as client:
            client.get(path(made))
    token = made.address.rpartition("/")[2].partition(".")[0]

    with reading(office.engine) as connection:
        kept = str(connection.execute(feed_table.select()).all())
    assert token not in kept
    ours = [each.getMessage() for each in caplog.records if not each.name.startswith(("httpx", "httpcore"))]
    assert not [said for said in ours if token in said]


def test_nobody_gets_a_calendar_of_somebody_unknown(office: Office) -> None:
    whose = Whose(PersonId("nobody"), None, AudienceId("nobody"))
    with pytest.raises(Refused) as caught:
        feeds.make(office, whose, "nl", NOW)
    assert codes(caught.value) == ["acts.unknown_person", "communications.unknown_audience"]
