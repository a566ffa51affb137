"""What those who are asked something read: what, why, until when, and the link to answer by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.render.page import reference_of

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """An invitation or a reminder; `key` is the outbox row's.

    `link` holds a placeholder until the message is sent. `personal` says that the link is of its reader alone, and
    `everyone` that reminders go to those who answered as well.
    """

    key: str
    programme: str
    title: str
    introduction: str
    organisation: str
    link: str
    until: date
    personal: bool
    reminder: bool
    everyone: bool

    template = "invitation"

    @property
    def reference(self) -> str:
        """The number by which people name this mail."""
        return reference_of(self.key)
