"""The form by which people report on their work."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.answers import reported
from scd_workflow.app.filled import ReportForm, filled_in


@flow(name="report-activity", flow_run_name="{activiteit}", validate_parameters=False)
def report_activity(
    activiteit: str = "", wie: str = "", melding: str = "", bewijs: str = "", toelichting: str = "", code: str = ""
) -> State:
    """Record what somebody reports about an activity."""
    work = {"activiteit": activiteit, "wie": wie, "melding": melding}
    given = work | {"bewijs": bewijs, "toelichting": toelichting, "code": code}
    return answered(partial(reported, form=filled_in(ReportForm, given)))
