"""Silence: Apprise and the library under it log whole messages, addresses, and URLs with their signatures."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

TALKATIVE = ("apprise", "urllib3", "requests")
APPRISE = logging.getLogger("apprise")


def hush() -> None:
    """Let nothing that these libraries log reach anybody, at whatever level the program keeps its own log."""
    for name in TALKATIVE:
        logger = logging.getLogger(name)
        logger.propagate = False
        # A logger that leads nowhere would write on standard error.
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    # Below this Apprise says what it sends.
    APPRISE.setLevel(logging.WARNING)


@contextmanager
def overheard() -> Iterator[list[str]]:
    """What Apprise says in this thread while the block runs: the only place where it gives a reason."""
    said: list[str] = []
    handler = _Overhearing(said)
    APPRISE.addHandler(handler)
    try:
        yield said
    finally:
        APPRISE.removeHandler(handler)


class _Overhearing(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._said = said
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self._said.append(record.getMessage())
