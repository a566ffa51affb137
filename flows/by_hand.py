"""Doors that ended in Prefect without a decision, by hand or over a fault: nobody is to take such a run for one."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, get_args

from prefect.client.schemas.objects import StateType
from prefect.states import Cancelled

from flows.server import runs, show
from scd_workflow.texts import Language, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun, State

OWN_NAMES = ("decided", "voted", "refused", "unusable", "no_answer", "stray", "lost", "undecided")
"""What we call the ends that we give to a door ourselves."""

LATELY = timedelta(days=30)
"""How long such a door stands on the page of the programme."""


def say_so(client: SyncPrefectClient, run: FlowRun, language: Language) -> None:
    """Let a run that is over say that nothing was decided by it, when it was not us who ended it."""
    was = run.state_name or ""
    if was not in _own_names():
        why = tell("flows.undecided_summary", language, state=was)
        state: State = Cancelled(name=tell("flows.undecided", language), message=why)
        client.set_flow_run_state(run.id, state, force=True)
        show(client, "zonder-besluit", why, run.name, run.id)


def told(client: SyncPrefectClient, tag: str, url: str, now: datetime, language: Language) -> str:
    """Those of the last weeks as a list in Markdown, with the page of each; empty when there are none."""
    lines = [f"* [{run.name}]({url}/v2/runs/flow-run/{run.id})" for run in _lately(client, tag, now, language)]
    return "\n".join([f"## {tell('flows.undecided_title', language)}", "", *lines]) if lines else ""


def _lately(client: SyncPrefectClient, tag: str, now: datetime, language: Language) -> Iterator[FlowRun]:
    for run in runs(client, tag, (StateType.CANCELLED,)):
        is_one = run.state_name == tell("flows.undecided", language)
        if is_one and run.state is not None and now - run.state.timestamp <= LATELY:
            yield run


@cache
def _own_names() -> frozenset[str]:
    """In each language, for a door may have ended while another was set."""
    return frozenset(tell(f"flows.{name}", language) for name in OWN_NAMES for language in get_args(Language))
