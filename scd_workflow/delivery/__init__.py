"""One frozen message through Apprise to one recipient, and how that went."""

from __future__ import annotations

from scd_workflow.delivery.deliver import deliver
from scd_workflow.delivery.outcome import Outcome

__all__ = ["Outcome", "deliver"]
