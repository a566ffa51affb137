"""Evaluations open by their flow, and what they found stands with the runs of `programme`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows import rounds
from flows.measurement import measurement
from flows.office import now
from flows.programme import programme
from flows.quick_scan import quick_scan
from scd_workflow.app import acts
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.ids import CampaignId, GateId, PersonId
from scd_workflow.domain.round_days import opens_on
from tests.flows.conftest import Place, typed_code
from tests.flows.test_doors import ended

pytestmark = pytest.mark.slow

CHAIR = PersonId("voorzitter-stuurgroep")
SCAN = CampaignId("gebruikers-scan")


def test_a_scan_opens_on_its_day_however_late_and_often_its_flow_runs(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = Choice(GateId("G1"), None, "go", CHAIR, "Alles is er.")
    acts.decide(place.office, choice, now(), code=typed_code("G1", CHAIR))
    early = [ended(flow) for flow in (quick_scan, measurement)]
    progress = place.look().progress
    day = opens_on(progress, progress.network.campaigns[SCAN], 1)
    assert day is not None
    monkeypatch.setattr(rounds, "now", lambda: now() + timedelta(days=(day - progress.today).days))

    first, again = (ended(quick_scan) for _ in range(2))

    assert [state.name for state in early] == ["Niets te openen"] * 2
    assert "gebruikers-scan" in str(first.message)
    assert again.name == "Niets te openen"
    opened = place.look().state.programme.round(SCAN, 1).opened
    assert opened is not None
    assert sum(opened.invited.values()) == 3400


def test_published_results_stand_with_the_run_that_brings_everything_in_line(place: Place) -> None:
    ended(programme)

    wanted = {"artifacts": {"key": {"any_": ["evaluatie-nulmeting"]}}, "limit": 1}
    (page,) = place.prefect.ask("artifacts/filter", wanted)

    assert page["description"] == "0-meting zaakgericht werken"
    assert "## Scores per organisatie (1 tot 5)" in page["data"]
    assert "![Scores per organisatie (1 tot 5)](data:image/svg+xml;base64," in page["data"]
    assert "niemand is te herkennen" in page["data"]
