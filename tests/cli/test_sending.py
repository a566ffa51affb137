"""Sending from the command line: in one go or on and on, with a bar for whoever watches, until it is asked to stop."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scd_workflow.app.office import open_office
from scd_workflow.app.stopping import heeding
from scd_workflow.config.settings import Settings
from scd_workflow.domain.notices import NEWS
from scd_workflow.store import outbox
from scd_workflow.store.engine import writing
from tests.app.letters import EIGHT, message
from tests.cli.conftest import Scd
from tests.stack import ROOT, SCD

MANY = 25


class Terminal(io.StringIO):
    """Standard error that is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


@pytest.fixture
def crowded(running: Scd) -> Scd:
    """A programme in which many letters wait."""
    office = open_office(Settings.read(os.environ))
    with writing(office.engine) as connection:
        # News, which no obligation ends.
        drafts = [replace(message(number), obligation=NEWS) for number in range(MANY)]
        outbox.enqueue(connection, office.programme, drafts, now=EIGHT)
    office.engine.dispose()
    return running


def test_a_bar_shows_how_far_a_long_send_is(crowded: Scd, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    assert crowded("notices", "send").code == 0

    assert "Versturen" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


@pytest.mark.parametrize("arguments", [("--json",), ()])
def test_no_bar_is_in_the_way_of_a_program(crowded: Scd, arguments: tuple[str, ...]) -> None:
    ran = crowded("notices", "send", *arguments)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("\n") == (8 if arguments else 1)


def test_a_short_send_has_no_bar(running: Scd, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    assert running("notices", "send").code == 0
    assert terminal.getvalue() == ""


def test_following_goes_on_until_it_is_asked_to_stop_and_ends_well(example: Path, var: Path) -> None:
    shutil.copytree(example, var, dirs_exist_ok=True)
    command = [str(SCD), "notices", "send", "--follow", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as following:
        assert following.stdout is not None
        first = following.stdout.readline()
        following.send_signal(signal.SIGTERM)
        rest = following.stdout.read()
        assert following.wait(timeout=60) == 0

    assert json.loads(first + rest)["sent"] > 0


def test_the_second_wish_to_stop_is_not_waited_for() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        with heeding() as stop:
            signal.raise_signal(signal.SIGTERM)
            assert (stop.asked, heard) == (True, [])
            signal.raise_signal(signal.SIGTERM)
            assert heard == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)
