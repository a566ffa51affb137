"""Prefect's database with everything deployed in it, made once in a run of the tests.

To migrate an empty one and deploy there takes longer than most of what is tested on it.
"""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

from tests.flows.server import Prefect, deploy, keep, prefect_environment

NAME = "prefect.db"


def lay_deployed(home: Path, shared: Path) -> None:
    """Put one in `home` where a server finds it; the processes of a run of the tests make it in `shared`, once."""
    with (shared / f"{NAME}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / NAME
        if not made.exists():
            _make(shared / "deploying", made)
    shutil.copy(made, home / NAME)


def _make(home: Path, made: Path) -> None:
    home.mkdir(exist_ok=True)
    prefect = Prefect(home, prefect_environment(home))
    prefect.start()
    try:
        # There is no programme in `home`: whoever works on a server brings one.
        deploy(prefect.environment)
    finally:
        prefect.stop()
    fresh = made.with_suffix(".new")
    keep(home / NAME, fresh)
    fresh.rename(made)
