"""`scd gate position` and `scd gate positions`: what the consulted think, and whether the decision is carried."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scd_workflow.app.office import open_office
from scd_workflow.config.settings import Settings
from tests.cli.conftest import NOW, TODAY, Scd
from tests.codes import code_for
from tests.stack import ROOT

OBJECTS = ("gate", "position", "G1", "--for", "dordrecht", "--by", "sponsor-dordrecht", "--position", "objection")


@pytest.fixture
def with_code(running: Scd, var: Path, monkeypatch: pytest.MonkeyPatch) -> Scd:
    """Runs a command with the code of the sponsor of Dordrecht in the environment."""
    office = open_office(Settings.read({"SCD_CONFIG": str(ROOT / "config"), "SCD_VAR": str(var)}))
    monkeypatch.setenv("SCD_CODE", code_for(office, "G1", None, "sponsor-dordrecht", NOW))
    office.engine.dispose()
    return running


def test_the_example_is_carried_on_first_sight(running: Scd) -> None:
    ran = running("gate", "positions", "G1")

    rows = [line for line in ran.out.splitlines() if line.startswith(("Geme", "Omgevingsdienst", "Dienst"))]
    assert len(rows) == 10
    assert "Draagvlak: 0,85, gedragen (10 van 10 reacties)." in ran.out.splitlines()


def test_on_first_sight_nobody_owes_a_position_any_more(running: Scd) -> None:
    owed = json.loads(running("due", "--json").out)

    assert [each["subject"] for each in owed if each["kind"] == "decision"] == ["G1"]
    assert [each for each in owed if each["kind"] == "position"] == []


def test_a_briefing_shows_the_positions_and_the_verdict(running: Scd) -> None:
    shown, record = running("gate", "show", "G1"), running("gate", "show", "G1", "--json")

    assert "Draagvlak: 0,85, gedragen (10 van 10 reacties)." in shown.out
    assert json.loads(record.out)["support"]["verdict"] == "carried"


def test_one_objection_where_the_programme_weighs_heaviest_turns_the_verdict(with_code: Scd) -> None:
    before = json.loads(with_code("gate", "positions", "G1", "--json").out)
    ran = with_code(*OBJECTS, "--advice", "De koppelingen zijn niet af.")
    after = json.loads(with_code("gate", "positions", "G1", "--json").out)

    assert (ran.code, ran.out) == (0, "Standpunt over G1 vastgelegd voor dordrecht: bezwaar.\n")
    assert (before["index"], before["verdict"]) == ("0.85", "carried")
    assert (after["index"], after["verdict"]) == ("0.65", "not_carried")
    assert "Bezwaar van Gemeente Dordrecht (impact 3)." in after["reasons"]
    (said,) = (each for each in after["positions"] if each["speaker"] == "dordrecht")
    assert (said["position"], said["advice"]) == ("objection", "De koppelingen zijn niet af.")


def test_the_positions_of_an_earlier_day_are_as_they_were_known_then(with_code: Scd) -> None:
    with_code(*OBJECTS, "--advice", "De koppelingen zijn niet af.")

    yesterday = TODAY.fromordinal(TODAY.toordinal() - 1).isoformat()
    assert json.loads(with_code("gate", "positions", "G1", "--at", yesterday, "--json").out)["verdict"] == "carried"


def test_a_report_of_positions_names_no_person(running: Scd) -> None:
    for arguments in (("gate", "positions", "G1"), ("gate", "positions", "G1", "--json")):
        assert "sponsor-" not in running(*arguments).out


def test_a_position_without_advice_or_code_is_refused_with_every_reason(running: Scd) -> None:
    ran = running(*OBJECTS)

    assert ran.code == 1
    assert [line.split()[0] for line in ran.err.splitlines()] == ["Schrijf", "Vul", "Voor"]


def test_a_gate_that_consults_nobody_has_nothing_to_show(running: Scd) -> None:
    assert running("gate", "positions", "G2").out.splitlines() == ["Standpunten", "Niets te tonen."]
