"""Somebody hands in the form of a door at the very moment that it is brought in line: nothing said is lost or counted twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import pytest
from prefect.client.orchestration import SyncPrefectClient

from flows import doors
from flows.server import server
from scd_workflow.app.inbox import doors_wanted
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.ids import CriterionId, GateId, PersonId
from scd_workflow.domain.statements import Statement
from tests import proved
from tests.flows.conftest import CHAIR, G1, NOW, Place, typed_mark
from tests.flows.test_doors import decisions

pytestmark = pytest.mark.proof

ARCHITECT = PersonId("informatiearchitect")


@dataclass
class Meddled:
    """A connection to the server; right before its first call of one kind, something else happens."""

    client: SyncPrefectClient
    call: str
    meddle: Callable[[], object]

    def __getattr__(self, name: str) -> Any:
        """The client's own method; the first time that it is the awaited one, the other thing comes first."""
        if name == self.call:
            self.call = ""
            self.meddle()
        return getattr(self.client, name)


def door_of(place: Place) -> UUID:
    """The door of G1, put there now."""
    place.bring_in_line()
    return UUID(place.prefect.runs("gate")[0]["id"])


def press(place: Place, door: UUID, why: str = "Via de deur.") -> dict[str, Any]:
    """Hand in the form of a door."""
    return place.prefect.resume(door, wie=CHAIR, besluit="go", motivering=why, kenmerk=typed_mark(G1))


def reconciled(place: Place, call: str, meddle: Callable[[], object]) -> None:
    """Bring the doors in line, and let something happen right before one call."""
    with server() as client:
        doors.reconcile(cast("SyncPrefectClient", Meddled(client, call, meddle)), place.office, place.look())


def moved(place: Place) -> None:
    """Change the facts that the door of G1 shows."""
    criterion = next(each.id for each in place.look().network.gates[GateId("G1")].criteria if "samenhang" in each.text)
    said = Statement(GateId("G1"), CriterionId(criterion), None, ARCHITECT, "Geen leeg vak meer.")
    proved.state_that(place.office, said, NOW)


@pytest.mark.parametrize("call", ["filter_flow_run_input", "delete_flow_run_input", "create_flow_run_input"])
def test_an_answer_given_while_the_door_is_refreshed_is_recorded_once(place: Place, call: str) -> None:
    door = door_of(place)
    moved(place)

    told: list[dict[str, Any]] = []
    reconciled(place, call, lambda: told.append(press(place, door)))
    if told[0]["status"] == "REJECT":
        # At the moment at which the form is replaced the page says so, and the person presses again.
        press(place, door)
    place.bring_in_line()

    with place.prefect.worker(place.environment):
        assert place.prefect.ended(door)["name"] == "Besloten"
    assert decisions(place) == ["Via de deur."]


def test_an_answer_on_a_page_that_was_opened_before_the_door_was_refreshed_is_recorded(place: Place) -> None:
    door = door_of(place)
    moved(place)
    place.bring_in_line()

    press(place, door)

    with place.prefect.worker(place.environment):
        assert place.prefect.ended(door)["name"] == "Besloten"
    assert decisions(place) == ["Via de deur."]


def test_an_answer_given_while_the_door_is_closed_is_answered_with_the_decision_that_came_first(place: Place) -> None:
    door = door_of(place)
    proved.decide(place.office, Choice(GateId("G1"), None, "go", PersonId("voorzitter-stuurgroep"), "Eerst."), NOW)

    reconciled(place, "set_flow_run_state", lambda: press(place, door))

    with place.prefect.worker(place.environment):
        state = place.prefect.ended(door)
    assert (state["type"], state["name"]) == ("FAILED", "Geweigerd")
    assert "is al besloten" in state["message"]
    assert decisions(place) == ["Eerst."]


def test_an_answer_given_after_the_door_was_closed_is_turned_away(place: Place) -> None:
    door = door_of(place)
    proved.decide(place.office, Choice(GateId("G1"), None, "go", PersonId("voorzitter-stuurgroep"), "Eerst."), NOW)
    place.bring_in_line()

    assert press(place, door)["status"] == "ABORT"
    assert decisions(place) == ["Eerst."]


def test_an_answer_under_an_earlier_form_is_heard_when_somebody_forced_the_door_shut_over_it(place: Place) -> None:
    door = door_of(place)
    press(place, door)
    with server() as client:
        seen = place.look()
        (wanted,) = doors_wanted(place.office, seen)
        place.prefect.set_state(door, "RUNNING")
        doors.ask_again(client, wanted, door, above="", said="Nog eens.")
    place.prefect.set_state(door, "SCHEDULED")

    with place.prefect.worker(place.environment):
        assert place.prefect.ended(door)["name"] == "Besloten"
    assert decisions(place) == ["Via de deur."]


def test_an_answer_over_which_the_door_broke_is_heard_when_it_is_brought_in_line(place: Place) -> None:
    door = door_of(place)
    press(place, door)
    place.prefect.set_state(door, "FAILED")

    place.bring_in_line()

    assert [UUID(run["id"]) for run in place.prefect.runs("gate")] == [door]
    with place.prefect.worker(place.environment):
        assert place.prefect.ended(door)["name"] == "Besloten"
    assert decisions(place) == ["Via de deur."]
