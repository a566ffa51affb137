"""What people read of a withdrawn request, a reopened decision and a moved term, and which reminders follow."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from urllib.parse import unquote

import pytest

from scd_workflow.app import acts
from scd_workflow.app.inbox import register_forms
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.domain.activities import Report
from scd_workflow.domain.endings import Ending
from scd_workflow.domain.events import Event
from scd_workflow.domain.gates import Request
from scd_workflow.domain.ids import ActivityId, GateId, PersonId
from scd_workflow.domain.terms import Extension, Suspension
from scd_workflow.store import outbox
from scd_workflow.store.engine import reading
from scd_workflow.texts import day as written
from tests import proved
from tests.app.letters import Clock
from tests.app.test_posting import GO, MONDAY, TUESDAY, at, forget, remember
from tests.codes import code_for
from tests.examples import PAM, SARA, STEF, criterion, day, gate, phase, plan_of, work
from tests.mailbox import Mailbox
from tests.offices import configured, started

G1 = GateId("G1")
WEDNESDAY = day(1, 6)
BACK = Ending(G1, None, STEF, "The budget first:\nwithout it <nothing> goes.")
LONGER = Extension(G1, None, PAM, "One more meeting", days=3)
STILL = Suspension(G1, None, PAM, "The accountant is ill", until=day(1, 8))
PLAN = plan_of(
    phase("P1", "G1", work("A1"), gate("G1", criterion("done", "activities_done"), term=1)),
    phase("P2", "G2", work("B1", "line_manager", after=[]), gate("G2", criterion("done", "activities_done"))),
    mandates=[{"id": "M", "role": "steering_chair", "gates": ["G1", "G2"], "source": "Founding meeting"}],
)


@pytest.fixture
def office(tmp_path: Path, database_url: str, box: Mailbox) -> Iterator[Office]:
    """Gate G1 is due on Tuesday; Stef and Sara may decide it, Pam owns it, and Liv has work after it."""
    settings = configured(PLAN, tmp_path, database_url=database_url, mail_url=box.url)
    running, _ = started(settings, at(MONDAY, 8))
    acts.report(running, Report("done", ActivityId("A1"), None, PAM), at(MONDAY, 9))
    acts.open_gates(running, at(MONDAY, 10))
    yield running
    running.engine.dispose()


@pytest.fixture
def opened(office: Office) -> Iterator[Callable[[], Office]]:
    """Opens the same office anew, with the settings as they are by then."""
    offices: list[Office] = []

    def again() -> Office:
        offices.append(open_office(office.settings))
        return offices[-1]

    yield again
    for each in offices:
        each.engine.dispose()


def sent(office: Office, box: Mailbox, hour: int = 12) -> dict[str, Message]:
    """The messages about a changed gate that go out on Wednesday, by who gets them."""
    before = len(box.received)
    send_notices(office, clock=Clock(at(WEDNESDAY, hour)))
    found = [(each.recipients[0], message_from_bytes(each.content)) for each in box.received[before:]]
    starts = ("Aanvraag ingetrokken", "Besluit heropend", "Termijn opgeschort", "Termijn verdaagd")
    mails = [(to.partition("@")[0], mail) for to, mail in found if subject(mail).startswith(starts)]
    assert set(Counter(to for to, _ in mails).values()) <= {1}
    return dict(mails)


def subject(mail: Message) -> str:
    return " ".join(str(mail["Subject"]).split())


def bodies(mail: Message) -> list[str]:
    """What a mail program shows, as text and as a page."""
    parts = (part for part in mail.walk() if not part.is_multipart())
    return [html.unescape(bytes(part.get_payload(decode=True)).decode()).replace("\r\n", "\n") for part in parts]


def reminders(office: Office) -> Counter[tuple[str, ...]]:
    """The due date and step of each reminder of the decision, and how it stands."""
    with reading(office.engine) as connection:
        rows = outbox.rows(connection, office.programme)
    return Counter((*row.key.split("/")[4:6], row.state) for row in rows if row.key.startswith("decision/"))


@pytest.mark.parametrize(
    ("act", "said", "heading"),
    [
        (proved.withdraw, BACK, "Aanvraag ingetrokken: G1"),
        (proved.extend, LONGER, "Termijn verdaagd: G1"),
        (proved.suspend, STILL, "Termijn opgeschort: G1"),
    ],
    ids=["withdrawn", "extended", "suspended"],
)
def test_those_who_decide_and_own_a_gate_read_once_what_changed_who_did_it_and_why(
    office: Office, box: Mailbox, act: Callable[..., Event], said: Ending, heading: str
) -> None:
    event = act(office, said, at(TUESDAY, 9))

    mails = sent(office, box)

    assert set(mails) == {STEF, SARA, PAM}
    due = getattr(event, "due", None)
    for mail in mails.values():
        assert subject(mail).startswith(heading)
        for body in bodies(mail):
            assert said.reason in body
            assert f"{said.by.title()} (" in body
            assert due is None or written(due) in body
    assert sent(office, box, hour=13) == {}


def test_who_can_still_decide_gets_the_link_and_the_own_code_and_the_others_get_neither(
    office: Office, box: Mailbox
) -> None:
    register_forms(office, {"decide-gate": "https://scd.example.nl/form"}, at(TUESDAY, 9))
    proved.extend(office, LONGER, at(WEDNESDAY, 9))

    mails = sent(office, box)

    codes = {person: code_for(office, "G1", None, person, at(WEDNESDAY)) for person in (STEF, SARA, PAM)}
    for person, mail in mails.items():
        decides = person in {STEF, SARA}
        for body in bodies(mail):
            assert ("https://scd.example.nl/form" in body) == decides
            assert [code for code in codes.values() if code in body] == ([codes[PersonId(person)]] if decides else [])


def test_a_withdrawn_request_asks_nobody_for_a_decision(office: Office, box: Mailbox) -> None:
    register_forms(office, {"decide-gate": "https://scd.example.nl/form"}, at(TUESDAY, 9))
    proved.withdraw(office, BACK, at(WEDNESDAY, 9))

    for mail in sent(office, box).values():
        assert not any("https://" in body or "Uw code" in body or "scd gate decide" in body for body in bodies(mail))


def test_a_reopened_go_tells_whose_work_has_to_wait_again_and_when_the_new_decision_is_due(
    office: Office, box: Mailbox
) -> None:
    proved.decide(office, GO, at(TUESDAY))

    register_forms(office, {"decide-gate": "https://scd.example.nl/form"}, at(TUESDAY, 9))
    proved.reopen(office, BACK, at(WEDNESDAY, 9))

    mails = sent(office, box)
    assert set(mails) == {STEF, SARA, PAM, "liv"}
    decide = re.search(r"https://scd.example.nl/form\?parameters=(\S+)", bodies(mails[SARA])[0])
    assert decide is not None
    assert json.loads(unquote(decide[1]))["gate"] == "G1#2 · Gate G1 (ronde 2)"
    waits = {person: "B1 Work B1" in body for person, mail in mails.items() for body in bodies(mail)}
    assert waits == {STEF: False, SARA: False, PAM: False, "liv": True}
    for mail in mails.values():
        assert subject(mail) == "Besluit heropend: G1 Gate G1, nieuw besluit nodig uiterlijk 7 januari 2027"
        assert all("(go)" in body for body in bodies(mail))


@pytest.mark.parametrize(
    ("act", "said", "due"),
    [(proved.extend, LONGER, "2027-01-08"), (proved.suspend, STILL, "2027-01-08")],
    ids=["extended", "suspended"],
)
def test_reminders_of_the_old_date_go_and_those_of_the_new_one_come(
    office: Office, act: Callable[..., Event], said: Extension, due: str
) -> None:
    # Suspended on its last day until Friday it stands still for three working days, as many as the extension adds.
    acts.open_gates(office, at(TUESDAY, 8))
    assert reminders(office) == {("2027-01-05", "due", "waiting"): 2}

    act(office, said, at(TUESDAY, 9))
    assert reminders(office) == {("2027-01-05", "due", "withdrawn"): 2}

    for of_month, hour in ((7, 8), (8, 8), (11, 8)):
        acts.open_gates(office, at(day(1, of_month), hour))
    old, new = {("2027-01-05", "due", "withdrawn"): 2}, {(due, "due", "withdrawn"): 2, (due, "overdue+1", "waiting"): 3}
    assert reminders(office) == old | new


def test_a_request_that_is_withdrawn_and_made_again_is_told_of_each_time(office: Office, box: Mailbox) -> None:
    proved.withdraw(office, BACK, at(WEDNESDAY, 9))
    first = sent(office, box, hour=10)
    acts.ask(office, Request(G1, None, PAM, "The budget is here"), at(WEDNESDAY, 10))
    proved.withdraw(office, replace(BACK, reason="Not yet"), at(WEDNESDAY, 11))

    again = sent(office, box, hour=12)

    assert set(first) == set(again) == {STEF, SARA, PAM}
    assert {first[each]["Message-ID"] for each in first}.isdisjoint(again[each]["Message-ID"] for each in again)
    assert all("Not yet" in body for mail in again.values() for body in bodies(mail))


def test_a_term_that_moves_twice_on_one_day_is_told_of_twice(office: Office, box: Mailbox) -> None:
    proved.extend(office, LONGER, at(WEDNESDAY, 9))
    first = sent(office, box, hour=10)
    proved.extend(office, LONGER, at(WEDNESDAY, 11))

    again = sent(office, box, hour=12)

    assert set(first) == set(again) == {STEF, SARA, PAM}
    assert subject(first[PAM]).endswith("8 januari 2027")
    assert subject(again[PAM]).endswith("13 januari 2027")


def test_news_that_could_not_be_written_is_told_within_a_week_and_says_what_holds_then(
    office: Office, box: Mailbox, opened: Callable[[], Office]
) -> None:
    forget(office.settings, SARA)
    fresh = opened()
    proved.extend(fresh, LONGER, at(TUESDAY, 9))
    assert set(sent(fresh, box, hour=9)) == {STEF, PAM}
    proved.decide(fresh, GO, at(WEDNESDAY, 10))
    remember(office.settings, SARA)

    # Sara has another address since.
    (late,) = sent(opened(), box, hour=11).items()

    assert late[0] == "back"
    assert subject(late[1]) == "Termijn verdaagd: G1 Gate G1"
    assert not any("Uw code" in body or "scd gate decide" in body for body in bodies(late[1]))


def test_a_withdrawal_that_is_told_late_asks_for_no_decision_though_the_request_was_made_again(
    office: Office, box: Mailbox, opened: Callable[[], Office]
) -> None:
    forget(office.settings, SARA)
    fresh = opened()
    proved.withdraw(fresh, BACK, at(TUESDAY, 9))
    acts.ask(fresh, Request(G1, None, PAM, "The budget is here"), at(WEDNESDAY, 9))
    remember(office.settings, SARA)

    late = sent(opened(), box)["back"]

    assert subject(late) == "Aanvraag ingetrokken: G1 Gate G1"
    assert not any("Uw code" in body or "scd gate decide" in body for body in bodies(late))


def test_a_change_of_more_than_a_week_ago_is_told_to_nobody_any_more(
    office: Office, opened: Callable[[], Office]
) -> None:
    forget(office.settings, SARA)
    proved.extend(opened(), replace(LONGER, days=20), at(TUESDAY, 9))
    remember(office.settings, SARA)
    late = opened()

    acts.open_gates(late, at(day(1, 13)))

    with reading(late.engine) as connection:
        told = {row.recipient for row in outbox.rows(connection, late.programme) if row.key.startswith("gate_changed/")}
    assert told == {STEF, PAM}


def test_a_form_that_is_handled_twice_is_told_of_once(office: Office, box: Mailbox) -> None:
    def handled(hour: int) -> Event:
        return proved.extend(office, LONGER, at(WEDNESDAY, hour), request="run-1")

    assert handled(9) == handled(10)
    assert set(sent(office, box)) == {STEF, SARA, PAM}
