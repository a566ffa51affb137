"""The form by which the owner of a gate asks for its decision."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.answers import asked
from scd_workflow.app.filled import RequestForm, filled_in


@flow(name="open-gate", flow_run_name="{gate}", validate_parameters=False)
def open_gate(gate: str = "", wie: str = "", reden: str = "") -> State:
    """Ask for the decision on a gate."""
    given = {"gate": gate, "wie": wie, "reden": reden}
    return answered(partial(asked, form=filled_in(RequestForm, given)))
