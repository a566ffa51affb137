"""The form by which people submit, approve, give back, move or cancel what the communication calendar is to say."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State

from flows.answering import answered
from scd_workflow.app.communication_form import CalendarForm, seen_to
from scd_workflow.app.filled import filled_in


@flow(name="change-communication", flow_run_name="{onderdeel} · {wat}", validate_parameters=False)
def change_communication(
    onderdeel: str = "",
    wat: str = "",
    wie: str = "",
    tekst: str = "",
    toelichting: str = "",
    nieuwe_dag: str = "",
    kenmerk: str = "",
) -> State:
    """Record what somebody does about an item of the calendar."""
    given = {"onderdeel": onderdeel, "wat": wat, "wie": wie, "tekst": tekst, "toelichting": toelichting}
    return answered(
        partial(seen_to, form=filled_in(CalendarForm, given | {"nieuwe_dag": nieuwe_dag, "kenmerk": kenmerk}))
    )
