"""Mail servers that ask for encryption and a password, and connections that stay open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scd_workflow.delivery import Connections, Outcome, deliver
from scd_workflow.delivery.connections import MAILS, SECONDS
from scd_workflow.delivery.smtp import Server
from scd_workflow.texts import say
from tests.authority import Authority
from tests.delivery.letters import APOSTROPHE, BRIEFLY, attempt_by, frozen
from tests.mailbox import END, GREETING, HANG, HOST, RESET, Scripted, scripted, server

PASSWORD = "géheim wachtwoord"
STARTTLS = "250-mail.example.nl\r\n250-STARTTLS\r\n250 SIZE 1000000"
PLAIN = "250-mail.example.nl\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN"
LOGIN = "250-mail.example.nl\r\n250-STARTTLS\r\n250 AUTH XOAUTH2 LOGIN"


def encrypted(running: Scripted, authority: Authority, *, user: str = "") -> Server:
    """The running server as somebody knows it who trusts the authority."""
    password = PASSWORD if user else ""
    return Server(
        HOST, running.port, "tls" if running.implicit else "starttls", user, password, authority.file, BRIEFLY
    )


@pytest.mark.parametrize("implicit", [True, False])
def test_mail_goes_over_an_encrypted_connection(authority: Authority, *, implicit: bool) -> None:
    with scripted(tls=authority.context(), implicit=implicit, EHLO=STARTTLS) as running:
        assert attempt_by(encrypted(running, authority)).kind == "sent"

    assert running.stored == [frozen()]
    assert ("STARTTLS" in running.commands) is not implicit


@pytest.mark.parametrize("implicit", [True, False])
@pytest.mark.parametrize("offered", [PLAIN, LOGIN])
def test_a_server_hears_the_name_and_the_password(authority: Authority, offered: str, *, implicit: bool) -> None:
    with scripted(tls=authority.context(), implicit=implicit, EHLO=offered) as running:
        assert attempt_by(encrypted(running, authority, user="kza")).kind == "sent"

    ((*_, given),) = running.logins
    assert given in {PASSWORD, f"\0kza\0{PASSWORD}"}
    assert running.commands.index("AUTH") > (-1 if implicit else running.commands.index("STARTTLS"))


@pytest.mark.parametrize("implicit", [True, False])
def test_a_certificate_that_nobody_vouches_for_is_not_believed(authority: Authority, *, implicit: bool) -> None:
    with scripted(tls=authority.context(), implicit=implicit, EHLO=PLAIN) as running:
        outcome = attempt_by(replace(encrypted(running, authority, user="kza"), ca_file=None))

    assert (outcome.kind, outcome.code) == ("config", "certificate")
    assert outcome.reason is not None
    assert f"{HOST}:{running.port} kan niet bewijzen wie hij is" in say(outcome.reason)
    assert (running.logins, running.stored) == ([], [])


@pytest.mark.parametrize("implicit", [True, False])
def test_a_certificate_of_another_server_is_not_believed(authority: Authority, *, implicit: bool) -> None:
    with scripted(tls=authority.context("mail.example.nl"), implicit=implicit, EHLO=PLAIN) as running:
        outcome = attempt_by(encrypted(running, authority, user="kza"))

    assert (outcome.kind, outcome.code) == ("config", "certificate")
    assert (running.logins, running.stored) == ([], [])


def test_a_server_without_encryption_gets_nothing_when_encryption_is_asked_for(authority: Authority) -> None:
    with scripted() as running:
        outcome = attempt_by(encrypted(running, authority, user="kza"))

    assert (outcome.kind, outcome.code) == ("config", "starttls")
    assert [each.partition(" ")[0] for each in running.commands] == ["ehlo", "quit"]


def test_a_server_that_speaks_in_the_open_where_encryption_was_expected_is_a_matter_of_settings(
    authority: Authority,
) -> None:
    with scripted() as running:
        outcome = attempt_by(replace(encrypted(running, authority), security="tls"))

    assert (outcome.kind, outcome.code) == ("config", "tls")


def test_a_server_that_knows_no_passwords_is_a_matter_of_settings(authority: Authority) -> None:
    with scripted(tls=authority.context(), implicit=True) as running:
        outcome = attempt_by(encrypted(running, authority, user="kza"))

    assert (outcome.kind, outcome.code) == ("config", "auth")


@pytest.mark.parametrize(
    ("step", "said", "kind", "code"),
    [
        ("STARTTLS", "454 TLS not available", "temporary", "454"),
        ("STARTTLS", "554 never", "config", "554"),
        ("STARTTLS", RESET, "temporary", "connection_lost"),
        ("STARTTLS", HANG, "temporary", "connection_lost"),
        ("AUTH", "454 later", "temporary", "454"),
        ("AUTH", "535 5.7.8 wrong", "config", "535"),
        ("AUTH", "534 too weak", "config", "534"),
        ("AUTH", RESET, "temporary", "connection_lost"),
        ("AUTH", HANG, "temporary", "connection_lost"),
    ],
)
def test_each_failure_before_the_message_is_called_by_its_name(
    authority: Authority, step: str, said: str, kind: str, code: str
) -> None:
    with scripted({step: said}, tls=authority.context(), EHLO=PLAIN) as running:
        outcome = attempt_by(encrypted(running, authority, user="kza"))

    assert (outcome.kind, outcome.code) == (kind, code)
    assert running.stored == []


@pytest.mark.parametrize("loses", [True, False])
@pytest.mark.parametrize("said", [RESET, HANG])
def test_whether_the_message_was_kept_cannot_be_known_without_an_answer(said: str, *, loses: bool) -> None:
    with scripted({END: said}, loses=loses) as running:
        outcome = attempt_by(server(running.url, BRIEFLY))

    assert (outcome.kind, outcome.code) == ("uncertain", "no_reply")
    assert len(running.stored) == (0 if loses else 1)


def test_no_password_can_be_given_to_a_server_in_the_open() -> None:
    with pytest.raises(AssertionError):
        Server("mail.example.nl", 25, user="kza", password=PASSWORD)


def test_a_file_with_an_authority_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")

    for wrong in (file, tmp_path / "none.pem"):
        outcome = attempt_by(Server("mail.example.nl", 465, "tls", ca_file=wrong))
        assert (outcome.kind, outcome.code) == ("config", "ca_file")
        assert outcome.reason is not None
        assert str(wrong) in say(outcome.reason)


def test_a_connection_serves_for_many_letters() -> None:
    with scripted() as running, Connections() as connections:
        outcomes = [send(running, connections, number) for number in range(MAILS + 1)]

    assert {outcome.kind for outcome in outcomes} == {"sent"}
    assert running.stored == [frozen(key=str(number)) for number in range(MAILS + 1)]
    assert running.conversations == 2
    assert running.commands.count("quit") == 2


def test_a_connection_is_not_used_for_ever() -> None:
    clock = iter([0.0, SECONDS - 1, SECONDS, SECONDS])
    with scripted() as running, Connections(lambda: next(clock)) as connections:
        assert [send(running, connections, number).kind for number in range(3)] == ["sent"] * 3

    assert running.conversations == 2


def test_a_letter_that_was_refused_does_not_spoil_the_connection_for_the_next() -> None:
    with scripted({"RCPT": ["550 no such user", "250 ok"]}) as running, Connections() as connections:
        assert [send(running, connections, number).kind for number in range(2)] == ["permanent", "sent"]

    assert running.conversations == 1
    assert running.stored == [frozen(key="1")]
    # Without it a server of the strict kind takes the next for a part of the first.
    assert running.commands.count("RSET") == 1


@pytest.mark.parametrize("parting", ["421 that was enough", RESET])
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_had_enough_of_us_is_called_again_at_once(parting: str, step: str) -> None:
    polite = {"MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go ahead"}[step]
    answers = [polite, polite, parting, polite]
    with scripted({step: answers}) as running, Connections() as connections:
        outcomes = [send(running, connections, number) for number in range(4)]

    assert {outcome.kind for outcome in outcomes} == {"sent"}
    assert running.stored == [frozen(key=str(number)) for number in range(4)]
    assert running.conversations == 2


def test_a_server_that_is_gone_after_the_last_letter_is_called_once_more_and_no_oftener() -> None:
    script: dict[str, str | list[str]] = {GREETING: ["220 ready", "421 later"], "MAIL": ["250 ok", RESET]}
    with scripted(script) as running, Connections() as connections:
        outcomes = [send(running, connections, number) for number in range(2)]

    assert [(each.kind, each.code) for each in outcomes] == [("sent", "250"), ("temporary", "421")]
    assert running.conversations == 2


def test_a_letter_of_which_nobody_knows_whether_it_arrived_is_not_sent_again_at_once() -> None:
    with scripted({END: ["250 stored", RESET]}) as running, Connections() as connections:
        outcomes = [send(running, connections, number) for number in range(2)]

    assert [each.kind for each in outcomes] == ["sent", "uncertain"]
    assert len(running.stored) == 2


def test_servers_do_not_share_a_connection() -> None:
    with scripted() as one, scripted() as other, Connections() as connections:
        send(one, connections, 1)
        send(other, connections, 2)

    assert (one.stored, other.stored) == ([frozen(key="1")], [frozen(key="2")])


def send(running: Scripted, connections: Connections, number: int) -> Outcome:
    """How a letter of its own went."""
    return deliver(frozen(key=str(number)), APOSTROPHE, server(running.url, BRIEFLY), connections)
