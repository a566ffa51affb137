"""Refusing a newsletter: by the page, or by the mail program itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from scd_workflow.app.office import Office
from scd_workflow.domain import refusals as tokens
from scd_workflow.domain.ids import ItemId
from scd_workflow.store import refusals
from scd_workflow.store.engine import reading, writing
from tests import offices
from tests.calendars import calendar, item, on_day
from tests.examples import at, day
from tests.web.served import served

SECRET = b"secret"
READER = tokens.reader(SECRET, ItemId("news"), "ann@x.nl")
LINK = f"/afmelden/{tokens.token(SECRET, READER)}"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    plan = calendar(item("news", on_day(day(2, 16)), channel="newsletter")).plan
    office, _ = offices.started(offices.configured(plan, tmp_path), at(day(1, 4), 9))
    with writing(office.engine) as connection:
        refusals.begin(connection, office.programme, SECRET)
    return office


@pytest.fixture
def client(office: Office) -> Iterator[httpx.Client]:
    with served(office, lambda: at(day(2, 16), 11)) as client:
        yield client


def refused(office: Office) -> frozenset[str]:
    with reading(office.engine) as connection:
        return refusals.all_refused(connection, office.programme)


def test_opening_the_link_only_asks(office: Office, client: httpx.Client) -> None:
    asked = client.get(LINK)

    assert (asked.status_code, refused(office)) == (200, frozenset())
    assert 'method="post"' in asked.text


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "same-origin"}, {"origin": "https://mail.example"}])
def test_the_button_and_a_mail_program_refuse_alike(
    office: Office, client: httpx.Client, headers: dict[str, str]
) -> None:
    answers = [client.post(LINK, data={"List-Unsubscribe": "One-Click"}, headers=headers) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    assert "afgemeld" in answers[0].text
    assert refused(office) == {READER}


def test_a_link_that_we_never_made_refuses_for_nobody(office: Office, client: httpx.Client) -> None:
    other = tokens.token(b"another", READER)
    for wrong in (other, LINK[-10:], "a" * 52, "é" * 52, LINK.rpartition("/")[2][:-1] + "!"):
        assert client.post(f"/afmelden/{wrong}").status_code == 404
        assert client.get(f"/afmelden/{wrong}").status_code == 404
    assert refused(office) == frozenset()


def test_a_token_tells_nothing_of_the_address_and_differs_per_newsletter() -> None:
    other = tokens.reader(SECRET, ItemId("other"), "ann@x.nl")

    assert other != READER
    assert tokens.reader(SECRET, ItemId("news"), "ANN@x.nl") == READER
    assert tokens.reader_of(SECRET, tokens.token(SECRET, READER)) == READER
