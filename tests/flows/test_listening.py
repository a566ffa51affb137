"""A listener and no worker: what people answer is recorded at once, and the doors follow the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from shutil import copy
from typing import Any

import pytest
from prefect.flow_engine import run_flow

from flows import scrub
from flows.gate import gate
from flows.server import server
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.happened import Outcome
from scd_workflow.domain.ids import GateId, PersonId
from tests import proved
from tests.flows.conftest import CHAIR, G1, NOW, Place, typed_code
from tests.flows.listening import (
    Ears,
    begin_anew,
    database,
    door,
    everything_kept,
    kinds,
    place_of,
    suspended,
    unread,
)
from tests.flows.server import Prefect
from tests.flows.test_doors import decisions
from tests.waiting import until

pytestmark = pytest.mark.slow

ARCHITECT = "informatiearchitect · Informatiearchitect KZA"
SAMENHANG = "G1/samenhang · Basis op orde"
MANAGER = "programmamanager · Programmamanager KZA"
CHOSEN = PersonId("voorzitter-stuurgroep")
WRONG = "WRNG-C0DE-2345"
SAID: dict[str, Any] = {"wie": CHAIR, "besluit": "go", "motivering": "Alles is gereed."}


@pytest.fixture(scope="module")
def ears(prefect: Prefect, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ears]:
    """A listener that goes on from test to test, as it does in life."""
    var = tmp_path_factory.mktemp("listening")
    copy(prefect.home / "loaded.db", var / "scd.db")
    ears = Ears({**prefect.environment, "SCD_VAR": str(var)}, var / "listener.log")
    ears.start()
    yield ears
    ears.kill()


@pytest.fixture
def place(prefect: Prefect, ears: Ears) -> Iterator[Place]:
    """The example under the listener, as it was when it was loaded, with its door."""
    with place_of(prefect, ears.environment) as place:
        begin_anew(place)
        yield place


def decide_elsewhere(place: Place, outcome: Outcome = "go", **more: Any) -> None:
    """Decide G1 by the command, of which Prefect knows nothing."""
    proved.decide(place.office, Choice(GateId("G1"), None, outcome, CHOSEN, "Elders.", **more), NOW)


def test_an_answer_at_a_door_is_recorded_and_its_run_tells_so(place: Place) -> None:
    run = door(place)
    code = typed_code(G1, CHAIR)

    place.prefect.resume(run, **SAID, code=code)

    state = place.prefect.ended(run)
    assert (state["type"], state["name"], state["message"]) == ("COMPLETED", "Besloten", f"{G1}: go, door {CHAIR}.")
    (page,) = [each for each in place.prefect.artifacts(run) if each["key"].startswith("besluit")]
    assert "Alles is gereed." in page["data"]
    assert decisions(place) == ["Alles is gereed."]
    until(lambda: not unread(run))
    kept = everything_kept(place)
    assert "Alles is gereed." in kept
    assert code not in kept
    until(place.mail)


def test_a_wrong_code_is_counted_once_and_the_same_door_asks_again(place: Place) -> None:
    run = door(place)

    place.prefect.resume(run, **SAID, code=WRONG)
    until(lambda: "Geweigerd" in str(place.prefect.state(run)["message"]))

    refused = place.prefect.ended(run)
    assert (refused["type"], refused["name"]) == ("PAUSED", "Suspended")
    shown = place.prefect.ask(f"flow_runs/{run}/input/{refused['state_details']['run_input_keyset']['description']}")
    assert shown.index("Deze code is niet die van") < shown.index("criteria zijn vervuld")
    assert kinds(place)["attempt_refused"] == 1
    assert WRONG not in everything_kept(place)

    place.prefect.resume(run, **SAID)

    assert place.prefect.ended(run)["name"] == "Besloten"
    assert decisions(place) == ["Alles is gereed."]


def test_a_form_is_carried_out_as_a_worker_would(place: Place) -> None:
    standing = door(place)
    code = typed_code(G1, CHAIR)

    run = place.prefect.submit("decide-gate", gate=G1, **SAID, code=code)

    state = place.prefect.ended(run)
    assert (state["type"], state["name"], state["message"]) == ("COMPLETED", "Besloten", f"{G1}: go, door {CHAIR}.")
    told = place.prefect.ask(f"flow_runs/{run}")
    assert (told["name"], told["parameters"]["code"], told["run_count"]) == (G1, scrub.DOTS, 1)
    (page,) = place.prefect.artifacts(run)
    assert "P2-01" in page["data"]
    until(lambda: place.prefect.state(standing)["name"] == "Besloten")
    until(lambda: code not in everything_kept(place))


def test_a_refused_form_says_why_and_counts_once(place: Place) -> None:
    run = place.prefect.submit(
        "state-criterion", criterium=SAMENHANG, wie=ARCHITECT, verklaring="Geen leeg vak.", code=WRONG
    )

    state = place.prefect.ended(run)
    assert (state["type"], state["name"]) == ("FAILED", "Geweigerd")
    assert "Deze code is niet die van" in state["message"]
    assert kinds(place)["attempt_refused"] == 1
    until(lambda: WRONG not in everything_kept(place))


def test_a_code_that_was_asked_for_is_mailed(place: Place) -> None:
    before, code = set(place.mail()), typed_code(G1, ARCHITECT).encode()

    run = place.prefect.submit("ask-code", gate=G1, wie=ARCHITECT)

    assert place.prefect.ended(run)["name"] == "Code verstuurd"
    until(lambda: any(code in each.read_bytes() for each in {*place.mail()} - before))


def test_a_decision_that_is_taken_elsewhere_closes_the_door_and_opens_the_next_phase(place: Place) -> None:
    run = door(place)

    decide_elsewhere(place)

    assert place.prefect.ended(run)["type"] == "PAUSED"
    until(lambda: place.prefect.state(run)["name"] == "Besloten")
    form = "deployments/name/report-activity/report-activity"
    until(lambda: "P2-11" in str(place.prefect.ask(form)["parameter_openapi_schema"]))


def test_a_gate_that_opens_elsewhere_gets_a_door(place: Place) -> None:
    working_days = place.look().network.calendar
    decide_elsewhere(place, "deferred", deferred_until=working_days.on_or_after(NOW.date() + timedelta(days=300)))

    until(lambda: [run["name"] for run in suspended(place)] == ["G1#2 · Basis op orde (ronde 2)"])


@pytest.mark.parametrize("end", ["CANCELLED", "deleted"])
def test_a_door_that_is_gone_is_put_back(place: Place, end: str) -> None:
    run = door(place)

    if end == "deleted":
        place.prefect.delete(f"flow_runs/{run}")
    else:
        place.prefect.set_state(run, end)

    until(lambda: [each["id"] != str(run) for each in suspended(place)] == [True])


def test_a_door_that_is_resumed_without_an_answer_decides_nothing_and_is_put_back(place: Place) -> None:
    run = door(place)

    place.prefect.set_state(run, "SCHEDULED")

    assert place.prefect.ended(run)["name"] == "Zonder antwoord"
    assert door(place) != run
    assert decisions(place) == []


def test_an_answer_that_a_worker_has_in_hand_is_recorded_and_left_to_the_worker(place: Place) -> None:
    run = door(place)

    place.prefect.resume(run, **SAID)
    place.prefect.move(run, "PENDING")
    until(lambda: decisions(place))
    # What the process of the worker does, which starts only now.
    with server() as client:
        run_flow(gate, flow_run=client.read_flow_run(run))

    state = place.prefect.state(run)
    assert (state["type"], state["name"]) == ("COMPLETED", "Besloten")
    assert kinds(place)["gate_decided"] == 1


def test_a_worker_that_comes_too_late_to_a_door_tells_of_the_same_decision(place: Place) -> None:
    run = door(place)
    place.prefect.resume(run, **SAID)
    place.prefect.ended(run)
    until(lambda: not unread(run))

    place.prefect.move(run, "PENDING")
    with server() as client:
        run_flow(gate, flow_run=client.read_flow_run(run))

    state = place.prefect.state(run)
    assert (state["type"], state["name"], state["message"]) == ("COMPLETED", "Besloten", f"{G1}: go, door {CHAIR}.")
    assert kinds(place)["gate_decided"] == 1


def test_two_listeners_record_an_answer_once(place: Place, ears: Ears) -> None:
    other = Ears(ears.environment, ears.log.with_name("other.log"))
    other.start()
    run = door(place)
    try:
        place.prefect.resume(run, **SAID)
        assert place.prefect.ended(run)["name"] == "Besloten"
        form = place.prefect.submit("report-activity", activiteit="P2-11", wie=MANAGER, melding="begonnen")
        assert place.prefect.ended(form)["name"] == "Gemeld"
    finally:
        code = other.stop()

    assert code == 0
    assert decisions(place) == ["Alles is gereed."]
    assert place.prefect.ended(run)["name"] == "Besloten"


def test_an_act_that_is_in_hand_when_the_listener_must_stop_is_finished(place: Place, ears: Ears) -> None:
    run = door(place)
    with closing(sqlite3.connect(database(place), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        place.prefect.resume(run, **SAID)
        until(lambda: place.prefect.state(run)["type"] == "SCHEDULED")
        ears.ask_to_stop()
        other.execute("ROLLBACK")

    assert ears.exit_code() == 0
    assert decisions(place) == ["Alles is gereed."]

    ears.start()
    assert place.prefect.ended(run)["name"] == "Besloten"
    assert decisions(place) == ["Alles is gereed."]


def test_what_was_answered_while_it_was_away_is_recorded_when_it_starts(place: Place, ears: Ears) -> None:
    run = door(place)
    assert ears.stop() == 0
    place.prefect.resume(run, **SAID)
    form = place.prefect.submit("open-gate", gate="G9 · Bestaat niet", wie=CHAIR)
    assert decisions(place) == []

    ears.start()

    assert place.prefect.ended(run)["name"] == "Besloten"
    assert place.prefect.ended(form)["name"] == "Geweigerd"
    assert decisions(place) == ["Alles is gereed."]


def test_beside_a_worker_an_answer_counts_once_and_nothing_ends_red(place: Place) -> None:
    run = door(place)
    with place.prefect.worker(place.environment):
        place.prefect.resume(run, **SAID)
        form = place.prefect.submit("report-activity", activiteit="P1-07", wie=MANAGER, melding="bewijs toevoegen")
        ends = [place.prefect.ended(each)["type"] for each in (run, form)]

    assert ends[0] == "COMPLETED"
    assert decisions(place) == ["Alles is gereed."]
    assert kinds(place)["gate_decided"] == 1


def test_it_says_little_and_no_code_and_no_answer(ears: Ears) -> None:
    said = ears.said()

    assert "Traceback" not in said
    assert WRONG not in said
    assert "Alles is gereed." not in said
