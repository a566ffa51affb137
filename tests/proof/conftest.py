"""What proofs damage, and what they counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.examples import Folder

LONGEST = "test_two_hundred_gates"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A copy of the example."""
    return Folder(tmp_path / "config")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest proof, so that it is not carried out alone at the end."""
    items.sort(key=lambda item: LONGEST not in item.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the proofs that held have counted."""
    proved = [
        (report.nodeid, what)
        for report in terminalreporter.getreports("passed")
        for name, what in report.user_properties
        if name == "proved" and report.when == "call"
    ]
    if proved:
        terminalreporter.section("proved")
        for node, what in proved:
            terminalreporter.write_line(f"{node.rpartition('::')[2]}\n    {what}")
