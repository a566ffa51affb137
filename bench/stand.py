"""The test stand: one Prefect server, our listener beside a default worker, and buttons that are pressed as on a page."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import State
from prefect.input import keyset_from_base_key
from prefect.states import Suspended
from prefect.workers.process import ProcessWorker

from bench.watching import Rows, at_rest, rows, with_setting
from flows import doors
from flows.forms import schema
from flows.server import server
from scd_workflow.store import log
from scd_workflow.store.engine import reading
from tests.flows.server import Prefect
from tests.proof.answers import Answer, filled_in
from tests.proof.gates import PEOPLE, Place
from tests.proof.recorders import LISTENER, Recorder, recording

PLAIN, NOBODY = "plain", "nobody"
"""What Prefect does by itself: a flow under a default worker, and one that no worker takes."""

LOCKED = "Encountered retryable exception in request"
"""What the server writes in its log, besides three tracebacks, when it answers 503 because SQLite was locked."""

BEING_MADE = "Run input schema not found."
"""What the server says of a form that is brought up to date at this moment."""

DAY = 24 * 3600
BREATH = 0.1
"""After how many seconds a button is pressed again."""

FRESH = httpx.Limits(max_keepalive_connections=0)
PATIENCE = 120
"""For how many seconds we wait for what must come."""


@dataclass
class Stand:
    """What is measured, and with what."""

    prefect: Prefect
    place: Place
    folder: Path
    listener: Recorder
    client: SyncPrefectClient
    http: httpx.Client
    decisions: Rows
    answers: Rows
    ours: Rows

    def open_doors(self) -> dict[str, str]:
        """The run of each door that waits, by the label of its gate."""
        keys = {door.key: label for label, door in self.place.doors.items()}
        return {keys[key]: run for key, run, name in doors.standing(self.client) if key in keys}

    def wait_for_doors(self) -> dict[str, str]:
        """The doors, once every open gate has one."""
        until = time.monotonic() + PATIENCE
        while len(found := self.open_doors()) < len(self.place.doors):
            if time.monotonic() > until:
                msg = f"{len(found)} of {len(self.place.doors)} doors"
                raise TimeoutError(msg)
            time.sleep(0.1)
        return found

    def rest(self, longest: float) -> bool:
        """Let everybody finish what they are doing; whether they did."""
        return at_rest(with_setting("PREFECT_API_URL", self.prefect.api) - {os.getpid()}, longest)

    def press(self, path: str, body: dict[str, Any]) -> None:
        """Press a button until the server takes it; it also turns away a form that is brought up to date at this moment."""
        while not _taken(self.http.post(path, json=body)):
            time.sleep(BREATH)

    def answer(self, label: str) -> dict[str, Any]:
        """What is filled in at the door of a gate."""
        return filled_in(self.place, Answer(label, PEOPLE[0], "door", "go", f"All is in place for {label}."))

    def resume(self, run: str, said: dict[str, Any]) -> None:
        """Press the button of a run that waits."""
        self.press(f"flow_runs/{run}/resume", {"run_input": said})

    def decided_at_door(self, label: str, run: str) -> float:
        """How many seconds it takes from pressing the button at a door to the decision on record."""
        said, before = self.answer(label), self.decisions.count()
        begun = time.perf_counter()
        self.resume(run, said)
        return self.decisions.until(before + 1) - begun

    def decided_by_form(self, label: str, form: str) -> float:
        """How many seconds it takes from handing in the form to the decision on record."""
        said, before = {"gate": label, **self.answer(label)}, self.decisions.count()
        begun = time.perf_counter()
        self.press(f"deployments/{form}/create_flow_run", {"parameters": said})
        return self.decisions.until(before + 1) - begun

    def resumed_alone(self, run: str, label: str) -> float:
        """How many seconds Prefect takes to take an answer, with nobody behind it."""
        said = self.answer(label)
        begun = time.perf_counter()
        self.resume(run, said)
        return time.perf_counter() - begun

    def resumed_under_worker(self, run: str) -> float:
        """How many seconds it takes from pressing the button of a plain flow to its next step on disk."""
        before = self.answers.count()
        begun = time.perf_counter()
        self.resume(run, {"value": "go"})
        taken = self.answers.until(before + 1) - begun
        self.ended(run)
        return taken

    def ended(self, run: str) -> None:
        """Wait until a run has no process any more: it is over, or suspended."""
        state = self.prefect.ended(UUID(run))
        if state["type"] not in {"COMPLETED", "PAUSED"}:
            msg = f"{state['name']}: {state['message']}"
            raise RuntimeError(msg)

    def suspended_alone(self, count: int) -> list[str]:
        """Runs that wait with the form of a door, and to which nobody listens."""
        flow = self.client.create_flow_from_name(NOBODY)
        deployment = self.client.create_deployment(flow, NOBODY, work_pool_name=NOBODY, enforce_parameter_schema=False)
        door = next(iter(self.place.doors.values()))
        found = []
        for number in range(count):
            key = f"{NOBODY}-{number}"
            state: State = Suspended(timeout_seconds=DAY, pause_key=key)
            keyset = keyset_from_base_key(f"suspended-{key}")
            state.state_details.run_input_keyset = dict(cast("dict[str, str]", keyset))
            run = self.client.create_flow_run_from_deployment(deployment, state=state)
            self.client.create_flow_run_input(run.id, keyset["schema"], json.dumps(schema(door.fields)))
            self.client.create_flow_run_input(run.id, keyset["description"], json.dumps(door.briefing))
            found.append(str(run.id))
        return found

    def suspended_under_worker(self, count: int) -> list[str]:
        """Runs of a plain flow that a default worker has carried to where they wait."""
        deployment = self.client.create_deployment(
            self.client.create_flow_from_name(PLAIN),
            PLAIN,
            entrypoint="bench.waiting.waiting",
            work_pool_name=PLAIN,
            job_variables={"working_dir": str(Path.cwd())},
            enforce_parameter_schema=False,
        )
        given = [{"file": f"{self.folder}/answers.db", "number": number} for number in range(count)]
        found = [self.client.create_flow_run_from_deployment(deployment, parameters=each) for each in given]
        for run in found:
            self.ended(str(run.id))
        return [str(run.id) for run in found]

    def locked(self) -> int:
        """How often the server has turned somebody away until now because its database was locked."""
        return (self.prefect.home / "server.log").read_text(errors="replace").count(LOCKED)


@contextmanager
def standing(prefect: Prefect, place: Place, folder: Path) -> Iterator[Stand]:
    """The stand, with the listener and a default worker at work."""
    worker = ("-m", "prefect", "worker", "start", "--pool", PLAIN, "--type", "process")
    answers, ours = folder / "answers.db", {**prefect.environment, **place.settings}
    with closing(sqlite3.connect(answers)) as made:
        made.executescript("PRAGMA journal_mode = WAL; CREATE TABLE answer (number INTEGER, said TEXT)")
    with reading(place.office.engine) as connection:
        last = log.head(connection, place.office.programme).seq
    # An answer is a state of the type SCHEDULED, and so is what Prefect sets by itself.
    ours_in_prefect = "SELECT count(*) FROM flow_run_state WHERE type != 'SCHEDULED'"
    # By the index: what we do to see it should not count as theirs.
    new = f"programme = '{place.office.programme}' AND seq > {last}"
    decided = f'SELECT count(*) FROM event WHERE {new} AND body LIKE \'%"kind":"gate_decided"%\''
    with ExitStack() as open_:
        client = open_.enter_context(server())
        template = ProcessWorker.get_default_base_job_template()
        for pool in (PLAIN, NOBODY):
            client.create_work_pool(WorkPoolCreate(name=pool, type="process", base_job_template=template))
        open_.enter_context(recording(worker, ours, folder / "worker.log"))
        yield Stand(
            prefect,
            place,
            folder,
            open_.enter_context(recording(LISTENER, ours, folder / "listener.log")),
            client,
            # Between two answers the server may have closed a connection that was kept.
            open_.enter_context(httpx.Client(base_url=f"{prefect.api}/", limits=FRESH, timeout=PATIENCE)),
            open_.enter_context(rows(Path(place.settings["SCD_VAR"]) / "scd.db", decided)),
            open_.enter_context(rows(answers, "SELECT count(*) FROM answer")),
            open_.enter_context(rows(prefect.home / "prefect.db", ours_in_prefect)),
        )


def _taken(told: httpx.Response) -> bool:
    if told.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        return False
    answer = told.raise_for_status().json()
    if answer.get("status") == "REJECT" and answer["details"].get("reason") != BEING_MADE:
        raise RuntimeError(told.text)
    return bool(answer.get("status") != "REJECT")
