"""The form by which people state that a criterion holds, or approve its document."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.answers import stated
from scd_workflow.app.filled import StatementForm, filled_in


@flow(name="state-criterion", flow_run_name="{criterium}", validate_parameters=False)
def state_criterion(criterium: str = "", wie: str = "", code: str = "", verklaring: str = "") -> State:
    """Record that a criterion holds."""
    given = {"criterium": criterium, "wie": wie, "code": code, "verklaring": verklaring}
    return answered(partial(stated, form=filled_in(StatementForm, given)))
