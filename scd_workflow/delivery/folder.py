"""Messages as `.eml` files in a folder, which every mail program opens: the channel that needs no server."""

from __future__ import annotations

import os
import re
from datetime import UTC
from pathlib import Path
from tempfile import NamedTemporaryFile

from scd_workflow.delivery.letter import Letter
from scd_workflow.delivery.outcome import Outcome
from scd_workflow.domain.errors import said_by_system
from scd_workflow.domain.reasons import because

UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]+")
LONGEST_RECIPIENT = 100


def keep(folder: Path, letter: Letter) -> Outcome:
    """Write the letter to its file, whole or not at all; the same letter always goes to the same file."""
    file = folder / _name(letter)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(file, letter.mime)
    except OSError as error:
        return _unwritable(folder, error)
    # The name of the file holds the address, and an outcome is kept when that is long emptied.
    return Outcome("sent", "file", f"*_{letter.reference}.eml")


def tried(folder: Path) -> Outcome | None:
    """What stands in the way of writing in the folder; absent when nothing does."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix="."):
            return None
    except OSError as error:
        return _unwritable(folder, error)


def _unwritable(folder: Path, error: OSError) -> Outcome:
    said = error.strerror or type(error).__name__
    return Outcome("config", "folder", said, because("delivery.folder", folder=str(folder), said=said_by_system(error)))


def _name(letter: Letter) -> str:
    """Date, recipient and reference number, so that a listing shows the letters in the order they were made."""
    recipient = UNSAFE.sub("_", letter.recipient)[:LONGEST_RECIPIENT]
    return f"{letter.date.astimezone(UTC):%Y%m%dT%H%M%SZ}_{recipient}_{letter.reference}.eml"


def _write(file: Path, mime: bytes) -> None:
    # Hidden until it is whole: a mail program that watches the folder never sees half a message.
    with NamedTemporaryFile(dir=file.parent, prefix=".", suffix=".part", delete=False) as part:
        try:
            part.write(mime)
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).replace(file)
        finally:
            Path(part.name).unlink(missing_ok=True)
