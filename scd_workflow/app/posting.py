"""What has to be said goes into the outbox, and what need not be said any more comes out of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scd_workflow.app.pages import Desk, draft, key_of
from scd_workflow.app.view import View, view
from scd_workflow.domain import due
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.notices import NEWS, Ladder, Notice, reminders, told
from scd_workflow.domain.progress import Progress, progress_of
from scd_workflow.domain.state import evolve, fold
from scd_workflow.store import log, outbox
from scd_workflow.store.links import links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scd_workflow.app.office import Office
    from scd_workflow.store.engine import Connection

NEWS_LASTS = timedelta(days=7)
"""How long a decision is still told when its messages could not be made at once, as when the settings were broken."""


def post(connection: Connection, office: Office, now: datetime) -> int:
    """Bring the outbox in line with the programme as it stands in this transaction; gives how many notices are new.

    Broken settings do not stop what people do: the notices wait until the settings are mended and somebody posts again.
    """
    seen = view(connection, office.programme, now)
    # News reminds of no obligation, so that none can end under it.
    current = {NEWS, *(obligation.key for obligation in due.obligations(seen.progress))}
    ended = outbox.unsent_obligations(connection, office.programme) - current
    outbox.withdraw(connection, office.programme, ended, reason="obligation_ended", now=now)
    try:
        new = {key_of(notice): notice for notice in wanted(seen, office.ladder)}
        known = outbox.known_keys(connection, office.programme, new)
        head = log.format_head(log.head(connection, office.programme))
        desk = Desk(office, seen, links(connection, office.programme), head)
        drafts = [draft(desk, notice) for key, notice in new.items() if key not in known]
    except PlanInvalid:
        return 0
    return outbox.enqueue(connection, office.programme, drafts, now=now)


def wanted(seen: View, ladder: Ladder) -> tuple[Notice, ...]:
    """Every notice that belongs to this moment, sent before or not: reminders, and news of decisions taken lately."""
    return (*reminders(seen.progress, ladder), *_news(seen, ladder))


def _news(seen: View, ladder: Ladder) -> Iterator[Notice]:
    for position, recorded in enumerate(seen.recorded):
        event = recorded.event
        fresh = seen.now - recorded.recorded_at <= NEWS_LASTS
        if fresh and isinstance(event, GateDecided) and event.source != "example":
            before = progress_of(seen.network, fold(each.event for each in seen.recorded[:position]), seen.today)
            yield from told(before, _after(before, event), event, ladder)


def _after(before: Progress, decided: GateDecided) -> Progress:
    state = evolve(before.state, decided)
    if decided.organisation is None:
        return progress_of(before.network, state, before.today)
    return before.after(state, decided.organisation)
