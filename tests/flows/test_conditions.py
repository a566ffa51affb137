"""The form by which a condition is settled, on a real server."""

from __future__ import annotations

from datetime import timedelta

import pytest
from prefect import State

from flows.office import now
from flows.settle_condition import settle_condition
from scd_workflow.app import acts
from scd_workflow.domain.conditions import all_conditions
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.happened import Condition
from scd_workflow.domain.ids import GateId, PersonId, RoleId
from tests.flows.conftest import G1, NOW, Place, typed_code
from tests.flows.test_doors import MANAGER, ended, fields

pytestmark = pytest.mark.slow

CONDITION = "G1/1 · Privacytoets is af"


def under_condition(place: Place) -> None:
    """Pass G1 under a condition that the programme manager owns."""
    chair, manager = PersonId("voorzitter-stuurgroep"), RoleId("programme_manager")
    asked = Condition(text="Privacytoets is af", owner=manager, due=NOW.date() + timedelta(days=30))
    choice = Choice(GateId("G1"), None, "conditional_go", chair, "Op één toets na", conditions=(asked,))
    acts.decide(place.office, choice, now(), code=typed_code(G1, chair))


def settle(outcome: str = "vervuld", text: str = "https://dossier.example/toets", **other: str) -> State:
    """Settle the condition by the form, with the code of the programme manager for G1."""
    said = {"voorwaarde": CONDITION, "wie": MANAGER, "uitkomst": outcome, "toelichting": text} | other
    return ended(settle_condition, **{"code": typed_code(G1, said["wie"])} | said)


def standing(place: Place) -> list[str]:
    return [each.standing for each in all_conditions(place.look().progress)]


def test_the_form_lists_the_open_conditions_and_who_may_settle_them(place: Place) -> None:
    under_condition(place)
    place.bring_in_line()

    shown = fields(place, "settle-condition")
    assert list(shown) == ["voorwaarde", "wie", "code", "uitkomst", "toelichting"]
    assert shown["voorwaarde"]["enum"] == [CONDITION]
    assert MANAGER in shown["wie"]["enum"]
    assert shown["uitkomst"]["enum"] == ["vervuld", "opgeheven"]


def test_its_owner_reports_by_the_form_that_a_condition_is_met(place: Place) -> None:
    under_condition(place)

    state = settle()

    assert (state.name, standing(place)) == ("Voorwaarde afgehandeld", ["met"])
    (settled,) = (each.settled for each in all_conditions(place.look().progress))
    assert settled is not None
    assert (settled.source, settled.proof is not None) == ("form", True)


def test_what_keeps_a_condition_from_being_settled_is_said_in_one_go(place: Place) -> None:
    under_condition(place)

    state = settle("opgeheven", " ")

    assert state.name == "Geweigerd"
    assert "geen mandaat" in (state.message or "")
    assert "Schrijf waarom" in (state.message or "")
    assert standing(place) == ["open"]
