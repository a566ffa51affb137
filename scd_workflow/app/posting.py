"""What has to be said goes into the outbox, and what need not be said any more comes out of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scd_workflow.app.pages import Desk, draft, key_of
from scd_workflow.app.view import View
from scd_workflow.domain import due
from scd_workflow.domain.activities import about
from scd_workflow.domain.errors import PlanInvalid
from scd_workflow.domain.events import GateDecided
from scd_workflow.domain.notices import NEWS, Ladder, Notice, reminders, to_decider, told
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


def post(connection: Connection, office: Office, seen: View) -> int:
    """Bring the outbox in line with the programme as seen in this transaction; gives how many notices are new.

    Broken settings do not stop what people do: the notices wait until the settings are mended and somebody posts again,
    and so do those to a person whom the settings do not know.
    """
    # News reminds of no obligation, so that none can end under it.
    current = {NEWS, *(obligation.key for obligation in due.obligations(seen.progress))}
    ended = outbox.unsent_obligations(connection, office.programme) - current
    outbox.withdraw(connection, office.programme, ended, reason="obligation_ended", now=seen.now)
    try:
        new = {key_of(notice): notice for notice in _wanted(connection, seen, office.ladder)}
        known = outbox.known_keys(connection, office.programme, new)
        head = log.format_head(log.head(connection, office.programme))
        desk = Desk(office, seen, links(connection, office.programme), head)
        people = office.people.by_id()
        drafts = [draft(desk, notice) for key, notice in new.items() if key not in known and notice.person in people]
    except PlanInvalid:
        return 0
    return outbox.enqueue(connection, office.programme, drafts, now=seen.now)


def _wanted(connection: Connection, seen: View, ladder: Ladder) -> Iterator[Notice]:
    """Every notice that belongs to this moment: reminders, sent before or not, and the news that was not told yet."""
    yield from reminders(seen.progress, ladder)
    fresh = {key_of(to_decider(event)): (position, event) for position, event in _fresh(seen)}
    # All news of a decision is enqueued together: where the decider's own is known, the rest need not be reckoned again.
    known = outbox.known_keys(connection, seen.programme, fresh)
    for key, (position, event) in fresh.items():
        if key not in known:
            before = progress_of(seen.network, fold(each.event for each in seen.recorded[:position]), seen.today)
            yield from told(before, _after(before, event), event, ladder)


def _fresh(seen: View) -> Iterator[tuple[int, GateDecided]]:
    """The decisions of late with their places in the log, but for those on what the plan in force no longer has."""
    for position, recorded in enumerate(seen.recorded):
        event = recorded.event
        fresh = seen.now - recorded.recorded_at <= NEWS_LASTS
        if not fresh or not isinstance(event, GateDecided) or event.source == "example":
            continue
        if not any(about(seen.network, event.organisation, event.gate)):
            yield position, event


def _after(before: Progress, decided: GateDecided) -> Progress:
    state = evolve(before.state, decided)
    if decided.organisation is None:
        return progress_of(before.network, state, before.today)
    return before.after(state, decided.organisation)
