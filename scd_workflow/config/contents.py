"""The texts of the communication calendar that the engine can send: files in the folder `content`, and links to elsewhere."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from scd_workflow.domain.happened import LINK
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from scd_workflow.domain.reasons import Reason

FOLDER: Final = "content"
WRITTEN: Final = (".md", ".txt")
"""What stands in the letter itself; every other file goes with it."""

LARGEST: Final = 3_000_000
"""How many bytes a file may have: mail servers refuse much larger letters."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a text is: Markdown for in the letter (`text`), a file that goes with it (`file`), or a link to elsewhere (`link`)."""

    kind: Literal["text", "file", "link"]
    name: str
    body: bytes = field(default=b"", repr=False)

    @property
    def text(self) -> str:
        """What stands in a `text`, empty for what is none."""
        return self.body.decode("utf-8-sig") if self.kind == "text" else ""

    @property
    def digest(self) -> str:
        """What is said, in a few signs; of a link only the address is known."""
        return hashlib.sha256(self.body or self.name.encode()).hexdigest()


def content(folder: Path, named: str) -> Content | Reason:
    """What a place of a text means, or why it is nothing that the engine can send."""
    if LINK.match(named):
        return Content("link", named)
    absent = because("communications.no_content", content=named, folder=FOLDER)
    file = folder / FOLDER / named
    try:
        if not named or Path(named).name != named or not file.is_file():
            return absent
        if file.stat().st_size > LARGEST:
            return because("communications.content_too_large", content=named, limit=LARGEST // 1_000_000)
        return _of_file(named, file.read_bytes()) or absent
    except (OSError, ValueError):
        return absent


def _of_file(named: str, body: bytes) -> Content | Reason | None:
    """What the content of a file is, None when that is nothing."""
    if Path(named).suffix.lower() not in WRITTEN:
        return Content("file", named, body) if body else None
    try:
        body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return because("communications.content_not_utf8", content=named)
    return Content("text", named, body) if body.strip() else None
