"""The application as a process: it listens until it is asked to stop, and then lets what is under way come to an end."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Final

import uvicorn

from scd_workflow.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scd_workflow.app.office import Office

GRACE: Final = 3
"""Seconds; a page takes some hundredths."""


def serve(office: Office, host: str, port: int, *, now: Callable[[], datetime]) -> None:
    """Give the pages of an office until a signal asks to stop.

    No request is logged: a log of addresses and moments would tell who answered when.
    """
    config = uvicorn.Config(
        create_app(office, now=now),
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        lifespan="off",
    )
    # When it is done it raises the signal once more, so that our being asked would look like a crash.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: None)
    uvicorn.Server(config).run()
