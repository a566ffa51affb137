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
from scd_workflow.app.office import open_office
from scd_workflow.cli import run
from scd_workflow.config.settings import Settings
from tests.stack import ROOT

# The commands read the clock themselves, so that what they find must be laid around the same day.
NOW = datetime.now(ZoneInfo("Europe/Amsterdam"))  # noqa: TID251
TODAY = NOW.date()


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
        code = run(arguments)
        return Ran(code, *capfd.readouterr())

    return ran


@pytest.fixture
def running(scd: Scd, var: Path, example: Path) -> Scd:
    """Runs a command in the example programme, where gate G1 awaits its decision today."""
    shutil.copytree(example, var, dirs_exist_ok=True)
    return scd
