"""What is posted where several people read: what those hear who hold a role, once for all, and nothing personal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from scd_workflow.app import acts, by_hand
from scd_workflow.app.inbox import register_forms
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.preview import preview
from scd_workflow.domain.codes import PLACEHOLDER
from scd_workflow.store import outbox
from scd_workflow.store.engine import reading
from tests import proved
from tests.app.test_posting import GO, MONDAY, TUESDAY, at, awaiting, withdrawn
from tests.examples import day
from tests.offices import write

FORM = "https://scd.example.nl/form"
WEDNESDAY = day(1, 6)
CHAIRS = "@stuurgroep"


def opened(folder: Path, **place: object) -> Office:
    """The office of a gate that is due on Tuesday, where a place hears what the chairs hear."""
    settings = awaiting(folder)
    channels = yaml.safe_load((settings.config / "channels.yaml").read_text(encoding="utf-8"))
    destination = {"kind": "teams", "secret": "SCD_SECRET_TEAMS", "roles": ["steering_chair"]} | place
    write(settings.config / "channels.yaml", channels | {"destinations": {"stuurgroep": destination}})
    office = open_office(settings)
    register_forms(office, {"decide-gate": FORM}, at(MONDAY, 11))
    return office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """The place hears of everything."""
    return opened(tmp_path)


def postings(office: Office) -> list[tuple[str, str]]:
    """The step and the state of what was posted."""
    with reading(office.engine) as connection:
        rows = outbox.rows(connection, office.programme)
    return [(row.key.split("/")[5], row.state) for row in rows if row.recipient == CHAIRS]


def card(office: Office) -> str:
    """The only message for the place, as it is kept."""
    with reading(office.engine) as connection:
        (row,) = (each for each in outbox.rows(connection, office.programme) if each.recipient == CHAIRS)
    return by_hand.letter(office, row.id).text


def test_what_two_holders_of_a_role_are_told_is_posted_once(office: Office) -> None:
    for hour in (8, 9):
        acts.open_gates(office, at(TUESDAY, hour))

    assert postings(office) == [("due", "waiting")]


def test_a_posting_holds_no_code_and_names_nobody_in_its_link(office: Office) -> None:
    acts.open_gates(office, at(TUESDAY))

    said = card(office)

    assert PLACEHOLDER not in said
    assert "stef" not in said.lower()
    assert FORM in said
    assert "wie" not in json.dumps(said)


def test_a_posting_is_withdrawn_when_its_gate_is_decided_before_it_went_out(office: Office) -> None:
    acts.open_gates(office, at(TUESDAY, 8))

    proved.decide(office, GO, at(TUESDAY, 9))

    assert withdrawn(office)["due", CHAIRS] == "obligation_ended"
    assert postings(office) == [("due", "withdrawn"), ("taken", "waiting")]


def test_a_posting_that_still_waits_when_the_next_is_due_gives_way_to_it(office: Office) -> None:
    for on in (TUESDAY, WEDNESDAY):
        acts.open_gates(office, at(on))

    assert postings(office) == [("due", "withdrawn"), ("overdue+1", "waiting")]


def test_the_place_of_an_organisation_hears_nothing_of_the_programme(tmp_path: Path) -> None:
    office = opened(tmp_path, organisation="dordt")

    acts.open_gates(office, at(TUESDAY))

    assert postings(office) == []


def test_what_will_be_posted_is_seen_before(office: Office) -> None:
    coming = [each for each in preview(office, at(MONDAY, 12), TUESDAY, TUESDAY) if each.person == CHAIRS]

    assert [each.key for each in coming] == ["decision/G1/-/1/2027-01-05/due/@stuurgroep/stuurgroep"]
