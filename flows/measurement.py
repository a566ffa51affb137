"""Opens the measurements that the plan has for this day."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State

from flows.rounds import open_rounds


@flow(name="measurement")
def measurement() -> State:
    """Open every round of a measurement that is due; late or twice is harmless."""
    return open_rounds("measurement")
