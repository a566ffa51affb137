"""Opens the quick-scans that the plan has for this day."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State

from flows.rounds import open_rounds


@flow(name="quick-scan")
def quick_scan() -> State:
    """Open every round of a quick-scan that is due; late or twice is harmless."""
    return open_rounds("quick_scan")
