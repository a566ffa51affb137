from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from scd_workflow.cli.up import children, welcome
from scd_workflow.cli.up.children import Program
from scd_workflow.cli.up.environment import child_environment, local_url, server_environment
from scd_workflow.cli.up.lock import only_one
from scd_workflow.config.settings import Settings
from tests.stack import ROOT, SCD, Running, free_port, running_stack, stack_environment

HERE = Path("/srv/scd")


def environment_of(**given: str) -> dict[str, str]:
    return child_environment(given, Settings.read(given), HERE)


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


def test_every_process_uses_the_same_server_and_the_same_home() -> None:
    environment = environment_of(SCD_SERVER_PORT="4311", SCD_VAR="elsewhere")

    assert environment["PREFECT_HOME"] == "/srv/scd/elsewhere/prefect"
    assert environment["PREFECT_SERVER_API_PORT"] == "4311"
    assert environment["PREFECT_API_URL"] == "http://127.0.0.1:4311/api"
    assert environment["PREFECT_SERVER_UI_API_URL"] == "http://127.0.0.1:4311/api"
    assert environment["PREFECT_UI_URL"] == "http://127.0.0.1:4311/v2"


def test_a_run_that_works_in_another_folder_finds_the_same_files() -> None:
    environment = environment_of()

    assert environment["SCD_CONFIG"] == "/srv/scd/config"
    assert environment["SCD_DATABASE_URL"] == "sqlite:////srv/scd/var/scd.db"
    assert environment["SCD_MAIL_URL"] == "/srv/scd/var/mail"


def test_absolute_paths_and_servers_are_passed_on_as_they_are() -> None:
    given = {
        "SCD_DATABASE_URL": "postgresql+psycopg://scd@db/scd",
        "SCD_MAIL_URL": "smtp://mail:25",
        "SCD_VAR": "/var/scd",
    }

    environment = environment_of(**given)

    assert {name: environment[name] for name in given} == given


def test_the_children_settings_are_settings_that_can_be_read() -> None:
    settings = Settings.read(environment_of(SCD_PROGRAMME="KZA", SCD_LANGUAGE="en"))

    assert (settings.programme, settings.language, settings.config) == ("KZA", "en", HERE / "config")


def test_nothing_is_reported_to_anybody_whatever_the_environment_says() -> None:
    environment = environment_of(DO_NOT_TRACK="0", PREFECT_SERVER_ANALYTICS_ENABLED="true")

    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_the_server_can_ask_nothing_of_the_outside_world_and_the_worker_can() -> None:
    children = environment_of(HTTPS_PROXY="http://proxy.example.nl:3128")

    assert children["HTTPS_PROXY"] == "http://proxy.example.nl:3128"
    assert server_environment(children)["HTTPS_PROXY"] == "http://127.0.0.1:9"


def test_a_prefect_account_of_the_user_is_left_out() -> None:
    given = {"PREFECT_API_URL": "https://api.prefect.cloud/api", "PREFECT_API_KEY": "pnu_1", "PREFECT_PROFILE": "cloud"}

    environment = environment_of(**given)

    assert environment["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert environment.keys().isdisjoint({"PREFECT_API_KEY", "PREFECT_PROFILE"})


def test_prefects_own_database_and_pace_can_be_chosen() -> None:
    given = {
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql+asyncpg://prefect@db/prefect",
        "PREFECT_WORKER_QUERY_SECONDS": "5",
    }

    environment = environment_of(**given)

    assert {name: environment[name] for name in given} == given


def test_what_protects_the_server_is_known_to_the_worker() -> None:
    environment = environment_of(PREFECT_SERVER_API_AUTH_STRING="kza:secret")

    assert environment["PREFECT_API_AUTH_STRING"] == "kza:secret"


def test_byte_code_is_kept_even_where_the_environment_says_not_to() -> None:
    assert "PYTHONDONTWRITEBYTECODE" not in environment_of(PYTHONDONTWRITEBYTECODE="1")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:4200"),
        ("0.0.0.0", "http://127.0.0.1:4200"),  # noqa: S104 - nobody listens
        ("::1", "http://[::1]:4200"),
        ("scd.intern", "http://scd.intern:4200"),
    ],
)
def test_processes_on_this_machine_reach_the_server_without_the_proxy_before_it(host: str, url: str) -> None:
    settings = Settings.read({"SCD_SERVER_HOST": host, "SCD_UI_URL": "https://scd.example.nl"})

    assert local_url(settings) == url


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


@pytest.mark.slow
def test_everything_starts_survives_its_server_stops_and_goes_on_where_it_was(tmp_path: Path) -> None:
    port = free_port()

    with running_stack(tmp_path, port=port) as first:
        link = decide_link(first)
        assert first.stop(signal.SIGINT) == 0
    assert processes_of(tmp_path) == []
    assert nobody_listens(port)
    (letter,) = letters(tmp_path)

    with running_stack(tmp_path, port=port) as second:
        assert decide_link(second) == link
        kill_and_await_restart(second, tmp_path)
        assert second.stop(signal.SIGTERM) == 0
    assert processes_of(tmp_path) == []
    assert nobody_listens(port)

    # A day that ends in between adds a reminder, but never says the same again.
    assert letters(tmp_path).count(letter) == 1
    assert link in letter
    assert parse_qs(urlsplit(link).query).keys() == {"parameters"}


def kill_and_await_restart(running: Running, var: Path) -> None:
    (server,) = [each for each in processes_of(var) if "server\0start" in command_line(each)]
    os.kill(server, signal.SIGKILL)
    assert running.process.stdout is not None
    while "server.log" not in (line := running.process.stdout.readline()):
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


def has_ended(pid: int) -> bool:
    """Whether a process is over, given the moment that the kernel takes to tell it."""
    for _ in range(10_000):
        stat = _bytes(Path(f"/proc/{pid}/stat"))
        if not stat or b") Z " in stat:
            return True
    return False


def _bytes(file: Path) -> bytes:
    try:
        return b"\0" + file.read_bytes()
    except OSError:
        return b""
