"""One frozen message through Apprise to one recipient, and how that went."""

from __future__ import annotations

from scd_workflow.delivery.connections import Connections
from scd_workflow.delivery.deliver import Transport, deliver
from scd_workflow.delivery.outcome import Outcome

__all__ = ["Connections", "Outcome", "Transport", "deliver"]
