"""Our own pages on a port of this machine, asked as a browser would."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import httpx
import uvicorn
from starlette.applications import Starlette

from scd_workflow.app.office import Office
from scd_workflow.web.app import create_app
from tests.stack import free_port
from tests.waiting import until


@contextmanager
def listening(app: Starlette, *, dies: bool = False) -> Iterator[str]:
    """The address of our application, which listens as long as the block lasts and then stops well, unless it `dies`."""
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, access_log=False, log_level="warning", lifespan="off", ws="none")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
    if not dies:
        app.state.site.reception.leave()


@contextmanager
def served(office: Office, now: Callable[[], datetime], *, dies: bool = False) -> Iterator[httpx.Client]:
    """A client of the pages of an office; its addresses begin after the name of the machine."""
    with (
        listening(create_app(office, now=now), dies=dies) as url,
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        yield client
