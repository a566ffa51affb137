"""What the flows of evaluations have in common: rounds open on their day, and whoever sees to them hears what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect.states import Completed

from flows.follow_up import messages
from flows.office import now
from flows.scheduled import by_the_clock
from scd_workflow.app.evaluations import open_due
from scd_workflow.texts import tell

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

    from scd_workflow.app.office import Office
    from scd_workflow.domain.campaign_rules import EvaluationKind


def open_rounds(kind: EvaluationKind) -> State:
    """Open what is due; when nothing is, that is said in the name of the state."""
    return by_the_clock(lambda office: _opened(office, kind))


def _opened(office: Office, kind: EvaluationKind) -> State:
    language = office.settings.language
    opened = open_due(office, kind, now())
    if not opened:
        return Completed(name=tell("flows.no_rounds", language))
    messages(office)
    return Completed(name=tell("flows.rounds_opened", language, count=len(opened)), message=", ".join(opened))
