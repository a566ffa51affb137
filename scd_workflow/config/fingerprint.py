"""Whether files are still the same, without reading what they say."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def fingerprint(folder: Path) -> str:
    """The SHA-256 of the names and bytes of every YAML file of a configuration; what cannot be read counts as empty."""
    whole = sha256()
    for file in (*sorted(folder.glob("*.y*ml")), *sorted(folder.glob("phases/*.y*ml"))):
        content = _bytes(file)
        whole.update(f"{file.relative_to(folder)}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
