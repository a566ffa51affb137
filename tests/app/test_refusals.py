"""Who refuses a newsletter gets no more of it, until he or she asks for it again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from scd_workflow.app import sending
from scd_workflow.app.inbox import look
from scd_workflow.app.office import open_office
from scd_workflow.app.outgoing import outbox_lines
from scd_workflow.app.refusing import readmit, refuse
from scd_workflow.domain.calendar_items import ByRule
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import ItemId
from scd_workflow.store import refusals
from scd_workflow.store.engine import reading
from tests.app.newsletters import (
    SAID_ON,
    Opening,
    at,
    reader_at,
    token_of,
)
from tests.calendars import item, on_day
from tests.examples import codes, day


def test_who_refused_a_newsletter_gets_no_more_of_it(opened: Opening) -> None:
    place = opened()
    place.approved()
    place.send()
    ann = next(each for each in place.letters() if "ann@x.nl" in str(each["To"]))
    link = re.search(r"/afmelden/(\w+)>", str(ann["List-Unsubscribe"]))

    assert link is not None
    assert refuse(place.office, link[1], at(11))
    said = look(place.office, at(11)).plan.communications
    again = said.items[0].model_copy(update={"when": ByRule(kind="repeat", rule="FREQ=WEEKLY", first=day(2, 23))})
    place.adopts(day(2, 17), communications=said.model_copy(update={"items": (again,)}))
    place.approved(when=at(9, day(2, 22)), occurrence=day(2, 23))
    (found,) = sending.send_due(place.office, at(10, day(2, 23)))
    assert ([each.name for each in found.readers], found.refused) == (["Bob"], 1)


def test_a_refusal_withdraws_what_still_waits_and_a_made_up_one_does_nothing(opened: Opening) -> None:
    place = opened()
    place.approved()
    place.send()
    lines = [each for each in outbox_lines(place.office) if each.key.startswith("said/")]

    assert not refuse(place.office, "a" * 52, at(10))
    assert refuse(place.office, token_of(place, lines[0].recipient), at(10))
    states = {each.recipient: each.state for each in outbox_lines(place.office) if each.key.startswith("said/")}
    assert [states[each.recipient] for each in lines] == ["withdrawn", "waiting"]


def test_who_refused_comes_back_when_he_or_she_asks_for_it(opened: Opening) -> None:
    place = opened()
    place.approved()
    place.send()
    (line, _) = (each for each in outbox_lines(place.office) if each.key.startswith("said/"))
    address = next(each for each in ("ann@x.nl", "bob@x.nl") if reader_at(place, each) == line.recipient)
    refuse(place.office, token_of(place, line.recipient), at(11))

    readmit(place.office, ItemId("news"), address.upper())

    with reading(place.office.engine) as connection:
        assert refusals.all_refused(connection, place.office.programme) == frozenset()
    with pytest.raises(Refused) as caught:
        readmit(place.office, ItemId("news"), address)
    assert codes(caught.value) == ["communications.not_refused"]


def test_a_mail_program_may_refuse_with_one_click_where_the_way_is_safe(opened: Opening) -> None:
    place = opened()
    channels = place.config / "channels.yaml"
    channels.write_text(channels.read_text("utf-8").replace("domain: example.nl", "domain: bücher.example"), "utf-8")
    settings = replace(place.office.settings, web_url="https://bücher.example/één")
    place = replace(place, office=open_office(settings))
    place.approved()
    place.send()

    letter = place.letters()[0]
    assert letter["List-Id"] == "<news.kza.xn--bcher-kva.example>"
    assert str(letter["List-Unsubscribe"]).startswith("<https://xn--bcher-kva.example/%C3%A9%C3%A9n/afmelden/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_everybody_needs_cannot_be_refused(opened: Opening) -> None:
    place = opened(item("news", on_day(SAID_ON), channel="email"))
    place.approved()
    place.send()

    assert [each["List-Unsubscribe"] for each in place.letters()] == [None, None]
