"""An authority of our own, and a log that hears everything."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from tests.authority import Authority, new_authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that this machine does not trust."""
    return new_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that a program writes which keeps the log of everything, but for what the server of the test says itself."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(lambda record: record.name != "mail.log")
    names = (None, "apprise", "urllib3", "urllib3.connectionpool", "requests", "scd_workflow")
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    logging.root.addHandler(handler)
    yield written
    logging.root.removeHandler(handler)
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)
