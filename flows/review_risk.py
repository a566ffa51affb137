"""The form by which people assess a risk anew, or close it."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.filled import filled_in
from scd_workflow.app.risk_form import ReviewForm, seen_again


@flow(name="review-risk", flow_run_name="{risico} · {wat}", validate_parameters=False)
def review_risk(
    risico: str = "",
    wat: str = "",
    wie: str = "",
    bekijken: str = "",
    kans: str = "",
    impact: str = "",
    maatregel: str = "",
    eigenaar: str = "",
    toelichting: str = "",
) -> State:
    """Record what became of a risk."""
    given = {"risico": risico, "wat": wat, "wie": wie, "bekijken": bekijken, "kans": kans, "impact": impact}
    further = {"maatregel": maatregel, "eigenaar": eigenaar, "toelichting": toelichting}
    return answered(partial(seen_again, form=filled_in(ReviewForm, given | further)))
