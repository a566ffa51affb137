"""The conversation with a mail server, in which only one moment is in doubt: after the final dot, before the answer."""

from __future__ import annotations

import smtplib
import ssl
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from scd_workflow.delivery.letter import Letter
from scd_workflow.delivery.outcome import Outcome, is_final, legible, lost, refused, told
from scd_workflow.delivery.trust import trusting, untrusted, unusable
from scd_workflow.domain.errors import said_by_system
from scd_workflow.domain.reasons import because

READY, LOGGED_IN, OK, OK_WILL_FORWARD, SAY_ON, GO_AHEAD, CLOSING = 220, 235, 250, 251, 334, 354, 421

CONSENT = ({OK}, {OK, OK_WILL_FORWARD}, {GO_AHEAD})
"""The replies to the sender, the recipient and the announcement of the message after which we go on."""

PATIENCE = 20.0
"""For how many seconds a server may be silent, at each of the times that it has to say something."""

LONGER = 3
"""How many times as long after the final dot, when servers look for viruses, and giving up leaves us in doubt."""

REPLIES = 20
"""How many times that patience a delivery takes at most: three on a connection that turns out dead, and on a new one all
from connecting up to the final dot, with encryption, a password and the farewell.
"""

FAREWELL = 2.0
"""For how many seconds a server may be silent when all has been said."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, how the connection to it is encrypted, and as whom we log in, if at all.

    `patience` is for how many seconds it may be silent before it counts as gone. A password needs encryption.
    """

    host: str
    port: int
    security: Literal["none", "starttls", "tls"] = "none"
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        """Let no password be there to be sent in the open."""
        assert self.security != "none" or not self.user

    def __str__(self) -> str:
        """The server as people write it: `mail.example.nl:25`."""
        return f"{self.host}:{self.port}"


def connected(server: Server, own_name: str) -> smtplib.SMTP | Outcome:
    """A connection on which messages can be handed over at once, or why there is none."""
    try:
        context = trusting(server.ca_file) if server.security != "none" else None
    except OSError as error:
        assert server.ca_file is not None
        return unusable(server.ca_file, error)
    try:
        connection = _dialled(server, own_name, context)
    except (OSError, UnicodeError) as error:
        return _undialled(server, error)
    try:
        trouble = _introduced(connection, server, context)
    except OSError as error:
        trouble = untrusted(str(server), error) if isinstance(error, ssl.SSLError) else lost(error)
    if trouble is not None:
        hang_up(connection)
        return trouble
    return connection


def hand_over(connection: smtplib.SMTP, letter: Letter) -> Outcome:
    """Hand the letter over, every byte as it is, for exactly its recipient."""
    try:
        return _handed_over(connection, letter)
    except OSError as error:
        return lost(error)


def is_ready_again(connection: smtplib.SMTP, outcome: Outcome) -> bool:
    """Whether the next letter can be handed over on this connection, after one that ended thus."""
    if outcome.kind == "sent":
        return True
    if outcome.code in {"connection_lost", "no_reply", str(CLOSING)}:
        return False
    try:
        return connection.docmd("RSET")[0] == OK
    except OSError:
        return False


def hang_up(connection: smtplib.SMTP) -> None:
    """Say goodbye; by now the outcome is known, and a server that is slow or rude in parting changes nothing about it."""
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.settimeout(min(connection.timeout, FAREWELL))
            connection.quit()
    connection.close()


def _dialled(server: Server, own_name: str, context: ssl.SSLContext | None) -> smtplib.SMTP:
    # The library would ask the network for its own name, which may take seconds; the sender's domain is always there.
    if server.security == "tls":
        return smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=own_name, timeout=server.patience, context=context
        )
    return smtplib.SMTP(server.host, server.port, local_hostname=own_name, timeout=server.patience)


def _undialled(server: Server, error: OSError | UnicodeError) -> Outcome:
    match error:
        case smtplib.SMTPConnectError():
            return _turned_away(server, error.smtp_code, _bytes(error.smtp_error))
        case ssl.SSLError():
            return untrusted(str(server), error)
        case smtplib.SMTPServerDisconnected() | ConnectionResetError():
            # There is a server, and it hung up: too busy, more often than not.
            return lost(error)
    said = legible(str(error).encode())
    why = because("delivery.smtp_unreachable", place=str(server), said=said_by_system(error, said))
    return Outcome("config", "unreachable", said, why)


