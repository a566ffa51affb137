"""`python -m flows.serve`: Prefect's own server, kept from standing still and from turning people away when its database is SQLite.

Python looks for garbage wherever its threads happen to be. In the server that is the thread on which everything is answered.
Part of what it throws away there are statements of SQLite, and one whose connection waits to write can only be thrown away
when that has had its turn. The thread then waits as well, and so does whoever has the turn and would give it up, until
SQLite refuses all of them after a minute. Here a thread of its own looks for garbage, for which nobody waits.

To carry out a statement SQLite gets a thread of its own, to which the server hands it and from which it takes what was found.
Only one of them does something at a time, and to wake one on another core takes longer than most statements. So here all of
them keep to one core, on which an answer takes a fifth less.

Much that the server does reads first and then writes. SQLite refuses that at once when somebody else wrote in between, and the
server turns the person away whose answer it was. Here everybody who may come to write waits for the turn before reading.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from contextlib import asynccontextmanager
from itertools import count
from threading import Thread
from typing import TYPE_CHECKING, Any

from prefect.cli import app
from prefect.server.database.configurations import SQLITE_BEGIN_MODE, AioSqliteConfiguration
from prefect.server.database.dependencies import temporary_database_config
from prefect.server.utilities.database import get_dialect
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

PAUSE = 0.1
"""For how many seconds what is new may lie; by then there is some ten times as much of it as Python itself would allow."""

OLDER, OLDEST = 10, 300
"""After how many pauses what is older is looked at, and after how many everything."""

LOADED = 150
"""After how many pauses the server has loaded its code; to look for garbage among that would take a fifth of a second."""


class Queueing(AioSqliteConfiguration):
    """A database in which nobody is refused who reads before writing."""

    @asynccontextmanager
    async def begin_transaction(
        self,
        session: Any,
        with_for_update: bool = False,  # noqa: FBT001, FBT002 - as Prefect calls it
    ) -> AsyncGenerator[Any, None]:
        """A transaction that waits for its turn to write; one within another begins as Prefect has it, or it would wait for itself."""
        within = SQLITE_BEGIN_MODE.get() is not None
        async with super().begin_transaction(session, with_for_update or not within) as transaction:
            # Now, and not with its first question: what others read for it meanwhile begins in the mode that is set then.
            await session.connection()
            token = SQLITE_BEGIN_MODE.set("DEFERRED")
            try:
                yield transaction
            finally:
                SQLITE_BEGIN_MODE.reset(token)


def main() -> None:
    """Serve until somebody asks to stop."""
    gc.disable()
    sys.argv[1:] = ["server", "start"]
    database = _database()
    if database is not None:
        _keep_to_one_core()
    Thread(target=_look_for_garbage, name="garbage", daemon=True).start()
    with temporary_database_config(database):
        app()


def _database() -> AioSqliteConfiguration | None:
    """The database where it is SQLite; none where Prefect is to see to it."""
    url = PREFECT_API_DATABASE_CONNECTION_URL.value()
    return Queueing(url) if get_dialect(url).name == "sqlite" else None


def _keep_to_one_core() -> None:
    """Keep every thread that is begun from here on where this one is; several servers of one machine lie apart."""
    if sys.platform == "linux":
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})


def _look_for_garbage() -> None:
    for beat in count(1):
        time.sleep(PAUSE)
        if beat == LOADED:
            gc.collect()
            gc.freeze()
        gc.collect(2 if beat % OLDEST == 0 else 1 if beat % OLDER == 0 else 0)


if __name__ == "__main__":
    main()
