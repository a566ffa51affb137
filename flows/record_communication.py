"""The form by which people tell that something went out, whom it reached, who came and what was learnt."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.communication_form import TellForm, recorded
from scd_workflow.app.filled import filled_in


@flow(name="record-communication", flow_run_name="{onderdeel}", validate_parameters=False)
def record_communication(
    onderdeel: str = "",
    wie: str = "",
    uitgegaan: str = "",
    bewijs: str = "",
    bereik: str = "",
    opkomst: str = "",
    evaluatie: str = "",
) -> State:
    """Record what came of an item of the calendar."""
    given = {"onderdeel": onderdeel, "wie": wie, "uitgegaan": uitgegaan, "bewijs": bewijs}
    learnt = {"bereik": bereik, "opkomst": opkomst, "evaluatie": evaluatie}
    return answered(partial(recorded, form=filled_in(TellForm, given | learnt)))
