"""One stack per folder: two would write to the same Prefect database and mail the same folder."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scd_workflow.domain.errors import Refused, said_by_system
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "running.lock"
LONGEST = 20


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder for as long as the block lasts; raises `Refused` when another process holds it.

    The lock is the kernel's, so that it ends with its process however that ends; the number in the file is for people.
    """
    descriptor = _opened(folder)
    try:
        _locked(descriptor, folder)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _opened(folder: Path) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise Refused(because("up.folder", folder=str(folder), said=said_by_system(error))) from error


def _locked(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        pid = os.pread(descriptor, LONGEST, 0).decode(errors="replace").strip()
        raise Refused(because("up.already_running", folder=str(folder), pid=pid)) from error
