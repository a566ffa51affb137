"""The doors and forms in Prefect follow the log, whatever happens to them there."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect import Flow, State
from prefect.exceptions import Pause

from flows.decide_gate import decide_gate
from flows.notify import notify
from flows.open_gate import open_gate
from flows.programme import programme
from flows.report_activity import report_activity
from flows.state_criterion import state_criterion
from scd_workflow.domain.ids import GateId
from tests.flows.conftest import CHAIR, G1, Place, typed_code, typed_mark
from tests.flows.server import deploy

pytestmark = pytest.mark.slow

MANAGER = "programmamanager · Programmamanager KZA"
ARCHITECT = "informatiearchitect · Informatiearchitect"
LEAD = "projectleider-dordrecht · Projectleider Dordrecht"


def decisions(place: Place) -> list[str]:
    """Why each decision on G1 was taken, in the order of the log."""
    return [each.rationale for each in place.look().state.programme.gate(GateId("G1")).decisions]


def doors(place: Place) -> list[tuple[str, str]]:
    """The name and state of each door, the oldest first."""
    return [(run["name"], run["state"]["name"]) for run in place.prefect.runs("gate")]


def fields(place: Place, form: str) -> dict[str, Any]:
    """The fields of a form as the page shows them."""
    schema = place.prefect.ask(f"deployments/name/{form}/{form}")["parameter_openapi_schema"]
    found: dict[str, Any] = schema["properties"]
    return found


def ended(flow: Flow[..., Any], **fields: Any) -> State:
    """The state in which a flow ends that is called in this process."""
    try:
        state: State | None = flow(**fields, return_state=True)  # type: ignore[func-returns-value, unused-ignore]
    except Pause as stopped:
        state = stopped.state
    assert state is not None
    return state


def page_of(place: Place, state: State) -> dict[str, Any]:
    """The page that the run shows which ended in this state."""
    run = state.state_details.flow_run_id
    assert run is not None
    (page,) = place.prefect.artifacts(run)
    return page


def decide(outcome: str = "go", **fields: Any) -> str | None:
    """Decide G1 by the form; gives the name of the state in which the run ended."""
    said = {"gate": G1, "wie": CHAIR, "besluit": outcome, "motivering": "Alles is gereed."} | fields
    said.setdefault("code", typed_code(said["gate"], said["wie"]))
    said.setdefault("kenmerk", typed_mark(said["gate"]))
    return ended(decide_gate, **said).name


def test_an_open_gate_has_one_door_however_often_everything_is_brought_in_line(place: Place) -> None:
    names = [ended(programme).name for _ in range(3)]

    assert names == ["Bijgewerkt", "Ongewijzigd", "Ongewijzigd"]
    assert doors(place) == [(G1, "Suspended")]


@pytest.mark.parametrize("end", ["FAILED", "CANCELLED", "COMPLETED"])
def test_a_door_that_ended_without_a_decision_says_so_and_is_put_back(place: Place, end: str) -> None:
    place.bring_in_line()
    place.prefect.set_state(UUID(place.prefect.runs("gate")[0]["id"]), end)

    for _ in range(2):
        place.bring_in_line()

    assert doors(place) == [(G1, "Zonder besluit"), (G1, "Suspended")]
    state = place.prefect.runs("gate")[0]["state"]
    assert (state["type"], f"“{end.capitalize()}”" in state["message"]) == ("CANCELLED", True)
    assert decisions(place) == []


def test_the_page_of_the_programme_names_the_runs_that_ended_without_a_decision(place: Place) -> None:
    place.bring_in_line()
    (door,) = place.prefect.runs("gate")
    place.prefect.set_state(UUID(door["id"]), "COMPLETED")

    programme()

    (page,) = (each["data"] for each in place.prefect.ask("artifacts/latest/filter", {}) if each["key"] == "programma")
    assert (
        f"* [{G1}]({place.office.settings.ui_url}/v2/runs/flow-run/{door['id']})"
        in page.partition("eindigden zonder besluit")[2]
    )


def test_a_door_that_was_deleted_is_put_back(place: Place) -> None:
    place.bring_in_line()
    for run in place.prefect.runs("gate"):
        place.prefect.delete(f"flow_runs/{run['id']}")

    place.bring_in_line()

    assert doors(place) == [(G1, "Suspended")]


def test_a_decision_by_the_form_closes_the_door_and_opens_the_next_phase(place: Place) -> None:
    place.bring_in_line()

    assert decide() == "Besloten"

    assert doors(place) == [(G1, "Besloten")]
    seen = place.look()
    assert seen.state.programme.gates["G1"].passed  # type: ignore[index]
    assert seen.progress.standing("P2-11").status == "ready"
    assert len(place.mail()) > 1
    assert any(
        option.startswith("P2-01@dordrecht") for option in fields(place, "report-activity")["activiteit"]["enum"]
    )


def test_a_decision_form_that_runs_twice_decides_once(place: Place) -> None:
    assert [decide(), decide()] == ["Besloten", "Besloten"]

    assert [each.kind for each in (one.event for one in place.look().recorded)].count("gate_decided") == 1


def test_another_decision_after_the_first_is_refused_with_the_first(place: Place) -> None:
    decide()

    assert decide("no-go", terug_naar=["P1-01 · Visie"]) == "Geweigerd"

    (page,) = [each for each in place.prefect.ask("artifacts/latest/filter", {}) if each["key"] == "geweigerd"]
    assert "is al besloten" in page["data"]


def test_a_deferred_gate_gets_a_door_of_its_own_for_the_next_round(place: Place) -> None:
    place.bring_in_line()

    assert decide("aangehouden", nieuwe_datum="1-12-2027") == "Besloten"

    assert doors(place) == [(G1, "Besloten"), ("G1#2 · Basis op orde (ronde 2)", "Suspended")]


def test_nonsense_in_a_form_is_refused_with_every_reason_and_nothing_is_recorded(place: Place) -> None:
    before = place.look().seq

    state = ended(decide_gate, gate=G1, wie="", besluit="misschien", motivering="", voorwaarden="iets")

    assert state.is_failed()
    assert state.name == "Geweigerd"
    assert [word in str(state.message) for word in ("Wie besluit", "Besluit", "Voorwaarden, regel 1")] == [True] * 3
    assert place.look().seq == before


def test_work_that_is_reported_twice_is_recorded_once(place: Place) -> None:
    decide()
    report = {"activiteit": "P2-11", "wie": MANAGER, "melding": "begonnen"}

    names = [ended(report_activity, **report).name for _ in range(2)]

    assert names == ["Gemeld", "Geweigerd"]
    assert place.look().progress.standing("P2-11").status == "started"


def test_a_statement_refreshes_what_the_door_shows(place: Place) -> None:
    place.bring_in_line()
    (door,) = place.prefect.runs("gate")
    key = door["state"]["state_details"]["run_input_keyset"]["description"]
    before = place.prefect.ask(f"flow_runs/{door['id']}/input/{key}")
    criterium = next(each for each in fields(place, "state-criterion")["criterium"]["enum"] if "samenhang" in each)

    code = typed_code(criterium, ARCHITECT)
    state = ended(state_criterion, criterium=criterium, wie=ARCHITECT, code=code, verklaring="Geen leeg vak meer.")

    assert state.name == "Vastgelegd"
    assert [run["state"]["id"] for run in place.prefect.runs("gate")] == [door["state"]["id"]]
    shown = (before, place.prefect.ask(f"flow_runs/{door['id']}/input/{key}"))
    assert ["Geen leeg vak meer." in page for page in shown] == [False, True]


def test_an_owner_who_asks_early_gets_a_door_for_that_gate(place: Place) -> None:
    decide()
    gate = next(each for each in fields(place, "open-gate")["gate"]["enum"] if each.startswith("G2a@dordrecht"))

    state = ended(open_gate, gate=gate, wie=LEAD, reden="De raad vergadert maar eens per jaar.")

    assert state.name == "Aangevraagd"
    assert (gate, "Suspended") in doors(place)


def test_before_a_plan_is_adopted_nothing_is_wrong_and_nothing_is_done(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    monkeypatch.setenv("SCD_DATABASE_URL", empty)

    said = deploy({**place.environment, "SCD_DATABASE_URL": empty})
    scheduled = [ended(flow) for flow in (programme, notify)]

    assert "Er is nog geen plan" in said
    assert [(state.name, state.is_completed()) for state in scheduled] == [("Nog geen plan", True)] * 2
    assert [page_of(place, state)["data"] for state in scheduled] == [state.message for state in scheduled]
    assert decide() == "Geweigerd"


def test_a_decision_on_papers_that_changed_is_refused_with_what_changed_above_the_form(place: Place) -> None:
    place.bring_in_line()
    seen = typed_mark(G1)
    criterium = next(each for each in fields(place, "state-criterion")["criterium"]["enum"] if "samenhang" in each)
    said = {"criterium": criterium, "wie": ARCHITECT, "verklaring": "Geen leeg vak meer."}
    ended(state_criterion, **said, code=typed_code(criterium, ARCHITECT))

    state = ended(
        decide_gate, gate=G1, wie=CHAIR, besluit="go", motivering="Gereed.", code=typed_code(G1, CHAIR), kenmerk=seen
    )

    (page,) = (
        each["data"]
        for each in place.prefect.ask(
            "artifacts/filter", {"artifacts": {"key": {"any_": ["geweigerd"]}}, "limit": 1, "sort": "CREATED_DESC"}
        )
    )
    assert state.name == "Geweigerd"
    assert "Wat er veranderd is" in page
    assert typed_mark(G1) in page
