"""Hearing what happens in Prefect: runs of ours that wait for somebody, and doors that are no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from prefect.client.schemas.objects import StateType
from prefect.events.clients import PrefectEventSubscriber
from prefect.events.filters import EventAnyResourceFilter, EventFilter, EventNameFilter

from flows.doors import GATE
from flows.scrub import FORM

if TYPE_CHECKING:
    from collections.abc import Callable

    from prefect.events import Event

RUN = "prefect.flow-run."
TAG = "prefect.tag."


class Heard(NamedTuple):
    """A run that changed: which one, its tags, the type of its state, and how often we looked in vain."""

    run: UUID
    tags: tuple[str, ...]
    kind: StateType
    tried: int = 0


async def hear(connected: Callable[[], None], heard: Callable[[Heard], None]) -> None:
    """Pass on what happens to doors and forms from now on, for as long as the connection lasts.

    Raises what Prefect's client raises when it cannot be made, or breaks.
    """
    tags = [f"{TAG}{tag}" for tag in (GATE, FORM)]
    where = EventFilter(event=EventNameFilter(prefix=[RUN]), any_resource=EventAnyResourceFilter(id=tags))
    async with PrefectEventSubscriber(filter=where, reconnection_attempts=0) as subscriber:
        connected()
        async for event in subscriber:
            kind = event.resource.get("prefect.state-type")
            if kind is not None:
                heard(_heard(event, StateType(kind)))


def _heard(event: Event, kind: StateType) -> Heard:
    tags = (each.id.removeprefix(TAG) for each in event.related if each.id.startswith(TAG))
    return Heard(UUID(event.resource.id.removeprefix(RUN)), tuple(tags), kind)
