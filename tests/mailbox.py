"""Mail servers on loopback: a real one that keeps what it gets, and one that misbehaves by the book."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session

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
    """A real mail server; `answer` is asked what to reply to each message, and only what it accepts is kept."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answer: Callable[[], str] = lambda: ACCEPTED

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


RESET = "reset"
HANG = "hang"
GREETING, END = "greeting", "."
POLITE = {
    GREETING: "220 ready", "EHLO": "250 mail.example.nl", "HELO": "250 mail.example.nl", "MAIL": "250 ok",
    "RCPT": "250 ok", "DATA": "354 go ahead", END: "250 stored", "QUIT": "221 bye",
}  # fmt: skip


@dataclass
class Scripted:
    """A mail server that says at each step what its script says, or falls silent, or breaks the line."""

    script: dict[str, str]
    url: str = ""
    commands: list[str] = field(default_factory=list)
    stored: list[bytes] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        """Hold one conversation after the other until the listening socket is closed."""
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                self._converse(connection, lines)

    def _converse(self, connection: socket.socket, lines: Iterator[bytes]) -> None:
        if not self._reply(connection, GREETING):
            return
        for line in lines:
            command = line.decode("ascii").strip()
            self.commands.append(command)
            step = command.partition(" ")[0].upper()
            if not self._reply(connection, step):
                return
            if step == "DATA" and self._said("DATA").startswith("354"):
                self.stored.append(b"".join(iter(lambda: next(lines), b".\r\n")))
                if not self._reply(connection, END):
                    return

    def _said(self, step: str) -> str:
        return self.script.get(step, POLITE[step])

    def _reply(self, connection: socket.socket, step: str) -> bool:
        """Whether the conversation goes on."""
        said = self._said(step)
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
def scripted(**script: str) -> Iterator[Scripted]:
    """A misbehaving mail server that runs for as long as the block."""
    listening = socket.create_server((HOST, 0))
    server = Scripted(script, url=f"smtp://{HOST}:{listening.getsockname()[1]}")
    thread = threading.Thread(target=server.serve, args=(listening,))
    thread.start()
    try:
        yield server
    finally:
        # Closing alone does not wake a thread that waits in accept.
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
