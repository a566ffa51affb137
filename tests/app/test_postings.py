"""What is posted where several people read: what those hear who hold a role, once for all, and nothing personal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import yaml
from sqlalchemy import update

from scd_workflow.app import acts, by_hand
from scd_workflow.app.inbox import register_forms
from scd_workflow.app.office import Office, open_office
from scd_workflow.app.preview import Coming, preview, with_pages
from scd_workflow.domain.codes import PLACEHOLDER
from scd_workflow.render.card_page import card_page, card_text
from scd_workflow.store import outbox
from scd_workflow.store.by_hand import body
from scd_workflow.store.engine import reading, writing
from scd_workflow.store.schema import body_table
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


def card(office: Office) -> tuple[int, str]:
    """The number of the only message for the place, and every byte of it."""
    with reading(office.engine) as connection:
        (row,) = (each for each in outbox.rows(connection, office.programme) if each.recipient == CHAIRS)
        mime = body(connection, office.programme, row.id)
    assert mime is not None
    return row.id, mime.decode()


def coming(office: Office, now: datetime) -> Coming:
    """What the place will hear on Tuesday, as it is seen before."""
    (found,) = (each for each in preview(office, now, TUESDAY, TUESDAY) if each.person == CHAIRS)
    return found


def test_what_two_holders_of_a_role_are_told_is_posted_once(office: Office) -> None:
    for hour in (8, 9):
        acts.open_gates(office, at(TUESDAY, hour))

    assert postings(office) == [("due", "waiting")]


def test_a_posting_holds_no_code_and_names_nobody_in_its_link(office: Office) -> None:
    acts.open_gates(office, at(TUESDAY))

    _, said = card(office)

    assert PLACEHOLDER not in said
    assert "stef" not in said.lower()
    assert FORM in said
    assert "wie" not in said


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
    assert coming(office, at(MONDAY)).key == "decision/G1/-/1/2027-01-05/due/@stuurgroep/stuurgroep"


@pytest.mark.parametrize("kind", ["teams", "apprise"])
def test_what_will_be_posted_is_seen_as_the_card_that_then_waits(tmp_path: Path, kind: str) -> None:
    office = opened(tmp_path, kind=kind)
    before = coming(office, at(MONDAY))

    acts.open_gates(office, at(TUESDAY, 6))
    (waiting,) = with_pages(office, at(TUESDAY, 7), [coming(office, at(TUESDAY, 7))])

    _, kept = card(office)
    assert before.html == card_page(kept.encode(), "nl") == waiting.html
    assert (before.number, waiting.number is None) == (None, False)


def test_a_posting_is_read_as_its_readers_see_it(office: Office) -> None:
    acts.open_gates(office, at(TUESDAY, 6))
    number, kept = card(office)

    letter = by_hand.letter(office, number)

    assert letter.text == card_text(kept.encode())
    assert f"\n\nOpenen: {FORM}" in letter.text
    assert letter.html == card_page(kept.encode(), "nl")


def test_a_posting_that_another_version_wrote_in_another_way_is_read_as_it_stands(office: Office) -> None:
    acts.open_gates(office, at(TUESDAY, 6))
    number, kept = card(office)
    other = kept.replace("FactSet", "Table")
    with writing(office.engine) as connection:
        connection.execute(update(body_table).where(body_table.c.message == number).values(mime=other.encode()))

    assert by_hand.letter(office, number).text == other
