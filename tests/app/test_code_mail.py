"""Where a decision code goes: into the own message of who has to act, at the moment of sending, and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from sqlalchemy import text

from scd_workflow.app import acts
from scd_workflow.app.asking import CodeWish, ask_code
from scd_workflow.app.office import Office
from scd_workflow.app.outgoing import outbox_lines, send_notices
from scd_workflow.config.keys import FILE, rotate
from scd_workflow.domain.codes import PLACEHOLDER
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.ids import GateId, PersonId
from scd_workflow.store.engine import reading
from scd_workflow.texts import say
from tests.app.letters import Clock
from tests.app.test_acts import DONE
from tests.app.test_posting import GO, MONDAY, TUESDAY, at, short
from tests.codes import code_for
from tests.examples import PAM, SARA, STEF
from tests.mailbox import ACCEPTED, Mailbox
from tests.offices import configured, started

G1 = GateId("G1")
NOON = at(TUESDAY, 12)


@pytest.fixture
def office(tmp_path: Path, database_url: str, box: Mailbox) -> Iterator[Office]:
    """A gate that is due on Tuesday; Stef and Sara may decide it, and Pam owns it."""
    opened, _ = started(configured(short("G1"), tmp_path, database_url=database_url, mail_url=box.url), at(MONDAY, 8))
    acts.report(opened, DONE, at(MONDAY, 9))
    acts.open_gates(opened, at(MONDAY, 10))
    yield opened
    opened.engine.dispose()


def sent(office: Office, box: Mailbox, now: datetime = NOON) -> dict[str, Message]:
    """The messages that go out at a moment, by who gets them."""
    before = len(box.received)
    send_notices(office, clock=Clock(now))
    return {each.recipients[0].partition("@")[0]: message_from_bytes(each.content) for each in box.received[before:]}


def bodies(message: Message) -> list[str]:
    """What a mail program shows, as text and as a page."""
    parts = (part for part in message.walk() if part.get_content_type() in {"text/plain", "text/html"})
    return [bytes(part.get_payload(decode=True)).decode() for part in parts]


def everything_kept(office: Office) -> str:
    """Every value in every table of our database, as bytes where it is bytes."""
    with reading(office.engine) as connection:
        found = [
            connection.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - the names are ours
            for table in ("event", "plan", "outbox", "outbox_body", "form_link")
        ]
    return repr(found)


def test_each_decider_gets_the_own_code_in_the_own_message(office: Office, box: Mailbox) -> None:
    mails = sent(office, box)

    codes = {person: code_for(office, "G1", None, person, NOON) for person in (STEF, SARA)}
    assert set(mails) == set(codes)
    for person, message in mails.items():
        assert [codes[PersonId(person)] in body for body in bodies(message)] == [True, True]
        assert PLACEHOLDER not in message.as_string()
        others = [code for other, code in codes.items() if other != person]
        assert not any(code in message.as_string() for code in others)
        assert codes[PersonId(person)] not in str(message["Subject"])


def test_the_owner_of_a_gate_gets_no_code(office: Office, box: Mailbox) -> None:
    late = at(TUESDAY + timedelta(days=1), 12)

    message = sent(office, box, late)["pam"]

    assert "Uw code" not in "".join(bodies(message))
    for person in (STEF, SARA, PAM):
        assert code_for(office, "G1", None, person, late) not in message.as_string()


def test_nothing_that_we_keep_or_show_holds_a_code(
    office: Office, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    # The mail server of this test is not ours, and tells all.
    caplog.set_level(logging.ERROR, "mail.log")
    ask_code(office, CodeWish(G1, None, PAM), at(TUESDAY, 11))
    box.answer = lambda: "451 try again" if len(box.received) == 1 else ACCEPTED
    assert sent(office, box)

    shown = everything_kept(office) + repr(outbox_lines(office)) + caplog.text + repr(office) + repr(office.settings)
    for person in (STEF, SARA, PAM):
        code = code_for(office, "G1", None, person, NOON)
        assert code not in shown
        assert code.replace("-", "") not in shown
    assert office.keys[0].hex() not in shown


def test_every_try_sends_the_same_bytes(office: Office, box: Mailbox) -> None:
    replies = iter(["451 try again", "451 try again", *[ACCEPTED] * 4])
    tried: list[bytes] = []
    box.answer = lambda: next(replies)
    original = box.handle_DATA

    async def noting(server: object, session: object, envelope: object) -> str:
        tried.append(envelope.original_content)  # type: ignore[attr-defined]
        return await original(server, session, envelope)  # type: ignore[arg-type]

    box.handle_DATA = noting  # type: ignore[method-assign]
    sent(office, box)
    sent(office, box, NOON + timedelta(hours=1))

    assert len(tried) == 4
    assert sorted(tried[:2]) == sorted(tried[2:])


def test_without_a_key_messages_wait_until_there_is_one(tmp_path: Path, box: Mailbox) -> None:
    settings = configured(short("G1"), tmp_path, mail_url=box.url, code_key="")
    office, _ = started(settings, at(MONDAY, 8))
    acts.report(office, DONE, at(MONDAY, 9))
    acts.open_gates(office, at(MONDAY, 10))
    rotate(settings)
    (settings.var / FILE).chmod(0o644)

    tally = send_notices(office, clock=Clock(NOON))

    assert tally.sent == 0
    assert tally.reason is not None
    assert "chmod 600" in say(tally.reason)
    (settings.var / FILE).chmod(0o600)
    assert set(sent(office, box)) == {"stef", "sara"}


def test_who_got_no_message_asks_for_a_code_and_gets_it_at_the_own_address(office: Office, box: Mailbox) -> None:
    ask_code(office, CodeWish(G1, None, PAM), at(MONDAY, 11))

    mails = sent(office, box, at(MONDAY, 11))

    assert set(mails) == {"pam"}
    code = code_for(office, "G1", None, "pam", at(MONDAY, 11))
    assert all(code in body for body in bodies(mails["pam"]))


def test_a_code_can_be_asked_for_once_an_hour(office: Office, box: Mailbox) -> None:
    eleven = at(MONDAY, 11)
    ask_code(office, CodeWish(G1, None, PAM), eleven)
    ask_code(office, CodeWish(G1, None, STEF), eleven)

    with pytest.raises(Refused) as refused:
        ask_code(office, CodeWish(G1, None, PAM), eleven + timedelta(minutes=59))
    ask_code(office, CodeWish(G1, None, PAM), eleven + timedelta(hours=1))

    assert "12:00" in say(refused.value.reasons[0])
    send_notices(office, clock=Clock(eleven + timedelta(hours=1)))
    assert sorted(each.recipients[0] for each in box.received) == [
        "pam@example.nl", "pam@example.nl", "stef@example.nl",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("gate", "person", "code"),
    [("G7", STEF, "acts.unknown_part"), ("G1", PersonId("nobody"), "acts.unknown_person")],
)
def test_a_code_is_for_a_known_person_and_gate(office: Office, gate: str, person: PersonId, code: str) -> None:
    with pytest.raises(Refused) as refused:
        ask_code(office, CodeWish(GateId(gate), None, person), NOON)

    assert [reason.code for reason in refused.value.reasons] == [code]


def test_a_code_that_was_asked_for_is_not_sent_when_the_gate_is_decided_first(office: Office, box: Mailbox) -> None:
    ask_code(office, CodeWish(G1, None, PAM), at(MONDAY, 11))
    acts.decide(office, GO, at(MONDAY, 12), code=code_for(office, "G1", None, GO.by, at(MONDAY, 12)))

    mails = sent(office, box, at(MONDAY, 13))

    assert all("Uw code" not in "".join(bodies(each)) for each in mails.values())
