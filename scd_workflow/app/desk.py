"""Where messages are written: what all of them are written from, for whom, and what the outbox knows them by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scd_workflow.domain.notices import Notice, is_place, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scd_workflow.app.office import Office
    from scd_workflow.app.view import View
    from scd_workflow.domain.ids import PersonId
    from scd_workflow.texts import Language

CHANNEL = "mail"


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page is written from: the programme as it stands, where its forms are, and the head of its log."""

    office: Office
    seen: View
    forms: Mapping[str, str]
    head: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a message: a person, or all who read at a place."""

    id: PersonId
    name: str
    language: Language


def key_of(notice: Notice) -> str:
    """The notice's key with its channel: what the outbox keeps once."""
    return f"{notice.key}/{place_of(notice.person) if is_place(notice.person) else CHANNEL}"
