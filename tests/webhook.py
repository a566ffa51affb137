"""Services on the web, on loopback and encrypted, that answer by the book, or break the line."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BufferedIOBase
from ssl import SSLContext, SSLSocket

from tests.mailbox import HANG, HOST, RESET

DRIP = "drip"
"""Goes before an answer that comes a byte at a time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came over the wire; the names of the headers are in small letters."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Webhook:
    """A service that gives its answers in turn, the last of them from then on."""

    answers: list[str]
    tls: SSLContext
    url: str = ""
    asked: list[Asked] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        """Answer one request after the other until the listening socket is closed."""
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            # Whoever does not trust us, or waits no longer, hangs up in the middle of anything.
            with suppress(OSError), connection, self.tls.wrap_socket(connection, server_side=True) as line:
                self._answer(line)

    def _answer(self, line: SSLSocket) -> None:
        with line.makefile("rb") as incoming:
            asked = _read(incoming)
        if not asked.line:
            # Somebody only called to hear who we are.
            return
        self.asked.append(asked)
        said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if said == RESET:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif said == HANG:
            while line.recv(4096):
                pass
        elif said.startswith(DRIP):
            for sign in said.removeprefix(DRIP).encode():
                line.sendall(bytes([sign]))
        else:
            line.sendall(said.encode())


def answer(status: str, body: str = "", **headers: str) -> str:
    """An answer with this status, such as `429 Too Many Requests`; names of headers have `_` for `-`."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    length = f"Content-Length: {len(body.encode())}"
    return "\r\n".join([f"HTTP/1.1 {status}", length, "Connection: close", *lines, "", body])


@contextmanager
def webhook(tls: SSLContext, *answers: str) -> Iterator[Webhook]:
    """A service that runs for as long as the block."""
    listening = socket.create_server((HOST, 0))
    service = Webhook(list(answers), tls, f"https://{HOST}:{listening.getsockname()[1]}")
    thread = threading.Thread(target=service.serve, args=(listening,))
    thread.start()
    try:
        yield service
    finally:
        # Closing alone does not wake a thread that waits in accept.
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def _read(incoming: BufferedIOBase) -> Asked:
    line = incoming.readline().decode().strip()
    headers: dict[str, str] = {}
    while header := incoming.readline().decode().strip():
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    return Asked(line, headers, incoming.read(int(headers.get("content-length", "0"))))
