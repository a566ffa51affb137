"""The risks of a made-up history, as if each had been noted when it was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scd_workflow.domain import authority
from scd_workflow.domain.progress import progress_of
from scd_workflow.domain.risks import Noting, note
from scd_workflow.domain.state import State, evolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from scd_workflow.config.history import History
    from scd_workflow.domain.events import ActivityDone
    from scd_workflow.domain.network import Network
    from scd_workflow.domain.risk_events import RiskNoted


def noted(
    network: Network, history: History, work: tuple[ActivityDone, ...], at: Callable[[date], datetime]
) -> Iterator[RiskNoted]:
    """The risks, in the order in which they were noted, each by its owner; `at` gives the hour of a day."""
    finished = {each.activity: each.at.date() for each in work}
    state, last = State(), max(finished.values())
    seen = ((network.calendar.add(finished[each.activity], each.days), each) for each in history.risks)
    for day, told in sorted(seen, key=lambda each: each[0]):
        person = authority.holders(network.plan, told.owner, told.organisation, day)[0]
        said = Noting(
            told.organisation, person, told.what, told.why, told.owner, told.probability, told.impact, told.side,
            network.calendar.add(last, told.review), told.measure, "example",
        )  # fmt: skip
        event = note(progress_of(network, state, day), said, at(day))
        state = evolve(state, event)
        yield event
