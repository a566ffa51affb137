"""The inbox of open decisions: which gates await one, with what their deciders see and fill in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from scd_workflow.app.choices import Choices
from scd_workflow.app.fields import Field, Fields
from scd_workflow.app.forms import outcome_word
from scd_workflow.app.labels import BETWEEN, label, named
from scd_workflow.app.view import View
from scd_workflow.domain import gates
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.notices import NEWS_LASTS
from scd_workflow.report.runs import askable_page, door_page
from scd_workflow.report.votes import acted
from scd_workflow.store import links, log, outbox
from scd_workflow.store.engine import reading, writing
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.domain.gates import GateSpot
    from scd_workflow.domain.ids import OrganisationId


@dataclass(frozen=True, slots=True)
class Door:
    """An open gate as it stands in the inbox; a door is for one attempt of one gate."""

    gate: str
    organisation: OrganisationId | None
    attempt: int
    label: str
    due: date
    briefing: str
    fields: tuple[Field, ...]

    @property
    def key(self) -> str:
        """`gate/<id>/<organisation>/<attempt>`; the programme as a whole is `-`."""
        return f"gate/{self.gate}/{self.organisation or '-'}/{self.attempt}"

    @property
    def mark(self) -> str:
        """The mark of the briefing that its form is filled in with."""
        return next(field.filled for field in self.fields if field.name == "kenmerk")

    @property
    def digest(self) -> str:
        """A short mark of everything that the form shows, so that a form that shows something older can be told."""
        shown = [self.briefing, [asdict(field) for field in self.fields]]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:12]


def look(office: Office, now: datetime) -> View:
    """The programme as it stands; raises `Refused` when no plan has been adopted."""
    with reading(office.engine) as connection:
        return office.follower.look(connection, now)


def doors_wanted(office: Office, seen: View) -> tuple[Door, ...]:
    """The door of every gate that awaits its decision, in the order of the plan."""
    fields = Fields(seen.progress, office.people, office.settings.language)
    return tuple(_door(seen, spot, fields, office.settings.language) for spot in gates.open_gates(seen.progress))


def why_closed(office: Office, seen: View, written: str) -> str:
    """Why the gate that a label names awaits no decision any more in the attempt that it names."""
    language = office.settings.language
    try:
        gate = named(written)
    except Refused:
        return tell("flows.stray_summary", language)
    held = seen.state.of(gate.organisation).gates
    taken = (each for key, state in held.items() if key == gate.part for each in state.decisions)
    decided = next((each for each in taken if each.attempt == gate.attempt), None)
    if decided is None:
        return tell("flows.closed_summary", language)
    outcome = outcome_word(decided.outcome, language)
    return tell("flows.decided_summary", language, gate=decided.gate, outcome=outcome, person=acted(decided, language))


def descriptions(office: Office, seen: View) -> dict[str, str]:
    """What to tell beside a form that shows no briefings itself, by its name."""
    language = office.settings.language
    briefings = Choices(seen.progress, office.people, language).briefings()
    waiting = f"{office.settings.ui_url}/v2/runs?state=Suspended"
    return {
        "decide-gate": tell("forms.decide_about", language, waiting=waiting),
        "open-gate": askable_page(tell("forms.open_about", language), briefings, language),
    }


def register_forms(office: Office, urls: Mapping[str, str], now: datetime) -> None:
    """Remember where each form can be opened, so that messages can link to it.

    Messages that were never tried are withdrawn when an address changed, and come back with the new one.
    """
    with writing(office.engine) as connection:
        before = links.links(connection, office.programme)
        links.register(connection, office.programme, urls)
        if any(before.get(form, url) != url for form, url in urls.items()):
            untried = outbox.untried(connection, office.programme, since=now - NEWS_LASTS)
            outbox.withdraw_each(connection, office.programme, untried, reason="links_moved", now=now)


def forms_known(office: Office) -> dict[str, str]:
    """Where each form can be opened."""
    with reading(office.engine) as connection:
        return links.links(connection, office.programme)


def head(office: Office) -> str:
    """The head of the log, which is another after every event."""
    with reading(office.engine) as connection:
        return log.format_head(log.head(connection, office.programme))


def head_seen(office: Office, seen: View) -> str | None:
    """The hash of the last event that was seen; absent when the log has become another since."""
    with reading(office.engine) as connection:
        return log.hash_at(connection, office.programme, seen.seq)


def _door(seen: View, spot: GateSpot, fields: Fields, language: Language) -> Door:
    state = gates.gate_state(seen.progress, spot)
    shown, own = briefing(seen.progress, *spot), fields.of_door(spot)
    labels = next(field.choices for field in own if field.name == "wie") or ()
    people = tuple(each.split(BETWEEN)[-1] for each in labels)
    return Door(
        gate=spot.gate.id,
        organisation=spot.organisation,
        attempt=state.attempt,
        label=label(seen.network, spot.gate.id, spot.organisation, state.attempt, language=language),
        due=shown.due,
        briefing=door_page(shown, people, language),
        fields=own,
    )
