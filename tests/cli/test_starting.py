"""`scd` as a process: what it loads, how it ends, and what it says where the world is narrow."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import click
import pytest

from tests.cli.conftest import Ran
from tests.cli.test_commands import commands
from tests.stack import ROOT, SCD

HEAVY = {"prefect", "apprise", "matplotlib", "jinja2", "alembic", "numpy", "scipy", "polars"}

HELP_OF_ALL = """
import click
from scd_workflow.cli import cli
def pages(command, context):
    print(command.get_help(context), end="\\f")
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        each = command.get_command(context, name)
        pages(each, each.context_class(each, info_name=name, parent=context))
pages(cli, cli.context_class(cli, info_name="scd"))
"""


@pytest.fixture
def environment(running: object, var: Path) -> dict[str, str]:
    """The environment of a process that finds the example programme."""
    del running
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCD_", "LC_", "PYTHON"))}
    return kept | {"SCD_VAR": str(var)}


def process(environment: Mapping[str, str], *command: str | Path) -> Ran:
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False)
    return Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@pytest.mark.parametrize("arguments", [["--help"], ["status"], ["due", "--json"], ["log"]], ids=" ".join)
def test_what_shows_something_loads_nothing_that_is_slow(environment: dict[str, str], arguments: list[str]) -> None:
    asked = (
        "import sys; from scd_workflow.cli import run; code = run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    )

    ran = process(environment, sys.executable, "-c", asked, *arguments)

    assert ran.out
    assert {name.partition(".")[0] for name in ran.err.split()} & HEAVY == set()


def test_a_status_of_files_that_were_seen_before_loads_no_yaml(environment: dict[str, str]) -> None:
    asked = (
        "import sys; from scd_workflow.cli import run; run(['status']); print('yaml' in sys.modules, file=sys.stderr)"
    )

    first, second = (process(environment, sys.executable, "-c", asked) for _ in range(2))

    assert (first.err, second.err) == ("True\n", "False\n")


@pytest.mark.parametrize(
    ("language", "foreign"),
    [("nl", ("Usage", "Options", "Show this", "required")), ("en", ("Gebruik", "Toon", "verplicht", "PERSOON"))],
)
def test_every_command_explains_itself_in_both_languages(
    environment: dict[str, str], language: str, foreign: tuple[str, ...]
) -> None:
    ran = process({**environment, "SCD_LANGUAGE": language}, sys.executable, "-c", HELP_OF_ALL)

    pages = ran.out.split("\f")[:-1]
    assert {name for name, _ in commands()} <= {
        " ".join(re.findall(r"[a-z]+", page.partition("[")[0])[2:]) for page in pages
    }
    for page in pages:
        usage, explanation, *_ = page.split("\n\n")
        assert explanation.startswith("  "), usage
        assert not [word for word in foreign if word in page], usage


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["status"], 0),
        (["--version"], 0),
        (["status", "-h"], 0),
        (["status", "-o", "x"], 1),
        (["status", "-x"], 2),
        ([], 2),
    ],
    ids=str,
)
def test_the_exit_code_tells_done_refused_and_misused_apart(
    environment: dict[str, str], arguments: list[str], code: int
) -> None:
    assert process(environment, SCD, *arguments).code == code


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=str,
)
@pytest.mark.parametrize("more", [[], ["--json"]], ids=["people", "programs"])
def test_a_place_without_our_signs_gets_others_and_no_error(
    environment: dict[str, str], locale: dict[str, str], more: list[str]
) -> None:
    ended = subprocess.run(
        [SCD, "gate", "show", "G1", *more], cwd=ROOT, env=environment | locale, capture_output=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"activiteiten" in ended.stdout


def test_a_reader_that_has_seen_enough_is_no_fault(environment: dict[str, str]) -> None:
    with subprocess.Popen(
        [SCD, "log", "--json"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as one:
        assert one.stdout is not None
        assert one.stderr is not None
        one.stdout.close()
        assert one.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_output_that_finds_the_disk_full_is_one_message(environment: dict[str, str]) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [SCD, "status"], cwd=ROOT, env=environment, stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert ended.returncode == 1
    assert ended.stderr.decode().count("\n") == 1


def test_ctrl_c_ends_a_command_with_a_word_and_not_with_a_trace(environment: dict[str, str]) -> None:
    waits = "import time, click, scd_workflow.cli as c; c.cli.callback = lambda **_: (print(flush=True), time.sleep(60)); c.main()"
    command = [sys.executable, "-c", waits, "status"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as one:
        assert one.stdout is not None
        one.stdout.readline()
        one.send_signal(signal.SIGINT)
        _, said = one.communicate(timeout=30)

    assert one.returncode == 130
    assert said.decode().strip() == "Afgebroken."


def test_programs_get_json_whatever_the_language(environment: dict[str, str]) -> None:
    nl, en = (
        json.loads(process({**environment, "SCD_LANGUAGE": each}, SCD, "due", "--json").out) for each in ("nl", "en")
    )

    assert nl == en


@pytest.mark.parametrize("arguments", [["status"], ["gate", "show", "G1"], ["log"], ["plan", "show"]], ids=" ".join)
def test_in_a_terminal_no_line_is_longer_than_the_terminal_is_wide(
    environment: dict[str, str], arguments: list[str]
) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen([SCD, *arguments], cwd=ROOT, env={**environment, "COLUMNS": "80"}, stdout=theirs):
        os.close(theirs)
        said = "".join(iter(lambda: _read(ours), ""))
    os.close(ours)

    lines = click.unstyle(said).splitlines()
    assert len(lines) > 3
    assert max(map(len, lines)) <= 80


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 65_536).decode(errors="replace")
    except OSError:  # What Linux says when nobody has the other end any more.
        return ""
