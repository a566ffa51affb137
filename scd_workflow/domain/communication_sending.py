"""What of the communication calendar the engine sends: when it may go out, what exactly was approved, and what then happens."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from scd_workflow.domain.blackouts import against
from scd_workflow.domain.calendar_items import MAILED, POSTED
from scd_workflow.domain.communication_events import CommunicationHanded, CommunicationSent, CommunicationStopped
from scd_workflow.domain.communications import standing
from scd_workflow.domain.ids import ENGINE
from scd_workflow.domain.occurrences import hearing, occurrences
from scd_workflow.domain.reasons import because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, time

    from scd_workflow.domain.calendar_items import Channel
    from scd_workflow.domain.ids import AudienceId, OrganisationId
    from scd_workflow.domain.occurrences import Occurrence
    from scd_workflow.domain.progress import Progress
    from scd_workflow.domain.reasons import Reason

REFUSABLE: Final[frozenset[Channel]] = frozenset({"newsletter"})
"""What a reader may refuse: nobody needs it for the own work."""

Fate = Literal["ready", "later", "by_hand", "held", "changed", "absent", "sent"]
"""`later` goes out today at its hour, `by_hand` is left to people, `held` does not go out as things stand; `changed` and `absent` have
to be submitted anew."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address, whose it is where that is known, and as which audience in which organisation it is written to."""

    address: str = field(repr=False)
    name: str = field(repr=False)
    audience: AudienceId
    organisation: OrganisationId | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Something that goes out today: to whom or in which places, how many refused it, and what becomes of it, with the reason."""

    each: Occurrence
    fate: Fate
    readers: tuple[Recipient, ...] = ()
    places: tuple[str, ...] = ()
    refused: int = 0
    reason: Reason | None = None

    @property
    def count(self) -> int:
        """To how many addresses and places it goes."""
        return len(self.readers) + len(self.places)


def of_today(progress: Progress) -> tuple[Occurrence, ...]:
    """What is approved, has the day of the progress and was not left to people, in the order of the calendar."""
    today = progress.today
    return tuple(
        each
        for each in occurrences(progress)
        if each.day == today
        and each.item.channel in MAILED | POSTED
        and standing(each, today) == "scheduled"
        and each.state.handed is None
    )


def not_now(progress: Progress, each: Occurrence, clock: time) -> Iterator[Reason]:
    """Why something does not go out on the day of the progress at this time of the day, nothing when it may."""
    customs = progress.network.plan.communications.customs
    hour = min(max(each.item.at or customs.at, customs.opens), customs.closes)
    if clock < hour:
        yield because("communications.not_yet", item=each.name, hour=f"{hour:%H:%M}")
    if clock > customs.closes:
        yield because("communications.window_closed", item=each.name, hour=f"{customs.closes:%H:%M}")
    for why in against(progress.network, each.item, each.organisation, progress.today, "hard"):
        yield because("communications.held_back", item=each.name, why=why)


def digest(progress: Progress, each: Occurrence, content: str, text: str) -> str:
    """What an approval is bound to: what is said, through what, in whose name and to whom.

    `content` is the place of the text and `text` a digest of what stands there, empty for what we cannot read.
    """
    item = each.item
    whole = [
        item.title, item.core_message, item.channel, item.sender, list(item.audiences),
        list(hearing(progress, item, each.organisation)), content, text,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def sent(each: Occurrence, at: datetime, recipients: int) -> CommunicationSent:
    """That the engine sent something to so many addresses."""
    return CommunicationSent(
        at=at, by=ENGINE, source="engine", item=each.item.id, organisation=each.organisation,
        occurrence=each.nominal, role=each.item.owner, recipients=recipients,
    )  # fmt: skip


def handed(each: Occurrence, at: datetime, why: Literal["no_addresses", "no_destination"]) -> CommunicationHanded:
    """That the engine leaves something to people."""
    return CommunicationHanded(
        at=at, by=ENGINE, source="engine", item=each.item.id, organisation=each.organisation,
        occurrence=each.nominal, role=each.item.owner, why=why,
    )  # fmt: skip


def stopped(each: Occurrence, at: datetime, why: Literal["changed", "absent"]) -> CommunicationStopped:
    """That the engine did not send something, which has to be submitted and approved anew."""
    return CommunicationStopped(
        at=at, by=ENGINE, source="engine", item=each.item.id, organisation=each.organisation,
        occurrence=each.nominal, role=each.item.owner, why=why,
    )  # fmt: skip
