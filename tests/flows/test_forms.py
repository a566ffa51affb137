"""What people hand in that does not fit: old links, empty fields, runs that belong to no gate."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from flows.decide_gate import decide_gate
from flows.open_gate import open_gate
from flows.programme import programme
from tests.flows.conftest import CHAIR, G1, Place
from tests.flows.test_doors import LEAD, decide, doors, ended, fields

pytestmark = pytest.mark.slow


def test_a_decision_through_an_old_link_is_refused_with_the_reason_on_its_page(place: Place) -> None:
    decide("aangehouden", nieuwe_datum="1-12-2027")

    with place.prefect.worker(place.environment):
        run = place.prefect.submit("decide-gate", gate=G1, wie=CHAIR, besluit="go", motivering="Te laat.")
        state = place.prefect.ended(run)

    assert (state["type"], state["name"]) == ("FAILED", "Geweigerd")
    (page,) = place.prefect.artifacts(run)
    assert page["data"].startswith("## Geweigerd")
    assert state["message"] in page["data"].replace("\\", "")


@pytest.mark.parametrize("given", [{}, {"gate": None, "wie": 7, "besluit": ["go"], "motivering": {"a": 1}}])
def test_fields_that_are_missing_or_of_another_kind_are_refused_one_by_one(place: Place, given: dict[str, Any]) -> None:
    with place.prefect.worker(place.environment):
        run = place.prefect.submit("decide-gate", **given)
        state = place.prefect.ended(run)

    assert (state["type"], state["name"]) == ("FAILED", "Geweigerd")
    assert [title in state["message"] for title in ("Gate: ", "Besluit: ")] == [True, True]


def test_the_lists_of_a_form_stay_though_prefect_checks_nothing(place: Place) -> None:
    place.bring_in_line()

    deployment = place.prefect.ask("deployments/name/decide-gate/decide-gate")
    assert not deployment["enforce_parameter_schema"]
    assert fields(place, "decide-gate")["gate"]["enum"] == [G1]


def test_who_asks_for_a_gate_sees_how_it_stands_before_and_after(place: Place) -> None:
    decide()
    gate = next(each for each in fields(place, "open-gate")["gate"]["enum"] if each.startswith("G2a@dordrecht"))
    about = place.prefect.ask("deployments/name/open-gate/open-gate")["description"]

    assert "G2a@dordrecht: 0 van " in fields(place, "open-gate")["gate"]["description"]
    assert f"### {gate}" in about.replace("\\", "")
    assert "De acceptatie is ondertekend." in about
    assert ended(open_gate, gate=gate, wie=LEAD, reden="De raad vergadert maar eens per jaar.").name == "Aangevraagd"

    pages = {page["key"]: page["data"] for page in place.prefect.ask("artifacts/latest/filter", {})}
    assert "De acceptatie is ondertekend." in pages["aanvraag-g2a-dordrecht"]
    programme()
    again = place.prefect.ask("deployments/name/open-gate/open-gate")["description"]
    assert f"### {gate}" not in again.replace("\\", "")


def test_a_run_that_somebody_started_by_hand_says_that_it_belongs_to_no_decision(place: Place) -> None:
    with place.prefect.worker(place.environment):
        run = place.prefect.submit("gate", gate="zomaar wat")
        state = place.prefect.ended(run)

    assert (state["type"], state["name"]) == ("FAILED", "Geen besluit")
    assert "hoort bij geen besluit" in state["message"]


def test_a_run_that_somebody_started_by_hand_stops_no_reconciliation(place: Place) -> None:
    run = place.prefect.submit("gate", gate="?!")
    place.prefect.set_state(run, "PAUSED")

    place.bring_in_line()

    assert place.prefect.state(UUID(str(run)))["name"] == "Geen besluit"
    assert (G1, "Suspended") in doors(place)


def test_a_form_called_without_anything_is_refused(place: Place) -> None:
    before = place.look().seq

    assert ended(decide_gate).name == "Geweigerd"
    assert place.look().seq == before
