from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest

from tests.flows.conftest import G1
from tests.flows.server import Prefect
from tests.stack import ROOT

pytestmark = pytest.mark.slow

PROGRAM = """
import sqlite3, sys, threading
from flows import serve

FILE = sys.argv[1]

def serving():
    first, second = (sqlite3.connect(FILE, 10, 0, None, False) for _ in range(2))
    first.execute("BEGIN IMMEDIATE")
    thrown_away = [second.execute("VALUES (1), (2)")]
    thrown_away[0].fetchone()
    thrown_away.append(thrown_away)
    asked = threading.Event()
    second.set_trace_callback(lambda statement: asked.set())
    said = []

    def wait_for_the_turn():
        try:
            second.execute("BEGIN IMMEDIATE")
            said.append("its turn")
        except sqlite3.OperationalError as error:
            said.append(str(error))

    waiting = threading.Thread(target=wait_for_the_turn)
    waiting.start()
    asked.wait()
    del thrown_away
    answered = [[] for _ in range(1_000_000)]
    first.execute("COMMIT")
    waiting.join()
    print(*sys.argv[1:], *said)

serve.app = serving
serve.main()
"""

CORES = """
import os, threading
from flows import serve

serve.app = lambda: print([len(os.sched_getaffinity(thread.native_id)) for thread in threading.enumerate()])
serve.main()
"""

TOGETHER = 8
"""How many people press a button at the same moment."""

WAITING = {
    "parameters": {"gate": G1},
    "state": {"type": "PAUSED", "name": "Suspended", "state_details": {"pause_reschedule": True, "pause_key": "once"}},
}


def at_once(prefect: Prefect, path: Callable[[int], str], body: dict[str, Any]) -> list[httpx.Response]:
    """What each of those is told who ask at the same moment, for nobody asks twice on a page of Prefect."""
    start = Barrier(TOGETHER)

    def ask(number: int) -> httpx.Response:
        with httpx.Client(base_url=f"{prefect.api}/", timeout=60) as client:
            start.wait()
            return client.post(path(number), json=body)

    with ThreadPoolExecutor(TOGETHER) as people:
        return list(people.map(ask, range(TOGETHER)))


def test_whoever_answers_at_the_same_moment_as_others_is_not_turned_away(prefect: Prefect) -> None:
    form = prefect.ask("deployments/name/gate/gate")["id"]

    made = at_once(prefect, lambda _: f"deployments/{form}/create_flow_run", WAITING)
    assert [told.status_code for told in made] == [httpx.codes.CREATED] * TOGETHER
    runs = [told.json()["id"] for told in made]
    resumed = at_once(prefect, lambda number: f"flow_runs/{runs[number]}/resume", {})

    assert [told.status_code for told in resumed] == [httpx.codes.CREATED] * TOGETHER
    assert {told.json()["status"] for told in resumed} == {"ACCEPT"}


def test_a_writer_gets_its_turn_though_what_was_thrown_away_waits_for_it_as_well(tmp_path: Path) -> None:
    file = tmp_path / "prefect.db"
    sqlite3.connect(file).close()

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, file], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout == "server start its turn\n"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody can be kept to a core")
@pytest.mark.parametrize(
    ("database", "cores"),
    [
        ("sqlite+aiosqlite:///prefect.db", 1),
        ("postgresql+asyncpg://prefect@127.0.0.1/prefect", len(os.sched_getaffinity(0))),
    ],
)
def test_the_threads_of_a_server_keep_to_one_core_where_each_statement_goes_from_one_to_the_other(
    database: str, cores: int
) -> None:
    settings = {**os.environ, "PREFECT_API_DATABASE_CONNECTION_URL": database}

    done = subprocess.run(
        [sys.executable, "-c", CORES], cwd=ROOT, env=settings, capture_output=True, text=True, check=True, timeout=60
    )

    # The one that answers and the one that looks for garbage.
    assert done.stdout == f"{[cores] * 2}\n"


def test_what_reads_more_while_it_writes_does_not_wait_for_itself(prefect: Prefect) -> None:
    pool = prefect.ask("work_pools/scd")["name"]
    queue = f"{prefect.api}/work_pools/{pool}/queues/default"

    paused = [httpx.patch(queue, json={"is_paused": state}, timeout=60).status_code for state in (True, False)]

    assert paused == [httpx.codes.NO_CONTENT] * 2
