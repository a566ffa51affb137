"""The form by which people state that a criterion holds, or approve its document."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.answers import stated
from scd_workflow.app.forms import StatementForm


@flow(name="state-criterion", flow_run_name="{criterium}")
def state_criterion(criterium: str, wie: str, verklaring: str) -> State:
    """Record that a criterion holds."""
    form = StatementForm(criterium, wie, verklaring)
    return answered(lambda office, now: stated(office, form, now))
