"""A mail server that takes everything and keeps nothing, in a process of its own, as fast as Python can or from far away."""

from __future__ import annotations

import multiprocessing
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_int
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized

HOST = "127.0.0.1"
END = b"\r\n.\r\n"
REPLIES = {
    b"EHLO": b"250-sink\r\n250 PIPELINING\r\n",
    b"DATA": b"354 go ahead\r\n",
    b"QUIT": b"221 bye\r\n",
}


@dataclass(frozen=True)
class Sink:
    """Where it listens, and how many messages it took."""

    port: int
    taken: Synchronized[int]

    @property
    def url(self) -> str:
        """Its place, as a setting names it."""
        return f"smtp://{HOST}:{self.port}"


@contextmanager
def sink(*, away: float = 0) -> Iterator[Sink]:
    """A sink for as long as the block; each of its replies comes `away` seconds late, as over a long line."""
    context = multiprocessing.get_context("fork")
    with socket.create_server((HOST, 0), backlog=64) as listening:
        taken = context.Value(c_int, 0)
        process = context.Process(target=_serve, args=(listening, taken, away), daemon=True)
        process.start()
        try:
            yield Sink(listening.getsockname()[1], taken)
        finally:
            process.terminate()
            process.join()


def _serve(listening: socket.socket, taken: Synchronized[int], away: float) -> None:
    while True:
        line, _ = listening.accept()
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_converse, args=(line, taken, away), daemon=True).start()


def _converse(line: socket.socket, taken: Synchronized[int], away: float) -> None:
    heard, said = b"", b"220 sink\r\n"

    def hear() -> bytes:
        # What was asked at once is answered at once, as RFC 2920 has it.
        nonlocal said
        if said and away:
            time.sleep(away)
        line.sendall(said)
        said = b""
        return line.recv(65_536)

    while True:
        while b"\r\n" not in heard:
            more = hear()
            if not more:
                return
            heard += more
        command, _, heard = heard.partition(b"\r\n")
        word = command[:4].upper()
        said += REPLIES.get(word, b"250 ok\r\n")
        if word == b"DATA":
            while END not in heard:
                heard += hear()
            heard = heard[heard.index(END) + len(END) :]
            with taken.get_lock():
                taken.value += 1
            said += b"250 taken\r\n"
        if word == b"QUIT":
            line.sendall(said)
            line.close()
            return
