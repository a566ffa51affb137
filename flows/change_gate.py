"""The form by which people withdraw a request, reopen a decision, or suspend or extend a term."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.change_form import ChangeForm, changed
from scd_workflow.app.filled import filled_in


@flow(name="change-gate", flow_run_name="{gate} · {wat}", validate_parameters=False)
def change_gate(
    gate: str = "",
    wat: str = "",
    wie: str = "",
    code: str = "",
    reden: str = "",
    stil_tot: str = "",
    werkdagen: str = "",
) -> State:
    """Record what changes at a gate beside its decision."""
    given = {"gate": gate, "wat": wat, "wie": wie, "code": code, "reden": reden}
    only_with = {"stil_tot": stil_tot, "werkdagen": werkdagen}
    return answered(partial(changed, form=filled_in(ChangeForm, given | only_with)))
