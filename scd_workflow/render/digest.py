"""The message of the day: several reminders to one person, the most urgent first, each with its own link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from scd_workflow.render.page import reference_of

if TYPE_CHECKING:
    from datetime import date

Part = Literal["overdue", "due", "ahead"]


@dataclass(frozen=True, slots=True)
class Line:
    """One reminder in a few words, by when it is about, and where to act on it; `command` where there is no `link`."""

    step: Part
    says: str
    due: date
    link: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class DigestPage:
    """What a message of the day says to one person; `key` is the outbox row's."""

    key: str
    programme: str
    recipient: str
    day: date
    lines: tuple[Line, ...]

    template = "digest"

    @property
    def reference(self) -> str:
        """The number by which people name this mail."""
        return reference_of(self.key)

    def of(self, step: Part) -> tuple[Line, ...]:
        """The reminders that are over their day, of today, or still ahead, the earliest day first."""
        return tuple(sorted((each for each in self.lines if each.step == step), key=lambda each: (each.due, each.says)))
