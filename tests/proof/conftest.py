"""What proofs damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.examples import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A copy of the example."""
    return Folder(tmp_path / "config")
