"""The inbox of open decisions: which gates await one, with what their deciders see and fill in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from scd_workflow.app.choices import Choices
from scd_workflow.app.fields import Field, Fields
from scd_workflow.app.forms import outcome_word
from scd_workflow.app.labels import BETWEEN, label, named, person_label
from scd_workflow.app.view import View
from scd_workflow.domain import gates
from scd_workflow.domain.briefing import briefing
from scd_workflow.domain.errors import Refused
from scd_workflow.domain.gate_spots import GateSpot
from scd_workflow.domain.notices import NEWS_LASTS
from scd_workflow.report.runs import askable_page, door_page
from scd_workflow.store import links, log, outbox
from scd_workflow.store.engine import reading, writing
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from scd_workflow.app.office import Office
    from scd_workflow.domain.events import GateDecided
    from scd_workflow.domain.ids import GateId, OrganisationId


@dataclass(frozen=True, slots=True)
class Doorplate:
    """What stands on the door of an open gate: which attempt of which gate it is for."""

    gate: GateId
    organisation: OrganisationId | None
    attempt: int
    label: str

    @property
    def key(self) -> str:
        """`gate/<id>/<organisation>/<attempt>`; the programme as a whole is `-`."""
        return f"gate/{self.gate}/{self.organisation or '-'}/{self.attempt}"


@dataclass(frozen=True, slots=True)
class Door(Doorplate):
    """An open gate as it stands in the inbox, with what its deciders see and fill in."""

    due: date
    briefing: str
    fields: tuple[Field, ...]

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


def doorplates(office: Office, seen: View) -> Iterator[Doorplate]:
    """The doors that there have to be, one for every gate that awaits its decision, in the order of the plan."""
    language = office.settings.language
    for spot in gates.open_gates(seen.progress):
        attempt = gates.gate_state(seen.progress, spot).attempt
        name = label(seen.network, spot.gate.id, spot.organisation, attempt, language=language)
        yield Doorplate(spot.gate.id, spot.organisation, attempt, name)


class Doors:
    """What the doors of a programme show, as it was seen; each is made when it is asked for, for together they are many pages."""

    def __init__(self, office: Office, seen: View) -> None:
        """Nothing is made yet."""
        self._seen, self._language = seen, office.settings.language
        self._fields = Fields(seen.progress, office.people, self._language)

    def behind(self, plate: Doorplate) -> Door:
        """The door on which that stands."""
        spot = GateSpot(self._seen.network.gates[plate.gate], plate.organisation)
        shown, fields = briefing(self._seen.progress, *spot), self._fields.of_door(spot)
        labels = next(field.choices for field in fields if field.name == "wie") or ()
        people = tuple(each.split(BETWEEN)[-1] for each in labels)
        page = door_page(shown, people, self._language)
        return Door(plate.gate, plate.organisation, plate.attempt, plate.label, shown.due, page, fields)


def doors_wanted(office: Office, seen: View) -> Iterator[Door]:
    """The door of every gate that awaits its decision, in the order of the plan."""
    return map(Doors(office, seen).behind, doorplates(office, seen))


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
    return decision_told(decided, written, person_label(office.people, decided.by), language)


def decision_told(decided: GateDecided, gate: str, person: str, language: Language) -> str:
    """What the page of a run says of a decision, whoever comes to tell it; gate and person by their labels."""
    if decided.on_behalf_of is not None:
        person = tell("report.on_behalf_of", language, person=person, principal=decided.on_behalf_of)
    outcome = outcome_word(decided.outcome, language)
    return tell("flows.decided_summary", language, gate=gate, outcome=outcome, person=person)


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

    Messages that were never tried are withdrawn when an address is new or another, and come back with it.
    """
    with writing(office.engine) as connection:
        before = links.links(connection, office.programme)
        links.register(connection, office.programme, urls)
        if any(before.get(form) != url for form, url in urls.items()):
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
