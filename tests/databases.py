"""Databases at the newest version that are copied, for migrating one takes longer than most of what is tested in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from scd_workflow.store.engine import open_database


def lay(url: str) -> str:
    """Put a database without any event where this address of an SQLite file leads, if none is there; gives the address."""
    where = make_url(url)
    file = Path(where.database or "")
    if where.drivername == "sqlite" and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(_migrated())
    return url


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "scd.db"
        open_database(f"sqlite:///{file}").dispose()
        return file.read_bytes()
