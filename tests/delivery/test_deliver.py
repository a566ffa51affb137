"""Delivery against real servers and folders: what arrives, and what each kind of failure is called."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from email import message_from_bytes
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scd_workflow.delivery import Connections, Outcome, deliver, folder
from scd_workflow.delivery.letter import wire_address
from scd_workflow.texts import say
from tests.delivery.letters import APOSTROPHE, BRIEFLY, attempt_by, frozen
from tests.mailbox import END, GREETING, HANG, POLITE, RESET, Mailbox, Received, mailbox, nowhere, scripted, server

PIPELINING = "250-mail.example.nl\r\n250 PIPELINING"


def attempt(to: str | Path, mime: bytes | None = None, address: str = APOSTROPHE) -> Outcome:
    return attempt_by(server(to, BRIEFLY) if isinstance(to, str) else to, mime, address)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A real mail server."""
    with mailbox() as running:
        yield running


def test_the_server_gets_every_byte_as_it_was_frozen(box: Mailbox) -> None:
    mime = frozen(text="Regel\n.punt\n..\n.\n" + "é" * 2000 + "\n")

    assert attempt(box.url, mime).kind == "sent"
    assert box.received == [Received("kza@example.nl", (APOSTROPHE,), mime)]


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("o'brien@gemeente.example", "o'brien@gemeente.example"),
        ("in't.veld@gemeente.example", "in't.veld@gemeente.example"),
        ("jan.d'hondt@gemeente.example", "jan.d'hondt@gemeente.example"),
        ("jan+scd@gemeente.example", "jan+scd@gemeente.example"),
        ("jan@bücher.example", "jan@xn--bcher-kva.example"),
    ],
)
def test_the_recipient_is_exactly_the_address_that_was_given(box: Mailbox, address: str, wire: str) -> None:
    assert attempt(box.url, address=address).kind == "sent"
    assert [each.recipients for each in box.received] == [(wire,)]


@pytest.mark.parametrize(
    "address",
    [
        "", " ", "@", "jan", "jan@", "@gemeente.example", "jan@localhost", "jan@gemeente..example", "jan jansen@a.example",
        "a@a.example,b@b.example", "a@a.example b@b.example", "Jan <jan@a.example>", "<jan@a.example>", '"jan"@a.example',
        "jan@a.example\r\nRCPT TO:<b@b.example>", "jan@a.example\n", "jän@a.example", "jan@" + "a" * 64 + ".example",
    ],
)  # fmt: skip
def test_an_address_that_is_not_exactly_one_is_refused_before_anybody_is_asked(box: Mailbox, address: str) -> None:
    assert attempt(box.url, address=address) == Outcome("permanent", "address")
    assert box.received == []


@given(st.text(max_size=40))
def test_no_text_becomes_an_address_that_could_break_out_of_its_command(text: str) -> None:
    found = wire_address(text)

    assert found is None or re.fullmatch(r"[^\s<>,;:\"@]+@[a-zA-Z0-9_.-]+", found)


@pytest.mark.parametrize(
    ("step", "said", "kind", "code"),
    [
        (GREETING, "421 try later", "temporary", "421"),
        (GREETING, "554 not you", "config", "554"),
        (GREETING, RESET, "temporary", "connection_lost"),
        (GREETING, HANG, "temporary", "connection_lost"),
        ("EHLO", RESET, "temporary", "connection_lost"),
        ("EHLO", "421 try later", "temporary", "421"),
        ("MAIL", "421 try later", "temporary", "421"),
        ("MAIL", "552 too much", "permanent", "552"),
        ("MAIL", RESET, "temporary", "connection_lost"),
        ("RCPT", "450 mailbox busy", "temporary", "450"),
        ("RCPT", "451 greylisted", "temporary", "451"),
        ("RCPT", "550 5.1.1 no such user", "permanent", "550"),
        ("RCPT", HANG, "temporary", "connection_lost"),
        ("RCPT", RESET, "temporary", "connection_lost"),
        ("RCPT", "251 will forward", "sent", "250"),
        ("DATA", "451 not now", "temporary", "451"),
        ("DATA", "554 never", "permanent", "554"),
        ("DATA", RESET, "temporary", "connection_lost"),
        ("DATA", HANG, "temporary", "connection_lost"),
        (END, "451 disk full", "temporary", "451"),
        (END, "552 too large", "permanent", "552"),
        (END, "554 spam", "permanent", "554"),
        (END, RESET, "uncertain", "no_reply"),
        (END, HANG, "uncertain", "no_reply"),
        ("QUIT", "554 rude", "sent", "250"),
        ("QUIT", RESET, "sent", "250"),
        ("QUIT", HANG, "sent", "250"),
    ],
)
@pytest.mark.parametrize("offered", [POLITE["EHLO"], PIPELINING])
def test_each_failure_is_called_by_its_name(step: str, said: str, kind: str, code: str, offered: str) -> None:
    with scripted({"EHLO": offered, step: said}) as server:
        outcome = attempt(server.url)

    assert (outcome.kind, outcome.code) == (kind, code)


