"""The whole way with a plain worker: a form handed in on the page, a run, the decision in the log."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from flows.revive import revive
from flows.server import server
from scd_workflow.domain.ids import GateId
from tests.flows.conftest import CHAIR, G1, NOW, Place

pytestmark = pytest.mark.slow


@pytest.fixture
def door(place: Place) -> Iterator[UUID]:
    """The door of G1, with a worker at hand."""
    place.bring_in_line()
    with place.prefect.worker(place.environment):
        yield UUID(place.prefect.runs("gate")[0]["id"])


def test_a_form_handed_in_becomes_a_decision_with_its_page(place: Place, door: UUID) -> None:
    run = place.prefect.submit("decide-gate", gate=G1, wie=CHAIR, besluit="go", motivering="Alles is gereed.")

    assert place.prefect.ended(run)["name"] == "Besloten"
    (page,) = place.prefect.artifacts(run)
    assert "Alles is gereed." in page["data"]
    assert "P2-01" in page["data"]
    assert page["description"] == f"{G1}: go, door {CHAIR}."
    assert place.prefect.state(door)["name"] == "Besloten"
    assert place.look().state.programme.gate(GateId("G1")).passed


def test_a_refused_answer_leaves_the_same_door_open_with_the_reasons_above_its_form(place: Place, door: UUID) -> None:
    place.prefect.resume(door, wie=CHAIR, besluit="aangehouden", motivering="Nog niet.")

    refused = place.prefect.ended(door)
    assert (refused["type"], refused["name"]) == ("PAUSED", "Suspended")
    assert refused["message"] == "Geweigerd: Bij aanhouden hoort een nieuwe datum."
    shown = place.prefect.ask(f"flow_runs/{door}/input/{refused['state_details']['run_input_keyset']['description']}")
    assert shown.index("Bij aanhouden hoort een nieuwe datum.") < shown.index("criteria zijn vervuld")

    place.prefect.resume(door, wie=CHAIR, besluit="go", motivering="Toch wel.")

    assert place.prefect.ended(door)["name"] == "Besloten"
    (decided,) = place.look().state.programme.gate(GateId("G1")).decisions
    assert (decided.outcome, decided.rationale, decided.source) == ("go", "Toch wel.", "door")


def test_a_door_resumed_without_an_answer_decides_nothing_and_is_put_back(place: Place, door: UUID) -> None:
    place.prefect.set_state(door, "SCHEDULED")

    ended = place.prefect.ended(door)

    assert (ended["type"], ended["name"]) == ("FAILED", "Zonder antwoord")
    assert "zonder dat het formulier opnieuw is ingevuld" in ended["message"]
    place.bring_in_line()
    assert [run["state"]["name"] for run in place.prefect.runs("gate")] == ["Zonder antwoord", "Suspended"]
    assert place.look().state.programme.gate(GateId("G1")).awaits_decision


def test_an_answer_that_the_form_does_not_allow_is_turned_away_before_there_is_a_run(place: Place, door: UUID) -> None:
    told = place.prefect.resume(door, wie="iemand anders", besluit="go", motivering="Mag ik ook?")

    assert told["status"] == "REJECT"
    assert place.prefect.state(door)["name"] == "Suspended"


@pytest.mark.proof
def test_an_answer_is_recorded_after_all_when_the_machine_went_down_over_it(place: Place) -> None:
    place.bring_in_line()
    door = UUID(place.prefect.runs("gate")[0]["id"])
    with place.prefect.worker(place.environment) as worker:
        place.prefect.resume(door, wie=CHAIR, besluit="go", motivering="Alles is gereed.")
        while place.prefect.state(door)["type"] != "RUNNING":
            assert worker.poll() is None
        worker.kill()
        for process in _engines(door):
            os.kill(process, signal.SIGKILL)

    with server() as client:
        revive(client, place.office, NOW + timedelta(hours=1))
    with place.prefect.worker(place.environment):
        state = place.prefect.ended(door)

    assert state["name"] == "Besloten"
    assert len(place.look().state.programme.gate(GateId("G1")).decisions) == 1


@pytest.mark.proof
def test_every_open_gate_is_back_after_the_database_of_prefect_was_deleted(place: Place) -> None:
    place.prefect.forget(place.environment)

    assert [(run["name"], run["state"]["name"]) for run in place.prefect.runs("gate")] == [(G1, "Suspended")]
    form = place.prefect.ask("deployments/name/decide-gate/decide-gate")["parameter_openapi_schema"]
    assert form["properties"]["gate"]["enum"] == [G1]


def _engines(run: UUID) -> Iterator[int]:
    """The processes that execute a run."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"PREFECT__FLOW_RUN_ID={run}".encode() in (process / "environ").read_bytes():
                yield int(process.name)
