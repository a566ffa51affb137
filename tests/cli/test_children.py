"""How the processes of `scd up` start and end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scd_workflow.cli.up import children
from scd_workflow.cli.up.children import Program


def test_a_program_that_ends_says_why(tmp_path: Path) -> None:
    program = Program("trial", ("-c", "print('no such database'); raise SystemExit(3)"), tmp_path / "trial.log", {})

    child = children.start(program)

    assert child.process.wait(30) == 3
    assert program.tail() == "no such database"


def test_a_program_that_will_not_stop_is_ended_by_force(tmp_path: Path) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
    child = children.start(Program("trial", ("-c", deaf), tmp_path / "trial.log", {}))
    while child.program.tail() != "deaf":
        assert child.exit_code is None

    children.stop(child, grace=0.2, hurry=lambda: False)

    assert child.exit_code == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_program_dies_with_whoever_started_it(tmp_path: Path) -> None:
    parent = (
        "import os, pathlib, sys; from scd_workflow.cli.up import children;"
        "folder = pathlib.Path(sys.argv[1]);"
        "program = children.Program('trial', ('-c', 'import signal; signal.pause()'), folder / 'log', dict(os.environ));"
        "print(children.start(program).process.pid, flush=True);"
        "os.kill(os.getpid(), 9)"
    )

    done = subprocess.run([sys.executable, "-c", parent, tmp_path], capture_output=True, text=True, check=False)

    assert done.returncode == -signal.SIGKILL
    assert has_ended(int(done.stdout))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process is doing")
def test_what_a_worker_has_begun_may_come_to_an_end_before_it_is_stopped(tmp_path: Path) -> None:
    begun = "import subprocess; run = subprocess.Popen(['sh', '-c', 'echo begun; sleep 1; echo ended']); run.wait()"
    child = children.start(Program("trial", ("-c", begun), tmp_path / "trial.log", dict(os.environ)))
    while child.program.tail() != "begun":
        assert child.exit_code is None

    children.let_finish(child, seconds=30, hurry=lambda: False)
    children.stop(child, grace=30, hurry=lambda: False)

    assert child.program.tail() == "begun\nended"


def has_ended(pid: int) -> bool:
    """Whether a process is over, given the moment that the kernel takes to tell it."""
    for _ in range(10_000):
        try:
            stat = Path(f"/proc/{pid}/stat").read_bytes()
        except OSError:
            return True
        if b") Z " in stat:
            return True
    return False
