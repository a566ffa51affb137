"""The listener as a process of its own, and the programme on which it works."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from flows import doors
from flows.office import here
from flows.server import server
from scd_workflow.texts import tell
from tests.flows.conftest import G1, Place, typed_code, typed_mark
from tests.flows.server import keep, talking_to
from tests.stack import ROOT
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.flows.server import Prefect

SECONDS = 30
LISTENING, STOPPING = tell("listen.listening"), tell("listen.stopping")


@dataclass
class Ears:
    """A listener that can be started and stopped, with everything that it says."""

    environment: Mapping[str, str]
    log: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it, and wait until it listens."""
        before = self.said().count(LISTENING)
        with self.log.open("ab") as log:
            command = (sys.executable, "-m", "flows.listen")
            self._process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        until(lambda: self.said().count(LISTENING) > before or self._process.poll() is not None)  # type: ignore[union-attr]
        assert self._process.poll() is None, self.said()

    def ask_to_stop(self) -> None:
        """Ask it to stop, and wait until it says that it heard."""
        assert self._process is not None
        before = self.said().count(STOPPING)
        self._process.terminate()
        until(lambda: self.said().count(STOPPING) > before)

    def exit_code(self) -> int:
        """How it ended."""
        assert self._process is not None
        return self._process.wait(SECONDS)

    def stop(self) -> int:
        """Ask it to stop; gives how it ended."""
        self.ask_to_stop()
        return self.exit_code()

    def kill(self) -> None:
        """End it in any case."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def said(self) -> str:
        """Everything that it said so far."""
        return self.log.read_text() if self.log.exists() else ""


@contextmanager
def place_of(prefect: Prefect, environment: Mapping[str, str]) -> Iterator[Place]:
    """The programme on which a listener works; flows that are called in this process work there too."""
    with pytest.MonkeyPatch.context() as patch, talking_to(prefect):
        patch.chdir(ROOT)
        for name, value in environment.items():
            if name.startswith("SCD_"):
                patch.setenv(name, value)
        prefect.code, prefect.mark = typed_code, typed_mark
        yield Place(prefect, environment, here())


def begin_anew(place: Place) -> None:
    """Put the programme back as it was loaded, under a listener that goes on, and wait for its door."""
    keep(place.prefect.home / "loaded.db", database(place))
    place.prefect.clear()
    until(lambda: [run["name"] for run in suspended(place)] == [G1])


def database(place: Place) -> Path:
    """Our own database."""
    return place.office.settings.var / "scd.db"


def suspended(place: Place) -> list[dict[str, Any]]:
    """The runs that wait for an answer."""
    where = {"flow_runs": {"tags": {"all_": ["gate"]}, "state": {"type": {"any_": ["PAUSED"]}}}}
    found: list[dict[str, Any]] = place.prefect.ask("flow_runs/filter", where)
    return found


def door(place: Place) -> UUID:
    """The only door there is, once it is there."""
    until(lambda: len(suspended(place)) == 1)
    return UUID(suspended(place)[0]["id"])


def kinds(place: Place) -> Counter[str]:
    """How often each kind of event stands in the log."""
    return Counter(each.event.kind for each in place.look().recorded)


def everything_kept(place: Place) -> str:
    """Every value in Prefect's database, in ours, and all that was logged."""
    dump = ""
    for file in (place.prefect.home / "prefect.db", database(place)):
        with closing(sqlite3.connect(file)) as opened:
            dump += "\n".join(opened.iterdump())
    logs = (*place.prefect.home.glob("*.log"), *place.office.settings.var.glob("*.log"))
    return dump + "".join(file.read_text(errors="replace") for file in logs)


def unread(run: UUID) -> list[str]:
    """What was filled in at a door and is still kept."""
    with server() as client:
        return [each.request for each in doors.unread(client, run)]
