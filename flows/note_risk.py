"""The form by which people note a risk."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.filled import filled_in
from scd_workflow.app.risk_form import NotingForm, noted


@flow(name="note-risk", flow_run_name="{wat}", validate_parameters=False)
def note_risk(
    wat: str = "",
    waarom: str = "",
    voor: str = "",
    eigenaar: str = "",
    kans: str = "",
    impact: str = "",
    raakt: str = "",
    maatregel: str = "",
    bekijken: str = "",
    wie: str = "",
) -> State:
    """Record a risk."""
    given = {"wat": wat, "waarom": waarom, "voor": voor, "eigenaar": eigenaar, "kans": kans, "impact": impact}
    further = {"raakt": raakt, "maatregel": maatregel, "bekijken": bekijken, "wie": wie}
    return answered(partial(noted, form=filled_in(NotingForm, given | further)))
