"""What the communication calendar says goes out by the engine: to whom, when, once, and only as it was approved."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any
from urllib.parse import unquote

import pytest

from scd_workflow.app import sending
from scd_workflow.app.inbox import look, register_forms
from scd_workflow.app.office import open_office
from scd_workflow.app.outgoing import outbox_lines, send_notices
from scd_workflow.domain.communications import obligations
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.programme import Recess
from tests import offices
from tests.app.newsletters import (
    READERS,
    SAID_ON,
    Opening,
    at,
    plain,
    to,
)
from tests.calendars import local, on_day
from tests.examples import DORDT, codes, day


def test_what_is_approved_goes_on_its_day_to_every_address_once(opened: Opening) -> None:
    place = opened()
    place.approved()

    assert place.send() == ["sent"]
    letters = place.letters()
    assert to(letters) == ["Ann <ann@x.nl>", "Bob <bob@x.nl>"]
    assert place.standing() == "sent"
    (sent,) = (each.event for each in look(place.office, at(11)).recorded if each.event.kind == "communication_sent")
    assert (sent.recipients, sent.by, sent.source) == (2, "engine", "engine")


def test_running_again_sends_nothing_again(opened: Opening) -> None:
    place = opened()
    place.approved()

    assert [place.send(hour) for hour in (10, 10, 11)] == [["sent"], [], []]
    assert len(place.letters()) == 2


@pytest.mark.parametrize("hour", [8, 9.25])
def test_nothing_goes_out_before_its_hour(opened: Opening, hour: float) -> None:
    place = opened()
    place.approved()

    assert place.send(hour) == ["later"]
    assert (place.letters(), place.standing()) == ([], "scheduled")


def test_nothing_goes_out_after_the_window_and_it_is_missed_the_next_day(opened: Opening) -> None:
    place = opened()
    place.approved()

    assert place.send(18) == ["held"]
    assert place.why(18) == ["communications.window_closed"]
    assert place.standing(day(2, 17)) == "missed"
    (asked,) = (each for each in obligations(look(place.office, at(9, day(2, 17))).progress) if each.subject == "news")
    assert (asked.about, asked.due, asked.people) == ("missed", day(2, 17), ("liv",))


def test_what_is_not_approved_does_not_go_out(opened: Opening) -> None:
    place = opened()
    place.act("submit", "liv", "text.md")

    assert place.send() == []
    assert place.letters() == []


def test_nothing_goes_out_in_a_recess_that_was_adopted_after_it_was_moved_there(opened: Opening) -> None:
    recess = {"id": "recess", "name": "Recess", "severity": "hard", "when": {"kind": "recess"}}
    place = opened(blackouts=[recess])
    place.approved()
    place.act("move", "liv", "Later.", to=day(2, 18))
    period = {"name": "Spring", "first": "2027-02-17", "last": "2027-02-28"}
    closed = look(place.office, at(12)).plan.calendar.model_copy(update={"recesses": (Recess.model_validate(period),)})
    place.adopts(day(2, 17), calendar=closed)

    found = sending.send_due(place.office, at(10, day(2, 18)))

    assert [(each.fate, each.reason and each.reason.code) for each in found] == [("held", "communications.held_back")]


def test_a_text_that_changed_after_its_approval_is_not_sent_and_its_owner_hears_why(opened: Opening) -> None:
    place = opened()
    place.approved()
    (place.config / "content" / "text.md").write_text("Something else.", "utf-8")

    assert place.send() == ["changed"]
    assert place.send() == []
    assert (place.letters(), place.standing()) == ([], "draft")
    (asked,) = (each for each in obligations(look(place.office, at(12)).progress) if each.subject == "news")
    assert (asked.about, asked.people, asked.attempt) == ("draft", ("liv",), 2)


def test_a_text_that_is_gone_is_not_sent(opened: Opening) -> None:
    place = opened()
    place.approved()
    (place.config / "content" / "text.md").unlink()

    assert place.send() == ["absent"]


def test_what_was_for_others_when_it_was_approved_is_not_sent(opened: Opening) -> None:
    place = opened()
    place.approved()
    said = look(place.office, at(10)).plan.communications
    wider = said.items[0].model_copy(update={"audiences": ("staff", "board")})
    place.adopts(day(2, 15), communications=said.model_copy(update={"items": (wider,)}))

    assert place.send() == ["changed"]


def test_what_changed_between_submission_and_approval_is_not_approved(opened: Opening) -> None:
    place = opened()
    place.act("submit", "liv", "text.md")
    (place.config / "content" / "text.md").write_text("Something else.", "utf-8")

    with pytest.raises(Refused) as caught:
        place.act("approve", "paul")
    assert codes(caught.value) == ["communications.changed_since_submission"]


@pytest.mark.parametrize("named", ["nothing.md", "../people.yaml", "/etc/passwd"])
def test_a_text_that_cannot_be_sent_is_refused_when_it_is_submitted(opened: Opening, named: str) -> None:
    with pytest.raises(Refused) as caught:
        opened().act("submit", "liv", named)
    assert codes(caught.value) == ["communications.no_content"]


def test_an_audience_without_addresses_is_left_to_people(opened: Opening) -> None:
    place = opened(readers=READERS[1:])
    place.approved("Somewhere in the file")

    assert (place.send(), place.send()) == (["by_hand"], [])
    assert place.standing() == "scheduled"
    (asked,) = obligations(look(place.office, at(10)).progress)
    assert (asked.about, asked.people, asked.due) == ("publish", ("liv",), SAID_ON)


def test_what_an_organisation_hears_goes_to_its_own_readers_only(opened: Opening) -> None:
    place = opened(local("news", on_day(SAID_ON), audiences=["staff", "board"]))
    place.approved(organisation=DORDT)

    found = [each for each in sending.send_due(place.office, at(10)) if each.fate == "sent"]

    assert [sorted(reader.address for reader in each.readers) for each in found] == [["bob@x.nl", "dina@example.nl"]]


def test_letters_stay_when_the_forms_of_notices_move(opened: Opening) -> None:
    place = opened()
    place.approved()
    place.send()

    register_forms(place.office, {"decide-gate": "https://example.nl/1"}, at(10))
    register_forms(place.office, {"decide-gate": "https://example.nl/2"}, at(10))

    assert len(place.letters()) == 2


def test_no_address_stands_in_the_log_or_in_a_key(opened: Opening) -> None:
    place = opened()
    place.approved()
    place.send()

    seen = look(place.office, at(11))
    assert "x.nl" not in " ".join(each.event.model_dump_json() for each in seen.recorded)
    assert not [each.key for each in outbox_lines(place.office) if "@" in each.key or "ann" in each.key]


def test_owner_and_approver_are_led_to_the_form_and_the_owner_reads_why_nothing_went_out(opened: Opening) -> None:
    place = opened()
    rungs = [{"step": "due", "after": 0, "to": ["decider"]}, {"step": "overdue", "after": 1, "to": ["decider"]}]
    offices.write(place.config / "ladder.yaml", offices.LADDER | {"communication": rungs})
    office = open_office(place.office.settings)
    register_forms(office, {"change-communication": "https://example.nl/form"}, at(9, day(2, 1)))
    place = replace(place, office=office)
    place.act("submit", "liv", "text.md", when=at(9, day(2, 9)))
    send_notices(office, clock=lambda: at(10, day(2, 9)))
    place.act("approve", "paul")
    (place.config / "content" / "text.md").write_text("Something else.", "utf-8")
    place.send()
    send_notices(office, clock=lambda: at(10.5))

    said = {str(each["To"]): plain(each) for each in place.all_letters() if "Item news" in str(each["Subject"])}
    asked, told = said["Paul <paul@example.nl>"], said["Liv <liv@example.nl>"]
    assert "Keur hier de tekst goed, of geef haar terug:" in asked
    assert "https://example.nl/form?parameters=" in asked
    assert "tekst goedkeuren" in unquote(asked)
    assert "Read *this*" in asked
    assert "veranderde na de goedkeuring" in told
    assert "tekst indienen" in unquote(told)


def test_a_text_that_is_saved_while_it_goes_out_is_sent_as_it_was_approved_or_not_at_all(
    opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = opened()
    place.approved()
    look_first = sending.outgoing

    def saved_meanwhile(*given: Any) -> Any:
        found = look_first(*given)
        (place.config / "content" / "text.md").write_text("Something else.", "utf-8")
        return found

    monkeypatch.setattr(sending, "outgoing", saved_meanwhile)

    assert place.send() == ["changed"]
    assert (place.letters(), place.standing()) == ([], "draft")


def test_what_was_cancelled_while_its_letters_were_written_does_not_go_out(opened: Opening) -> None:
    place = opened()
    place.approved()

    def cancelled_meanwhile(done: int, every: int) -> None:
        if done == every:
            place.act("cancel", "liv", "A mistake.", when=at(10))

    found = sending.send_due(place.office, at(10), cancelled_meanwhile)

    assert [(each.fate, each.reason and each.reason.code) for each in found] == [
        ("held", "communications.overtaken_meanwhile")
    ]
    assert place.letters() == []


def test_two_runs_at_once_send_each_letter_once(opened: Opening) -> None:
    place = opened()
    place.approved()
    together = Barrier(2)

    def written(done: int, every: int) -> None:
        """Neither run goes on before both have written every letter."""
        if done == every:
            together.wait()

    def run() -> list[str]:
        return [each.fate for each in sending.send_due(open_office(place.office.settings), at(10), written)]

    with ThreadPoolExecutor(2) as pool:
        fates = [each.result() for each in [pool.submit(run) for _ in range(2)]]

    assert sorted(fates) == [["held"], ["sent"]]
    assert len(place.letters()) == 2


def test_an_approver_approves_the_text_that_he_or_she_read_and_is_asked_anew_about_another(opened: Opening) -> None:
    place = opened()
    place.act("submit", "liv", "text.md")
    (read,) = (
        each.event for each in look(place.office, at(12)).recorded if each.event.kind == "communication_submitted"
    )
    (place.config / "content" / "text.md").write_text("Something else.", "utf-8")
    place.act("submit", "liv", "text.md")

    with pytest.raises(Refused) as caught:
        place.act("approve", "paul", seen=read.digest[:10])
    assert codes(caught.value) == ["communications.other_than_seen"]
    (asked,) = (each for each in obligations(look(place.office, at(12)).progress) if each.subject == "news")
    assert (asked.about, asked.attempt) == ("approve", 2)