def _introduced(connection: smtplib.SMTP, server: Server, context: ssl.SSLContext | None) -> Outcome | None:
    """Greet, encrypt and log in, as far as this server asks for it; what stands in the way, if anything does."""
    trouble = _greeted(connection, server)
    if trouble is None and server.security == "starttls":
        trouble = _encrypted(connection, server, context) or _greeted(connection, server)
    if trouble is None and server.user:
        trouble = _logged_in(connection, server)
    return trouble


def _greeted(connection: smtplib.SMTP, server: Server) -> Outcome | None:
    code, said = connection.ehlo()
    if is_final(code):
        code, said = connection.helo()
    return None if code == OK else _turned_away(server, code, said)


def _encrypted(connection: smtplib.SMTP, server: Server, context: ssl.SSLContext | None) -> Outcome | None:
    if not connection.has_extn("starttls"):
        return Outcome("config", "starttls", reason=because("delivery.no_starttls", place=str(server)))
    try:
        connection.starttls(context=context)
    except smtplib.SMTPResponseException as error:
        return _turned_away(server, error.smtp_code, _bytes(error.smtp_error))
    return None


def _logged_in(connection: smtplib.SMTP, server: Server) -> Outcome | None:
    # Not `login` of the library, which takes ASCII passwords only.
    ways = connection.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in ways:
        code, said = connection.docmd("AUTH", "PLAIN " + _base64(f"\0{server.user}\0{server.password}"))
    elif "LOGIN" in ways:
        code, said = connection.docmd("AUTH", "LOGIN")
        for word in (server.user, server.password):
            if code == SAY_ON:
                code, said = connection.docmd(_base64(word))
    else:
        return Outcome("config", "auth", reason=because("delivery.no_login", place=str(server)))
    if code == LOGGED_IN:
        return None
    if not is_final(code):
        return refused(code, said)
    text = legible(said)
    reason = because("delivery.login_refused", place=str(server), said=f"{code} {text}")
    return Outcome("config", str(code), text, reason)


def _handed_over(connection: smtplib.SMTP, letter: Letter) -> Outcome:
    # Not `mail` and `rcpt` of the library, which take an address apart and put it together again.
    commands = (f"MAIL FROM:<{letter.sender}>", f"RCPT TO:<{letter.recipient}>", "DATA")
    answers = _all_at_once if connection.has_extn("pipelining") else _one_by_one
    against = answers(connection, commands)
    if against is not None:
        return against
    connection.send(_stuffed(letter.mime) + b".\r\n")
    try:
        code, said = _patiently_answered(connection)
    except OSError as error:
        return Outcome("uncertain", "no_reply", told(error))
    return Outcome("sent", str(code), legible(said)) if code == OK else refused(code, said)


def _stuffed(mime: bytes) -> bytes:
    """The message with a second dot before every line that begins with one, as RFC 5321 has it."""
    doubled = mime.replace(b"\n.", b"\n..")
    return b"." + doubled if doubled.startswith(b".") else doubled


def _one_by_one(connection: smtplib.SMTP, commands: tuple[str, ...]) -> Outcome | None:
    """Why the server does not want the message, if so, asked step by step."""
    for command, good in zip(commands, CONSENT, strict=True):
        code, said = connection.docmd(command)
        if code not in good:
            return refused(code, said)
    return None


def _all_at_once(connection: smtplib.SMTP, commands: tuple[str, ...]) -> Outcome | None:
    """The same in one go, where the server allows it: from far away that takes half the time."""
    connection.send("".join(f"{command}\r\n" for command in commands))
    against = None
    for good in CONSENT:
        code, said = connection.getreply()
        if against is None and code not in good:
            against = refused(code, said)
        if code == CLOSING:
            return against
    if against is not None and code == GO_AHEAD:
        # It wants the message of a sender or for a recipient that it does not want: an empty one for nobody.
        connection.docmd(".")
    return against


def _patiently_answered(connection: smtplib.SMTP) -> tuple[int, bytes]:
    assert connection.sock is not None
    usual = connection.sock.gettimeout()
    connection.sock.settimeout(usual and usual * LONGER)
    answer = connection.getreply()
    if connection.sock is not None:
        connection.sock.settimeout(usual)
    return answer


def _turned_away(server: Server, code: int, said: bytes) -> Outcome:
    """The outcome when the server wants none of our messages, now or ever."""
    if not is_final(code):
        return refused(code, said)
    text = legible(said)
    reason = because("delivery.smtp_turned_away", place=str(server), said=f"{code} {text}")
    return Outcome("config", str(code), text, reason)


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()
