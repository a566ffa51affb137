"""The form by which a person has the own code for a gate mailed."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.answers import code_asked
from scd_workflow.app.filled import CodeForm, filled_in


@flow(name="ask-code", flow_run_name="{gate}", validate_parameters=False)
def ask_code(gate: str = "", wie: str = "") -> State:
    """Mail a person the own code."""
    return answered(partial(code_asked, form=filled_in(CodeForm, {"gate": gate, "wie": wie})))