@pytest.mark.parametrize(
    ("script", "kind", "commands"),
    [
        ({}, ["sent", "sent"], []),
        ({"RCPT": ["550 no such user", "250 ok"], "DATA": ["503 nobody to send it to", "354 go ahead"]},
         ["permanent", "sent"], ["RSET"]),
        ({"RCPT": ["550 no such user", "250 ok"], END: ["554 no valid recipients", "250 stored"]},
         ["permanent", "sent"], ["RSET"]),
        ({"MAIL": ["552 too much", "250 ok"], "RCPT": ["503 from whom", "250 ok"],
          "DATA": ["503 from whom", "354 go ahead"]}, ["permanent", "sent"], ["RSET"]),
    ],
    ids=["taken", "recipient", "recipient, wants it all the same", "sender"],
)  # fmt: skip
def test_all_that_is_asked_at_once_is_answered_before_the_next_letter(
    script: dict[str, str | list[str]], kind: list[str], commands: list[str]
) -> None:
    with scripted({"EHLO": PIPELINING, **script}) as running, Connections() as connections:
        outcomes = [
            deliver(frozen(key=str(number)), APOSTROPHE, server(running.url, BRIEFLY), connections)
            for number in range(2)
        ]

    assert [each.kind for each in outcomes] == kind
    assert [each for each in running.stored if each] == [
        frozen(key=str(number)) for number in range(2) if kind[number] == "sent"
    ]
    assert [each for each in running.commands if each == "RSET"] == commands
    assert running.conversations == 1


def test_a_server_of_the_old_school_is_greeted_in_its_own_way() -> None:
    with scripted(EHLO="502 what is that") as server:
        assert attempt(server.url).kind == "sent"

    assert [each.partition(" ")[0].upper() for each in server.commands] == [
        "EHLO",
        "HELO",
        "MAIL",
        "RCPT",
        "DATA",
        "QUIT",
    ]


def test_a_server_that_greets_nobody_is_a_matter_for_its_administrator() -> None:
    with scripted(EHLO="550 go away", HELO="550 go away") as server:
        outcome = attempt(server.url)

    assert outcome.kind == "config"
    assert outcome.reason is not None
    assert "neemt geen berichten van ons aan (550 go away)" in say(outcome.reason)


def test_what_the_server_said_is_kept_in_one_printable_line() -> None:
    with scripted(RCPT="550-first\r\n550 \x1b[31msecond\x07 " + "x" * 600) as server:
        outcome = attempt(server.url)

    assert outcome.text.startswith("first [31msecond xxx")
    assert len(outcome.text) == 500


def test_a_server_that_is_not_there_is_named_with_what_to_do() -> None:
    url = nowhere()

    outcome = attempt(url)

    assert outcome.kind == "config"
    assert outcome.reason is not None
    assert say(outcome.reason).startswith(f"De mailserver {url.removeprefix('smtp://')} is niet te bereiken (")


def test_a_folder_gets_one_file_that_a_mail_program_can_open(tmp_path: Path) -> None:
    place = tmp_path / "var" / "mail"

    assert attempt(place).kind == "sent"

    (file,) = place.iterdir()
    assert file.name == "20261123T080000Z_o_brien@gemeente.example_9F43-D0A5.eml"
    assert file.read_bytes() == frozen()
    assert message_from_bytes(file.read_bytes())["Subject"] == "Besluit nodig"


def test_where_a_letter_was_kept_is_told_without_its_address(tmp_path: Path) -> None:
    outcome = attempt(tmp_path)

    assert "gemeente.example" not in outcome.text
    assert [file.read_bytes() for file in tmp_path.glob(outcome.text)] == [frozen()]


def test_the_same_message_twice_is_the_same_file(tmp_path: Path) -> None:
    assert attempt(tmp_path) == attempt(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_many_at_once_write_the_same_file_whole(tmp_path: Path) -> None:
    outcomes: list[Outcome] = []
    threads = [threading.Thread(target=lambda: outcomes.append(attempt(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [each.kind for each in outcomes] == ["sent"] * 8
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [frozen()]


def test_a_very_long_address_still_makes_a_file(tmp_path: Path) -> None:
    address = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.example"

    assert attempt(tmp_path, frozen(address), address).kind == "sent"


def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")

    outcome = attempt(blocked / "mail")

    assert outcome.kind == "config"
    assert outcome.reason is not None
    assert say(outcome.reason).startswith(f"In de map {blocked}/mail zijn geen berichten te schrijven (")


def test_no_address_and_no_text_of_a_message_reaches_a_log(
    box: Mailbox, tmp_path: Path, log: StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = frozen().replace(b"9F43-D0A5", b"9F43\x00D0A5")
    with scripted(RCPT=f"550 <{APOSTROPHE}> unknown") as refusing:
        for url in (box.url, refusing.url, nowhere(), tmp_path):
            attempt(url)
    with pytest.raises(ValueError, match=r"null (byte|character)"):
        attempt(tmp_path, broken)

    written = log.getvalue() + "".join(capfd.readouterr())
    assert "brien" not in written
    assert "Neem hier" not in written
    assert "example" not in written


def test_a_service_that_breaks_says_so_through_apprise(tmp_path: Path) -> None:
    # No file can have this name, which is no failure of the system that the folder would report.
    broken = frozen().replace(b"9F43-D0A5", b"9F43\x00D0A5")

    with pytest.raises(ValueError, match=r"null (byte|character)"):
        attempt(tmp_path, broken)
    assert list(tmp_path.iterdir()) == []


def test_apprise_works_in_our_own_thread_where_it_cannot_leave_a_delivery_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []

    def kept(*_: object) -> Outcome:
        threads.append(threading.get_ident())
        return Outcome("sent", "file")

    monkeypatch.setattr(folder, "keep", kept)

    assert attempt(tmp_path).kind == "sent"
    assert threads == [threading.get_ident()]
