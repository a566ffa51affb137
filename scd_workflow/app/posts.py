"""What the communication calendar says, as a post in a place where its readers look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scd_workflow.app.labels import organisation_name
from scd_workflow.app.letters import thing, titled
from scd_workflow.domain.authority import role_name
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.notices import NEWS, reader_at
from scd_workflow.domain.reasons import because
from scd_workflow.render.card import Card, frozen_card
from scd_workflow.store.outbox import SAID, Draft
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from scd_workflow.app.letters import Desk
    from scd_workflow.domain.occurrences import Occurrence


def post(desk: Desk, each: Occurrence, place: str) -> Draft:
    """The post of an item in a place; raises `PlanInvalid` when the channels do not have that place."""
    destinations = desk.office.channels.destinations
    if place not in destinations:
        raise PlanInvalid(because("config.no_such_channel", channel=place))
    card = _card(desk, each)
    return Draft(
        key=f"{SAID}{thing(each)}/{each.state.attempt}/{each.day.isoformat()}/sent/{reader_at(place)}/{place}",
        obligation=NEWS,
        recipient=reader_at(place),
        address="",
        channel=place,
        subject=card.title,
        mime=frozen_card(card, destinations[place].kind, desk.office.settings.language),
        not_before=desk.seen.now,
    )


def _card(desk: Desk, each: Occurrence) -> Card:
    language, plan = desk.office.settings.language, desk.seen.plan
    title, text = titled(desk.text(each))
    where = organisation_name(plan, each.organisation)
    return Card(
        f"{title or each.item.title} ({where})" if where else title or each.item.title,
        tuple(_paragraphs(text or each.item.core_message)),
        ((tell("mail.card_sender", language), role_name(plan, each.item.sender)),),
        desk.content.name if desk.content.kind == "link" else "",
        markdown=bool(text),
    )


def _paragraphs(text: str) -> list[str]:
    """The text in pieces of which a heading is one by itself."""
    lines = (f"\n{line}\n" if line.startswith("#") else line for line in text.strip().splitlines())
    return [piece.strip() for piece in re.split(r"\n\s*\n", "\n".join(lines)) if piece.strip()]
