"""The form by which people report that a condition is met, or lift it."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.condition_form import SettlementForm, condition_settled
from scd_workflow.app.filled import filled_in


@flow(name="settle-condition", flow_run_name="{voorwaarde}", validate_parameters=False)
def settle_condition(
    voorwaarde: str = "", wie: str = "", code: str = "", uitkomst: str = "", toelichting: str = ""
) -> State:
    """Record how a condition ended."""
    given = {"voorwaarde": voorwaarde, "wie": wie, "code": code, "uitkomst": uitkomst, "toelichting": toelichting}
    return answered(partial(condition_settled, form=filled_in(SettlementForm, given)))
