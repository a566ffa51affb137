"""A Prefect server and worker as processes of their own, and the programme on which they work."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
from prefect.events.clients import PrefectEventsClient
from prefect.events.worker import EventsWorker
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, PREFECT_LOGGING_TO_API_ENABLED, temporary_settings

from tests.stack import free_port, stack_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

START_SECONDS = 120
RUN_SECONDS = 150
"""Twice as long as a server on SQLite stands still when its writes wait for each other: it gives up after a minute."""

READ_SECONDS = {"GET": 10, "POST": RUN_SECONDS, "DELETE": RUN_SECONDS}
GRACE_SECONDS = 15
PAUSE = 0.5
"""Each question costs the server some hundredths of a second, in which it does nothing else."""

PAGE = 200
GOING = frozenset({"SCHEDULED", "PENDING", "RUNNING"})
"""The states in which a run does not stay."""

WITH_CODE = {"decide-gate", "state-criterion"}


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, as systemd does, and no longer than a while.

    Where a shell started the tests in its background, Ctrl-C is ignored, and Prefect's worker, which passes a request to end on
    to itself as that, never hears it.
    """
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass
class Prefect:
    """A server with its home, and the environment in which its flows run."""

    home: Path
    environment: Mapping[str, str]
    code: Callable[[object, object], str] = field(default=lambda *_: "", init=False)
    mark: Callable[[object], str] = field(default=lambda _: "", init=False)
    # One for every question, for each would read certificates anew; and connections for one each, which the server closes.
    _client: httpx.Client = field(
        default_factory=lambda: httpx.Client(limits=httpx.Limits(max_keepalive_connections=0)), init=False
    )
    _server: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _known: set[str] = field(default_factory=set, init=False)

    @property
    def api(self) -> str:
        """Where its API is."""
        return self.environment["PREFECT_API_URL"]

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        log = (self.home / "server.log").open("ab")
        with log:
            command = (sys.executable, "-m", "flows.serve")
            self._server = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._server.poll() is None, (self.home / "server.log").read_text()
            assert time.monotonic() < until, "Prefect does not answer"
            time.sleep(PAUSE)

    def stop(self) -> None:
        """Stop the server."""
        if self._server is not None:
            end(self._server)

    def forget(self, environment: Mapping[str, str]) -> None:
        """Lose everything that the server knows, as when somebody deletes its database, and deploy again."""
        self.stop()
        for file in self.home.glob("prefect.db*"):
            file.unlink()
        self.start()
        deploy(environment)

    @contextmanager
    def worker(self, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
        """A worker that runs for as long as the block; its runs see this environment."""
        with (self.home / "worker.log").open("ab") as log:
            command = ("-m", "prefect", "worker", "start", "--pool", "scd", "--type", "process")
            worker = subprocess.Popen([sys.executable, *command], env=environment, stdout=log, stderr=log)
        try:
            yield worker
        finally:
            end(worker)

    def _answers(self) -> bool:
        try:
            return self._client.get(f"{self.api}/health").is_success
        except httpx.TransportError:
            return False

    def ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """What the API answers to a question; raises for a refusal. A server on SQLite may be too busy to write."""
        method = "GET" if body is None else "POST"
        return self._asked(method, path, body).raise_for_status().json()

    def delete(self, path: str) -> None:
        """Delete something, if it is there."""
        self._asked("DELETE", path, None)

    def _asked(self, method: str, path: str, body: Mapping[str, Any] | None) -> httpx.Response:
        until = time.monotonic() + RUN_SECONDS
        while True:
            try:
                answer = self._client.request(method, f"{self.api}/{path}", json=body, timeout=READ_SECONDS[method])
            except httpx.ReadTimeout:
                # A server that stands still never answers what it was asked in the meantime.
                if method != "GET" or time.monotonic() > until:
                    raise
                continue
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > until:
                return answer
            time.sleep(PAUSE)

    def _every(self, what: str, of: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Everything that matches; the server hands out a page at a time, in no order that means anything."""
        found: list[dict[str, Any]] = []
        while page := self.ask(f"{what}/filter", {what: of, "limit": PAGE, "offset": len(found)}):
            found += page
        return found

    def runs(self, *tags: str) -> list[dict[str, Any]]:
        """Every new run with these tags, the oldest first."""
        runs = self._every("flow_runs", {"tags": {"all_": list(tags)}})
        return sorted((run for run in runs if run["id"] not in self._known), key=lambda run: str(run["created"]))

    def tasks(self) -> list[dict[str, Any]]:
        """Every task of every new run."""
        return self._every("task_runs", {"flow_run_id": {"any_": [run["id"] for run in self.runs()]}})

    def submit(self, form: str, **fields: Any) -> UUID:
        """Make a run of a form, as the page of the form does; with the right code when none is given."""
        if form in WITH_CODE:
            fields.setdefault("code", self.code(fields.get("gate") or fields.get("criterium"), fields.get("wie")))
        if form == "decide-gate":
            fields.setdefault("kenmerk", self.mark(fields.get("gate")))
        deployment = self.ask(f"deployments/name/{form}/{form}")
        return UUID(self.ask(f"deployments/{deployment['id']}/create_flow_run", {"parameters": fields})["id"])

    def resume(self, run: UUID, **answer: Any) -> dict[str, Any]:
        """Fill in the form of a suspended run, as its page does; with the right code when none is given."""
        gate = self.ask(f"flow_runs/{run}")["parameters"].get("gate")
        answer.setdefault("code", self.code(gate, answer.get("wie")))
        if "kenmerk" not in answer:
            answer["kenmerk"] = self.shown(run)["kenmerk"]["default"]
        told: dict[str, Any] = self.ask(f"flow_runs/{run}/resume", {"run_input": answer})
        return told

    def shown(self, run: UUID) -> dict[str, Any]:
        """The fields of the form of a suspended run, as its page shows them."""
        keyset = self.state(run)["state_details"]["run_input_keyset"]
        properties: dict[str, Any] = self.ask(f"flow_runs/{run}/input/{keyset['schema']}")["properties"]
        return properties

    def state(self, run: UUID) -> dict[str, Any]:
        """The state of a run."""
        state: dict[str, Any] = self.ask(f"flow_runs/{run}")["state"]
        return state

    def ended(self, run: UUID) -> dict[str, Any]:
        """The state in which a run stays: it is over, or suspended."""
        until = time.monotonic() + RUN_SECONDS
        while (state := self.state(run))["type"] in GOING:
            assert time.monotonic() < until, state
            time.sleep(PAUSE)
        return state

    def artifacts(self, run: UUID) -> list[dict[str, Any]]:
        """What a run shows on its page."""
        found: list[dict[str, Any]] = self.ask("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [str(run)]}}})
        return found

    def clear(self) -> None:
        """Begin anew: what lives is cancelled, and what was before is not looked at any more.

        Nothing is deleted: the server may still be writing about it.
        """
        for run in self._living():
            self.set_state(UUID(run["id"]), "CANCELLED")
        self.delete("variables/name/scd_fingerprint")
        self._known = {run["id"] for run in self._every("flow_runs", {})}

    def set_state(self, run: UUID, kind: str) -> None:
        """Put a run in a state of this type, whatever its state is."""
        self.ask(f"flow_runs/{run}/set_state", {"state": {"type": kind}, "force": True})

    def move(self, run: UUID, kind: str) -> None:
        """Put a run in a state of this type, as its worker or process does."""
        told = self.ask(f"flow_runs/{run}/set_state", {"state": {"type": kind}})
        assert told["status"] == "ACCEPT", told

    def _living(self) -> list[dict[str, Any]]:
        return self._every("flow_runs", {"state": {"type": {"any_": ["PAUSED", *GOING]}}})


def prefect_environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a server that keeps its things in `home` and starts nothing by the clock, and `more`."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    return stack_environment(home, port) | {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"{url}/api",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_UI_API_URL": f"{url}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "DO_NOT_TRACK": "1",
        **more,
    }


@contextmanager
def talking_to(prefect: Prefect) -> Iterator[None]:
    """Flows that are called in this process run on this server for as long as the block.

    Prefect keeps one sender of events in a process, which goes on writing to the server that was there first; what becomes of
    tasks is known from events alone.
    """
    ours = {PREFECT_API_URL: prefect.api, PREFECT_HOME: prefect.home, PREFECT_LOGGING_TO_API_ENABLED: False}
    EventsWorker.set_client_override(PrefectEventsClient, api_url=prefect.api)
    try:
        with temporary_settings(ours):
            yield
    finally:
        EventsWorker.set_client_override(None)


def deploy(environment: Mapping[str, str], *options: str) -> str:
    """Deploy everything; gives what the command says."""
    command = (sys.executable, "-m", "flows.deploy", *options)
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def keep(database: Path, kept: Path) -> None:
    """Keep a database as it is, with what its journal holds."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(kept)) as copy:
        source.backup(copy)
