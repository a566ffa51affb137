"""`scd` as a test runs it: with a folder of its own, in this process, and with what it said."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scd_workflow.app.example import load
from scd_workflow.app.inbox import look
from scd_workflow.app.office import open_office
from scd_workflow.app.proving import at_gate_after
from scd_workflow.cli import options, run
from scd_workflow.config.settings import Settings
from scd_workflow.domain.errors import ScdError
from scd_workflow.domain.ids import ActivityId, OrganisationId
from tests.codes import code_for
from tests.stack import ROOT

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
"""When every command of a test is typed: on a Wednesday, because on a day off the example is a day late."""

TODAY = NOW.date()
START = TODAY.isoformat()
"""A day on which a plan can start."""


@dataclass(frozen=True)
class Ran:
    """What a command left behind: its exit code, and what it said on either stream."""

    code: int
    out: str
    err: str


Scd = Callable[..., Ran]


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example programme on the day on which its first gate is due; copy it to use it."""
    folder = tmp_path_factory.mktemp("example")
    office = open_office(Settings.read({"SCD_CONFIG": str(ROOT / "config"), "SCD_VAR": str(folder)}))
    load(office, NOW)
    office.engine.dispose()
    return folder


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which `scd` keeps its files; there is nothing in it yet."""
    for name in os.environ:
        if name.startswith("SCD_"):
            monkeypatch.delenv(name)
    folder = tmp_path / "var"
    monkeypatch.setenv("SCD_VAR", str(folder))
    monkeypatch.chdir(ROOT)
    return folder


@pytest.fixture
def scd(var: Path, capfd: pytest.CaptureFixture[str]) -> Scd:
    """Runs a command in the folder `var`."""
    del var

    def ran(*arguments: str) -> Ran:
        capfd.readouterr()
        with pytest.MonkeyPatch.context() as environment:
            environment.setattr(options, "now", lambda: NOW)
            environment.setenv("SCD_CODE", os.environ.get("SCD_CODE") or _code(arguments))
            code = run(arguments)
        return Ran(code, *capfd.readouterr())

    return ran


def _code(arguments: tuple[str, ...]) -> str:
    """The code of whoever a command names for the gate that it names, as far as those are there."""
    command = [each for each in arguments if each != "--json"]
    given = {
        name: command[place + 1] for place, name in enumerate(command[:-1]) if name in {"--by", "-o", "--organisation"}
    }
    organisation = given.get("-o") or given.get("--organisation")
    if (
        command[:1] not in (["gate"], ["activity"])
        or "--by" not in given
        or len(command) < 3
        or command[1] == "position"
    ):
        return ""
    try:
        office = open_office(Settings.read(os.environ))
        gate = command[3] if command[1] == "condition" else command[2]
        if command[0] == "activity":
            spot = at_gate_after(ActivityId(gate), OrganisationId(organisation) if organisation else None)(
                look(office, NOW)
            )
            gate, organisation = (spot.gate.id, spot.organisation) if spot else ("", None)
        return code_for(office, gate, organisation, given["--by"], NOW)
    except ScdError:
        return ""


@pytest.fixture
def running(scd: Scd, var: Path, example: Path) -> Scd:
    """Runs a command in the example programme, where gate G1 awaits its decision today."""
    shutil.copytree(example, var, dirs_exist_ok=True)
    return scd
