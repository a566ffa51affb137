"""Mail servers on loopback: a real one that keeps what it gets, and one that misbehaves by the book."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from ssl import SSLContext
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP, Envelope, Session

from scd_workflow.delivery.smtp import PATIENCE, Server

HOST = "127.0.0.1"
ACCEPTED = "250 Message accepted for delivery"


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it came over the wire."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass
class Mailbox:
    """A real mail server; `answer` is asked what to reply to each message, and only what it accepts is kept.

    It knows none of the `strangers`. Over each recipient it takes `takes` seconds, and deals with many at one time.
    """

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answer: Callable[[], str] = lambda: ACCEPTED
    takes: float = 0
    strangers: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Look a recipient up."""
        del server, session
        if self.takes:
            await asyncio.sleep(self.takes)
        if address in self.strangers:
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a message."""
        del server, session
        reply = self.answer()
        if reply.startswith("250"):
            assert isinstance(envelope.original_content, bytes)
            self.received.append(Received(str(envelope.mail_from), tuple(envelope.rcpt_tos), envelope.original_content))
        return reply


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server that runs for as long as the block."""
    loop = asyncio.new_event_loop()
    box = Mailbox()
    starting = loop.create_server(lambda: SMTP(box, hostname="mail.example.nl", loop=loop), HOST, 0)
    server = loop.run_until_complete(starting)
    box.url = f"smtp://{HOST}:{server.sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(server.wait_closed())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def nowhere() -> str:
    """The URL of a mail server that is not there."""
    with closing(socket.create_server((HOST, 0))) as listening:
        return f"smtp://{HOST}:{listening.getsockname()[1]}"


def server(url: str, patience: float = PATIENCE) -> Server:
    """The mail server at `smtp://host:port`, in the words of delivery."""
    place = urlsplit(url)
    assert place.scheme == "smtp"
    return Server(place.hostname or "", place.port or 25, patience=patience)


RESET = "reset"
HANG = "hang"
GREETING, END = "greeting", "."
POLITE = {
    GREETING: "220 ready", "EHLO": "250 mail.example.nl", "HELO": "250 mail.example.nl", "STARTTLS": "220 go ahead",
    "AUTH": "235 welcome", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go ahead", END: "250 stored",
    "RSET": "250 ok", "QUIT": "221 bye",
}  # fmt: skip


@dataclass
class Scripted:
    """A mail server that says at each step what its script says, or falls silent, or breaks the line.

    Where the script has several answers they are given in turn, the last of them from then on. With `tls` it proves who
    it is, at once when `implicit` or when asked by STARTTLS. What it loses it does not keep.
    """

    script: dict[str, str | list[str]]
    url: str = ""
    tls: SSLContext | None = None
    implicit: bool = False
    loses: bool = False
    commands: list[str] = field(default_factory=list)
    stored: list[bytes] = field(default_factory=list)
    logins: list[tuple[str, ...]] = field(default_factory=list)
    conversations: int = 0

    @property
    def port(self) -> int:
        """Where it listens."""
        return urlsplit(self.url).port or 0

    def serve(self, listening: socket.socket) -> None:
        """Hold one conversation after the other until the listening socket is closed."""
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self.conversations += 1
            # Whoever does not trust us hangs up in the middle of anything.
            with suppress(OSError):
                self._converse(self._encrypted(connection) if self.implicit else connection)

    def _encrypted(self, connection: socket.socket) -> socket.socket:
        assert self.tls is not None
        try:
            return self.tls.wrap_socket(connection, server_side=True)
        except OSError:
            connection.close()
            raise

    def _converse(self, connection: socket.socket) -> None:
        """Talk, and once more under encryption when that was asked for."""
        upgraded = self._talk(connection, [GREETING])
        if upgraded:
            self._talk(self._encrypted(connection), [])

    def _talk(self, connection: socket.socket, unasked: list[str]) -> bool:
        """Whether the conversation goes on under encryption; what is not asked for is said first."""
        upgrade = False
        with connection.makefile("rb") as lines:
            try:
                if all(self._reply(connection, step) for step in unasked):
                    upgrade = self._answer(connection, lines)
            finally:
                if not upgrade:
                    connection.close()
        return upgrade

    def _answer(self, connection: socket.socket, lines: Iterable[bytes]) -> bool:
        for line in lines:
            command = line.decode("ascii", "replace").strip()
            step = command.partition(" ")[0].upper()
            self.commands.append(step if step == "AUTH" else command)
            if step == "AUTH":
                self._log_in(connection, iter(lines), command)
            said = self._said(step)
            if not self._reply(connection, step, said) or said.startswith("421"):
                return False
            if step == "STARTTLS" and said.startswith("220"):
                return True
            if said.startswith("354") and not self._takes(connection, iter(lines)):
                return False
        return False

    def _takes(self, connection: socket.socket, lines: Iterator[bytes]) -> bool:
        message = b"".join(iter(partial(next, lines), b".\r\n"))
        if not self.loses:
            self.stored.append(message)
        return self._reply(connection, END)

    def _log_in(self, connection: socket.socket, lines: Iterator[bytes], command: str) -> None:
        _, way, *rest = command.split()
        given = list(rest)
        while way == "LOGIN" and len(given) < 2:
            connection.sendall(b"334 \r\n")
            given.append(next(lines).decode().strip())
        self.logins.append(tuple(b64decode(each).decode() for each in given))

    def _said(self, step: str) -> str:
        said = self.script.get(step, POLITE.get(step, "500 what is that"))
        if isinstance(said, str):
            return said
        return said.pop(0) if len(said) > 1 else said[0]

    def _reply(self, connection: socket.socket, step: str, said: str | None = None) -> bool:
        """Whether the conversation goes on."""
        said = self._said(step) if said is None else said
        if said == RESET:
            # Without lingering, closing sends a reset in place of a farewell.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if said == HANG:
            while connection.recv(4096):
                pass
            return False
        connection.sendall(f"{said}\r\n".encode())
        return step != "QUIT"


@contextmanager
def scripted(
    script: dict[str, str | list[str]] | None = None,
    *,
    tls: SSLContext | None = None,
    implicit: bool = False,
    loses: bool = False,
    **more: str,
) -> Iterator[Scripted]:
    """A misbehaving mail server that runs for as long as the block."""
    listening = socket.create_server((HOST, 0))
    url = f"smtp://{HOST}:{listening.getsockname()[1]}"
    server = Scripted({**(script or {}), **more}, url, tls, implicit, loses)
    thread = threading.Thread(target=server.serve, args=(listening,))
    thread.start()
    try:
        yield server
    finally:
        # Closing alone does not wake a thread that waits in accept.
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
