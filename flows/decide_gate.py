"""Door (a): the form by which a gate is decided."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.answers import decided
from scd_workflow.app.forms import DecisionForm


@flow(name="decide-gate", flow_run_name="{gate}")
def decide_gate(
    gate: str,
    wie: str,
    besluit: str,
    motivering: str,
    voorwaarden: str = "",
    nieuwe_datum: str = "",
    terug_naar: list[str] | None = None,
    afwijkingsreden: str = "",
) -> State:
    """Record the decision on a gate."""
    back = tuple(terug_naar or ())
    form = DecisionForm(gate, wie, besluit, motivering, voorwaarden, nieuwe_datum, back, afwijkingsreden)
    return answered(lambda office, now: decided(office, form, "form", now))
