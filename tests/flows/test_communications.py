"""A text is submitted and approved by the form, and goes out by its flow, on a real server."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from prefect import State

from flows import communications as sending
from flows.change_communication import change_communication
from flows.communications import communications
from flows.office import now
from flows.record_communication import record_communication
from scd_workflow.app import acts
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.ids import GateId, PersonId
from scd_workflow.domain.occurrences import occurrences
from tests.flows.conftest import Place, typed_code
from tests.flows.test_doors import ended, fields

pytestmark = pytest.mark.slow

CHAIR = PersonId("voorzitter-stuurgroep")
SECRETARY = "programmasecretaris · Programmasecretaris KZA"
MANAGER = "programmamanager · Programmamanager KZA"


def do(item: str, act: str, who: str, **more: str) -> State:
    return ended(change_communication, onderdeel=item, wat=act, wie=who, **more)


def test_a_text_goes_from_the_form_to_its_readers_by_the_clock(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    acts.decide(
        place.office, Choice(GateId("G1"), None, "go", CHAIR, "Alles is er."), now(), code=typed_code("G1", CHAIR)
    )
    place.bring_in_line()
    memo = next(each for each in occurrences(place.look().progress) if each.item.id == "stuurgroepmemo")
    item = f"{memo.name} · {memo.item.title}"

    shown = fields(place, "change-communication")
    assert item in shown["onderdeel"]["enum"]
    assert {SECRETARY, MANAGER} <= set(shown["wie"]["enum"])
    assert do(item, "tekst indienen", SECRETARY, tekst="nieuwsbrief-voorbeeld.md").name == "Vastgelegd"
    assert do(item, "tekst goedkeuren", SECRETARY).name == "Geweigerd"
    assert do(item, "tekst goedkeuren", MANAGER).name == "Vastgelegd"

    home = ZoneInfo("Europe/Amsterdam")
    at_ten = datetime.combine(memo.day, time(10), home)
    monkeypatch.setattr(sending, "now", lambda: at_ten)
    first, again = (ended(communications) for _ in range(2))
    assert (first.name, again.name) == ("Klaargezet", "Niets uit te sturen")
    assert "Adressen: 3" in str(first.message)
    (page,) = place.prefect.ask("artifacts/filter", {"artifacts": {"key": {"any_": ["uitgaand"]}}, "limit": 1})
    assert memo.name in page["data"]
    assert "@example.nl" not in page["data"]

    told = ended(record_communication, onderdeel=item, wie=SECRETARY, uitgegaan="was al gemeld", bereik="3")
    assert told.name == "Gemeld"
