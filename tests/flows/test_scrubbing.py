"""What Prefect keeps of a form once it is handled: everything but the code."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from flows import doors, scrub
from flows.server import server
from tests.flows.conftest import CHAIR, G1, NOW, Place, typed_code

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

ARCHITECT = "informatiearchitect · Informatiearchitect KZA"
SAMENHANG = "G1/samenhang · Basis op orde"
WRONG = "WRNG-C0DE-2345"
KEPT = "WRNG-C0DE-6789"
LATER = NOW + timedelta(days=4)


@pytest.fixture
def working(place: Place) -> Iterator[Place]:
    """The example with its door, and a worker at hand."""
    place.bring_in_line()
    with place.prefect.worker(place.environment):
        yield place


def everything_kept(place: Place) -> str:
    """Every value in every table of Prefect's database, and what its processes wrote."""
    with closing(sqlite3.connect(place.prefect.home / "prefect.db")) as database:
        dump = "\n".join(database.iterdump())
    return dump + "".join(file.read_text(errors="replace") for file in place.prefect.home.glob("*.log"))


def assert_gone(place: Place, code: str) -> None:
    """Neither the code as it was typed, nor as it could have been, is anywhere."""
    kept = everything_kept(place)
    assert "voorzitter-stuurgroep" in kept
    for written in (code, code.replace("-", ""), code.lower()):
        assert written not in kept


@pytest.mark.parametrize("right", [True, False])
def test_a_form_that_was_handled_holds_dots_where_the_code_was(working: Place, right: bool) -> None:  # noqa: FBT001
    code = typed_code(G1, CHAIR) if right else WRONG

    run = working.prefect.submit(
        "decide-gate", gate=G1, wie=CHAIR, besluit="go", motivering="Alles is gereed.", code=code
    )

    assert working.prefect.ended(run)["name"] == ("Besloten" if right else "Geweigerd")
    assert working.prefect.ask(f"flow_runs/{run}")["parameters"]["code"] == scrub.DOTS
    assert_gone(working, code)


@pytest.mark.parametrize("right", [True, False])
def test_the_answer_at_a_door_is_gone_once_it_was_handled(working: Place, right: bool) -> None:  # noqa: FBT001
    door = UUID(working.prefect.runs("gate")[0]["id"])
    code = typed_code(G1, CHAIR) if right else WRONG

    working.prefect.resume(door, wie=CHAIR, besluit="go", motivering="Alles is gereed.", code=code)

    assert working.prefect.ended(door)["name"] == ("Besloten" if right else "Suspended")
    assert_gone(working, code)


def test_a_refused_statement_says_so_and_forgets_the_code(working: Place) -> None:
    run = working.prefect.submit(
        "state-criterion", criterium=SAMENHANG, wie=ARCHITECT, verklaring="Geen leeg vak.", code=WRONG
    )

    state = working.prefect.ended(run)
    assert (state["name"], "Deze code is niet die van" in state["message"]) == ("Geweigerd", True)
    assert_gone(working, WRONG)


@pytest.mark.parametrize("days", [0, 4, 400])
def test_a_form_that_nobody_handled_is_scrubbed_however_long_it_is_over(place: Place, days: int) -> None:
    run = place.prefect.submit("decide-gate", gate=G1, wie=CHAIR, besluit="go", motivering="Nee.", code=WRONG)
    place.prefect.set_state(run, "CANCELLED")
    assert WRONG in everything_kept(place)

    with server() as client:
        scrub.leftovers(client, NOW + timedelta(days=days))

    assert_gone(place, WRONG)


def answered_door(place: Place, code: str) -> UUID:
    """A door at which somebody gave an answer that no worker took."""
    place.bring_in_line()
    door = UUID(place.prefect.runs("gate")[0]["id"])
    place.prefect.resume(door, wie=CHAIR, besluit="go", motivering="Alles is gereed.", code=code)
    return door


def tried_in_vain(place: Place, door: UUID) -> None:
    """Let the process of a door die as often as it is tried."""
    while place.prefect.ask(f"flow_runs/{door}")["run_count"] < doors.TRIES:
        place.prefect.set_state(door, "SCHEDULED")
        place.prefect.move(door, "PENDING")
        place.prefect.move(door, "RUNNING")


@pytest.mark.parametrize(
    ("end", "tried"),
    [("CANCELLED", False), ("COMPLETED", False), ("CRASHED", True), ("FAILED", True)],
)
def test_the_answer_at_a_door_that_nobody_will_handle_any_more_is_forgotten(
    place: Place,
    end: str,
    tried: bool,  # noqa: FBT001
) -> None:
    door = answered_door(place, WRONG)
    if tried:
        tried_in_vain(place, door)
    place.prefect.set_state(door, end)
    assert WRONG in everything_kept(place)

    with server() as client:
        scrub.leftovers(client, LATER)

    assert_gone(place, WRONG)


@pytest.mark.parametrize("end", ["FAILED", "CRASHED"])
def test_the_answer_over_which_a_door_broke_is_kept_until_somebody_cancels_the_door(place: Place, end: str) -> None:
    door = answered_door(place, KEPT)
    kept = []
    with server() as client:
        for state in (end, "CANCELLED"):
            place.prefect.set_state(door, state)
            scrub.leftovers(client, LATER)
            kept.append([each.fields["code"] for each in doors.unread(client, door)])

    assert kept == [[KEPT], []]


def test_the_answer_at_a_door_that_is_being_closed_is_kept(place: Place) -> None:
    door = answered_door(place, KEPT)
    place.prefect.set_state(door, "COMPLETED")

    with server() as client:
        scrub.leftovers(client, NOW)
        kept = doors.unread(client, door)

    assert [each.fields["code"] for each in kept] == [KEPT]
