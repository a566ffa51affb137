"""The form by which the owner of a gate asks for its decision."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.answers import asked
from scd_workflow.app.forms import RequestForm


@flow(name="open-gate", flow_run_name="{gate}")
def open_gate(gate: str, wie: str, reden: str = "") -> State:
    """Ask for the decision on a gate."""
    form = RequestForm(gate, wie, reden)
    return answered(lambda office, now: asked(office, form, now))
