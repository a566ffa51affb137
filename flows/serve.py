"""`python -m flows.serve`: Prefect's own server, kept from standing still when its database is SQLite.

Python looks for garbage wherever its threads happen to be. In the server that is the thread on which everything is answered.
Part of what it throws away there are statements of SQLite, and one whose connection waits to write can only be thrown away
when that has had its turn. The thread then waits as well, and so does whoever has the turn and would give it up, until
SQLite refuses all of them after a minute. Here a thread of its own looks for garbage, for which nobody waits.
"""

from __future__ import annotations

import gc
import sys
import time
from itertools import count
from threading import Thread

from prefect.cli import app

PAUSE = 0.1
"""For how many seconds what is new may lie; by then there is some ten times as much of it as Python itself would allow."""

OLDER, OLDEST = 10, 300
"""After how many pauses what is older is looked at, and after how many everything."""

LOADED = 150
"""After how many pauses the server has loaded its code; to look for garbage among that would take a fifth of a second."""


def main() -> None:
    """Serve until somebody asks to stop."""
    gc.disable()
    Thread(target=_look_for_garbage, name="garbage", daemon=True).start()
    sys.argv[1:] = ["server", "start"]
    app()


def _look_for_garbage() -> None:
    for beat in count(1):
        time.sleep(PAUSE)
        if beat == LOADED:
            gc.collect()
            gc.freeze()
        gc.collect(2 if beat % OLDEST == 0 else 1 if beat % OLDER == 0 else 0)


if __name__ == "__main__":
    main()
