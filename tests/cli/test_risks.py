"""`scd risk`: a risk is noted, seen at the gate that it touches, assessed and closed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.cli.conftest import TODAY, Ran, Scd
from tests.cli.test_commands import G1

REVIEW, LATER = (TODAY + timedelta(days=days) for days in (30, 60))
WHAT = "De privacytoets loopt uit."
NEW = (
    "risk", "note", "--what", WHAT, "--why", "Er is één privacy officer; de start wacht.",
    "--owner", "privacy_officer", "--probability", "4", "--impact", "4", "--side", "time",
    "--review", str(REVIEW), "--by", "programmasecretaris",
)  # fmt: skip
OWNER = ("--by", "privacy-officer")


def done(running: Scd, *command: str) -> Ran:
    ran = running(*command)
    assert (ran.code, ran.err) == (0, "")
    return ran


def listed(running: Scd, *options: str) -> dict[str, dict[str, Any]]:
    return {each["risk"]: each for each in json.loads(running("risk", "list", "--json", *options).out)}


def shown(running: Scd, gate: str = "G1", *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(running("gate", "show", gate, *options, "--json").out)
    return found


def criterion(running: Scd) -> tuple[bool, str]:
    found = next(each for each in shown(running)["criteria"] if each["criterion"] == "risicos")
    return found["met"], found["reason"]


def test_the_example_has_a_register_whose_red_risks_have_a_measure(running: Scd) -> None:
    risks = listed(running)

    assert [(each["colour"], bool(each["measure"])) for each in risks.values()] == [
        ("red", True), ("red", True), ("amber", False),
    ]  # fmt: skip
    assert criterion(running)[0]
    assert all(each["due"] > TODAY.isoformat() for each in risks.values())


def test_a_risk_is_noted_assessed_and_closed_and_each_is_told(running: Scd) -> None:
    noted = done(running, *NEW)
    before = listed(running)["R4"]
    assessed = done(running, "risk", "assess", "R4", *OWNER, "--review", str(LATER), "--measure", "Twee dagen extra.")
    after = listed(running)["R4"]
    closed = done(running, "risk", "close", "R4", *OWNER, "--reason", "De toets is af.")

    assert noted.out == "Genoteerd als risico R4.\n"
    assert (before["score"], before["due"]) == (16, TODAY.isoformat())
    assert assessed.out.startswith("Risico R4 is opnieuw beoordeeld.")
    assert (after["score"], after["due"], after["people"]) == (16, LATER.isoformat(), ["privacy-officer"])
    assert closed.out == "Risico R4 is gesloten.\n"
    assert "R4" not in listed(running)
    assert listed(running, "--all")["R4"]["closed"]["reason"] == "De toets is af."
    assert "gesloten: De toets is af." in running("risk", "list", "--all").out


def test_a_red_risk_without_a_measure_stands_at_the_gate_and_keeps_its_criterion_from_holding(running: Scd) -> None:
    before = shown(running)
    done(running, *NEW)
    after = shown(running)

    assert criterion(running) == (
        False, "Open risico's met score 15 of hoger zonder maatregel: R4 (16). In totaal zijn er 3 open risico's.",
    )  # fmt: skip
    assert [each["risk"] for each in after["risks"]] == ["R1", "R4", "R3"]
    assert after["mark"] != before["mark"]
    lines = running("gate", "show", "G1").out.splitlines()
    place = lines.index("Open risico's die de gate raken, het hoogste eerst")
    told = next(line for line in lines[place:] if line.startswith("R4"))
    assert WHAT in told
    assert "Privacy officer (privacy-officer)" in told
    assert "nog geen" in told


def test_the_risks_of_an_organisation_are_those_of_the_programme_and_its_own(running: Scd) -> None:
    assert list(listed(running, "-o", "dordrecht")) == ["R1", "R3"]
    assert list(listed(running, "-o", "zwijndrecht")) == ["R1", "R3", "R2"]
    assert [each["risk"] for each in shown(running, "G2a", "-o", "zwijndrecht")["risks"]] == ["R1", "R3", "R2"]


def test_the_register_can_be_seen_as_it_was_known_on_an_earlier_day(running: Scd) -> None:
    done(running, *NEW)

    assert list(listed(running, "--at", str(TODAY - timedelta(days=1)))) == ["R1", "R3", "R2"]


def test_what_happened_earlier_is_recorded_for_that_day(running: Scd) -> None:
    on = TODAY - timedelta(days=3)
    done(running, *NEW, "--on", str(on))

    assert listed(running)["R4"]["noted"] == on.isoformat()


def test_the_owner_finds_the_review_among_what_is_due(running: Scd) -> None:
    done(running, *NEW)

    due = running("due", "--person", "privacy-officer").out
    assert "risico bekijken" in due
    assert WHAT in due


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (
            ("risk", "assess", "R2", "--by", "controller", "--review", str(TODAY), "--probability", "6"),
            ["mag risico R2", "De kans is een getal", "ligt niet in de toekomst"],
        ),
        (("risk", "close", "R9", "--by", "jan", "--reason", " "), ["jan", "geen risico “R9”", "Schrijf waarom"]),
        ((*NEW[:3], WHAT, *NEW[4:7], "prive", *NEW[8:]), ["geen rol “prive”"]),
    ],
)
def test_everything_that_is_wrong_is_said_at_once_and_in_dutch(
    running: Scd, command: tuple[str, ...], told: list[str]
) -> None:
    head = running("audit", "head").out
    refused = running(*command)

    assert refused.code == 1
    assert len(refused.err.splitlines()) == len(told)
    assert all(each in line for each, line in zip(told, refused.err.splitlines(), strict=True))
    assert running("audit", "head").out == head


def test_a_decision_goes_on_with_a_register_and_the_log_tells_in_words_what_was_noted(running: Scd) -> None:
    done(running, *NEW)
    done(running, *G1, "--outcome", "go", "--override", "De toets volgt.")

    log = running("log").out
    assert "risico genoteerd" in log
    assert "kans 4 · impact 4 · tijd" in log
