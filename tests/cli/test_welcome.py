"""What `scd up` says of what waits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from scd_workflow.app import acts
from scd_workflow.cli.up import welcome
from scd_workflow.domain.gates import Request
from scd_workflow.domain.ids import GateId
from tests.app.test_outcomes import TUESDAY, promised
from tests.app.test_posting import MONDAY, at
from tests.examples import PAM, gate, phase, plan_of, work
from tests.offices import configured, started


def test_a_decision_that_waits_is_named_before_all_the_work(tmp_path: Path) -> None:
    late = [work(f"A{number}", term=1) for number in range(1, 8)]
    plan = plan_of(
        phase("P1", "G1", *late, gate("G1", term=9)),
        mandates=[{"id": "M", "role": "steering_chair", "gates": ["G1"], "source": "Founding meeting"}],
    )
    office, _ = started(configured(plan, tmp_path), at(MONDAY, 8))
    later = at(MONDAY + timedelta(days=3), 9)
    acts.ask(office, Request(GateId("G1"), None, PAM, "De raad vergadert eerder."), later)

    said = list(welcome.lines(office, later, "nl"))

    named = [line for line in said if "A1" in line or "G1" in line]
    assert "G1" in named[0]
    assert any("A1" in line for line in named)


def test_a_condition_that_waits_is_called_one_and_not_a_decision(tmp_path: Path) -> None:
    office = promised(tmp_path)

    said = list(welcome.lines(office, at(TUESDAY, 13), "nl"))

    (told,) = (line for line in said if "G1" in line)
    assert told.startswith("  voorwaarde 1: G1 · ")
