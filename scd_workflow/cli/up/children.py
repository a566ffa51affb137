"""The processes that `scd up` starts: each in a group of its own, none left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PR_SET_PDEATHSIG = 1
BREATH = 0.05


@dataclass(frozen=True, slots=True)
class Program:
    """A Python program of ours: what people call it, its arguments, and the file that takes what it says."""

    name: str
    arguments: tuple[str, ...]
    log: Path
    environment: Mapping[str, str]

    def tail(self, lines: int = 20) -> str:
        """The last lines of what it said."""
        with self.log.open(encoding="utf-8", errors="replace") as log:
            return "".join(deque(log, lines)).rstrip()


@dataclass(frozen=True, slots=True)
class Child:
    """A program that was started."""

    program: Program
    process: subprocess.Popen[bytes]

    @property
    def exit_code(self) -> int | None:
        """How it ended, None while it runs; negative is the signal that ended it."""
        return self.process.poll()


def start(program: Program) -> Child:
    """The program, running. A Ctrl-C in the terminal does not reach it; when we die in any way, so does it (on Linux)."""
    program.log.parent.mkdir(parents=True, exist_ok=True)
    with program.log.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, *program.arguments],
            env=program.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_tied_to(os.getpid()),  # noqa: PLW1509 - we have no threads
        )
    return Child(program, process)


def stop(child: Child, *, grace: float, hurry: Callable[[], bool]) -> None:
    """End it and all of its group: politely first, by force after `grace` seconds or when there is a hurry."""
    until = time.monotonic() + grace
    if child.exit_code is None:
        # Only the program itself: it lets what it started come to an end.
        child.process.terminate()
    while child.exit_code is None and time.monotonic() < until and not hurry():
        time.sleep(BREATH)
    with suppress(ProcessLookupError):
        os.killpg(child.process.pid, signal.SIGKILL)
    child.process.wait()


def let_finish(child: Child, *, seconds: float, hurry: Callable[[], bool]) -> None:
    """Keep a child from starting anything else, and give what it started so many seconds to come to an end.

    Prefect's worker, asked to stop, ends its runs half-way; the server would count them as running for ever, and with a
    limit of one at a time the next never starts.
    """
    if child.exit_code is not None or not _busy(child.process.pid):
        return
    until = time.monotonic() + seconds
    child.process.send_signal(signal.SIGSTOP)
    while _busy(child.process.pid) and time.monotonic() < until and not hurry():
        time.sleep(BREATH)
    child.process.send_signal(signal.SIGCONT)


def _busy(pid: int) -> bool:
    """Whether a process has children that still do something; not to be seen on every system."""
    try:
        offspring = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        # A process that is over stays as a zombie until its parent looks.
        return any(") Z " not in Path(f"/proc/{each}/stat").read_text(encoding="utf-8") for each in offspring)
    except OSError:
        return False


def _tied_to(parent: int) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return tie
