"""The application as a process: it listens until it is asked to stop, and then lets what is under way come to an end."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Final

import uvicorn
from starlette.concurrency import run_in_threadpool

from scd_workflow.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scd_workflow.app.office import Office

GRACE: Final = 3
"""Seconds; a page takes some hundredths."""

TIDYING: Final = 60
"""Seconds between two looks at whether a round is over, of which something waits to be written down."""


def serve(office: Office, host: str, port: int, *, now: Callable[[], datetime]) -> None:
    """Give the pages of an office until a signal asks to stop.

    No request is logged: a log of addresses and moments would tell who answered when. Raises `StoreUnavailable` when at the end
    it cannot store what people wrote.
    """
    app = create_app(office, now=now)
    reception = app.state.site.reception

    async def tidy() -> None:
        await run_in_threadpool(reception.settle, now())

    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        lifespan="off",
        callback_notify=tidy,
        timeout_notify=TIDYING,
    )
    # When it is done it raises the signal once more, so that our being asked would look like a crash.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: None)
    server = uvicorn.Server(config)
    # A terminal that closes asks as well.
    signal.signal(signal.SIGHUP, server.handle_exit)
    server.run()
    reception.leave()
