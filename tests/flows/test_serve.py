from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_a_writer_gets_its_turn_though_what_was_thrown_away_waits_for_it_as_well(tmp_path: Path) -> None:
    file = tmp_path / "prefect.db"
    sqlite3.connect(file).close()

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, file], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout == "server start its turn\n"
