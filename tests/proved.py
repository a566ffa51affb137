"""Acts at gates as people do them who have their code: by the same names as the use cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from scd_workflow.app import acts, outcomes, positions
from scd_workflow.app.office import Office
from scd_workflow.app.proving import at_gate_after
from scd_workflow.app.view import view
from scd_workflow.domain.activities import Report
from scd_workflow.domain.decisions import Choice
from scd_workflow.domain.events import Event, GateDecided, VoteCast
from scd_workflow.domain.statements import Statement
from scd_workflow.store.engine import reading
from tests.codes import code_for


def decide(office: Office, choice: Choice, now: datetime, **more: Any) -> GateDecided | VoteCast:
    """Decide with the right code."""
    code = code_for(office, choice.gate, choice.organisation, choice.by, now)
    decided = acts.decide(office, choice, now, code=code, **more)
    assert isinstance(decided, GateDecided)
    return decided


def state_that(office: Office, said: Statement, now: datetime, **more: Any) -> Event:
    """State with the right code."""
    return acts.state_that(office, said, now, code=code_for(office, said.gate, said.organisation, said.by, now), **more)


def report(office: Office, said: Report, now: datetime, **more: Any) -> Event:
    """Report, and waive with the right code."""
    if said.act != "waive":
        return acts.report(office, said, now, **more)
    with reading(office.engine) as connection:
        spot = at_gate_after(said.activity, said.organisation)(view(connection, office.programme, now))
    assert spot is not None
    code = code_for(office, spot.gate.id, spot.organisation, said.by, now)
    return acts.report(office, said, now, code=code, **more)


def outcome(act: Callable[..., Event], office: Office, said: Any, now: datetime, **more: Any) -> Event:
    """Give a position, settle a condition, take back a request or decision, or change a term, with the right code."""
    return act(office, said, now, code=code_for(office, said.gate, said.organisation, said.by, now), **more)


meet, lift = partial(outcome, outcomes.meet), partial(outcome, outcomes.lift)
withdraw, reopen = partial(outcome, outcomes.withdraw), partial(outcome, outcomes.reopen)
suspend, extend = partial(outcome, outcomes.suspend), partial(outcome, outcomes.extend)
give = partial(outcome, positions.give)
