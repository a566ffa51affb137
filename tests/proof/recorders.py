"""The processes that record what people answer, and killing them without warning."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.stack import ROOT

LISTENER = ("-m", "flows.listen")
WORKER = ("-m", "prefect", "worker", "start", "--pool", "scd", "--type", "process")


@dataclass
class Recorder:
    """A process that records answers; when it is killed, so is everything that it started."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    kills: int = field(default=0, init=False)
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it, and go on at once."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.command], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """End it without warning, in the middle of whatever it does."""
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text(errors="replace")[-2000:]
        # From the top down: nothing can be started any more while the rest is looked up.
        self.process.send_signal(signal.SIGSTOP)
        for number in reversed([self.process.pid, *_begotten(self.process.pid)]):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    def stop(self) -> None:
        """Ask it to end, as whoever switches the machine off does."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def recording(command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> Iterator[Recorder]:
    """A recorder that has been started, and does not outlive the block."""
    recorder = Recorder(command, environment, log)
    recorder.start()
    try:
        yield recorder
    finally:
        recorder.stop()


def _begotten(process: int) -> Iterator[int]:
    """The processes that a process started, and those that they did."""
    for thread in Path(f"/proc/{process}/task").glob("*"):
        with suppress(OSError):
            for child in map(int, (thread / "children").read_text().split()):
                yield child
                yield from _begotten(child)
