"""Calendars as pages, behind the same address as for programs: theirs only, as things stand, and gone when revoked."""

from __future__ import annotations

from pathlib import Path

import pytest

from scd_workflow.app import feeds
from scd_workflow.app.calendar_part import Whose
from scd_workflow.app.office import Office
from scd_workflow.domain.ids import AudienceId, PersonId
from tests import offices
from tests.calendars import calendar, item, on_day
from tests.examples import LIV, at, day
from tests.web.served import served

PLAN = calendar(
    item("news", on_day(day(2, 16)), title="News"),
    item("board", on_day(day(2, 18)), title="Board", audiences=["board"], owner="steering_chair"),
    item("spring", on_day(day(5, 18)), title="Spring"),
).plan
NOW = at(day(1, 12), 9)


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Office:
    office, _ = offices.started(offices.configured(PLAN, tmp_path, database_url=database_url), at(day(1, 4), 9))
    return office


def path(made: feeds.Made) -> str:
    return "/agenda/" + made.page.rpartition("/")[2]


def test_an_address_leads_to_the_quarter_of_today_and_holds_what_is_theirs(office: Office) -> None:
    made = feeds.make(office, Whose(audience=AudienceId("staff")), "nl", NOW)
    with served(office, lambda: NOW) as client:
        first = client.get(path(made))
        page = client.get(path(made), follow_redirects=True)
        later = client.get(f"{path(made)}/2027-05")

    assert (first.status_code, page.url.path) == (302, f"{path(made)}/2027-Q1")
    assert ["News" in page.text, "Board" in page.text, "Spring" in page.text] == [True, False, False]
    assert "Spring" in later.text
    assert 'href="2027-Q2"' in page.text
    assert "style-src 'sha256-" in page.headers["content-security-policy"]


def test_the_picture_stands_beside_its_page(office: Office) -> None:
    made = feeds.make(office, Whose(person=LIV), "en", NOW)
    with served(office, lambda: NOW) as client:
        page, picture = client.get(f"{path(made)}/2027-02"), client.get(f"{path(made)}/2027-02.svg")

    assert 'src="2027-02.svg"' in page.text
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "• News" in picture.text
    assert "• Board" not in picture.text
    assert "liv" not in (page.text + picture.text).lower()


@pytest.mark.parametrize("after", ["", "/2027", "/2027.svg"])
def test_a_revoked_or_made_up_address_gives_nothing(office: Office, after: str) -> None:
    made = feeds.make(office, Whose(person=PersonId("liv")), "nl", NOW)
    with served(office, lambda: NOW) as client:
        before = client.get(path(made) + after).status_code
        feeds.revoke(office, made.number, NOW)
        gone = [client.get(each + after).status_code for each in (path(made), "/agenda/abc", f"/agenda/{'a' * 100}")]

    assert before in {200, 302}
    assert gone == [404, 404, 404]


@pytest.mark.parametrize("period", ["2027-13", "today", "2027-Q5.svg", "1066"])
def test_what_is_no_period_is_not_there(office: Office, period: str) -> None:
    made = feeds.make(office, Whose(), "nl", NOW)
    with served(office, lambda: NOW) as client:
        assert client.get(f"{path(made)}/{period}").status_code == 404
