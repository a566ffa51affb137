"""Seeing from outside what processes do: what they have committed, when they are at rest, and what they cost."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TICK = 0.001
PATIENCE = 120
REST = 2.0
"""For how many seconds a process must do next to nothing to be at rest; our listener pauses longer than one between two things."""

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class Rows:
    """The rows that a question counts in an SQLite file, as they are committed."""

    def __init__(self, file: Path, question: str) -> None:
        self._connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self._question = question

    def count(self) -> int:
        """How many there are now."""
        found: int = self._connection.execute(self._question).fetchone()[0]
        return found

    def until(self, count: int) -> float:
        """Wait until there are so many; gives when that was seen, on the clock of `perf_counter`."""
        end = time.perf_counter() + PATIENCE
        version = None
        while True:
            before, version = version, self._connection.execute("PRAGMA data_version").fetchone()[0]
            if version != before and self.count() >= count:
                return time.perf_counter()
            if time.perf_counter() > end:
                msg = f"{self.count()} of {count} rows after {PATIENCE} seconds"
                raise TimeoutError(msg)
            time.sleep(TICK)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


@contextmanager
def rows(file: Path, question: str) -> Iterator[Rows]:
    """Rows to watch for as long as the block lasts."""
    watched = Rows(file, question)
    try:
        yield watched
    finally:
        watched.close()


def at_rest(processes: Iterable[int], longest: float) -> bool:
    """Wait until these processes do next to nothing, no longer than that; whether they are at rest."""
    numbers, end = tuple(processes), time.monotonic() + longest
    while time.monotonic() < end:
        before = sum(map(_ticks, numbers))
        time.sleep(REST)
        if 0 <= sum(map(_ticks, numbers)) - before <= REST * TICKS_A_SECOND / 10:
            return True
    return False


def memory(process: int) -> float:
    """How much memory a process holds, in MiB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def with_setting(name: str, value: str) -> set[int]:
    """The processes that run with this in their environment."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"{name}={value}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.add(int(process.name))
    return found


def _ticks(process: int) -> int:
    """How long a process has worked, in ticks of the kernel; one that is over does nothing."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return int(fields[11]) + int(fields[12])
