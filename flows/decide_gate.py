"""Door (a): the form by which a gate is decided."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.answers import decided
from scd_workflow.app.filled import DecisionForm, filled_in


# Like those of every form its parameters are checked by nobody but us, whose refusals people can read.
@flow(name="decide-gate", flow_run_name="{gate}", validate_parameters=False)
def decide_gate(
    gate: str = "",
    wie: str = "",
    code: str = "",
    besluit: str = "",
    motivering: str = "",
    voorwaarden: str = "",
    nieuwe_datum: str = "",
    terug_naar: list[str] | None = None,
    afwijkingsreden: str = "",
    kenmerk: str = "",
) -> State:
    """Record the decision on a gate."""
    given: dict[str, object] = {
        "gate": gate,
        "wie": wie,
        "code": code,
        "besluit": besluit,
        "motivering": motivering,
        "voorwaarden": voorwaarden,
    }
    only_with: dict[str, object] = {
        "nieuwe_datum": nieuwe_datum,
        "terug_naar": terug_naar,
        "afwijkingsreden": afwijkingsreden,
        "kenmerk": kenmerk,
    }
    return answered(partial(decided, form=filled_in(DecisionForm, given | only_with), source="form"))
