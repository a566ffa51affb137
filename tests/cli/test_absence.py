"""Who is away, recorded and shown on the command line, and what a deputy then does."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.cli.conftest import TODAY, Scd

CHAIR, SECRETARY = "voorzitter-stuurgroep", "programmasecretaris"
SINCE, UNTIL = TODAY.isoformat(), (TODAY + timedelta(days=20)).isoformat()
PERIOD = ("--since", SINCE, "--until", UNTIL)


def test_who_is_away_is_listed_with_the_deputy_until_it_is_cancelled(running: Scd) -> None:
    recorded = running("absence", "record", CHAIR, *PERIOD, "--deputy", SECRETARY, "--gate", "G1", "--by", CHAIR)
    listed = running("absence", "list").out
    (record,) = json.loads(running("absence", "list", "--json").out)
    cancelled = running("absence", "cancel", CHAIR, "--since", SINCE, "--by", SECRETARY)

    assert recorded.code == cancelled.code == 0
    assert CHAIR in listed
    assert SECRETARY in listed
    assert (record["person"], record["deputy"], record["gates"]) == (CHAIR, SECRETARY, ["G1"])
    assert json.loads(running("absence", "list", "--json").out) == []


def test_a_deputy_decides_and_everything_shows_both_names(running: Scd) -> None:
    running("absence", "record", CHAIR, *PERIOD, "--deputy", SECRETARY, "--by", CHAIR)
    both = f"{SECRETARY} namens {CHAIR}"

    assert both in running("gate", "list", "--open").out
    assert "G1" in running("due", "--person", SECRETARY).out
    decided = running("gate", "decide", "G1", "--by", SECRETARY, "--outcome", "go", "--rationale", "Alles is er.")
    assert (decided.code, decided.err) == (0, "")
    assert both in running("gate", "show", "G1").out


def test_a_decision_that_nobody_is_there_to_take_is_in_the_status(running: Scd) -> None:
    assert "niemand kan nemen" not in running("status").out

    running("absence", "record", CHAIR, *PERIOD, "--by", CHAIR)

    for command in (("status",), ("absence", "list")):
        shown = running(*command).out
        assert "Besluiten die nu niemand kan nemen" in shown
        assert CHAIR in shown


def test_everything_that_is_wrong_with_an_absence_is_said_at_once_and_in_dutch(running: Scd) -> None:
    refused = running(
        "absence", "record", CHAIR, "--since", UNTIL, "--until", SINCE,
        "--deputy", "niemand", "--gate", "G9", "--by", "controller",
    )  # fmt: skip

    assert refused.code == 1
    assert len(refused.err.splitlines()) == 4
    assert "staat niet in people.yaml" in refused.err


def test_a_person_outside_the_plan_cannot_be_away(running: Scd) -> None:
    refused = running("absence", "record", "jan", *PERIOD, "--by", CHAIR)

    assert refused.code == 1
    assert "jan" in refused.err


def test_an_absence_that_nobody_recorded_cannot_be_cancelled(running: Scd) -> None:
    assert running("absence", "cancel", CHAIR, "--since", SINCE, "--by", CHAIR).code == 1
