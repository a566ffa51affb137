"""The conversation with a mail server, in which only one moment is in doubt: after the final dot, before the answer."""

from __future__ import annotations

import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass

from scd_workflow.delivery.letter import Letter
from scd_workflow.delivery.outcome import Outcome, is_final, legible, refused
from scd_workflow.domain.reasons import because

LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
OK, OK_WILL_FORWARD, GO_AHEAD = 250, 251, 354


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, and for how many seconds it may be silent before it counts as gone."""

    host: str
    port: int
    patience: float

    def __str__(self) -> str:
        """The server as people write it: `mail.example.nl:25`."""
        return f"{self.host}:{self.port}"


def send(server: Server, letter: Letter) -> Outcome:
    """Hand the letter to the server, every byte as it is, for exactly its recipient."""
    # The library would ask the network for its own name, which may take seconds; the sender's domain is always there.
    own_name = letter.sender.rpartition("@")[2]
    try:
        connection = smtplib.SMTP(server.host, server.port, local_hostname=own_name, timeout=server.patience)
    except smtplib.SMTPConnectError as error:
        return _turned_away(server, error.smtp_code, _bytes(error.smtp_error))
    except (smtplib.SMTPServerDisconnected, ConnectionResetError) as error:
        # There is a server, and it hung up: too busy, more often than not.
        return _lost(error)
    except (OSError, UnicodeError) as error:
        said = legible(str(error).encode())
        return Outcome(
            "config", "unreachable", said, because("delivery.smtp_unreachable", place=str(server), said=said)
        )
    try:
        return _hand_over(connection, server, letter)
    except OSError as error:
        return _lost(error)
    finally:
        _hang_up(connection)


def _hand_over(connection: smtplib.SMTP, server: Server, letter: Letter) -> Outcome:
    code, said = connection.ehlo()
    if is_final(code):
        code, said = connection.helo()
    if code != OK:
        return _turned_away(server, code, said)
    # Not `mail` and `rcpt` of the library, which take an address apart and put it together again.
    code, said = connection.docmd("MAIL", f"FROM:<{letter.sender}>")
    if code != OK:
        return refused(code, said)
    code, said = connection.docmd("RCPT", f"TO:<{letter.recipient}>")
    if code not in {OK, OK_WILL_FORWARD}:
        return refused(code, said)
    code, said = connection.docmd("DATA")
    if code != GO_AHEAD:
        return refused(code, said)
    connection.send(LEADING_DOT.sub(b"..", letter.mime) + b".\r\n")
    try:
        code, said = connection.getreply()
    except OSError as error:
        return Outcome("uncertain", "no_reply", legible(str(error).encode()))
    return Outcome("sent", str(code), legible(said)) if code == OK else refused(code, said)


def _turned_away(server: Server, code: int, said: bytes) -> Outcome:
    """The outcome when the server wants none of our messages, now or ever."""
    if not is_final(code):
        return refused(code, said)
    text = legible(said)
    reason = because("delivery.smtp_turned_away", place=str(server), said=f"{code} {text}")
    return Outcome("config", str(code), text, reason)


def _lost(error: OSError) -> Outcome:
    return Outcome("temporary", "connection_lost", legible(str(error).encode()))


def _hang_up(connection: smtplib.SMTP) -> None:
    # By now the outcome is known; a server that is slow or rude in parting changes nothing about it.
    with suppress(OSError):
        connection.quit()
    connection.close()


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()
