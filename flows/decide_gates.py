"""The form by which a gate is decided for several organisations at once."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.filled import filled_in
from scd_workflow.app.together_form import JointForm, decided_together


@flow(name="decide-gates", flow_run_name="{besluit} · {wie}", validate_parameters=False)
def decide_gates(
    gates: list[str] | None = None,
    wie: str = "",
    code: str = "",
    besluit: str = "",
    motivering: str = "",
    voorwaarden: str = "",
    nieuwe_datum: str = "",
    terug_naar: list[str] | None = None,
    afwijkingsreden: str = "",
) -> State:
    """Record the decision for every organisation, or for none."""
    given: dict[str, object] = {
        "gates": gates,
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
    }
    return answered(partial(decided_together, form=filled_in(JointForm, given | only_with)))
