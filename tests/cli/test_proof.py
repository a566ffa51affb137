"""How a code gets to a command: unseen on a terminal or by the environment, and never by the command line."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from scd_workflow.app.office import Office, open_office
from scd_workflow.app.outgoing import send_notices
from scd_workflow.config.settings import Settings
from tests.cli.conftest import NOW, Scd
from tests.cli.test_commands import commands
from tests.codes import code_for
from tests.stack import SCD

CHAIR = "voorzitter-stuurgroep"
DECIDE = ("gate", "decide", "G1", "--by", CHAIR, "--outcome", "go", "--rationale", "Alles is er.")
WRONG = "0000-0000-0000"


@pytest.fixture
def office(running: Scd) -> Iterator[Office]:
    """The office in which the commands work."""
    del running
    opened = open_office(Settings.read(os.environ))
    yield opened
    opened.engine.dispose()


def at_terminal(typed: str) -> tuple[int, str]:
    """The exit code of the decision when it is typed in a terminal, and all that the terminal showed."""
    above, below = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "SCD_CODE"}
    process = subprocess.Popen(
        [SCD, *DECIDE], stdin=below, stdout=below, stderr=below, env=environment, start_new_session=True,
        preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),  # noqa: PLW1509 - a new session has no terminal yet
    )  # fmt: skip
    os.close(below)
    shown, answered = b"", False
    while process.poll() is None or select.select([above], [], [], 0)[0]:
        if not select.select([above], [], [], 60)[0]:
            break
        try:
            shown += os.read(above, 4096)
        except OSError:
            break
        if not answered and b"Uw code" in shown:
            os.write(above, f"{typed}\n".encode())
            answered = True
    os.close(above)
    return process.wait(60), shown.decode()


def test_on_a_terminal_the_code_is_asked_for_and_stays_unseen(office: Office) -> None:
    code = code_for(office, "G1", None, CHAIR, NOW)

    ended, shown = at_terminal(code)

    assert ended == 0, shown
    assert "Uw code" in shown
    assert code not in shown


def test_the_environment_gives_the_code_where_there_is_no_terminal(
    running: Scd, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCD_CODE", code_for(office, "G1", None, CHAIR, NOW))

    ran = running(*DECIDE, "--json")

    assert (ran.code, json.loads(ran.out)["proof"]) == (0, {"method": "code", "counter": 0})


def test_without_either_the_refusal_says_how_to_give_a_code(running: Scd, office: Office) -> None:
    del running, office
    environment = {name: value for name, value in os.environ.items() if name != "SCD_CODE"}
    ran = subprocess.run(
        [SCD, *DECIDE], stdin=subprocess.DEVNULL, env=environment, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 1
    assert "Vul uw code voor G1 in" in ran.stderr
    assert "SCD_CODE" in ran.stderr


def test_a_wrong_code_is_refused_and_the_attempt_is_in_the_log(running: Scd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCD_CODE", WRONG)

    ran = running(*DECIDE)

    assert (ran.code, "Deze code is niet die van" in ran.err) == (1, True)
    assert WRONG not in ran.out + ran.err
    last = running("log", "--last", "1")
    assert "poging geweigerd" in last.out
    assert "Deze code is niet die van" in last.out
    assert WRONG not in running("log", "--json").out


def test_no_command_takes_a_code_as_an_option() -> None:
    options = [
        (name, option)
        for name, command in commands()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    ]

    assert options
    assert not [each for each in options if "code" in each[1] or "key" in each[1]]


def test_a_code_that_was_asked_for_is_in_the_mail_and_not_in_the_answer(running: Scd, office: Office) -> None:
    ran = running("gate", "code", "G1", "--to", "informatiearchitect")
    send_notices(office, clock=lambda: NOW)

    code = code_for(office, "G1", None, "informatiearchitect", NOW)
    assert ran.code == 0
    assert code not in ran.out + ran.err + running("notices", "list", "--json").out
    holding = [file.name for file in Path(office.settings.mail_url).glob("*.eml") if code in file.read_text()]
    assert len(holding) == 1
    assert "informatiearchitect@example.nl" in holding[0]


def test_after_a_rotation_a_decision_goes_by_the_code_that_was_mailed(
    running: Scd, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailed = code_for(office, "G1", None, CHAIR, NOW)

    rotated = running("key", "rotate")

    assert (rotated.code, office.keys[0].hex() in rotated.out) == (0, False)
    monkeypatch.setenv("SCD_CODE", mailed)
    assert running(*DECIDE).code == 0
