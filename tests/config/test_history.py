"""The made-up history of the example tells what is not as planned, and nothing that the plan does not have."""

from __future__ import annotations

import pytest

from scd_workflow.config.history import load_history
from scd_workflow.config.plan import load_plan
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.ids import ActivityId, DeliverableId, OrganisationId
from scd_workflow.domain.plan import AttestationCriterion, DocumentCriterion
from tests.config.examples import EXAMPLE, Folder


def test_the_history_meets_every_mandatory_criterion_of_the_gate_that_waits() -> None:
    history = load_history(EXAMPLE)
    assert history is not None
    (gate,) = (gate for phase in load_plan(EXAMPLE).phases for gate in phase.gates if gate.id == history.through)
    asked = [criterion for criterion in gate.criteria if criterion.mandatory]

    assert {each.document for each in history.approvals} == {
        each.document for each in asked if isinstance(each, DocumentCriterion)
    }
    assert {each.criterion for each in history.statements} == {
        each.id for each in asked if isinstance(each, AttestationCriterion)
    }


def test_evidence_is_a_link_per_deliverable_and_organisation() -> None:
    history = load_history(EXAMPLE)

    assert history is not None
    assert history.evidence(DeliverableId("visie")) == "https://example.nl/dossier/visie"
    assert (
        history.evidence(DeliverableId("samenhangmatrix"), OrganisationId("dordrecht"))
        == "https://example.nl/dossier/samenhangmatrix/dordrecht"
    )


def test_an_activity_without_a_slip_was_done_on_its_planned_date() -> None:
    history = load_history(EXAMPLE)

    assert history is not None
    assert history.slip(ActivityId("P1-01")) == 0
    assert history.slip(ActivityId("P1-06"), OrganisationId("dordrecht")) == 4


def test_a_folder_without_history_has_none(folder: Folder) -> None:
    (folder.path / "history.yaml").unlink()

    assert load_history(folder.path) is None


def test_a_history_of_what_the_plan_does_not_have_is_refused(folder: Folder) -> None:
    folder.change("history.yaml", "activity: P1-12", "activity: P1-99")

    with pytest.raises(PlanInvalid):
        load_history(folder.path)
