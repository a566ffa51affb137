"""The form by which a consulted organisation or body gives its position on a gate."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.answers import position_given
from scd_workflow.app.filled import PositionForm, filled_in


@flow(name="give-position", flow_run_name="{gate} · {namens}", validate_parameters=False)
def give_position(
    gate: str = "", namens: str = "", wie: str = "", code: str = "", standpunt: str = "", advies: str = ""
) -> State:
    """Record a position."""
    given = {"gate": gate, "namens": namens, "wie": wie, "code": code, "standpunt": standpunt, "advies": advies}
    return answered(partial(position_given, form=filled_in(PositionForm, given)))
