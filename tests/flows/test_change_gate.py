"""The form by which a request, a decision or a term changes, on a real server."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from typing import Any
from uuid import UUID

import pytest
from prefect import State

from flows.ask_code import ask_code
from flows.change_gate import change_gate
from flows.office import now
from scd_workflow.app import acts
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.events import GateWithdrawn, TermExtended, TermSuspended
from scd_workflow.domain.gate_state import GateState
from scd_workflow.domain.ids import GateId, PersonId
from scd_workflow.texts import day
from tests.flows.conftest import CHAIR, G1, Place, typed_code
from tests.flows.test_doors import ARCHITECT, MANAGER, doors, ended, fields

pytestmark = pytest.mark.slow

SECOND = f"{G1.replace('G1', 'G1#2', 1)} (ronde 2)"
REASON = "De begroting moet eerst vast staan."
NOTHING = "(er is nu niets te kiezen)"


def change(what: str, who: str = CHAIR, gate: str = G1, **more: str) -> State:
    """Change a gate by the form, with the right code where none is given."""
    said = {"gate": gate, "wat": what, "wie": who, "reden": REASON} | more
    return ended(change_gate, **{"code": typed_code(gate, who)} | said)


def passed(place: Place) -> None:
    """Pass G1, as its chair does."""
    chair = PersonId("voorzitter-stuurgroep")
    acts.decide(place.office, Choice(GateId("G1"), None, "go", chair, "Alles is er"), now(), code=typed_code(G1, chair))


def g1(place: Place) -> GateState:
    return place.look().state.programme.gate(GateId("G1"))


def waiting(place: Place) -> list[str]:
    """The doors that stand open."""
    return [name for name, state in doors(place) if state == "Suspended"]


def pages(place: Place) -> dict[str, str]:
    return {each["key"]: each["data"].replace("\\", "") for each in place.prefect.ask("artifacts/latest/filter", {})}


def test_the_form_offers_what_can_change_now_and_who_can_change_it(place: Place) -> None:
    place.bring_in_line()

    shown = fields(place, "change-gate")
    assert list(shown) == ["gate", "wat", "wie", "code", "reden", "stil_tot", "werkdagen"]
    assert shown["gate"]["enum"] == [G1]
    assert shown["wat"]["enum"] == ["aanvraag intrekken", "besluit heropenen", "termijn opschorten", "termijn verdagen"]
    assert CHAIR in shown["wie"]["enum"]
    assert MANAGER in shown["wie"]["enum"]
    assert ARCHITECT not in shown["wie"]["enum"]


def test_a_withdrawn_request_closes_its_door_and_stands_on_the_page_of_the_run(place: Place) -> None:
    place.bring_in_line()

    state = change("aanvraag intrekken")

    assert (state.name, state.type.value) == ("Gewijzigd", "COMPLETED")
    assert "De gate wacht tot iemand er weer om vraagt." in (state.message or "")
    (event,) = g1(place).ended
    assert isinstance(event, GateWithdrawn)
    assert (event.source, event.reason, event.proof is not None) == ("form", REASON, True)
    assert waiting(place) == []
    assert REASON in pages(place)["wijziging-g1"]
    mails = [message_from_bytes(each.read_bytes()) for each in place.mail()]
    told = [mail for mail in mails if "Aanvraag ingetrokken" in str(mail["Subject"])]
    assert any("voorzitter-stuurgroep" in str(mail["To"]) for mail in told)
    assert fields(place, "change-gate")["gate"]["enum"] == [NOTHING]


def test_a_decision_is_reopened_with_a_code_that_was_asked_for_and_gets_a_door_again(place: Place) -> None:
    passed(place)
    place.bring_in_line()
    assert waiting(place) == []

    offered = fields(place, "ask-code")
    assert G1 in offered["gate"]["enum"]
    assert ended(ask_code, gate=G1, wie=CHAIR).name == "Code verstuurd"
    state = change("besluit heropenen")

    assert state.name == "Gewijzigd"
    assert (g1(place).attempt, g1(place).awaits_decision) == (2, True)
    assert waiting(place) == [SECOND]
    due = place.look().progress.due("G1")
    assert f"Besluit nodig uiterlijk | {day(due)}" in pages(place)["wijziging-g1"]


def test_the_owner_makes_a_term_longer_and_then_lets_it_stand_still(place: Place) -> None:
    # In this order: on a day off the example's gate is a day late, and what is over cannot stand still.
    place.bring_in_line()
    before = place.look().progress
    until = before.network.calendar.on_or_after(before.today + timedelta(days=14))

    longer = change("termijn verdagen", MANAGER, werkdagen="5")
    still = change("termijn opschorten", MANAGER, stil_tot=f"{until:%d-%m-%Y}", werkdagen=" ")

    assert [longer.name, still.name] == ["Gewijzigd", "Gewijzigd"]
    extended, suspended = g1(place).terms
    assert isinstance(suspended, TermSuspended)
    assert isinstance(extended, TermExtended)
    assert (suspended.until, extended.days, extended.role) == (until, 5, "programme_manager")
    assert before.due("G1") < extended.due < suspended.due == place.look().progress.due("G1")
    assert day(suspended.due) in (still.message or "")
    (door,) = (run for run in place.prefect.runs("gate") if run["state"]["name"] == "Suspended")
    keyset = place.prefect.state(UUID(door["id"]))["state_details"]["run_input_keyset"]
    assert day(suspended.due) in place.prefect.ask(f"flow_runs/{door['id']}/input/{keyset['description']}")


def test_a_form_that_is_handled_twice_counts_once(place: Place) -> None:
    with place.prefect.worker(place.environment):
        asked = {"gate": G1, "wat": "termijn verdagen", "wie": MANAGER, "reden": REASON, "werkdagen": 5}
        run = place.prefect.submit("change-gate", **asked, code=typed_code(G1, MANAGER))
        first = place.prefect.ended(run)
        place.prefect.set_state(run, "SCHEDULED")
        again = place.prefect.ended(run)

    assert [first["name"], again["name"]] == ["Gewijzigd", "Gewijzigd"]
    assert [each.request for each in g1(place).terms] == [str(run)]


def test_the_code_is_in_nothing_that_prefect_keeps_of_the_form(place: Place) -> None:
    code = typed_code(G1, CHAIR)

    with place.prefect.worker(place.environment):
        asked = {"gate": G1, "wie": CHAIR, "code": code}
        refused = place.prefect.submit("change-gate", **asked, wat="besluit heropenen", reden=REASON)
        place.prefect.ended(refused)
        done = place.prefect.submit("change-gate", **asked, wat="aanvraag intrekken", reden=REASON)
        states = [place.prefect.ended(each)["name"] for each in (refused, done)]

    assert states == ["Geweigerd", "Gewijzigd"]
    for each in (refused, done):
        kept: list[Any] = [place.prefect.ask(f"flow_runs/{each}"), place.prefect.artifacts(each)]
        kept.append(place.prefect.ask("logs/filter", {"logs": {"flow_run_id": {"any_": [str(each)]}}}))
        assert code not in str(kept)


@pytest.mark.parametrize(
    ("given", "sentences"),
    [
        (
            {"what": "termijn opschorten", "who": ARCHITECT, "stil_tot": "1-1-2020", "reden": " "},
            ["kan de termijn van G1 niet veranderen", "moet in de toekomst liggen", "Schrijf waarom"],
        ),
        ({"what": "termijn verdagen", "who": MANAGER}, ["Werkdagen erbij: vul dit in."]),
        (
            {"what": "aanvraag intrekken", "stil_tot": "1-6-2030", "werkdagen": "5"},
            ["Stil tot: hoort alleen bij", "Werkdagen erbij: hoort alleen bij"],
        ),
        ({"what": "besluit heropenen"}, ["G1 wacht al op een besluit."]),
        ({"what": "aanvraag intrekken", "code": "AAAA-AAAA-AAAA"}, ["code"]),
        ({"what": "", "who": "", "gate": NOTHING}, ["Gate: ", "Wat: ", "Wie: "]),
        ({"what": "aanvraag intrekken", "gate": SECOND}, ["Deze ronde (2) van G1 is voorbij"]),
    ],
    ids=lambda each: each.get("what") if isinstance(each, dict) else "",
)
def test_what_cannot_be_changed_so_is_said_in_one_go_and_nothing_changes(
    place: Place, given: dict[str, str], sentences: list[str]
) -> None:
    state = change(**given)

    assert state.name == "Geweigerd"
    assert [each for each in sentences if each not in (state.message or "")] == []
    page = pages(place)["geweigerd"]
    assert [each for each in sentences if each not in page] == []
    assert (g1(place).awaits_decision, g1(place).terms, g1(place).ended) == (True, (), ())
