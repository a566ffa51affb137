"""What stands on the page of a run: the picture, and what became of what it was to do."""

from __future__ import annotations

from typing import Any

import pytest

from flows.decide_gate import decide_gate
from flows.notify import notify
from flows.programme import DRAWN_AT_MOST, programme
from scd_workflow.app.inbox import look
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.ids import GateId, PersonId
from tests import proved
from tests.flows.conftest import CHAIR, G1, NOW, Place
from tests.flows.server import GOING
from tests.flows.test_doors import doors, ended, page_of
from tests.waiting import until

pytestmark = pytest.mark.slow


def test_the_picture_shows_every_activity_under_its_state_and_all_of_it_is_healthy(place: Place) -> None:
    network = look(place.office, NOW).progress.network
    drawn = {*network.activities, *network.gates}

    def all_states() -> dict[str, dict[str, Any]]:
        # Prefect's server writes down what became of tasks some time after their run has ended.
        states = {task["name"].partition(" ")[0]: task["state"] for task in place.prefect.tasks()}
        return states if drawn <= {code for code, state in states.items() if state["type"] not in GOING} else {}

    programme()

    states = until(all_states)
    assert states["P1-06"]["name"] == "Gereed 10/10"
    assert states["P2-04"]["name"] == "Geblokkeerd 0/10"
    # Due today; when the day ends in between, or on a day off, it is late.
    assert states["G1"]["name"] in {"Wacht op besluit", "Te laat"}
    assert {state["type"] for state in states.values()} == {"COMPLETED"}


def test_each_phase_shows_its_table_and_what_waits_with_links(place: Place) -> None:
    programme()

    pages = {page["key"]: page["data"] for page in place.prefect.ask("artifacts/latest/filter", {})}
    (door,) = place.prefect.runs("gate")
    for key in ("programma", "fase-basis-op-orde"):
        assert "P1-07" in pages[key]
        assert f"/v2/runs/flow-run/{door['id']}" in pages[key]
        assert "/run?parameters=%7B%22gate%22" in pages[key]
    assert "Er wacht nu geen besluit." in pages["fase-borging"]


def test_a_run_without_anything_new_says_on_its_page_where_the_picture_is(place: Place) -> None:
    programme()

    page = page_of(place, ended(programme))

    assert page["key"] is None
    assert "Bijgewerkt" in page["data"]


def test_a_run_that_has_nothing_to_send_says_so_and_leaves_the_page_about_what_was_sent(place: Place) -> None:
    place.bring_in_line()
    some, none = ended(notify), ended(notify)

    assert (some.name, none.name) == ("Verstuurd", "Niets te versturen")
    assert [page_of(place, each)["key"] for each in (some, none)] == ["berichten", None]
    assert page_of(place, none)["data"].startswith("0 verstuurd")


def test_a_run_by_the_clock_that_fails_says_why_on_its_page(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCD_LANGUAGE", "fr")

    failed = ended(notify)

    assert failed.is_failed()
    assert "“fr”" in page_of(place, failed)["data"]


def test_what_happens_while_the_pictures_are_drawn_is_drawn_by_the_same_run(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = Choice(GateId("G1"), None, "go", PersonId("voorzitter-stuurgroep"), "Alles is gereed.", 1)
    drawn: list[str] = []

    def drawing(label: str, **_: object) -> None:
        if not drawn:
            proved.decide(place.office, go, NOW)
        drawn.append(label)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("flows.programme.phase", drawing)
        programme()

    phases = list(dict.fromkeys(drawn))
    assert drawn == phases * 2
    assert doors(place) == [(G1, "Besloten")]
    (page,) = place.prefect.ask("artifacts/latest/filter", {"artifacts": {"key": {"any_": ["programma"]}}})
    assert "| P2-01 | Uitvoeringsagenda van de organisatie opstellen | kan beginnen" in page["data"]
    assert ended(programme).name == "Ongewijzigd"


@pytest.mark.usefixtures("place")
def test_a_run_comes_to_an_end_however_busy_people_are(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def drawing(label: str, **_: object) -> None:
        refused = {"gate": G1, "wie": CHAIR, "besluit": "go", "motivering": "Gereed.", "code": f"{len(drawn):012}"}
        ended(decide_gate, **refused)
        drawn.append(label)

    monkeypatch.setattr("flows.programme.phase", drawing)
    monkeypatch.setattr("flows.programme.phase_labels", lambda _: ("een",))

    assert ended(programme).name == "Bijgewerkt"
    assert len(drawn) == DRAWN_AT_MOST
