"""A clock, a mail server and an authority for whoever sends something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.letters import Clock
from tests.app.newsletters import Opening, opening
from tests.authority import Authority, new_authority
from tests.mailbox import Mailbox, mailbox


@pytest.fixture
def clock() -> Clock:
    """Eight o'clock, for as long as nobody moves it."""
    return Clock()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    """A real mail server."""
    with mailbox() as running:
        yield running


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that this machine does not trust."""
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def opened(tmp_path: Path) -> Opening:
    """Opens an office that sends."""
    return opening(tmp_path)
