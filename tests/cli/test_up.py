from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from collections.abc import Mapping
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from shutil import copytree
from urllib.parse import parse_qs, urlsplit

import pytest

from scd_workflow.cli.up import welcome
from scd_workflow.cli.up.lock import only_one
from scd_workflow.config.settings import Settings
from scd_workflow.texts import tell
from tests.stack import ROOT, SCD, Running, free_port, running_stack, stack_environment
from tests.waiting import until


def scd_up(environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """`scd up` that is not expected to stay."""
    return subprocess.run(
        [SCD, "up"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_taken_port_is_reported_with_the_setting_to_change(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        done = scd_up(stack_environment(tmp_path, port))

    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "SCD_SERVER_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_host_that_is_not_ours_is_reported_with_the_setting_to_change(tmp_path: Path) -> None:
    done = scd_up(stack_environment(tmp_path, free_port()) | {"SCD_SERVER_HOST": "192.0.2.1"})

    assert done.returncode == 1
    assert "SCD_SERVER_HOST" in done.stderr


def test_a_wrong_plan_is_reported_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()

    done = scd_up(stack_environment(tmp_path / "var", free_port(), config=tmp_path / "config"))

    assert done.returncode == 1
    assert "programme.yaml" in done.stderr
    assert not (tmp_path / "var" / "logs").exists()


def test_a_broken_template_is_reported_before_anything_starts(tmp_path: Path) -> None:
    copytree(ROOT / "config", tmp_path / "config")
    template = tmp_path / "config" / "templates" / "nl" / "decision_due.txt.j2"
    template.write_text("{% if %}", encoding="utf-8")

    done = scd_up(stack_environment(tmp_path / "var", free_port(), config=tmp_path / "config"))

    assert done.returncode == 1
    assert f"{template}:1" in done.stderr
    assert not (tmp_path / "var" / "logs").exists()


def test_a_folder_that_cannot_be_written_to_is_reported(tmp_path: Path) -> None:
    (tmp_path / "var").touch()

    done = scd_up(stack_environment(tmp_path / "var", free_port()))

    assert done.returncode == 1
    assert "SCD_VAR" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_start_in_the_same_folder_is_refused_and_names_the_first(tmp_path: Path) -> None:
    with only_one(tmp_path):
        done = scd_up(stack_environment(tmp_path, free_port()))

    assert done.returncode == 1
    assert str(os.getpid()) in done.stderr
    assert "SCD_VAR" in done.stderr


def test_a_folder_is_free_again_after_its_holder_is_gone(tmp_path: Path) -> None:
    with only_one(tmp_path):
        pass

    with only_one(tmp_path):
        assert (tmp_path / "running.lock").read_text() == str(os.getpid())


def test_an_own_plan_starts_empty_and_says_how_to_adopt_it() -> None:
    given = {"SCD_CONFIG": str(ROOT / "config"), "SCD_DATABASE_URL": "postgresql+psycopg://scd:secret@db/scd"}

    said = welcome.without_plan(Settings.read(given), given, date(2027, 1, 11), "nl")

    assert f"SCD_CONFIG={ROOT / 'config'} .venv/bin/scd plan adopt --start 2027-01-11" in said
    assert "secret" not in said


@pytest.mark.slow
def test_everything_starts_survives_its_server_stops_and_goes_on_where_it_was(tmp_path: Path) -> None:
    port = free_port()

    with running_stack(tmp_path, port=port) as first:
        link = decide_link(first)
        # On a busy machine the worker may take longer than the start waits for it.
        until(lambda: letters(tmp_path))
        assert first.stop(signal.SIGINT) == 0
    assert processes_of(tmp_path) == []
    assert nobody_listens(port)
    (letter,) = letters(tmp_path)

    with running_stack(tmp_path, port=port) as second:
        assert decide_link(second) == link
        kill_and_await_restart(second, tmp_path, "flows.serve", "server")
        kill_and_await_restart(second, tmp_path, "flows.listen", "listener")
        assert second.stop(signal.SIGTERM) == 0
    assert processes_of(tmp_path) == []
    assert nobody_listens(port)

    listened = (tmp_path / "logs" / "listener.log").read_text()
    assert tell("listen.stopping") in listened
    assert not set(re.findall(r"Traceback|File \".*", listened))
    # A day that ends in between adds a reminder, but never says the same again.
    assert letters(tmp_path).count(letter) == 1
    assert link in letter
    assert parse_qs(urlsplit(link).query).keys() == {"parameters"}


def kill_and_await_restart(running: Running, var: Path, command: str, name: str) -> None:
    (process,) = [each for each in processes_of(var) if command in command_line(each)]
    os.kill(process, signal.SIGKILL)
    assert running.process.stdout is not None
    while f"{name}.log" not in (line := running.process.stdout.readline()):
        assert line, "it gave up"


def decide_link(running: Running) -> str:
    found = re.search(rf"{re.escape(running.ui)}/deployments/deployment/\S+", running.said)
    assert found is not None
    return found.group()


def letters(var: Path) -> list[str]:
    """The plain text of every letter in the folder."""
    found = []
    for file in sorted((var / "mail").glob("*.eml")):
        body = message_from_bytes(file.read_bytes(), policy=policy.default).get_body(("plain",))
        assert body is not None
        found.append(body.get_content())
    return found


def nobody_listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) != 0


def processes_of(var: Path) -> list[int]:
    """Every process, of whatever parent, that was started for this folder; known on Linux only."""
    mark = f"\0SCD_VAR={var}\0".encode()
    return [int(each.parent.name) for each in Path("/proc").glob("[0-9]*/environ") if mark in _bytes(each)]


def command_line(pid: int) -> str:
    return _bytes(Path(f"/proc/{pid}/cmdline")).decode()


def _bytes(file: Path) -> bytes:
    try:
        return b"\0" + file.read_bytes()
    except OSError:
        return b""
