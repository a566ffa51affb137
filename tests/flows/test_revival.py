"""Runs whose process died, and acts that are handled twice because of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any
from uuid import UUID

import pytest

from flows.office import now
from flows.report_activity import report_activity
from flows.revive import LONGEST, revive
from flows.server import server
from tests.flows.conftest import Place
from tests.flows.server import deploy
from tests.flows.test_doors import MANAGER, decide, ended
from tests.stack import ROOT

pytestmark = pytest.mark.proof

BEGUN = {"activiteit": "P2-11", "wie": MANAGER, "melding": "begonnen"}


def revived(place: Place) -> None:
    """Revive what has lost its process, long after it did."""
    with server() as client:
        revive(client, place.office, now() + 2 * LONGEST)


def said_of(place: Place, run: UUID) -> tuple[str, str]:
    """The name and message of a run's state."""
    state: dict[str, Any] = place.prefect.state(run)
    return state["name"], state["message"] or ""


def test_a_form_whose_process_died_after_its_act_was_recorded_gives_the_same_page_again(place: Place) -> None:
    decide()
    with place.prefect.worker(place.environment):
        run = place.prefect.submit("report-activity", **BEGUN)
        first = place.prefect.ended(run)
        place.prefect.set_state(run, "SCHEDULED")
        second = place.prefect.ended(run)

    assert [(state["name"], state["message"]) for state in (first, second)] == [
        ("Gemeld", f"P2-11: begonnen, door {MANAGER}.")
    ] * 2
    assert len({page["data"] for page in place.prefect.artifacts(run)}) == 1
    begun = [each.event for each in place.look().recorded if each.event.kind == "activity_started"]
    assert [event.request for event in begun if event.activity == "P2-11"] == [str(run)]


def test_a_form_that_lost_its_process_runs_again_and_what_the_clock_repeats_is_given_up(place: Place) -> None:
    form = place.prefect.submit("report-activity", **BEGUN)
    clock = place.prefect.submit("programme")
    for run in (form, clock):
        place.prefect.set_state(run, "RUNNING")

    revived(place)

    assert said_of(place, form)[0] == "Scheduled"
    assert said_of(place, clock) == (
        "Afgebroken",
        "Het proces van deze run is weggevallen. De volgende run doet het werk alsnog.",
    )


def test_a_form_that_keeps_losing_its_process_asks_to_look_and_to_fill_it_in_again(place: Place) -> None:
    form = place.prefect.submit("report-activity", **BEGUN)
    for _ in range(3):
        place.prefect.move(form, "PENDING")
        place.prefect.move(form, "RUNNING")
        last = said_of(place, form)[0]
        revived(place)

    assert last == "Running"
    name, message = said_of(place, form)
    assert name == "Afgebroken"
    assert "vul het formulier dan opnieuw in" in message


def test_what_ran_when_everything_was_killed_is_whole_again_at_the_next_start(place: Place) -> None:
    form = place.prefect.submit("report-activity", **BEGUN)
    clock = place.prefect.submit("programme")
    for run, kind in ((form, "PENDING"), (clock, "RUNNING")):
        place.prefect.set_state(run, kind)

    deploy({**place.environment})
    untouched = [place.prefect.state(run)["type"] for run in (form, clock)]
    deploy({**place.environment}, "--alone")

    assert untouched == ["PENDING", "RUNNING"]
    assert [place.prefect.state(run)["type"] for run in (form, clock)] == ["SCHEDULED", "CRASHED"]


def test_an_act_stands_when_what_follows_from_it_fails_and_the_run_says_that_it_comes_later(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Path(copytree(ROOT / "config", tmp_path / "config"))
    (config / "people.yaml").write_text("people: [", encoding="utf-8")
    monkeypatch.setenv("SCD_CONFIG", str(config))

    state = ended(report_activity, **BEGUN | {"activiteit": "P1-07", "wie": "", "melding": "begonnen"})
    assert state.name == "Geweigerd"
    assert decide() == "Besloten"

    state = ended(report_activity, **BEGUN)
    assert state.is_completed()
    assert state.name == "Gemeld"
    assert "gebeurt vanzelf bij de volgende ronde" in str(state.message)
    assert place.look().progress.standing("P2-11").status == "started"


def test_a_form_in_an_environment_that_cannot_be_used_ends_with_the_reason(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCD_DATABASE_URL", "mysql://nergens")

    state = ended(report_activity, **BEGUN)

    assert state.is_failed()
    assert state.name == "Niet gelukt"
    assert "SCD_DATABASE_URL" in str(state.message)
    assert place.prefect.runs("gate") == []


def test_a_run_that_has_not_been_silent_for_long_is_left_alone(place: Place) -> None:
    form = place.prefect.submit("report-activity", **BEGUN)
    place.prefect.set_state(form, "RUNNING")

    with server() as client:
        revive(client, place.office, now() - timedelta(days=1))

    assert said_of(place, form)[0] == "Running"
