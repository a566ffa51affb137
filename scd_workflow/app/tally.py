"""What came of a run that sends messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scd_workflow.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Tally:
    """How many messages a run sent, will try again, gave up, could not tell about, and saw withdrawn under way.

    `reason` says what to mend: the channel, so that what still waited keeps waiting, or the settings, so that new messages
    cannot be made.
    """

    sent: int = 0
    retrying: int = 0
    failed: int = 0
    uncertain: int = 0
    withdrawn: int = 0
    reason: Reason | None = None
