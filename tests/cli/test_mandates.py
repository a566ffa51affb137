"""`scd gate mandates`: who may decide what, until when, and by which document."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.cli.conftest import TODAY, Scd

CHAIR, DEPUTY = "voorzitter-stuurgroep", "ambtelijk-opdrachtgever"
PERIOD = ("--since", TODAY.isoformat(), "--until", (TODAY + timedelta(days=20)).isoformat())


def test_every_gate_of_every_organisation_shows_by_which_document_somebody_may_decide_it(running: Scd) -> None:
    found = json.loads(running("gate", "mandates", "--json").out)

    assert len({(each["gate"], each["organisation"]) for each in found}) == len(found) == 3 + 10
    assert all(each["people"] and each["source"] and each["in_force"] for each in found)
    shown = running("gate", "mandates").out
    assert all(each["source"] in shown for each in found)


def test_a_deputy_stands_beside_the_person_who_is_away(running: Scd) -> None:
    running("absence", "record", CHAIR, *PERIOD, "--deputy", DEPUTY, "--gate", "G1", "--by", CHAIR)

    g1 = next(each for each in json.loads(running("gate", "mandates", "--json").out) if each["gate"] == "G1")
    assert {"person": DEPUTY, "on_behalf_of": CHAIR} in g1["people"]
    assert f"{DEPUTY} namens {CHAIR}" in running("gate", "mandates").out
