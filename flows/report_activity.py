"""The form by which people report on their work."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.answers import reported
from scd_workflow.app.forms import ReportForm


@flow(name="report-activity", flow_run_name="{activiteit}")
def report_activity(activiteit: str, wie: str, melding: str, bewijs: str = "", toelichting: str = "") -> State:
    """Record what somebody reports about an activity."""
    form = ReportForm(activiteit, wie, melding, bewijs, toelichting)
    return answered(lambda office, now: reported(office, form, now))
