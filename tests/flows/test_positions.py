"""The form by which one of the consulted gives its position, on a real server."""

from __future__ import annotations

import json
from typing import Any

import pytest
from prefect import State

from flows.give_position import give_position
from scd_workflow.domain.events import PositionGiven
from scd_workflow.domain.gate_spots import GateSpot
from scd_workflow.domain.ids import GateId
from scd_workflow.domain.positions import support
from tests.flows.conftest import G1, Place, typed_code
from tests.flows.test_doors import ended, fields

pytestmark = pytest.mark.slow

DORDRECHT = "dordrecht · Gemeente Dordrecht"
SPONSOR = "sponsor-dordrecht · Sponsor Dordrecht"


def object_to_it(**other: Any) -> State:
    """Hand in an objection of Dordrecht by the form, with the code of its sponsor."""
    said = {"gate": G1, "namens": DORDRECHT, "wie": SPONSOR, "standpunt": "bezwaar", "advies": "Nog niet."} | other
    return ended(give_position, **{"code": typed_code(said["gate"], said["wie"])} | said)


def verdict(place: Place) -> str | None:
    seen = place.look()
    return support(seen.progress, GateSpot(seen.network.gates[GateId("G1")], None)).verdict


def recorded(place: Place) -> list[PositionGiven]:
    """What was said by a form, in the order of the log."""
    found = (each.event for each in place.look().recorded)
    return [each for each in found if isinstance(each, PositionGiven) and each.source == "form"]


def test_the_form_lists_the_consulted_and_who_speaks_for_them(place: Place) -> None:
    place.bring_in_line()

    shown = fields(place, "give-position")
    assert shown["gate"]["enum"] == [G1]
    assert len(shown["namens"]["enum"]) == len(shown["wie"]["enum"]) == 10
    assert list(shown) == ["gate", "namens", "wie", "code", "standpunt", "advies"]


def test_a_position_by_the_form_turns_the_verdict_and_the_door_shows_it(place: Place) -> None:
    place.bring_in_line()
    before = verdict(place)

    state = object_to_it()

    assert (state.name, state.message) == ("Standpunt vastgelegd", f"{G1}: {DORDRECHT}, bezwaar.")
    assert (before, verdict(place)) == ("carried", "not_carried")
    (said,) = recorded(place)
    assert (said.speaker, said.advice, said.proof is not None) == ("dordrecht", "Nog niet.", True)
    (door,) = place.prefect.runs("gate")
    key = door["state"]["state_details"]["run_input_keyset"]["description"]
    assert "Nog niet." in json.dumps(place.prefect.ask(f"flow_runs/{door['id']}/input/{key}"), ensure_ascii=False)


def test_a_position_of_somebody_else_with_a_wrong_code_is_refused_with_every_reason(place: Place) -> None:
    state = object_to_it(wie="sponsor-grd · Sponsor GR Drechtsteden", advies="", code="AAAA-BBBB-CCCC")

    assert state.name == "Geweigerd"
    assert state.message is not None
    assert all(part in state.message for part in ("sponsor-grd", "'bezwaar'", "code"))
    assert (recorded(place), verdict(place)) == ([], "carried")
