"""A communication calendar for the standing cast, said tersely.

Liv of the line owns what is said, Pam (Paul from February 2027) approves it. B4 of Dordt, which hangs on gate G2a, is due on
19 February 2027, the gate itself on the 12th.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from scd_workflow.domain.communication_acts import Said, report
from scd_workflow.domain.communication_events import CommunicationEvent
from scd_workflow.domain.events import Event
from scd_workflow.domain.ids import ItemId, OrganisationId
from scd_workflow.domain.network import Network
from scd_workflow.domain.occurrences import Occurrence, occurrences
from scd_workflow.domain.progress import Progress
from tests.examples import FIRST, SECOND, THIRD, at, plan_of, seen


def item(item_id: str, when: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An item as it stands in a file."""
    ordinary = {
        "id": item_id, "title": f"Item {item_id}", "purpose": "inform", "channel": "email", "audiences": ["staff"],
        "core_message": "What changes.", "sender": "steering_chair", "owner": "line_manager",
        "approver": "programme_manager", "when": when,
    }  # fmt: skip
    return ordinary | fields


def on_day(on: date) -> dict[str, Any]:
    """Once, on a day."""
    return {"kind": "once", "day": on}


def by_rule(rule: str, **fields: Any) -> dict[str, Any]:
    """Time and again."""
    return {"kind": "repeat", "rule": rule} | fields


def anchored(part: str, offset: int) -> dict[str, Any]:
    """Once, so many working days from the day of a part."""
    return {"kind": "anchor", "part": part, "offset": offset}


def local(item_id: str, when: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """An item that goes out in each organisation by itself."""
    return item(item_id, when, organisations="all", per_organisation=True, **fields)


def calendar(*items: dict[str, Any], **fields: Any) -> Network:
    """The plan of the cast with these items on its calendar."""
    whole = {"audiences": [{"id": "staff", "name": "Staff"}, {"id": "board", "name": "Board"}], "items": items}
    return Network(plan_of(FIRST, SECOND, THIRD, communications=whole | fields))


def told(network: Network, on: date, *events: Event) -> Progress:
    """The standing of everything after these events, as seen on a day."""
    return seen(events, on, network)


def where(progress: Progress, organisation: OrganisationId | None = None) -> list[Occurrence]:
    """What goes out for an organisation by itself, or (None) for all together."""
    return [each for each in occurrences(progress) if each.organisation == organisation]


def said(
    progress: Progress, act: Any, item_id: str, by: str, organisation: OrganisationId | None = None, **more: Any
) -> CommunicationEvent:
    """What comes of an act at noon of the day of the progress."""
    words = Said(act, ItemId(item_id), more.pop("occurrence", None), organisation, by, **more)  # type: ignore[arg-type]
    return report(progress, words, at(progress.today))
